//! Figures for the health page, and small values by name.

use jiff::Timestamp;

use super::look::Look;
use super::table::{self, Key, Keys, Table};
use super::{Dialogues, StoreFault, arrival, outbox};

/// In `meta`: before names, which so never meet the store's own.
const NAMED: &[u8] = b":";

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
        let rows = self.read();
        let oldest_inbox = match oldest(&rows, Table::Inbox)? {
            Some(key) => readable(arrival::received_at(&rows, &key))?,
            None => None,
        };
        let oldest_outbox = match oldest(&rows, Table::Outbox)? {
            Some(key) => readable(outbox::queued_at(&rows, &key))?,
            None => None,
        };
        Ok(Figures {
            inbox: self.count(Table::Inbox),
            outbox: self.count(Table::Outbox),
            dead: self.count(Table::Dead),
            sessions: self.count(Table::Sessions),
            oldest_inbox,
            oldest_outbox,
        })
    }

    /// How many inputs and how many effects wait, without looking at any.
    pub fn waiting(&self) -> (u64, u64) {
        (self.count(Table::Inbox), self.count(Table::Outbox))
    }

    /// How many inputs of a chat wait.
    pub fn inbox_of(&self, chat: i64) -> Result<u64, StoreFault> {
        let of_chat = Keys::beginning_with(table::chat_part(chat).to_vec());
        let keys = self.read().keys(Table::Inbox, &of_chat, usize::MAX)?;
        Ok(u64::try_from(keys.len()).unwrap_or(u64::MAX))
    }

    /// A small value by name, such as a cursor.
    pub fn meta(&self, name: &str) -> Result<Option<String>, StoreFault> {
        self.get(Table::Meta, &table::key(&[NAMED, name.as_bytes()]))
    }

    /// Keeps a small value by name.
    pub async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreFault> {
        let (key, value) = (table::key(&[NAMED, name.as_bytes()]), value.to_owned());
        self.write(move |changes| changes.put(Table::Meta, &key, &value)).await
    }
}

/// The row that was put in before all others of a table, by the sequence.
fn oldest(rows: &impl Look, table: Table) -> Result<Option<Key>, StoreFault> {
    let keys = rows.keys(table, &Keys::all(), usize::MAX)?;
    Ok(keys.into_iter().min_by_key(|key| table::row_of(key).map(|(_, seq)| seq)))
}

/// A row that cannot be read has no age; whoever takes it puts it aside.
fn readable(at: Result<Option<Timestamp>, StoreFault>) -> Result<Option<Timestamp>, StoreFault> {
    match at {
        Err(StoreFault::Unreadable { .. }) => Ok(None),
        at => at,
    }
}
