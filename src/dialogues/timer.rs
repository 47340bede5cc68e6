//! Timers of chats: one of each kind, kept until they fire.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::arrival::put_input;
use super::look::Look;
use super::overlay::Changes;
use super::table::{self, Key, Keys, Table};
use super::{Dialogues, StoreFault};
use crate::engine::{Input, TimerKind};

/// Before chat and kind; the row is the moment.
const OF_CHAT: &[u8] = b"c";
/// Before moment, chat and kind; the row is empty.
const DUE: &[u8] = b"d";
/// Timers that fire in one transaction.
const AT_ONCE: usize = 256;
/// Timers among which the next is looked for; those before it are of kinds that this program does not know.
const LOOKED_AT: usize = 64;

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
        let due = Keys::beginning_with(DUE.to_vec());
        let keys = self.read().keys(Table::Timers, &due, LOOKED_AT)?;
        Ok(keys.iter().find_map(|key| timer_of(key)))
    }

    /// Turns each timer that is due into an [`Input::Tick`] in its chat's inbox. Gives the chats.
    pub async fn fire_due(&self, now: Timestamp) -> Result<Vec<i64>, StoreFault> {
        let mut chats = BTreeSet::new();
        loop {
            let fired = self.write(move |changes| fire(changes, now)).await?;
            let more = fired.due == AT_ONCE;
            chats.extend(fired.chats);
            if !more {
                return Ok(chats.into_iter().collect());
            }
        }
    }
}

impl Dialogues {
    /// Lets timers of `kind` that are due later than `latest` be due then: they were set by a clock that has been set back
    /// since. Gives how many there were.
    pub async fn bring_near(
        &self,
        kind: TimerKind,
        latest: Timestamp,
    ) -> Result<usize, StoreFault> {
        let due = Keys::beginning_with(DUE.to_vec());
        let keys = self.read().keys(Table::Timers, &due, usize::MAX)?;
        let is_far = |timer: &Timer| timer.kind == kind && timer.at > latest;
        let far: Vec<Timer> = keys.iter().filter_map(|key| timer_of(key)).filter(is_far).collect();
        let count = far.len();
        if count > 0 {
            let bring = move |changes: &mut Changes<'_>| {
                far.iter().try_for_each(|timer| bring_to(changes, timer, latest))
            };
            self.write(bring).await?;
        }
        Ok(count)
    }
}

/// Sets `timer` to `at`, unless it was stopped or set anew meanwhile.
fn bring_to(changes: &mut Changes<'_>, timer: &Timer, at: Timestamp) -> Result<(), StoreFault> {
    let set_to = changes.plain(Table::Timers, &own_key(timer.chat, timer.kind)?)?;
    if set_to.is_some_and(|moment| moment[..] == table::time_part(timer.at)) {
        set(changes, timer.chat, timer.kind, at)?;
    }
    Ok(())
}

/// Sets a timer; the one of this kind that was set before is forgotten.
pub(super) fn set(
    changes: &mut Changes<'_>,
    chat: i64,
    kind: TimerKind,
    at: Timestamp,
) -> Result<(), StoreFault> {
    cancel(changes, chat, kind)?;
    let (own, moment) = (own_key(chat, kind)?, table::time_part(at));
    changes.put_plain(Table::Timers, &due_key(moment, &own), &[])?;
    changes.put_plain(Table::Timers, &own, &moment)
}

/// Stops a timer, if it is set.
pub(super) fn cancel(
    changes: &mut Changes<'_>,
    chat: i64,
    kind: TimerKind,
) -> Result<(), StoreFault> {
    let own = own_key(chat, kind)?;
    if let Some(moment) = changes.plain(Table::Timers, &own)?
        && let Some(moment) = moment.first_chunk()
    {
        changes.remove_plain(Table::Timers, &due_key(*moment, &own))?;
        changes.remove_plain(Table::Timers, &own)?;
    }
    Ok(())
}

/// Stops every timer of a chat, also of kinds that this program does not know.
pub(super) fn cancel_all(changes: &mut Changes<'_>, chat: i64) -> Result<(), StoreFault> {
    let of_chat = Keys::beginning_with(table::key(&[OF_CHAT, &table::chat_part(chat)]));
    for own in changes.keys(Table::Timers, &of_chat, usize::MAX)? {
        if let Some(moment) = changes.plain(Table::Timers, &own)?
            && let Some(moment) = moment.first_chunk()
        {
            changes.remove_plain(Table::Timers, &due_key(*moment, &own))?;
        }
        changes.remove_plain(Table::Timers, &own)?;
    }
    Ok(())
}

struct Fired {
    due: usize,
    chats: BTreeSet<i64>,
}

fn fire(changes: &mut Changes<'_>, now: Timestamp) -> Result<Fired, StoreFault> {
    let due = changes.keys(Table::Timers, &Keys::until(DUE, now), AT_ONCE)?;
    let mut fired = Fired { due: due.len(), chats: BTreeSet::new() };
    for key in due {
        if let Some(timer) = timer_of(&key) {
            cancel(changes, timer.chat, timer.kind)?;
            put_input(changes, timer.chat, Input::Tick { timer: timer.kind }, now)?;
            fired.chats.insert(timer.chat);
        } else {
            tracing::warn!("a timer of a kind that this program does not know is forgotten");
            let chat_and_kind = key.get(DUE.len() + 16..).unwrap_or_default();
            changes.remove_plain(Table::Timers, &table::key(&[OF_CHAT, chat_and_kind]))?;
            changes.remove_plain(Table::Timers, &key)?;
        }
    }
    Ok(fired)
}

fn own_key(chat: i64, kind: TimerKind) -> Result<Key, StoreFault> {
    let Ok(Value::String(name)) = serde_json::to_value(kind) else {
        return Err(StoreFault::Unwritable { table: Table::Timers.name() });
    };
    Ok(table::key(&[OF_CHAT, &table::chat_part(chat), name.as_bytes()]))
}

fn due_key(moment: [u8; 16], own: &[u8]) -> Key {
    let chat_and_kind = own.get(OF_CHAT.len()..).unwrap_or_default();
    table::key(&[DUE, &moment, chat_and_kind])
}

/// The timer that a key of [`DUE`] tells of; none when its kind is not known.
fn timer_of(key: &[u8]) -> Option<Timer> {
    let (moment, rest) = key.strip_prefix(DUE)?.split_first_chunk()?;
    let (chat, name) = rest.split_first_chunk()?;
    let name = String::from_utf8(name.to_vec()).ok()?;
    let kind = serde_json::from_value(Value::String(name)).ok()?;
    Some(Timer { chat: table::chat_of(*chat), kind, at: table::time_of(*moment)? })
}
