//! A new store out of an export (`super::export`), whole or not at all.

use std::io::{self, Read};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};
use sled::Batch;

use super::export::{END, HEADER};
use super::folder::Folder;
use super::look::{SEQUENCE, head_key};
use super::table::Table;
use super::{Dialogues, DialoguesSettings, OpenFault};

/// Rows that are given to sled at a time.
const BATCH: u64 = 1_000;
/// No key or value of ours is longer; what says that it is, is damaged.
const LONGEST: usize = 1 << 20;
/// Names of rows serve as idempotency keys, and what was done after the export was made has taken some: the new store goes on
/// far beyond them.
const SKIPPED: u64 = 1 << 32;

/// Why there is no store out of an export.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The folder cannot be had.
    #[error(transparent)]
    Folder(#[from] OpenFault),
    /// There is a store already.
    #[error("{dir} has a store in it already")]
    NotEmpty {
        /// The folder.
        dir: PathBuf,
    },
    /// Not an export, or one of a newer program.
    #[error("it does not begin as an export of this version does")]
    OtherForm,
    /// It ends too early, or is not what was written.
    #[error("the export is damaged")]
    Damaged,
    /// It cannot be read.
    #[error("the export cannot be read")]
    Unread(#[source] io::Error),
    /// sled said no.
    #[error("the rows cannot be written")]
    Sled(#[from] sled::Error),
}

impl From<io::Error> for ImportFault {
    fn from(fault: io::Error) -> Self {
        if fault.kind() == io::ErrorKind::UnexpectedEof {
            Self::Damaged
        } else {
            Self::Unread(fault)
        }
    }
}

impl Dialogues {
    /// Makes the store at `settings` out of `export`, and closes it; how many rows it has. No key is needed. After a fault the
    /// folder is of no use.
    ///
    /// # Errors
    /// When there is a store already, the export is damaged or the disk has no room.
    pub fn import(settings: &DialoguesSettings, export: impl Read) -> Result<u64, ImportFault> {
        let dir = &settings.dir;
        let folder = Folder::lock(dir)?;
        if dir.join("conf").exists() {
            return Err(ImportFault::NotEmpty { dir: dir.clone() });
        }
        let mut from = Hashed { from: export, hash: Sha256::new() };
        if from.take(HEADER.len())? != HEADER {
            return Err(ImportFault::OtherForm);
        }
        let db = folder.open_sled(settings)?;
        let mut writing = Writing { db: &db, table: Table::Meta, batch: Batch::default(), rows: 0 };
        while let Some((table, key, value)) = from.row()? {
            writing.put(table, &key, value)?;
        }
        writing.apply()?;
        let rows = writing.rows;
        from.check_end(rows)?;
        db.flush()?;
        drop(db);
        folder.sync_all()?;
        Ok(rows)
    }
}

/// Table, physical key and value.
type Row = (Table, Vec<u8>, Vec<u8>);

/// Rows on their way into sled.
struct Writing<'a> {
    db: &'a sled::Db,
    table: Table,
    batch: Batch,
    rows: u64,
}

impl Writing<'_> {
    fn put(&mut self, table: Table, key: &[u8], value: Vec<u8>) -> Result<(), sled::Error> {
        if table != self.table || self.rows.is_multiple_of(BATCH) {
            self.apply()?;
            self.table = table;
        }
        let is_sequence = table == Table::Meta && key == head_key(SEQUENCE);
        self.batch.insert(key, if is_sequence { skipped(&value) } else { value });
        self.rows += 1;
        Ok(())
    }

    fn apply(&mut self) -> Result<(), sled::Error> {
        let batch = std::mem::take(&mut self.batch);
        self.db.open_tree(self.table.name())?.apply_batch(batch)
    }
}

fn skipped(sequence: &[u8]) -> Vec<u8> {
    let reached = sequence.first_chunk().copied().map_or(0, u64::from_be_bytes);
    reached.saturating_add(SKIPPED).to_be_bytes().to_vec()
}

/// What is read, with the hash of all of it.
struct Hashed<R> {
    from: R,
    hash: Sha256,
}

impl<R: Read> Hashed<R> {
    fn take(&mut self, length: usize) -> Result<Vec<u8>, ImportFault> {
        if length > LONGEST {
            return Err(ImportFault::Damaged);
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes)?;
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N], ImportFault> {
        self.take(N)?.try_into().map_err(|_| ImportFault::Damaged)
    }

    /// The next row; none after the last.
    fn row(&mut self) -> Result<Option<Row>, ImportFault> {
        let [length] = self.number()?;
        if length == END {
            return Ok(None);
        }
        let name = self.take(usize::from(length))?;
        let table = Table::ALL.into_iter().find(|table| table.name().as_bytes() == name);
        let table = table.ok_or(ImportFault::Damaged)?;
        let key = self.counted()?;
        Ok(Some((table, key, self.counted()?)))
    }

    fn counted(&mut self) -> Result<Vec<u8>, ImportFault> {
        let length = u32::from_be_bytes(self.number()?);
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn check_end(mut self, rows: u64) -> Result<(), ImportFault> {
        let written = u64::from_be_bytes(self.number()?);
        let expected = self.hash.finalize();
        let mut hash = [0; 32];
        self.from.read_exact(&mut hash)?;
        let is_end = self.from.read(&mut [0])? == 0;
        let is_whole = written == rows && hash == <[u8; 32]>::from(expected) && is_end;
        is_whole.then_some(()).ok_or(ImportFault::Damaged)
    }
}
