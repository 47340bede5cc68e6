//! The outbox: effects that are committed and wait to be performed.

use std::fmt;

use jiff::Timestamp;

use super::{Dialogues, StoreFault};
use crate::engine::{Effect, Input};

/// Names a row of the outbox; never used twice, so it serves as an idempotency key (`{chat}-{seq}`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutboxId {
    /// The chat.
    pub chat: i64,
    /// Grows with every row of the store: the order of committing.
    pub seq: u64,
}

impl fmt::Display for OutboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.chat, self.seq)
    }
}

/// A durable effect. Only the store makes it, so whoever has one may perform it (DESIGN §2, invariant 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its name.
    pub id: OutboxId,
    /// What is to be done.
    pub effect: Effect,
    /// How often it was postponed.
    pub attempts: u32,
    /// Not to be tried again before.
    pub not_before: Option<Timestamp>,
    /// When its turn was.
    pub queued_at: Timestamp,
    _proof: (),
}

impl Dialogues {
    /// All that was committed and not finished, in order of committing: for the start.
    pub fn pending_outbox(&self) -> Result<Vec<OutboxRow>, StoreFault> {
        Err(StoreFault::Closed)
    }

    /// Takes a performed row out and puts its answer, if any, into the inbox of its chat. Done twice it adds nothing.
    pub async fn finish(
        &self,
        id: &OutboxId,
        answer: Option<Input>,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let _ = (id, answer, now);
        Err(StoreFault::Closed)
    }

    /// Notes that a row is to be tried again later; gives how often it was postponed with this time.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the row is gone.
    pub async fn postpone(&self, id: &OutboxId, not_before: Timestamp) -> Result<u32, StoreFault> {
        let _ = (id, not_before);
        Err(StoreFault::Closed)
    }

    /// As [`Dialogues::finish`], for a row that cannot be performed: it is kept in the dead letters.
    pub async fn give_up(
        &self,
        id: &OutboxId,
        reason: &str,
        answer: Option<Input>,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let _ = (id, reason, answer, now);
        Err(StoreFault::Closed)
    }
}
