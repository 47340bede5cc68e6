//! The folder on disk: one process at a time, safe opening, repair, syncing (`storage.md` §1.7 rules 1 and 2).

use std::fs::{self, File, Permissions, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{io, thread};

use super::tables::Tables;
use super::{DialoguesSettings, OpenFault};
use crate::vault::Vault;

const LOCK: &str = "bimeyar.lock";
/// sled's own settings.
const CONF: &str = "conf";
/// What they are with [`SEGMENT_BYTES`], the checksum included.
const SETTINGS: &[u8] =
    b"segment_size: 2097152\nuse_compression: false\nversion: 0.34\n\x27\x9c\x3d\xb8";
const SNAPSHOT: &str = "snap.";
/// What sled leaves of a snapshot that it was writing when the process died. It would be read first, and be found torn.
const TORN_SNAPSHOT: &str = ".generating";
/// Can never be changed for a folder that exists.
const SEGMENT_BYTES: usize = 2 * 1024 * 1024;
const FLUSH_EVERY_MS: u64 = 500;
/// Attempts at a lock, and the pause between them: half a second in all.
const PATIENCE: u32 = 25;
const PAUSE: Duration = Duration::from_millis(20);

/// A folder that this process has for itself.
pub(super) struct Folder {
    dir: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl Folder {
    /// Makes the folder if there is none, and locks it.
    pub(super) fn lock(dir: &Path) -> Result<Self, OpenFault> {
        fs::create_dir_all(dir).map_err(|error| fault("make", dir, error))?;
        let path = dir.join(LOCK);
        let lock = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| fault("open", &path, error))?;
        let busy =
            |tried: &Result<(), TryLockError>| matches!(tried, Err(TryLockError::WouldBlock));
        match patiently(|| lock.try_lock(), busy) {
            Ok(()) => Ok(Self { dir: dir.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(OpenFault::InUse { dir: dir.to_owned() }),
            Err(TryLockError::Error(error)) => Err(fault("lock", &path, error)),
        }
    }

    /// Opens the trees. Of a damaged folder a copy is kept as it was found; then sled rebuilds its snapshot from the log.
    pub(super) fn open(
        &self,
        settings: &DialoguesSettings,
        vault: Vault,
    ) -> Result<Tables, OpenFault> {
        self.remove_snapshots(|name| name.ends_with(TORN_SNAPSHOT))?;
        self.complete_conf()?;
        self.close_to_others()?;
        let tables = match self.open_trees(settings, vault.clone()) {
            Ok(tables) => tables,
            Err(error @ sled::Error::Corruption { .. }) => {
                let copy = self.copy_aside()?;
                tracing::error!(
                    %error, copy = %copy.display(),
                    "the store of dialogues is damaged: a copy is kept, its snapshot is rebuilt from the log"
                );
                self.remove_snapshots(|_| true)?;
                self.open_trees(settings, vault).map_err(|source| OpenFault::Corrupt {
                    dir: self.dir.clone(),
                    copy,
                    source,
                })?
            }
            Err(source) => return Err(OpenFault::Sled { dir: self.dir.clone(), source }),
        };
        self.sync_names()?;
        Ok(tables)
    }

    /// A handle of the file that sled writes to, for syncing.
    pub(super) fn data_file(&self) -> Result<File, OpenFault> {
        let path = self.dir.join("db");
        File::open(&path).map_err(|error| fault("open", &path, error))
    }

    fn open_trees(
        &self,
        settings: &DialoguesSettings,
        vault: Vault,
    ) -> Result<Tables, sled::Error> {
        Tables::open(self.open_sled(settings)?, vault)
    }

    /// Opens what lies there as it is.
    pub(super) fn open_sled(&self, settings: &DialoguesSettings) -> Result<sled::Db, sled::Error> {
        let config = sled::Config::new()
            .path(&self.dir)
            .cache_capacity(settings.cache_bytes)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .segment_size(SEGMENT_BYTES)
            .mode(sled::Mode::LowSpace);
        patiently(|| config.open(), is_locked)
    }

    /// Takes the rights of others from what a program without the mask of `cli` has made.
    fn close_to_others(&self) -> Result<(), OpenFault> {
        let close = |path: &Path, mode| {
            fs::set_permissions(path, Permissions::from_mode(mode))
                .map_err(|error| fault("close to others", path, error))
        };
        close(&self.dir, 0o700)?;
        for path in files_of(&self.dir)? {
            close(&path, if path.is_dir() { 0o700 } else { 0o600 })?;
        }
        Ok(())
    }

    /// Puts sled's own settings there whole, if they are not: sled writes them in two steps and syncs neither, and does not
    /// open with half of them. Settings of another kind are left to sled to refuse.
    fn complete_conf(&self) -> Result<(), OpenFault> {
        let path = self.dir.join(CONF);
        let found = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            found => found.map_err(|error| fault("read", &path, error))?,
        };
        let is_torn = SETTINGS.starts_with(&found) || found.iter().all(|byte| *byte == 0);
        if found == SETTINGS || !is_torn {
            return Ok(());
        }
        let new = self.dir.join("conf.new");
        let write = || {
            let mut file = File::create(&new)?;
            file.write_all(SETTINGS)?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        write().map_err(|error| fault("write", &path, error))
    }

    fn remove_snapshots(&self, which: impl Fn(&str) -> bool) -> Result<(), OpenFault> {
        for path in files_of(&self.dir)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(SNAPSHOT) && which(&name) {
                fs::remove_file(&path).map_err(|error| fault("remove", &path, error))?;
            }
        }
        Ok(())
    }

    /// Copies all to a new folder beside this one.
    fn copy_aside(&self) -> Result<PathBuf, OpenFault> {
        let name = self.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let copy = (1..=u32::MAX)
            .map(|number| self.dir.with_file_name(format!("{name}.damaged-{number}")))
            .find(|path| !path.exists())
            .unwrap_or_else(|| self.dir.with_file_name(format!("{name}.damaged")));
        copy_folder(&self.dir, &copy)?;
        Ok(copy)
    }

    /// Makes all that was written survive a loss of power.
    pub(super) fn sync_all(&self) -> Result<(), OpenFault> {
        let path = self.dir.join("db");
        self.data_file()?.sync_all().map_err(|error| fault("sync", &path, error))?;
        self.sync_names()
    }

    /// Makes the names of the files, and sled's own settings, survive a loss of power (`storage.md` §1.5).
    fn sync_names(&self) -> Result<(), OpenFault> {
        let parent = self.dir.parent().filter(|parent| !parent.as_os_str().is_empty());
        for path in [&self.dir.join(CONF), &self.dir, parent.unwrap_or(Path::new("."))] {
            File::open(path)
                .and_then(|file| file.sync_all())
                .map_err(|error| fault("sync", path, error))?;
        }
        Ok(())
    }
}

/// Tries again for a moment while the answer is `busy`: a child that is just being started shares every lock of its parent
/// until it runs its own program.
fn patiently<T>(attempt: impl Fn() -> T, busy: impl Fn(&T) -> bool) -> T {
    for _ in 0..PATIENCE {
        let tried = attempt();
        if !busy(&tried) {
            return tried;
        }
        thread::sleep(PAUSE);
    }
    attempt()
}

/// Whether sled's own lock is held. Ours is not, so it will be free soon.
fn is_locked(opened: &Result<sled::Db, sled::Error>) -> bool {
    matches!(opened, Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock"))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), OpenFault> {
    fs::create_dir(to).map_err(|error| fault("make", to, error))?;
    for path in files_of(from)? {
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target)
                .and_then(|_| File::open(&target)?.sync_all())
                .map_err(|error| fault("copy", &path, error))?;
        }
    }
    File::open(to).and_then(|dir| dir.sync_all()).map_err(|error| fault("sync", to, error))
}

fn files_of(dir: &Path) -> Result<Vec<PathBuf>, OpenFault> {
    fs::read_dir(dir)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(|error| fault("read", dir, error))
}

fn fault(doing: &'static str, path: &Path, source: io::Error) -> OpenFault {
    OpenFault::Io { doing, path: path.to_owned(), source }
}
