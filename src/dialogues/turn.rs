//! Sessions, and the one commit of a turn.

use jiff::Timestamp;

use super::dead::{Aside, DeadKind};
use super::outbox::{self, Durable};
use super::overlay::Changes;
use super::table::{self, Table};
use super::timer;
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
    _proof: Durable,
}

impl Dialogues {
    /// The session of a chat; none: never heard of. One that cannot be read is put aside in the dead letters, loudly, and none is given.
    pub fn session(&self, chat: i64) -> Result<Option<Session>, StoreFault> {
        let key = table::chat_part(chat);
        let session = self.get(Table::Sessions, &key);
        match session {
            Err(StoreFault::Unreadable { why, .. }) => {
                self.write_and_block(move |changes| {
                    let aside = Aside::found_unreadable(chat, DeadKind::Session, why);
                    aside.keep_unreadable(changes, Table::Sessions, &key)
                })?;
                Ok(None)
            }
            session => session,
        }
    }

    /// Commits a turn: session, inbox row out, timers, outbox rows, all or nothing.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the inbox row is gone: the turn was committed before, nothing is changed.
    pub async fn commit_turn(&self, commit: TurnCommit) -> Result<Committed, StoreFault> {
        self.write(move |changes| apply(changes, commit)).await
    }
}

fn apply(changes: &mut Changes<'_>, commit: TurnCommit) -> Result<Committed, StoreFault> {
    let TurnCommit { inbox: InboxId { chat, seq }, session, effects, now } = commit;
    if session.chat != chat {
        return Err(StoreFault::OtherChat);
    }
    if !changes.remove(Table::Inbox, &table::row_key(chat, seq))? {
        return Err(StoreFault::AlreadyDone);
    }
    changes.put(Table::Sessions, &table::chat_part(chat), &session)?;
    let mut committed = Committed { rows: Vec::new(), timers_changed: false, _proof: Durable };
    for effect in effects {
        if let Effect::WakeAt { at, timer } = effect {
            timer::set(changes, chat, timer, at)?;
            committed.timers_changed = true;
        } else if let Effect::CancelTimer { timer } = effect {
            timer::cancel(changes, chat, timer)?;
            committed.timers_changed = true;
        } else {
            committed.rows.push(outbox::put(changes, chat, effect, now)?);
        }
    }
    Ok(committed)
}
