//! Sealing everything anew after the newest key has changed, a few values at a time, while chats go on.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::look::{HEAD_BYTES, Look, SEQUENCE, head_key};
use super::overlay::Changes;
use super::table::{Key, Keys, Table};
use super::{Dialogues, StoreFault};
use crate::vault::KeyId;

/// Values of one transaction: turns that wait behind it shall not wait long.
const AT_ONCE: usize = 200;

/// How sealing anew went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values that an older key had sealed.
    pub changed: u64,
    /// Values that do not open. They are left as they are.
    pub unreadable: u64,
}

impl Dialogues {
    /// Seals by the newest key of the vault whatever an older one sealed.
    ///
    /// # Errors
    /// When the store fails; what was sealed anew until then stays so.
    pub async fn reseal(&self) -> Result<Resealed, StoreFault> {
        let mut resealed = Resealed::default();
        for table in Table::ALL.into_iter().filter(|table| table.is_sealed()) {
            let mut next = Some(Keys::all());
            while let Some(keys) = next {
                let (page, rest) = self.write(move |changes| page(changes, table, &keys)).await?;
                resealed.changed += page.changed;
                resealed.unreadable += page.unreadable;
                next = rest;
            }
        }
        Ok(resealed)
    }

    /// How many values open, and what is wrong with those that do not, without their content. Reads everything.
    pub fn check(&self) -> Result<(u64, Vec<String>), StoreFault> {
        let (mut whole, mut wrong) = (0, Vec::new());
        for table in Table::ALL.into_iter().filter(|table| table.is_sealed()) {
            let keys = self.read().keys(table, &Keys::all(), usize::MAX)?;
            for key in keys.iter().filter(|key| has_sealed(table, key)) {
                // Whatever it is, it is JSON.
                match self.get::<IgnoredAny>(table, key) {
                    Ok(Some(IgnoredAny)) => whole += 1,
                    Ok(None) => {}
                    Err(fault @ StoreFault::Unreadable { .. }) => wrong.push(fault.to_string()),
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok((whole, wrong))
    }

    /// How many values each key has sealed. Reads everything: not for a turn.
    pub fn key_usage(&self) -> Result<BTreeMap<KeyId, u64>, StoreFault> {
        let mut usage = BTreeMap::new();
        for table in Table::ALL.into_iter().filter(|table| table.is_sealed()) {
            let mut next = Some(Keys::all());
            while let Some(keys) = next {
                next = self.count_page(table, &keys, &mut usage)?;
            }
        }
        Ok(usage)
    }

    /// Writers wait while a reader lives, so one reader does not look at everything.
    fn count_page(
        &self,
        table: Table,
        keys: &Keys,
        usage: &mut BTreeMap<KeyId, u64>,
    ) -> Result<Option<Keys>, StoreFault> {
        let rows = self.read();
        let page = rows.keys(table, keys, AT_ONCE)?;
        for key in page.iter().filter(|key| has_sealed(table, key)) {
            let head = rows.row(table, &head_key(key))?.unwrap_or_default();
            if let Ok(sealed_by) = KeyId::of(head.get(HEAD_BYTES..).unwrap_or_default()) {
                *usage.entry(sealed_by).or_default() += 1;
            }
        }
        Ok(rest(&page, keys))
    }
}

fn page(
    changes: &mut Changes<'_>,
    table: Table,
    keys: &Keys,
) -> Result<(Resealed, Option<Keys>), StoreFault> {
    let page = changes.keys(table, keys, AT_ONCE)?;
    let mut resealed = Resealed::default();
    for key in page.iter().filter(|key| has_sealed(table, key)) {
        match changes.reseal(table, key) {
            Ok(is_new) => resealed.changed += u64::from(is_new),
            Err(StoreFault::Unreadable { table, why }) => {
                tracing::error!(table, why, "unreadable: it cannot be sealed anew");
                resealed.unreadable += 1;
            }
            Err(fault) => return Err(fault),
        }
    }
    let rest = rest(&page, keys);
    Ok((resealed, rest))
}

/// The keys after a page; none when that was the last one.
fn rest(page: &[Key], keys: &Keys) -> Option<Keys> {
    page.last().filter(|_| page.len() == AT_ONCE).map(|last| keys.after(last))
}

fn has_sealed(table: Table, key: &[u8]) -> bool {
    !(table == Table::Meta && key == SEQUENCE)
}
