//! The inbox: what came in and waits for its turn, once each, in order.

use jiff::Timestamp;

use super::{Dialogues, StoreFault};
use crate::engine::Input;

/// Something that came in from outside.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// What tells it from all others (bot id, update id, message or callback id, date: DESIGN §5); none: never dropped.
    pub seen: Option<String>,
    /// The chat that it is of.
    pub chat: i64,
    /// Its place among the arrivals of its chat in one call: the update id.
    pub order: i64,
    /// What it is.
    pub input: Input,
    /// The button press that is to be answered.
    pub callback: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
}

/// Names a row of the inbox; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InboxId {
    /// The chat.
    pub chat: i64,
    /// Grows with every row of the store.
    pub seq: u64,
}

/// An input that waits for its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// Its name.
    pub id: InboxId,
    /// What it is.
    pub input: Input,
    /// The button press that is to be answered.
    pub callback: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// How often its turn was begun, as counted by [`Dialogues::count_attempt`].
    pub attempts: u32,
}

impl Dialogues {
    /// Puts what came in into the inbox, once each. Gives the chats that have new rows. Of a chat with too many waiting rows the
    /// first further one becomes [`Input::Mishap`], so that the person is told once; the rest is dropped and counted.
    ///
    /// # Errors
    /// [`StoreFault::Full`] before anything was written: the caller must not acknowledge the batch.
    pub async fn take_in(&self, arrivals: Vec<Arrival>) -> Result<Vec<i64>, StoreFault> {
        let _ = arrivals;
        Err(StoreFault::Closed)
    }

    /// The chats whose inbox is not empty.
    pub fn chats_with_inbox(&self) -> Result<Vec<i64>, StoreFault> {
        Err(StoreFault::Closed)
    }

    /// The oldest waiting row of a chat.
    pub fn next_inbox(&self, chat: i64) -> Result<Option<InboxRow>, StoreFault> {
        let _ = chat;
        Err(StoreFault::Closed)
    }

    /// Counts the beginning of a turn before it is begun; gives how many there were with this one.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the row is gone.
    pub async fn count_attempt(&self, id: &InboxId) -> Result<u32, StoreFault> {
        let _ = id;
        Err(StoreFault::Closed)
    }

    /// Puts a row aside that cannot be handled; in its place comes [`Input::Mishap`], unless it was one itself.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the row is gone.
    pub async fn bury(&self, id: &InboxId, reason: &str, now: Timestamp) -> Result<(), StoreFault> {
        let _ = (id, reason, now);
        Err(StoreFault::Closed)
    }
}
