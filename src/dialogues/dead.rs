//! Dead letters: what could not be handled, kept sealed for a while, counted, shown without its content.

use jiff::Timestamp;

use super::{Dialogues, StoreFault};

/// What was put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadKind {
    /// An input.
    Inbox,
    /// An effect.
    Outbox,
    /// A session that could not be read.
    Session,
}

/// Something put aside, without its content: that may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// When.
    pub at: Timestamp,
    /// The chat.
    pub chat: i64,
    /// What.
    pub kind: DeadKind,
    /// Name of the input or effect, e.g. `photo`; empty for what could not be read.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl Dialogues {
    /// All that was put aside, oldest first.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreFault> {
        Err(StoreFault::Closed)
    }
}
