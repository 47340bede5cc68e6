//! Looking at rows, whether durable or about to be: values are sealed JSON behind a version byte, cut into rows that sled bears well.

use serde::de::DeserializeOwned;
use sled::IVec;

use super::StoreFault;
use super::table::{Key, Keys, Table};
use crate::vault::{Place, Vault};

/// In `meta`: the last number given to a row.
pub(super) const SEQUENCE: &[u8] = b"sequence";
/// Before the key of a value's first row. A value's further rows are elsewhere, so scans of keys never meet them.
pub(super) const HEAD: u8 = 0;
/// Before the key of a value's further rows.
const PART: u8 = 1;
/// The form of a head: this byte, the number of further rows in two bytes, the first bytes of the sealed value.
pub(super) const VERSION: u8 = 1;
/// Bytes of a head before the sealed ones.
pub(super) const HEAD_BYTES: usize = 3;
/// Sealed bytes in one row. sled moves nodes of many rows into files that it never syncs once they grow too large
/// (`storage.md` §1.2); a full node of rows of this size is far from it.
pub(super) const ROW_BYTES: usize = 16 * 1024;

/// Where a value's first row is.
pub(super) fn head_key(key: &[u8]) -> Key {
    [&[HEAD], key].concat()
}

/// Where a value's further row `index` is.
pub(super) fn part_key(key: &[u8], index: u16) -> Key {
    [&[PART], key, index.to_be_bytes().as_slice()].concat()
}

/// How many further rows a value has, by its first row; none if that is of an unknown form.
pub(super) fn parts_of(head: &[u8]) -> Option<u16> {
    match head {
        [VERSION, high, low, ..] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    }
}

/// The value that `sealed` was made of.
pub(super) fn unseal<T: DeserializeOwned>(
    vault: &Vault,
    table: Table,
    key: &[u8],
    sealed: &[u8],
) -> Result<T, StoreFault> {
    let unreadable = |why: String| StoreFault::Unreadable { table: table.name(), why };
    let plain = vault
        .open_sealed(&Place::new(table.name(), key, ""), sealed)
        .map_err(|fault| unreadable(fault.to_string()))?;
    // serde's own words may quote what a person typed.
    serde_json::from_slice(&plain)
        .map_err(|fault| unreadable(format!("not of the known form (column {})", fault.column())))
}

/// Reading rows.
pub(super) trait Look {
    /// The keys of the vault.
    fn vault(&self) -> &Vault;

    /// The row at a physical key.
    fn row(&self, table: Table, key: &[u8]) -> Result<Option<IVec>, StoreFault>;

    /// The first `limit` keys in `keys`, in order.
    fn keys(&self, table: Table, keys: &Keys, limit: usize) -> Result<Vec<Key>, StoreFault>;

    /// A value.
    fn get<T: DeserializeOwned>(&self, table: Table, key: &[u8]) -> Result<Option<T>, StoreFault> {
        let sealed = self.sealed(table, key)?;
        sealed.map(|sealed| unseal(self.vault(), table, key, &sealed)).transpose()
    }

    /// A value, sealed as it is kept.
    fn sealed(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
        let Some(head) = self.row(table, &head_key(key))? else { return Ok(None) };
        let unreadable =
            |why: &str| StoreFault::Unreadable { table: table.name(), why: why.to_owned() };
        let parts = parts_of(&head).ok_or_else(|| unreadable("of an unknown version"))?;
        let mut sealed = head.get(HEAD_BYTES..).unwrap_or_default().to_vec();
        for index in 0..parts {
            let part = self.row(table, &part_key(key, index))?;
            sealed.extend_from_slice(&part.ok_or_else(|| unreadable("a part of it is missing"))?);
        }
        Ok(Some(sealed))
    }

    /// The last number that [`super::overlay::Changes::next_seq`] gave.
    fn last_seq(&self) -> Result<u64, StoreFault> {
        let last = self.plain(Table::Meta, SEQUENCE)?;
        Ok(last.and_then(|row| row.first_chunk().copied()).map_or(0, u64::from_be_bytes))
    }

    /// All bytes of a value, whatever their form.
    fn raw(&self, table: Table, key: &[u8]) -> Result<Vec<u8>, StoreFault> {
        let head = self.row(table, &head_key(key))?.unwrap_or_default();
        let mut raw = head.to_vec();
        for index in 0..parts_of(&head).unwrap_or(0) {
            raw.extend_from_slice(&self.row(table, &part_key(key, index))?.unwrap_or_default());
        }
        Ok(raw)
    }

    /// The few bytes that are kept unsealed at `key`.
    fn plain(&self, table: Table, key: &[u8]) -> Result<Option<IVec>, StoreFault> {
        self.row(table, &head_key(key))
    }

    /// Whether there is anything at `key`.
    fn has(&self, table: Table, key: &[u8]) -> Result<bool, StoreFault> {
        Ok(self.row(table, &head_key(key))?.is_some())
    }
}
