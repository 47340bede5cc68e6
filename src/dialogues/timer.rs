//! Timers of chats: one of each kind, kept until they fire.

use jiff::Timestamp;

use super::{Dialogues, StoreFault};
use crate::engine::TimerKind;

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Whose.
    pub chat: i64,
    /// Which.
    pub kind: TimerKind,
    /// When it is due.
    pub at: Timestamp,
}

impl Dialogues {
    /// The timer that is due first.
    pub fn next_timer(&self) -> Result<Option<Timer>, StoreFault> {
        Err(StoreFault::Closed)
    }

    /// Turns each timer that is due into an [`crate::engine::Input::Tick`] in its chat's inbox. Gives the chats.
    pub async fn fire_due(&self, now: Timestamp) -> Result<Vec<i64>, StoreFault> {
        let _ = now;
        Err(StoreFault::Closed)
    }
}
