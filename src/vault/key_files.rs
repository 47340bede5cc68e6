//! The folder `keys/`: `pepper.key` and `master-NNNN.key`, the highest number the newest; only the owner may read them.
//!
//! A new master key is added by putting the next number beside the others; one that is retired lies there as
//! `retired-NNNN.key` and is not read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::key_source::{decode, encode};
use super::ring::Masters;
use super::subkeys::KeyBytes;
use super::{KeySource, VaultFault, WhenMissing};
use crate::runtime::{Secret, chance};

const PEPPER: &str = "pepper.key";
const FIRST_MASTER: &str = "master-0001.key";
const MASTER: &str = "master-";
/// Before the number of a key that opens nothing any more but old backups.
const RETIRED: &str = "retired-";
const KEY: &str = ".key";
/// Of four digits.
const LAST_NUMBER: u32 = 9_999;
/// Written whole and made durable under this ending, then renamed.
const UNFINISHED: &str = ".new";
/// In bytes; a key is 44 and a line end.
const LONGEST_FILE: usize = 128;

/// Which keys the settings leave to the folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) master: bool,
    pub(super) pepper: bool,
}

/// The folder, locked against another start at the same time as long as this lives.
#[derive(Debug)]
pub(super) struct KeyFolder {
    pub(super) path: PathBuf,
    handle: File,
}

/// Opens the folder; makes the wanted keys if it has none at all and they may be made.
pub(super) fn open(source: &KeySource, wanted: Wanted) -> Result<KeyFolder, VaultFault> {
    let path = &source.folder;
    if !path.exists() {
        match source.when_missing {
            WhenMissing::Make => make_folder(path)?,
            WhenMissing::Refuse => return Err(VaultFault::Missing { folder: path.clone() }),
        }
    }
    let handle = File::open(path).map_err(fault("open", path))?;
    let mode = mode_of(&handle, path)?;
    if mode & 0o022 != 0 {
        return Err(VaultFault::FolderOpenToOthers { path: path.clone(), mode });
    }
    handle.lock().map_err(fault("lock", path))?;
    let folder = KeyFolder { path: path.clone(), handle };
    match (folder.has_keys()?, source.when_missing) {
        (true, _) => folder.finish_what_was_interrupted()?,
        (false, WhenMissing::Make) => folder.make_keys(wanted)?,
        (false, WhenMissing::Refuse) => return Err(VaultFault::Missing { folder: path.clone() }),
    }
    Ok(folder)
}

impl KeyFolder {
    pub(super) fn pepper(&self) -> Result<KeyBytes, VaultFault> {
        let path = self.path.join(PEPPER);
        if !path.exists() {
            return Err(self.incomplete(PEPPER, "KEYS__PEPPER"));
        }
        read_key(&path)
    }

    pub(super) fn masters(&self) -> Result<Masters, VaultFault> {
        let files = master_names(&self.path)?;
        let mut keys = files.iter().map(|name| read_key(&self.path.join(name)));
        let newest = keys.next().ok_or_else(|| self.incomplete(FIRST_MASTER, "KEYS__MASTER"))??;
        let older = keys.collect::<Result<_, _>>()?;
        Ok(Masters { newest, older, files })
    }

    /// Makes the next master key, which is the newest from then on. A number is never given twice.
    pub(super) fn add_master(&self) -> Result<(), VaultFault> {
        let numbers = self.names()?.into_iter().filter_map(|name| number_of(&name));
        let next = numbers.max().unwrap_or(0) + 1;
        if next > LAST_NUMBER {
            return Err(VaultFault::NoNumberLeft { folder: self.path.clone() });
        }
        let name = format!("{MASTER}{next:04}{KEY}");
        write_key(&self.unfinished(&name), &Secret::new(chance::bytes()))?;
        self.sync()?;
        self.give_name(&name)?;
        self.sync()
    }

    /// Puts the file of a master key aside under another name; gives where it is.
    pub(super) fn retire(&self, file: &str) -> Result<PathBuf, VaultFault> {
        let retired = self.path.join(file.replacen(MASTER, RETIRED, 1));
        let path = self.path.join(file);
        fs::rename(&path, &retired).map_err(fault("put aside", &path))?;
        self.sync()?;
        Ok(retired)
    }

    fn incomplete(&self, missing: &'static str, setting: &'static str) -> VaultFault {
        VaultFault::Incomplete { folder: self.path.clone(), missing, setting }
    }

    fn has_keys(&self) -> Result<bool, VaultFault> {
        Ok(self.names()?.iter().any(|name| name == PEPPER || is_master(name)))
    }

