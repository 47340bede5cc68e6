//! Sessions, and the one commit of a turn.

use jiff::Timestamp;

use super::{Dialogues, InboxId, OutboxRow, StoreFault};
use crate::engine::{Effect, Session};

/// All that a turn changes.
#[derive(Clone, Debug)]
pub struct TurnCommit {
    /// The row that the turn was about.
    pub inbox: InboxId,
    /// The session after it.
    pub session: Session,
    /// What it wants done, in order.
    pub effects: Vec<Effect>,
    /// When it happened.
    pub now: Timestamp,
}

/// Proof that a turn is durable. Only the store makes it.
#[derive(Debug)]
#[must_use = "the rows are to be performed"]
pub struct Committed {
    /// What is to be performed, in order. Timers are not among it: they are kept already.
    pub rows: Vec<OutboxRow>,
    /// Whether a timer was set or stopped.
    pub timers_changed: bool,
    _proof: (),
}

impl Dialogues {
    /// The session of a chat; none: never heard of. One that cannot be read is put aside in the dead letters, loudly, and none is given.
    pub fn session(&self, chat: i64) -> Result<Option<Session>, StoreFault> {
        let _ = chat;
        Err(StoreFault::Closed)
    }

    /// Commits a turn: session, inbox row out, timers, outbox rows, all or nothing.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the inbox row is gone: the turn was committed before, nothing is changed.
    pub async fn commit_turn(&self, commit: TurnCommit) -> Result<Committed, StoreFault> {
        let _ = commit;
        Err(StoreFault::Closed)
    }
}
