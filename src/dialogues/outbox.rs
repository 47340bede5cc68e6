//! The outbox: effects that are committed and wait to be performed.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::arrival::put_input;
use super::dead::{Aside, DeadKind};
use super::look::Look;
use super::overlay::Changes;
use super::table::{self, Key, Keys, Table};
use super::{Dialogues, StoreFault, challenge};
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

/// What only the store has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Durable;

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
    _proof: Durable,
}

/// What a row wants done.
pub(super) fn effect(rows: &impl Look, key: &[u8]) -> Result<Option<Effect>, StoreFault> {
    let row: Option<StoredEffect> = rows.get(Table::Outbox, key)?;
    Ok(row.map(|row| row.effect))
}

/// An outbox row as it is kept.
#[derive(Serialize, Deserialize)]
struct StoredEffect {
    effect: Effect,
    attempts: u32,
    not_before: Option<Timestamp>,
    queued_at: Timestamp,
}

#[derive(Default)]
struct Pending {
    rows: Vec<OutboxRow>,
    /// With the reason why.
    unreadable: Vec<(OutboxId, String)>,
}

impl OutboxId {
    fn key(self) -> Key {
        table::row_key(self.chat, self.seq)
    }
}

impl Dialogues {
    /// All that was committed and not finished, in order of committing: for the start. What cannot be read is put aside in the
    /// dead letters, loudly, and its chat gets [`Input::Mishap`]; so ask for the chats with an inbox afterwards.
    pub fn pending_outbox(&self) -> Result<Vec<OutboxRow>, StoreFault> {
        let Pending { rows, unreadable } = self.read_outbox()?;
        if !unreadable.is_empty() {
            self.write_and_block(move |changes| {
                unreadable.into_iter().try_for_each(|(id, why)| set_aside(changes, id, why))
            })?;
        }
        Ok(rows)
    }

    /// Takes a performed row out and puts its answer, if any, into the inbox of its chat. Done twice it adds nothing.
    pub async fn finish(
        &self,
        id: &OutboxId,
        answer: Option<Input>,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let id = *id;
        self.write(move |changes| finish(changes, id, answer, now)).await
    }

    /// As [`Dialogues::finish`], and ends the challenge whose code was right, both or neither: a right code is neither lost nor
    /// of use a second time.
    pub async fn finish_with_code(
        &self,
        id: &OutboxId,
        challenge: &str,
        answer: Input,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let (id, challenge) = (*id, challenge.to_owned());
        self.write(move |changes| {
            challenge::close(changes, &challenge)?;
            finish(changes, id, Some(answer), now)
        })
        .await
    }

    /// Notes that a row is to be tried again later; gives how often it was postponed with this time.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the row is gone.
    pub async fn postpone(&self, id: &OutboxId, not_before: Timestamp) -> Result<u32, StoreFault> {
        let key = id.key();
        self.write(move |changes| {
            let mut row: StoredEffect =
                changes.get(Table::Outbox, &key)?.ok_or(StoreFault::AlreadyDone)?;
            row.attempts += 1;
            row.not_before = Some(not_before);
            changes.put(Table::Outbox, &key, &row)?;
            Ok(row.attempts)
        })
        .await
    }

    /// As [`Dialogues::finish`], for a row that cannot be performed: it is kept in the dead letters.
    pub async fn give_up(
        &self,
        id: &OutboxId,
        reason: &str,
        answer: Option<Input>,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let (id, reason) = (*id, reason.to_owned());
        self.write(move |changes| {
            let row: Option<StoredEffect> = changes.get(Table::Outbox, &id.key())?;
            let Some(row) = row else { return Ok(()) };
            let aside = Aside { at: now, chat: id.chat, kind: DeadKind::Outbox, reason };
            aside.keep(changes, &row.effect)?;
            finish(changes, id, answer, now)
        })
        .await
    }

    fn read_outbox(&self) -> Result<Pending, StoreFault> {
        let reader = self.read();
        let Pending { mut rows, mut unreadable } = Pending::default();
        for key in reader.keys(Table::Outbox, &Keys::all(), usize::MAX)? {
            let Some((chat, seq)) = table::row_of(&key) else { continue };
            let id = OutboxId { chat, seq };
            match reader.get::<StoredEffect>(Table::Outbox, &key) {
                Ok(row) => rows.extend(row.map(|row| performable(id, row))),
                Err(StoreFault::Unreadable { why, .. }) => unreadable.push((id, why)),
                Err(fault) => return Err(fault),
            }
        }
        rows.sort_unstable_by_key(|row| row.id.seq);
        Ok(Pending { rows, unreadable })
    }
}

/// Puts an effect into the outbox.
pub(super) fn put(
    changes: &mut Changes<'_>,
    chat: i64,
    effect: Effect,
    now: Timestamp,
) -> Result<OutboxRow, StoreFault> {
    let id = OutboxId { chat, seq: changes.next_seq()? };
    let row = StoredEffect { effect, attempts: 0, not_before: None, queued_at: now };
    changes.put(Table::Outbox, &id.key(), &row)?;
    Ok(performable(id, row))
}

/// The moment at which a row was committed.
pub(super) fn queued_at(rows: &impl Look, key: &[u8]) -> Result<Option<Timestamp>, StoreFault> {
    let row: Option<StoredEffect> = rows.get(Table::Outbox, key)?;
    Ok(row.map(|row| row.queued_at))
}

fn finish(
    changes: &mut Changes<'_>,
    id: OutboxId,
    answer: Option<Input>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let was_there = changes.remove(Table::Outbox, &id.key())?;
    match answer {
        Some(answer) if was_there => put_input(changes, id.chat, answer, now),
        _ => Ok(()),
    }
}

fn set_aside(changes: &mut Changes<'_>, id: OutboxId, why: String) -> Result<(), StoreFault> {
    let aside = Aside::found_unreadable(id.chat, DeadKind::Outbox, why);
    let now = aside.at;
    aside.keep_unreadable(changes, Table::Outbox, &id.key())?;
    // Perhaps the chat waits for this very answer.
    put_input(changes, id.chat, Input::Mishap, now)
}

fn performable(id: OutboxId, row: StoredEffect) -> OutboxRow {
    let StoredEffect { effect, attempts, not_before, queued_at } = row;
    OutboxRow { id, effect, attempts, not_before, queued_at, _proof: Durable }
}
