//! Figures for the health page, small cursors, and the sweeping out of what is too old.

use jiff::Timestamp;

use super::{Dialogues, StoreFault};

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Inputs that wait.
    pub inbox: u64,
    /// Effects that wait.
    pub outbox: u64,
    /// Dead letters.
    pub dead: u64,
    /// Sessions.
    pub sessions: u64,
    /// When the oldest waiting input came.
    pub oldest_inbox: Option<Timestamp>,
    /// When the oldest waiting effect was committed.
    pub oldest_outbox: Option<Timestamp>,
}

impl Dialogues {
    /// How much there is at present.
    pub fn figures(&self) -> Result<Figures, StoreFault> {
        Err(StoreFault::Closed)
    }

    /// A small value by name, such as a cursor.
    pub fn meta(&self, name: &str) -> Result<Option<String>, StoreFault> {
        let _ = name;
        Err(StoreFault::Closed)
    }

    /// Keeps a small value by name.
    pub async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreFault> {
        let _ = (name, value);
        Err(StoreFault::Closed)
    }

    /// Erases seen updates, challenges, counters and dead letters that are too old.
    pub async fn sweep(&self, now: Timestamp) -> Result<(), StoreFault> {
        let _ = now;
        Err(StoreFault::Closed)
    }
}
