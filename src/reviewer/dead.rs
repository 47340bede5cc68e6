//! What could not be handled, as an administrator of the console sees it: never what people wrote.

use futures_util::future::BoxFuture;
use jiff::Timestamp;

/// What could not be handled.
pub trait DeadLetters: Send + Sync {
    /// The newest letters, the newest last, and how many there are in all.
    ///
    /// # Errors
    /// What does not work, in a sentence for the operator without personal data.
    fn newest(&self) -> Result<(Vec<DeadLine>, usize), String>;

    /// Days for which a letter is kept: `[retention] dead_letters`.
    fn kept_for_days(&self) -> i64;

    /// Does something about a letter.
    fn act(&self, id: u64, act: DeadAct) -> BoxFuture<'_, Result<DeadEnd, String>>;
}

/// One letter without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLine {
    /// Its name.
    pub id: u64,
    /// When it was put aside.
    pub at: Timestamp,
    /// Whose it is.
    pub chat: i64,
    /// `inbox`, `outbox` or `session`.
    pub kind: &'static str,
    /// Name of the input or effect.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Bytes of its content.
    pub bytes: usize,
    /// Whether it can be handled once more.
    pub is_readable: bool,
}

/// What is to be done about a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadAct {
    /// It is to be handled once more.
    Requeue,
    /// It is to be thrown away.
    Drop,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadEnd {
    /// It is being handled.
    Requeued,
    /// It is gone.
    Dropped,
    /// Nobody can read it: it can only be dropped.
    Unreadable,
    /// It was not there any more.
    Gone,
}

impl DeadEnd {
    /// The end of the key of its words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Requeued => "requeued",
            Self::Dropped => "dropped",
            Self::Unreadable => "unreadable",
            Self::Gone => "gone",
        }
    }
}
