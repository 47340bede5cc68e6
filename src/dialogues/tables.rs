//! The trees themselves: what is committed, as readers see it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use sled::{Db, IVec};

use super::StoreFault;
use super::look::{HEAD, Look};
use super::overlay::Overlay;
use super::table::{Key, Keys, Table};
use crate::vault::Vault;

/// The opened trees.
pub(super) struct Tables {
    pub(super) vault: Vault,
    db: Db,
    /// In the order of [`Table::ALL`].
    trees: Vec<sled::Tree>,
    /// How many values each table has, in the order of [`Table::ALL`].
    counts: [AtomicI64; Table::ALL.len()],
    /// A value may be several rows, a scan is several reads: neither may meet half of a transaction.
    whole: RwLock<()>,
}

impl Tables {
    /// Opens the trees and walks all keys, so that damage shows at the start and not in the middle of a turn.
    pub(super) fn open(db: Db, vault: Vault) -> Result<Self, sled::Error> {
        let trees: Vec<_> =
            Table::ALL.iter().map(|table| db.open_tree(table.name())).collect::<Result<_, _>>()?;
        let counts: [AtomicI64; Table::ALL.len()] = Default::default();
        for (tree, count) in trees.iter().zip(&counts) {
            for key in tree.iter().keys() {
                if key?.first() == Some(&HEAD) {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        Ok(Self { vault, db, trees, counts, whole: RwLock::default() })
    }

    /// The state after some transaction, unchanged while the answer lives.
    pub(super) fn read(&self) -> Reader<'_> {
        let whole = self.whole.read().unwrap_or_else(PoisonError::into_inner);
        Reader { tables: self, _whole: whole }
    }

    /// Applies all of `overlay` or, should the process die, nothing of it. Not durable until [`Tables::flush`].
    pub(super) fn apply(&self, overlay: &Overlay) -> Result<(), sled::Error> {
        let _whole = self.whole.write().unwrap_or_else(PoisonError::into_inner);
        self.trees
            .as_slice()
            .transaction(|trees| {
                for (tree, table) in trees.iter().zip(Table::ALL) {
                    tree.apply_batch(&overlay.batch(table))?;
                }
                Ok::<_, ConflictableTransactionError<()>>(())
            })
            .map_err(|error| match error {
                TransactionError::Storage(error) => error,
                TransactionError::Abort(()) => {
                    sled::Error::ReportableBug("aborted, though nobody asked for it".to_owned())
                }
            })?;
        for (count, change) in self.counts.iter().zip(overlay.counts()) {
            count.fetch_add(*change, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Hands what was applied to the operating system; the caller syncs the file (`storage.md` §1.2).
    pub(super) fn flush(&self) -> Result<(), sled::Error> {
        self.db.flush().map(drop)
    }

    /// How many values a table has.
    pub(super) fn count(&self, table: Table) -> u64 {
        let count = self.counts.get(table.place()).map_or(0, |count| count.load(Ordering::Relaxed));
        u64::try_from(count).unwrap_or(0)
    }

    pub(super) fn row(&self, table: Table, key: &[u8]) -> Result<Option<IVec>, StoreFault> {
        Ok(self.tree(table)?.get(key)?)
    }

    pub(super) fn keys(
        &self,
        table: Table,
        keys: &Keys,
        limit: usize,
    ) -> Result<Vec<Key>, StoreFault> {
        self.tree(table)?
            .range(keys.marked(HEAD))
            .keys()
            .take(limit)
            .map(|key| Ok(key?.get(1..).unwrap_or_default().to_vec()))
            .collect()
    }

    /// Every row of a table as it lies there, in the order of the physical keys.
    pub(super) fn raw_rows(
        &self,
        table: Table,
    ) -> Result<impl Iterator<Item = sled::Result<(IVec, IVec)>> + use<>, StoreFault> {
        Ok(self.tree(table)?.iter())
    }

    fn tree(&self, table: Table) -> Result<&sled::Tree, StoreFault> {
        self.trees.get(table.place()).ok_or(StoreFault::Closed)
    }
}

/// Reads the state after some transaction.
pub(super) struct Reader<'a> {
    tables: &'a Tables,
    _whole: RwLockReadGuard<'a, ()>,
}

impl Reader<'_> {
    /// As [`Tables::raw_rows`], of the one state that this reader sees.
    pub(super) fn raw_rows(
        &self,
        table: Table,
    ) -> Result<impl Iterator<Item = sled::Result<(IVec, IVec)>> + use<>, StoreFault> {
        self.tables.raw_rows(table)
    }
}

impl Look for Reader<'_> {
    fn vault(&self) -> &Vault {
        &self.tables.vault
    }

    fn row(&self, table: Table, key: &[u8]) -> Result<Option<IVec>, StoreFault> {
        self.tables.row(table, key)
    }

    fn keys(&self, table: Table, keys: &Keys, limit: usize) -> Result<Vec<Key>, StoreFault> {
        self.tables.keys(table, keys, limit)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::thread;

    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::*;
    use crate::dialogues::look::head_key;
    use crate::dialogues::overlay::Changes;
    use crate::runtime::Secret;
    use crate::vault::{KeySource, WhenMissing};

    fn tables() -> Tables {
        let key = || Some(Secret::new(BASE64_STANDARD.encode([7; 32])));
        let source = KeySource {
            master: key(),
            pepper: key(),
            folder: "/nowhere".into(),
            when_missing: WhenMissing::Refuse,
        };
        let db = sled::Config::new().temporary(true).open().unwrap();
        Tables::open(db, Vault::open(&source).unwrap()).unwrap()
    }

    /// Writes `value` to sixty-four rows of two tables.
    fn write(tables: &Tables, value: u8) {
        let group = Overlay::default();
        let mut changes = Changes::over(tables, &group);
        for key in 0..64 {
            changes.put_plain(Table::Sessions, &[key], &[value]).unwrap();
            changes.put_plain(Table::Outbox, &[key], &[value]).unwrap();
        }
        tables.apply(&changes.into_overlay()).unwrap();
    }

    #[test]
    fn who_reads_while_another_writes_never_meets_half_a_transaction() {
        let tables = tables();
        write(&tables, 0);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                (0..=200).for_each(|value| write(&tables, value));
                done.store(true, Ordering::Relaxed);
            });
            while !done.load(Ordering::Relaxed) {
                let rows = tables.read();
                let row = |table, key| rows.row(table, &head_key(&[key])).unwrap();
                let first = row(Table::Sessions, 0);
                for key in 0..64 {
                    assert_eq!(row(Table::Sessions, key), first);
                    assert_eq!(row(Table::Outbox, key), first);
                }
            }
        });
        assert_eq!((tables.count(Table::Sessions), tables.count(Table::Outbox)), (64, 64));
    }
}
