//! The store as a folder: 0700 throughout, every write synced.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use object_store::local::LocalFileSystem;

use super::DocumentFault;

pub(super) fn open(folder: &Path) -> Result<LocalFileSystem, DocumentFault> {
    make(folder).map_err(|source| DocumentFault::Folder { path: folder.to_owned(), source })?;
    Ok(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
}

/// The folder of an address `file:PATH`.
pub(super) fn of_url(url: &str) -> Result<&Path, DocumentFault> {
    let path = url.strip_prefix("file:").filter(|path| !path.is_empty());
    path.map(Path::new).ok_or_else(|| DocumentFault::UnknownAddress(url.to_owned()))
}

/// All 256 folders at once: the store would make them later with the rights that the umask leaves.
fn make(folder: &Path) -> io::Result<()> {
    let mut private = DirBuilder::new();
    private.recursive(true).mode(0o700);
    private.create(folder)?;
    for shard in 0..=u8::MAX {
        private.create(folder.join(format!("{shard:02x}")))?;
    }
    File::open(folder)?.sync_all()?;
    folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}
