//! The store as a folder: 0700 throughout, every write synced.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::time::SystemTime;

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

/// Removes what writes that a crash cut off have left in `folder` and were begun before `before`; how many files. The store
/// never lists them.
pub(super) fn remove_unfinished(folder: &Path, before: SystemTime) -> io::Result<u64> {
    let mut removed = 0;
    for shard in fs::read_dir(folder)? {
        let shard = shard?;
        if !shard.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(shard.path())? {
            let path = file?.path();
            if is_unfinished(&path) && begun(&path)?.is_some_and(|begun| begun < before) {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// When a file was last written to; none: it has come to its end meanwhile.
fn begun(path: &Path) -> io::Result<Option<SystemTime>> {
    match fs::metadata(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found?.modified().map(Some),
    }
}

/// `object_store` writes to `name#1` and renames or links that.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = name.rsplit_once('#').map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()))
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
