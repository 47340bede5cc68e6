//! Dead letters: what could not be handled, kept sealed for a while, counted, shown without its content, and handled once
//! more when somebody has mended what was the matter.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::look::Look;
use super::overlay::Changes;
use super::table::{self, Key, Keys, Table};
use super::{Dialogues, OutboxRow, StoreFault, arrival, outbox};
use crate::engine::{Effect, Input};
use crate::runtime::Clock;

/// What was put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Its name; never used twice.
    pub id: u64,
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
    /// Bytes of its content.
    pub bytes: usize,
    /// Whether it can be handled once more; what nobody can read cannot.
    pub is_readable: bool,
}

/// What came of asking that a dead letter be handled once more.
#[derive(Debug)]
#[must_use = "an effect is to be performed, and a chat to be looked after"]
pub enum Requeued {
    /// An input: it waits in the inbox of its chat, behind what is there.
    Inbox {
        /// The chat.
        chat: i64,
    },
    /// An effect: it waits in the outbox.
    Outbox(Box<OutboxRow>),
    /// Nobody can read it, so it stays.
    Unreadable,
    /// There is no such letter, or it was handled or dropped before.
    Gone,
}

/// A dead letter as it is kept.
#[derive(Serialize, Deserialize)]
struct StoredLetter {
    chat: i64,
    kind: DeadKind,
    name: String,
    reason: String,
    /// The input or effect; of what cannot be read the bytes as they were kept, in base64.
    content: Value,
}

impl Dialogues {
    /// All that was put aside, oldest first.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreFault> {
        let rows = self.read();
        let mut letters = Vec::new();
        for key in rows.keys(Table::Dead, &Keys::all(), usize::MAX)? {
            let at = key.first_chunk().and_then(|part| table::time_of(*part));
            match (at, rows.get::<StoredLetter>(Table::Dead, &key)) {
                (Some(at), Ok(Some(letter))) => letters.push(DeadLetter {
                    id: id_of(&key),
                    at,
                    bytes: letter.content.to_string().len(),
                    is_readable: letter.again().is_some(),
                    chat: letter.chat,
                    kind: letter.kind,
                    name: letter.name,
                    reason: letter.reason,
                }),
                (_, Ok(_)) => {}
                (_, Err(error)) => tracing::error!(%error, "a dead letter cannot be read"),
            }
        }
        Ok(letters)
    }

    /// Takes a letter out of the dead ones and puts it where it came from, at the end, in one transaction: so it is handled
    /// once, however often this is asked.
    pub async fn requeue(&self, id: u64, now: Timestamp) -> Result<Requeued, StoreFault> {
        self.write(move |changes| {
            let Some(key) = key_of(changes, id)? else { return Ok(Requeued::Gone) };
            let letter = match changes.get::<StoredLetter>(Table::Dead, &key) {
                Err(StoreFault::Unreadable { .. }) => return Ok(Requeued::Unreadable),
                letter => letter?,
            };
            let Some(letter) = letter else { return Ok(Requeued::Gone) };
            let chat = letter.chat;
            let requeued = match letter.again() {
                None => return Ok(Requeued::Unreadable),
                Some(Again::Input(input)) => {
                    arrival::put_input(changes, chat, *input, now)?;
                    Requeued::Inbox { chat }
                }
                Some(Again::Effect(effect)) => {
                    Requeued::Outbox(Box::new(outbox::put(changes, chat, *effect, now)?))
                }
            };
            changes.remove(Table::Dead, &key)?;
            Ok(requeued)
        })
        .await
    }

    /// Throws a letter away; false when there is no such letter.
    pub async fn drop_dead(&self, id: u64) -> Result<bool, StoreFault> {
        self.write(move |changes| match key_of(changes, id)? {
            Some(key) => changes.remove(Table::Dead, &key),
            None => Ok(false),
        })
        .await
    }
}

/// What can be handled once more.
enum Again {
    Input(Box<Input>),
    Effect(Box<Effect>),
}

impl StoredLetter {
    /// None for what is kept as bytes that nobody could read.
    fn again(&self) -> Option<Again> {
        if self.name.is_empty() {
            return None;
        }
        match self.kind {
            DeadKind::Inbox => Some(Again::Input(Box::deserialize(&self.content).ok()?)),
            DeadKind::Outbox => Some(Again::Effect(Box::deserialize(&self.content).ok()?)),
            DeadKind::Session => None,
        }
    }
}

/// The last part of a key.
fn id_of(key: &[u8]) -> u64 {
    key.last_chunk().map_or(0, |part| u64::from_be_bytes(*part))
}

fn key_of(rows: &impl Look, id: u64) -> Result<Option<Key>, StoreFault> {
    let keys = rows.keys(Table::Dead, &Keys::all(), usize::MAX)?;
    Ok(keys.into_iter().find(|key| id_of(key) == id))
}

/// Forgets the dead letters of a chat; how many there were. One that cannot be read tells nobody's chat.
pub(super) fn forget(changes: &mut Changes<'_>, chat: i64) -> Result<usize, StoreFault> {
    let mut forgotten = 0;
    for key in changes.keys(Table::Dead, &Keys::all(), usize::MAX)? {
        match changes.get::<StoredLetter>(Table::Dead, &key) {
            Ok(Some(letter)) if letter.chat == chat => {
                changes.remove(Table::Dead, &key)?;
                forgotten += 1;
            }
            Ok(_) | Err(StoreFault::Unreadable { .. }) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(forgotten)
}

/// What is being put aside.
pub(super) struct Aside {
    pub(super) at: Timestamp,
    pub(super) chat: i64,
    pub(super) kind: DeadKind,
    pub(super) reason: String,
}

impl Aside {
    /// For what turned out unreadable. Who reads has no moment at hand, so the clock on the wall tells it; loud, because it
    /// means damage or a key that was taken away.
    pub(super) fn found_unreadable(chat: i64, kind: DeadKind, why: String) -> Self {
        tracing::error!(chat, ?kind, why, "unreadable: it is put aside in the dead letters");
        Self { at: Clock::system().now(), chat, kind, reason: why }
    }

    /// Keeps `content`, an input or an effect.
    pub(super) fn keep(
        self,
        changes: &mut Changes<'_>,
        content: &impl Serialize,
    ) -> Result<(), StoreFault> {
        let content = serde_json::to_value(content)
            .map_err(|_| StoreFault::Unwritable { table: Table::Dead.name() })?;
        let name = name_of(&content).to_owned();
        self.put(changes, name, content)
    }

    /// Keeps the bytes of a value that cannot be read, and removes it from where it was.
    pub(super) fn keep_unreadable(
        self,
        changes: &mut Changes<'_>,
        table: Table,
        key: &[u8],
    ) -> Result<(), StoreFault> {
        let bytes = changes.raw(table, key)?;
        self.put(changes, String::new(), Value::String(BASE64_STANDARD.encode(bytes)))?;
        changes.remove(table, key)?;
        Ok(())
    }

    fn put(
        self,
        changes: &mut Changes<'_>,
        name: String,
        content: Value,
    ) -> Result<(), StoreFault> {
        let Self { at, chat, kind, reason } = self;
        let seq = changes.next_seq()?;
        let key = table::key(&[&table::time_part(at), &seq.to_be_bytes()]);
        let letter = StoredLetter { chat, kind, name, reason, content };
        changes.put(Table::Dead, &key, &letter)
    }
}

/// The name of an enum's variant in its JSON form.
fn name_of(content: &Value) -> &str {
    let field = content.as_object().and_then(|object| object.keys().next());
    content.as_str().or(field.map(String::as_str)).unwrap_or_default()
}
