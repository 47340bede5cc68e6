//! Writes that are not applied yet: one layer for the requests of a group, one for the request in hand.

use std::collections::BTreeMap;

use serde::Serialize;
use sled::{Batch, IVec};

use super::StoreFault;
use super::look::{HEAD, Look, ROW_BYTES, SEQUENCE, VERSION, head_key, part_key, parts_of};
use super::table::{Key, Keys, Table};
use super::tables::Tables;
use crate::vault::{Place, Vault};

/// Rows to write; none: to remove.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    tables: [BTreeMap<Key, Option<Vec<u8>>>; Table::ALL.len()],
    counts: [i64; Table::ALL.len()],
    bytes: usize,
}

impl Overlay {
    pub(super) fn is_empty(&self) -> bool {
        self.tables.iter().all(BTreeMap::is_empty)
    }

    /// Bytes written, overwritten ones included.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many values each table has more than before, in the order of [`Table::ALL`].
    pub(super) fn counts(&self) -> &[i64] {
        &self.counts
    }

    pub(super) fn batch(&self, table: Table) -> Batch {
        let mut batch = Batch::default();
        for (key, row) in self.rows(table) {
            match row {
                Some(row) => batch.insert(key.as_slice(), row.as_slice()),
                None => batch.remove(key.as_slice()),
            }
        }
        batch
    }

    fn rows(&self, table: Table) -> impl Iterator<Item = (&Key, &Option<Vec<u8>>)> {
        self.tables.get(table.place()).into_iter().flatten()
    }

    fn row(&self, table: Table, key: &[u8]) -> Option<&Option<Vec<u8>>> {
        self.tables.get(table.place())?.get(key)
    }

    fn set(&mut self, table: Table, key: Key, row: Option<Vec<u8>>) {
        self.bytes += key.len() + row.as_ref().map_or(0, Vec::len);
        if let Some(rows) = self.tables.get_mut(table.place()) {
            rows.insert(key, row);
        }
    }

    fn count(&mut self, table: Table, change: i64) {
        if let Some(count) = self.counts.get_mut(table.place()) {
            *count += change;
        }
    }

    /// Lays `later` over this.
    pub(super) fn absorb(&mut self, later: Self) {
        for (mine, its) in self.tables.iter_mut().zip(later.tables) {
            mine.extend(its);
        }
        for (mine, its) in self.counts.iter_mut().zip(later.counts) {
            *mine += its;
        }
        self.bytes += later.bytes;
    }
}

/// What one request changes, seen as if it had been applied.
pub(super) struct Changes<'a> {
    tables: &'a Tables,
    group: &'a Overlay,
    own: Overlay,
}

impl<'a> Changes<'a> {
    pub(super) fn over(tables: &'a Tables, group: &'a Overlay) -> Self {
        Self { tables, group, own: Overlay::default() }
    }

    pub(super) fn into_overlay(self) -> Overlay {
        self.own
    }

    /// A number that was never given before and never will be again.
    pub(super) fn next_seq(&mut self) -> Result<u64, StoreFault> {
        let next = self.last_seq()? + 1;
        self.put_plain(Table::Meta, SEQUENCE, &next.to_be_bytes())?;
        Ok(next)
    }

    /// Goes on counting after `seq`.
    pub(super) fn skip_to_seq(&mut self, seq: u64) -> Result<(), StoreFault> {
        self.put_plain(Table::Meta, SEQUENCE, &seq.to_be_bytes())
    }

    /// Keeps a value sealed, in as many rows as it takes, and leaves no row of the value that was there before.
    pub(super) fn put<T: Serialize>(
        &mut self,
        table: Table,
        key: &[u8],
        value: &T,
    ) -> Result<(), StoreFault> {
        let unwritable = || StoreFault::Unwritable { table: table.name() };
        let json = serde_json::to_vec(value).map_err(|_| unwritable())?;
        let sealed = self.vault().seal(&Place::new(table.name(), key, ""), &json);
        self.put_sealed(table, key, &sealed)
    }