    fn names(&self) -> Result<Vec<String>, VaultFault> {
        names(&self.path)
    }

    /// All keys are durable before the first gets its name, so that a crash never leaves one without the other.
    fn make_keys(&self, wanted: Wanted) -> Result<(), VaultFault> {
        let names = [(wanted.pepper, PEPPER), (wanted.master, FIRST_MASTER)];
        let names: Vec<&str> =
            names.into_iter().filter_map(|(wanted, name)| wanted.then_some(name)).collect();
        for name in &names {
            write_key(&self.unfinished(name), &Secret::new(chance::bytes()))?;
        }
        self.sync()?;
        for name in &names {
            self.give_name(name)?;
        }
        self.sync()?;
        tracing::info!(folder = %self.path.display(), "made new keys: back them up, no data opens without them");
        Ok(())
    }

    fn finish_what_was_interrupted(&self) -> Result<(), VaultFault> {
        for name in [PEPPER, FIRST_MASTER] {
            if self.unfinished(name).exists() && !self.path.join(name).exists() {
                self.give_name(name)?;
                self.sync()?;
            }
        }
        Ok(())
    }

    fn unfinished(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}{UNFINISHED}"))
    }

    fn give_name(&self, name: &str) -> Result<(), VaultFault> {
        let path = self.path.join(name);
        fs::rename(self.unfinished(name), &path).map_err(fault("name", &path))
    }

    fn sync(&self) -> Result<(), VaultFault> {
        self.handle.sync_all().map_err(fault("make durable", &self.path))
    }
}

/// The files of master keys in `folder`, the newest first.
pub(super) fn master_names(folder: &Path) -> Result<Vec<String>, VaultFault> {
    let mut names: Vec<String> =
        names(folder)?.into_iter().filter(|name| is_master(name)).collect();
    // Equal lengths: the order of the letters is the order of the numbers.
    names.sort_unstable_by(|one, other| other.cmp(one));
    Ok(names)
}

fn names(folder: &Path) -> Result<Vec<String>, VaultFault> {
    let name = |entry: io::Result<fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
    };
    fs::read_dir(folder)
        .and_then(|entries| entries.map(name).collect())
        .map_err(fault("list", folder))
}

fn is_master(name: &str) -> bool {
    name.starts_with(MASTER) && number_of(name).is_some()
}

/// The number of a master key that is or was in use.
fn number_of(name: &str) -> Option<u32> {
    let rest = name.strip_prefix(MASTER).or_else(|| name.strip_prefix(RETIRED))?;
    let number = rest.strip_suffix(KEY)?;
    let is_number = number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit());
    number.parse().ok().filter(|_| is_number)
}

fn make_folder(path: &Path) -> Result<(), VaultFault> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(fault("make", parent))?;
    match DirBuilder::new().mode(0o700).create(path) {
        // Another start was faster; the lock decides who makes the keys.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => made.map_err(fault("make", path))?,
    }
    File::open(parent).and_then(|parent| parent.sync_all()).map_err(fault("make durable", parent))
}

fn write_key(path: &Path, key: &KeyBytes) -> Result<(), VaultFault> {
    // What a crash left behind has never sealed anything: no key has its name yet.
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed.map_err(fault("remove", path))?,
    }
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(encode(key).expose().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(fault("write", path))
}

pub(super) fn read_key(path: &Path) -> Result<KeyBytes, VaultFault> {
    let file = File::open(path).map_err(fault("read", path))?;
    let mode = mode_of(&file, path)?;
    if mode & 0o077 != 0 {
        return Err(VaultFault::FileOpenToOthers { path: path.to_owned(), mode });
    }
    // Room from the start: a text that grows would leave copies of the key behind.
    let mut text = String::with_capacity(LONGEST_FILE);
    let read = file.take(LONGEST_FILE as u64).read_to_string(&mut text);
    let text = Secret::new(text);
    match read {
        Ok(_) => decode(text.expose(), &path.display().to_string()),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(VaultFault::NotAKey { from: path.display().to_string() })
        }
        Err(error) => Err(fault("read", path)(error)),
    }
}

fn mode_of(file: &File, path: &Path) -> Result<u32, VaultFault> {
    let metadata = file.metadata().map_err(fault("inspect", path))?;
    Ok(metadata.permissions().mode() & 0o777)
}

fn fault(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> VaultFault + use<> {
    let path = path.to_owned();
    move |source| VaultFault::Io { doing, path, source }
}
