//! What the service is put together from.

use std::fmt;
use std::sync::Arc;

use super::limits::Limits;
use crate::bale::poll::PollSettings;
use crate::bale::{BaleSettings, Client};
use crate::claim::Retention;
use crate::dialogues::{CodeRules, Dialogues};
use crate::documents::Documents;
use crate::engine::{Effect, Input, Moment, Session};
use crate::photo::PhotoLimits;
use crate::registry::Registry;
use crate::runtime::{Clock, Metrics, Tasks};
use crate::sms::Gateway;
use crate::vault::Vault;
use crate::wording::Catalog;

/// Takes one turn of a dialogue: the engine with its world, or a script in a test.
pub trait TurnTaker: Send + Sync {
    /// The session after `input`, and what is to be done, in order. A panic costs this input only.
    fn turn(&self, session: Session, input: Input, moment: Moment) -> (Session, Vec<Effect>);
}

/// Everything that the service works with. All of it is cheap to clone.
#[derive(Clone)]
pub struct ServiceParts {
    /// Limits and rules.
    pub settings: ServiceSettings,
    /// Who takes the turns.
    pub turns: Arc<dyn TurnTaker>,
    /// Words of messages.
    pub catalog: Arc<Catalog>,
    /// Sessions, inbox, outbox.
    pub dialogues: Dialogues,
    /// Claims and the directory of insured people.
    pub registry: Registry,
    /// Photos.
    pub documents: Documents,
    /// Keys of one-time codes and lookups.
    pub vault: Vault,
    /// Who sends SMS.
    pub sms: Gateway,
    /// Who speaks with Bale.
    pub bale: Client,
    /// The time of turns, codes and timers. Pacing and pauses go by the real time, whatever this clock shows.
    pub clock: Clock,
    /// What is counted; the same that the client for Bale counts in.
    pub metrics: Metrics,
    /// Where the background tasks live; stopping them stops the service.
    pub tasks: Tasks,
}

impl fmt::Debug for ServiceParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceParts").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Limits and rules of the service.
#[derive(Clone, Debug)]
pub struct ServiceSettings {
    /// How updates come in, and how fast messages may leave.
    pub bale: BaleSettings,
    /// How the long poll paces itself.
    pub poll: PollSettings,
    /// How many one-time codes there may be, and how long they count.
    pub codes: CodeRules,
    /// How long what is kept is kept.
    pub retention: Retention,
    /// What an uploaded photo may cost.
    pub photo: PhotoLimits,
    /// What may wait or be held at once.
    pub limits: Limits,
}

impl ServiceSettings {
    /// The defaults, with the operator's settings for Bale.
    pub fn new(bale: BaleSettings) -> Self {
        Self {
            bale,
            poll: PollSettings::default(),
            codes: CodeRules::default(),
            retention: Retention::default(),
            photo: PhotoLimits::default(),
            limits: Limits::default(),
        }
    }
}
