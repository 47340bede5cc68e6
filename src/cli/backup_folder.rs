//! The form of a backup: a folder of plain files that can be looked at, copied and checked without this program.
//!
//! | file | what |
//! |---|---|
//! | `backup.json` | version of the form, when it was made, which keys it needs, how many files there are |
//! | `SHA256SUMS` | each other file with its SHA-256, as `sha256sum -c` reads it; written last, so a backup without it is not finished |
//! | `registry.sqlite` | the registry |
//! | `dialogues.rows` | the dialogues ([`crate::dialogues::Export`]) |
//! | `documents/` | the photos |
//! | `keys/` | the keys, only if that was asked for |

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::terminal::Failure;
use crate::claim::lower_hex;

/// The version that this program writes and reads.
pub(super) const FORM: u32 = 1;
pub(super) const DESCRIPTION: &str = "backup.json";
pub(super) const SUMS: &str = "SHA256SUMS";
pub(super) const REGISTRY: &str = "registry.sqlite";
pub(super) const DIALOGUES: &str = "dialogues.rows";
/// With a slash: before the names of objects.
pub(super) const DOCUMENTS: &str = "documents/";
/// With a slash: before the names of files.
pub(super) const KEYS: &str = "keys/";
const CHUNK: usize = 256 * 1024;

/// What `backup.json` says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Description {
    /// Version of the form.
    pub(super) form: u32,
    /// Version of the program.
    pub(super) program: String,
    /// When it was begun (UTC).
    pub(super) made_at: String,
    /// Names of the master keys that the bot had; one of them opens each thing in it.
    pub(super) keys: Vec<String>,
    /// The keys are in it.
    pub(super) with_keys: bool,
    /// How many documents and keys of documents.
    pub(super) documents: u64,
    /// Rows of the dialogues.
    pub(super) dialogues: u64,
    /// How many files, without this one and `SHA256SUMS`.
    pub(super) files: u64,
}

/// A backup that is being written.
#[derive(Debug)]
pub(super) struct Writing {
    root: PathBuf,
    sums: BTreeMap<String, String>,
}

impl Writing {
    /// In the folder `root`, which is new or empty.
    pub(super) fn begin(root: &Path) -> Result<Self, Failure> {
        if !is_new_or_empty(root).map_err(|fault| failed(root, fault))? {
            return Err(Failure::saying(format!("{} is not empty", root.display())));
        }
        super::stores::make_folder(root)?;
        Ok(Self { root: root.to_owned(), sums: BTreeMap::new() })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.sums.contains_key(name)
    }

    /// How many files begin so.
    pub(super) fn count(&self, start: &str) -> u64 {
        let names = self.sums.keys().filter(|name| name.starts_with(start));
        u64::try_from(names.count()).unwrap_or(u64::MAX)
    }

    /// Writes `content` durably.
    pub(super) fn put(&mut self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.path(name);
        let write = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut file = File::create_new(&path)?;
            file.write_all(content)?;
            file.sync_all()
        };
        write().map_err(|fault| failed(&path, fault))?;
        self.sums.insert(name.to_owned(), lower_hex(&Sha256::digest(content)));
        Ok(())
    }

    /// Takes a file that was written under its place.
    pub(super) fn take(&mut self, name: &str) -> Result<(), Failure> {
        let path = self.path(name);
        let sum = File::open(&path).and_then(|file| file.sync_all().and_then(|()| sum_of(file)));
        let sum = sum.map_err(|fault| failed(&path, fault))?;
        self.sums.insert(name.to_owned(), sum);
        Ok(())
    }

    /// Writes the description and, when all is durable, the sums.
    pub(super) fn finish(mut self, description: &Description) -> Result<(), Failure> {
        let files = self.count("");
        let description = Description { files, ..description.clone() };
        // Numbers, texts and truths: cannot fail.
        let mut told = serde_json::to_vec_pretty(&description).unwrap_or_default();
        told.push(b'\n');
        self.put(DESCRIPTION, &told)?;
        sync_folders(&self.root).map_err(|fault| failed(&self.root, fault))?;
        let sums: Vec<String> =
            self.sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
        self.put(SUMS, sums.concat().as_bytes())?;
        sync_folders(&self.root).map_err(|fault| failed(&self.root, fault))
    }
}

/// A finished backup of which every part is as it was written.
#[derive(Debug)]
pub(super) struct Backup {
    root: PathBuf,
    pub(super) description: Description,
    /// All parts but the description, in order.
    pub(super) parts: Vec<String>,
}

impl Backup {
    /// Reads all of it.
    pub(super) fn check(root: &Path) -> Result<Self, Failure> {
        let description = Description::read(root)?;
        let sums = read(root, SUMS)?;
        let sums = String::from_utf8(sums).map_err(|_| damaged(SUMS))?;
        let mut parts = Vec::new();
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").ok_or_else(|| damaged(SUMS))?;
            match File::open(root.join(name)).and_then(sum_of) {
                Ok(found) if found == sum => parts.push(name.to_owned()),
                Ok(_) => return Err(damaged(name)),
                Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                    return Err(Failure::saying(format!(
                        "the backup is damaged: `{name}` is missing"
                    )));
                }
                Err(fault) => return Err(failed(&root.join(name), fault)),
            }
        }
        parts.retain(|name| name != DESCRIPTION);
        if u64::try_from(parts.len()) != Ok(description.files) {
            return Err(damaged(SUMS));
        }
        Ok(Self { root: root.to_owned(), description, parts })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The parts that begin with `start`, without it.
    pub(super) fn below(&self, start: &'static str) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(move |name| name.strip_prefix(start))
    }
}

impl Description {
    fn read(root: &Path) -> Result<Self, Failure> {
        let told = read(root, DESCRIPTION)?;
        let told: serde_json::Value =
            serde_json::from_slice(&told).map_err(|_| damaged(DESCRIPTION))?;
        let form = told.get("form").and_then(serde_json::Value::as_u64);
        if let Some(other) = form.filter(|form| *form != u64::from(FORM)) {
            return Err(Failure::saying(format!(
                "the backup has the form {other}, this program knows {FORM}: take the program that made it"
            )));
        }
        serde_json::from_value(told).map_err(|_| damaged(DESCRIPTION))
    }
}

/// A file without which there is no backup.
fn read(root: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let path = root.join(name);
    fs::read(&path).map_err(|fault| {
        if fault.kind() != io::ErrorKind::NotFound {
            return failed(&path, fault);
        }
        let text = format!("{} is no backup, or one that was not finished", root.display());
        Failure::saying(format!("{text}: it has no `{name}`"))
    })
}

fn damaged(part: &str) -> Failure {
    Failure::saying(format!("the backup is damaged: `{part}` is not what was written"))
}

/// Whether nothing is at `path`, or an empty folder.
pub(super) fn is_new_or_empty(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(fault) => Err(fault),
    }
}

/// SHA-256 in hex.
fn sum_of(mut file: File) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(lower_hex(&hash.finalize()));
        }
        hash.update(chunk.get(..read).unwrap_or_default());
    }
}

/// Makes the names in `folder` and below it durable.
pub(super) fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}

pub(super) fn failed(path: &Path, fault: io::Error) -> Failure {
    Failure::of(format!("cannot read or write {}", path.display()), fault)
}
