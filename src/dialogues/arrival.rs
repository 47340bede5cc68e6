//! The inbox: what came in and waits for its turn, once each, in order.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::dead::{Aside, DeadKind};
use super::look::Look;
use super::overlay::Changes;
use super::table::{self, Key, Keys, Table};
use super::{Dialogues, StoreFault};
use crate::engine::Input;

/// In `seen`: before the hash of what was seen.
const SEEN_BY_HASH: &[u8] = b"h";
/// In `seen`: before the time and the hash of what was seen, for sweeping.
pub(super) const SEEN_BY_TIME: &[u8] = b"t";
/// In `limits`: before a chat whose inputs are dropped.
pub(super) const FLOODING: &[u8] = b"f";

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
    /// The update that it came in; none for what is our own.
    pub update: Option<i64>,
}

/// An inbox row as it is kept.
#[derive(Serialize, Deserialize)]
struct StoredInput {
    input: Input,
    callback: Option<String>,
    received_at: Timestamp,
    attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    update: Option<i64>,
}

/// A chat whose inputs are dropped, because too many wait.
#[derive(Serialize, Deserialize)]
struct Flooding {
    dropped: u64,
}

impl Dialogues {
    /// Puts what came in into the inbox, once each. Gives the chats that have new rows. Of a chat with too many waiting rows the
    /// first further one becomes [`Input::Mishap`], so that the person is told once; the rest is dropped and counted.
    ///
    /// # Errors
    /// [`StoreFault::Full`] before anything was written: the caller must not acknowledge the batch.
    pub async fn take_in(&self, mut arrivals: Vec<Arrival>) -> Result<Vec<i64>, StoreFault> {
        self.check_space()?;
        arrivals.sort_by_key(|arrival| arrival.order);
        let cap = self.settings().inbox_cap;
        let take = move |changes: &mut Changes<'_>| take_all(changes, arrivals, cap);
        let taken = self.write(take).await?;
        for chat in &taken.flooding {
            tracing::warn!(chat, cap, "too many inputs of a chat wait: further ones are dropped");
        }
        Ok(taken.chats.into_iter().collect())
    }

    /// The chats whose inbox is not empty.
    pub fn chats_with_inbox(&self) -> Result<Vec<i64>, StoreFault> {
        let keys = self.read().keys(Table::Inbox, &Keys::all(), usize::MAX)?;
        let chats: BTreeSet<i64> =
            keys.iter().filter_map(|key| Some(table::row_of(key)?.0)).collect();
        Ok(chats.into_iter().collect())
    }

    /// The oldest waiting row of a chat. One that cannot be read is put aside in the dead letters, loudly, and
    /// [`Input::Mishap`] is given in its place.
    pub fn next_inbox(&self, chat: i64) -> Result<Option<InboxRow>, StoreFault> {
        match self.read_next_inbox(chat) {
            Err(StoreFault::Unreadable { why, .. }) => {
                self.write_and_block(move |changes| mend_next_inbox(changes, chat, why))?;
                self.read_next_inbox(chat)
            }
            next => next,
        }
    }

    /// Counts the beginning of a turn before it is begun; gives how many there were with this one.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the row is gone.
    pub async fn count_attempt(&self, id: &InboxId) -> Result<u32, StoreFault> {
        let key = table::row_key(id.chat, id.seq);
        self.write(move |changes| {
            let mut row: StoredInput =
                changes.get(Table::Inbox, &key)?.ok_or(StoreFault::AlreadyDone)?;
            row.attempts += 1;
            changes.put(Table::Inbox, &key, &row)?;
            Ok(row.attempts)
        })
        .await
    }

    /// Puts a row aside that cannot be handled; in its place comes [`Input::Mishap`], unless it was one itself.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the row is gone.
    pub async fn bury(&self, id: &InboxId, reason: &str, now: Timestamp) -> Result<(), StoreFault> {
        let (id, reason) = (*id, reason.to_owned());
        let key = table::row_key(id.chat, id.seq);
        self.write(move |changes| {
            let row: StoredInput =
                changes.get(Table::Inbox, &key)?.ok_or(StoreFault::AlreadyDone)?;
            let aside = Aside { at: now, chat: id.chat, kind: DeadKind::Inbox, reason };
            aside.keep(changes, &row.input)?;
            if row.input == Input::Mishap {
                changes.remove(Table::Inbox, &key)?;
                return Ok(());
            }
            changes.put(Table::Inbox, &key, &mishap(row.received_at))
        })
        .await
    }

    /// Puts an input of our own into the inbox of a chat, behind what waits there.
    pub async fn tell(&self, chat: i64, input: Input, now: Timestamp) -> Result<(), StoreFault> {
        self.write(move |changes| put_input(changes, chat, input, now)).await
    }

    fn read_next_inbox(&self, chat: i64) -> Result<Option<InboxRow>, StoreFault> {
        let Some(key) = next_key(&self.read(), chat)? else { return Ok(None) };
        let Some((chat, seq)) = table::row_of(&key) else { return Ok(None) };
        let row: Option<StoredInput> = self.get(Table::Inbox, &key)?;
        Ok(row.map(|row| InboxRow {
            id: InboxId { chat, seq },
            input: row.input,
            callback: row.callback,
            received_at: row.received_at,
            attempts: row.attempts,
            update: row.update,
        }))
    }

    /// Free bytes of the disk that the dialogues are on, and how many of them must stay free: below that nothing is taken in.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn free_space(&self) -> io::Result<(u64, u64)> {
        let settings = self.settings();
        Ok((fs2::available_space(&settings.dir)?, settings.min_free_bytes))
    }

    pub(super) fn check_space(&self) -> Result<(), StoreFault> {
        match self.free_space() {
            Ok((free, least)) if free < least => Err(StoreFault::Full { free }),
            Ok(_) => Ok(()),
            Err(error) => {
                // A full disk shows itself when writing, at the latest.
                tracing::warn!(%error, "cannot tell how much of the disk is free");
                Ok(())
            }
        }
    }
}