    /// Seals a value by the newest key, if an older one sealed it. Says whether it did.
    pub(super) fn reseal(&mut self, table: Table, key: &[u8]) -> Result<bool, StoreFault> {
        let Some(sealed) = self.sealed(table, key)? else { return Ok(false) };
        let place = Place::new(table.name(), key, "");
        let resealed = self.vault().reseal(&place, &sealed).map_err(|fault| {
            StoreFault::Unreadable { table: table.name(), why: fault.to_string() }
        })?;
        let Some(resealed) = resealed else { return Ok(false) };
        self.put_sealed(table, key, &resealed)?;
        Ok(true)
    }

    fn put_sealed(&mut self, table: Table, key: &[u8], sealed: &[u8]) -> Result<(), StoreFault> {
        let unwritable = || StoreFault::Unwritable { table: table.name() };
        let (first, rest) = sealed.split_at(sealed.len().min(ROW_BYTES));
        let parts = u16::try_from(rest.chunks(ROW_BYTES).count()).map_err(|_| unwritable())?;

        let before = self.row(table, &head_key(key))?;
        if before.is_none() {
            self.own.count(table, 1);
        }
        for index in parts..before.as_deref().and_then(parts_of).unwrap_or(0) {
            self.own.set(table, part_key(key, index), None);
        }
        let head = [&[VERSION], parts.to_be_bytes().as_slice(), first].concat();
        self.own.set(table, head_key(key), Some(head));
        for (index, part) in (0..parts).zip(rest.chunks(ROW_BYTES)) {
            self.own.set(table, part_key(key, index), Some(part.to_vec()));
        }
        Ok(())
    }

    /// Removes a value with all of its rows. Says whether there was one.
    pub(super) fn remove(&mut self, table: Table, key: &[u8]) -> Result<bool, StoreFault> {
        let Some(before) = self.row(table, &head_key(key))? else { return Ok(false) };
        for index in 0..parts_of(&before).unwrap_or(0) {
            self.own.set(table, part_key(key, index), None);
        }
        self.own.set(table, head_key(key), None);
        self.own.count(table, -1);
        Ok(true)
    }

    /// Keeps a few bytes that tell nothing about anybody: a time, a number, or that the key is there.
    pub(super) fn put_plain(
        &mut self,
        table: Table,
        key: &[u8],
        row: &[u8],
    ) -> Result<(), StoreFault> {
        if !self.has(table, key)? {
            self.own.count(table, 1);
        }
        self.own.set(table, head_key(key), Some(row.to_vec()));
        Ok(())
    }

    /// Removes what [`Changes::put_plain`] kept.
    pub(super) fn remove_plain(&mut self, table: Table, key: &[u8]) -> Result<(), StoreFault> {
        if self.has(table, key)? {
            self.own.set(table, head_key(key), None);
            self.own.count(table, -1);
        }
        Ok(())
    }
}

impl Look for Changes<'_> {
    fn vault(&self) -> &Vault {
        &self.tables.vault
    }

    fn row(&self, table: Table, key: &[u8]) -> Result<Option<IVec>, StoreFault> {
        match self.own.row(table, key).or_else(|| self.group.row(table, key)) {
            Some(row) => Ok(row.as_deref().map(IVec::from)),
            None => self.tables.row(table, key),
        }
    }

    fn keys(&self, table: Table, keys: &Keys, limit: usize) -> Result<Vec<Key>, StoreFault> {
        let range = keys.marked(HEAD);
        let mut written: BTreeMap<&[u8], bool> = BTreeMap::new();
        for layer in [self.group, &self.own] {
            let rows = layer.tables.get(table.place());
            for (key, row) in rows.into_iter().flat_map(|rows| rows.range(range.clone())) {
                written.insert(key.get(1..).unwrap_or_default(), row.is_some());
            }
        }
        let enough = limit.saturating_add(written.len());
        let mut all = self.tables.keys(table, keys, enough)?;
        all.retain(|key| !written.contains_key(key.as_slice()));
        all.extend(written.iter().filter(|(_, there)| **there).map(|(key, _)| key.to_vec()));
        all.sort_unstable();
        all.truncate(limit);
        Ok(all)
    }
}
