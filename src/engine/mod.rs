//! One turn of a dialogue: session, input and moment to session and effects. Pure.

pub mod effect;
pub mod input;
pub mod press;
pub mod screen;
pub mod session;

pub use effect::{Effect, TimerKind};
pub use input::Input;
pub use press::{Press, Verb};
pub use screen::{Button, ButtonAction, Keyboard, Screen};
pub use session::Session;

use jiff::Timestamp;

/// Time and chance, as arguments of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When the turn happens.
    pub now: Timestamp,
    /// Unpredictable bytes, fresh for each turn.
    pub seed: [u8; 32],
}
