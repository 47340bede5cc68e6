//! A copy of the whole store at one moment, in a form of our own (`storage.md` §1.7 rule 7): sled has none.
//!
//! A line that names the form; then rows, each the name of its table (length in one byte), its physical key and its value
//! (lengths in four bytes, highest first); then a byte 0, the number of rows in eight bytes, and the SHA-256 of all before.
//! Values stay sealed, so an export needs no key and tells no more than the store.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek as _, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::table::Table;
use super::{Dialogues, StoreFault};

/// The form, and its version.
pub(super) const HEADER: &[u8] = b"bimeyar dialogues 1\n";
/// In the place of a table's name: after the last row.
pub(super) const END: u8 = 0;
/// Removed as soon as it is open: what a crash leaves has no name.
const SCRATCH: &str = "export.tmp";

/// A copy of the whole store; reads from the beginning. It lies in a file without a name and goes when this is dropped.
#[derive(Debug)]
pub struct Export {
    file: File,
    /// Rows in it.
    pub rows: u64,
}

impl From<Export> for File {
    fn from(export: Export) -> Self {
        export.file
    }
}

impl Read for Export {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Dialogues {
    /// Copies the store as it is between two transactions. Writers wait meanwhile, for as long as it takes to write the file
    /// into the memory of the system; whoever sends it on may take their time.
    ///
    /// # Errors
    /// When the store cannot be read or the disk has no room.
    pub fn export(&self) -> Result<Export, StoreFault> {
        let file = scratch(&self.settings().dir).map_err(unwritten)?;
        let mut out = Hashing { out: BufWriter::new(file), hash: Sha256::new() };
        let rows = self.write_rows(&mut out)?;
        let mut file = out.finish(rows).map_err(unwritten)?;
        file.seek(SeekFrom::Start(0)).map_err(unwritten)?;
        Ok(Export { file, rows })
    }

    fn write_rows(&self, out: &mut Hashing) -> Result<u64, StoreFault> {
        out.put(&[HEADER]).map_err(unwritten)?;
        let reader = self.read();
        let mut rows = 0;
        for table in Table::ALL {
            let name = table.name().as_bytes();
            let length = u8::try_from(name.len()).unwrap_or(END);
            for row in reader.raw_rows(table)? {
                let (key, value) = row?;
                let parts =
                    [&[length], name, &length_of(&key), &key, &length_of(&value), &value[..]];
                out.put(&parts).map_err(unwritten)?;
                rows += 1;
            }
        }
        Ok(rows)
    }
}

fn length_of(bytes: &[u8]) -> [u8; 4] {
    // Rows are of 16 KiB at most.
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}

fn scratch(dir: &Path) -> io::Result<File> {
    let path = dir.join(SCRATCH);
    let file = File::options().create(true).truncate(true).read(true).write(true).open(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

fn unwritten(fault: io::Error) -> StoreFault {
    StoreFault::Sled(fault.into())
}

struct Hashing {
    out: BufWriter<File>,
    hash: Sha256,
}

impl Hashing {
    fn put(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        for part in parts {
            self.hash.update(part);
            self.out.write_all(part)?;
        }
        Ok(())
    }

    fn finish(mut self, rows: u64) -> io::Result<File> {
        self.put(&[&[END], &rows.to_be_bytes()])?;
        let hash = self.hash.finalize();
        self.out.write_all(&hash)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}