/// Puts an input of our own into the inbox of a chat, whatever waits there.
pub(super) fn put_input(
    changes: &mut Changes<'_>,
    chat: i64,
    input: Input,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let row = StoredInput { input, callback: None, received_at: now, attempts: 0, update: None };
    put_row(changes, chat, &row)
}

/// Erases that something was seen; `key` begins with [`SEEN_BY_TIME`].
pub(super) fn forget_seen(changes: &mut Changes<'_>, key: &[u8]) -> Result<(), StoreFault> {
    changes.remove_plain(Table::Seen, key)?;
    let hash = key.get(SEEN_BY_TIME.len() + 16..).unwrap_or_default();
    changes.remove_plain(Table::Seen, &table::key(&[SEEN_BY_HASH, hash]))
}

/// What a row is.
pub(super) fn input(rows: &impl Look, key: &[u8]) -> Result<Option<Input>, StoreFault> {
    let row: Option<StoredInput> = rows.get(Table::Inbox, key)?;
    Ok(row.map(|row| row.input))
}

/// The moment at which the oldest of the rows that wait came.
pub(super) fn received_at(rows: &impl Look, key: &[u8]) -> Result<Option<Timestamp>, StoreFault> {
    let row: Option<StoredInput> = rows.get(Table::Inbox, key)?;
    Ok(row.map(|row| row.received_at))
}

#[derive(Default)]
struct Taken {
    chats: BTreeSet<i64>,
    /// Chats that began to flood.
    flooding: BTreeSet<i64>,
    waiting: BTreeMap<i64, usize>,
}

fn take_all(
    changes: &mut Changes<'_>,
    arrivals: Vec<Arrival>,
    cap: usize,
) -> Result<Taken, StoreFault> {
    let mut taken = Taken::default();
    for arrival in arrivals {
        if is_new(changes, &arrival)? {
            take(changes, arrival, cap, &mut taken)?;
        }
    }
    Ok(taken)
}

fn take(
    changes: &mut Changes<'_>,
    arrival: Arrival,
    cap: usize,
    taken: &mut Taken,
) -> Result<(), StoreFault> {
    let Arrival { chat, order, input, callback, received_at, seen } = arrival;
    let update = seen.map(|_| order);
    let waiting = match taken.waiting.get(&chat) {
        Some(waiting) => *waiting,
        None => changes.keys(Table::Inbox, &of_chat(chat), cap.saturating_add(1))?.len(),
    };
    let flooding_key = table::key(&[FLOODING, &table::chat_part(chat)]);
    let flooding: Option<Flooding> = changes.get(Table::Limits, &flooding_key)?;
    let row = match flooding {
        // Told once until half of it is done: who floods on the edge is not told each time.
        Some(Flooding { dropped }) if waiting > cap / 2 => {
            let flooding = Flooding { dropped: dropped + 1 };
            return changes.put(Table::Limits, &flooding_key, &flooding);
        }
        None if waiting >= cap => {
            changes.put(Table::Limits, &flooding_key, &Flooding { dropped: 1 })?;
            taken.flooding.insert(chat);
            mishap(received_at)
        }
        Some(_) => {
            changes.remove(Table::Limits, &flooding_key)?;
            StoredInput { input, callback, received_at, attempts: 0, update }
        }
        None => StoredInput { input, callback, received_at, attempts: 0, update },
    };
    put_row(changes, chat, &row)?;
    taken.waiting.insert(chat, waiting + 1);
    taken.chats.insert(chat);
    Ok(())
}

/// Whether an arrival was not seen before; it is then.
fn is_new(changes: &mut Changes<'_>, arrival: &Arrival) -> Result<bool, StoreFault> {
    let Some(seen) = &arrival.seen else { return Ok(true) };
    let hash = changes.vault().index("seen", seen);
    let by_hash = table::key(&[SEEN_BY_HASH, &hash]);
    if changes.has(Table::Seen, &by_hash)? {
        return Ok(false);
    }
    let by_time = table::key(&[SEEN_BY_TIME, &table::time_part(arrival.received_at), &hash]);
    changes.put_plain(Table::Seen, &by_hash, &[])?;
    changes.put_plain(Table::Seen, &by_time, &[])?;
    Ok(true)
}

fn mend_next_inbox(changes: &mut Changes<'_>, chat: i64, why: String) -> Result<(), StoreFault> {
    let Some(key) = next_key(changes, chat)? else { return Ok(()) };
    let aside = Aside::found_unreadable(chat, DeadKind::Inbox, why);
    let at = aside.at;
    aside.keep_unreadable(changes, Table::Inbox, &key)?;
    changes.put(Table::Inbox, &key, &mishap(at))
}

fn put_row(changes: &mut Changes<'_>, chat: i64, row: &StoredInput) -> Result<(), StoreFault> {
    let seq = changes.next_seq()?;
    changes.put(Table::Inbox, &table::row_key(chat, seq), row)
}

fn next_key(rows: &impl Look, chat: i64) -> Result<Option<Key>, StoreFault> {
    Ok(rows.keys(Table::Inbox, &of_chat(chat), 1)?.pop())
}

fn of_chat(chat: i64) -> Keys {
    Keys::beginning_with(table::chat_part(chat).to_vec())
}

fn mishap(received_at: Timestamp) -> StoredInput {
    StoredInput { input: Input::Mishap, callback: None, received_at, attempts: 0, update: None }
}
