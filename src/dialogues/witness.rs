//! How far the store had come, noted beside it. sled takes damage in the middle of its log for the torn end of it, goes on
//! with what was before, and tells nobody.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file with the sequence number of a row that is surely durable.
#[derive(Clone)]
pub(super) struct Witness {
    file: PathBuf,
}

impl Witness {
    pub(super) fn in_dir(dir: &Path) -> Self {
        Self { file: dir.join("bimeyar.reached") }
    }

    /// The last note; none when there is none that can be read.
    pub(super) fn last(&self) -> Option<u64> {
        fs::read_to_string(&self.file).ok()?.trim().parse().ok()
    }

    /// Notes that the row `seq` is durable. A note that fails leaves the one before.
    pub(super) fn note(&self, seq: u64) {
        if let Err(error) = self.write(seq) {
            tracing::warn!(%error, "cannot note how far the store of dialogues has come");
        }
    }

    fn write(&self, seq: u64) -> io::Result<()> {
        let new = self.file.with_extension("new");
        let mut file = File::create(&new)?;
        writeln!(file, "{seq}")?;
        file.sync_all()?;
        fs::rename(&new, &self.file)
    }
}
