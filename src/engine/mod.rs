//! One turn of a dialogue: session, input and moment to session and effects. Pure.

mod answers;
mod ask;
mod back;
mod claim_details;
mod complaint;
mod confirm;
mod contact;
mod documents;
pub mod effect;
mod facts;
mod follow;
mod follow_page;
pub mod following;
pub mod input;
mod keep_answers;
mod keyboard;
mod kinds;
mod late;
mod lists;
mod menu;
mod migrate;
mod notices;
mod old_button;
mod openings;
pub mod own_data;
mod photos;
pub mod press;
mod privacy;
mod privacy_page;
mod repair;
mod repair_items;
mod repair_known;
pub mod screen;
pub mod session;
mod stack;
mod start;
mod submit;
mod summary;
mod talk;
mod timers;
mod tray;
mod turn;
mod unlock;
mod waiting;
mod walk;
mod wanted_change;
mod withdraw;
pub mod world;

use jiff::Timestamp;

pub use effect::{Asker, Effect, TimerKind};
pub use input::Input;
pub use own_data::OwnData;
pub use press::{Press, Verb};
pub use screen::{Button, ButtonAction, Keyboard, Screen};
pub use session::Session;
pub use turn::turn;
pub use wanted_change::{Reply, WantedChange};
pub use world::{EngineSettings, Retention, World};

/// Time and chance, as arguments of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When the turn happens.
    pub now: Timestamp,
    /// Unpredictable bytes, fresh for each turn.
    pub seed: [u8; 32],
}

/// What a turn comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The session from then on.
    pub session: Session,
    /// What is to be done, in order.
    pub effects: Vec<Effect>,
    /// Why nothing is shown; none when something is.
    pub silence: Option<Silence>,
}

/// The reasons for which a turn may show nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The input waits behind the answer of an effect.
    Held,
    /// An effect was set going whose answer will speak.
    AnswerComes,
    /// More photos of the same kind may follow; they are acknowledged together.
    Gathering,
    /// The same button was pressed twice in a row.
    PressedTwice,
    /// A button that does nothing, such as a day in the future.
    DeadButton,
    /// A timer of something that is over, or an answer that nobody waits for.
    Outdated,
    /// What happened to a claim was done in this chat and has been answered here.
    AnsweredHere,
    /// This news was told before.
    ToldBefore,
    /// It is night: the reminder waits for the morning.
    Night,
    /// Nothing was to be said.
    NothingToSay,
}
