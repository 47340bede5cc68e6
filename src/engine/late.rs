//! Documents for a claim that is registered already, by its tracking code (DESIGN §1.3).

use super::Silence;
use super::input::ChangeOutcome;
use super::talk::Talk;

/// `DocumentsAdded` has come.
pub(crate) fn added(talk: &mut Talk<'_>, _draft: &str, _outcome: &ChangeOutcome) {
    talk.silence = Some(Silence::Outdated);
}
