//! Why keys cannot be had, and why something sealed does not open.

use std::io;
use std::path::PathBuf;

use super::KeyId;

/// Why the vault does not open. Each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum VaultFault {
    /// A key is not 32 bytes in base64.
    #[error("{from} is not 32 bytes in base64 (make one with `openssl rand -base64 32`)")]
    NotAKey {
        /// The setting or the file.
        from: String,
    },
    /// One key stands twice in the ring.
    #[error("the master key {0:?} is given twice")]
    GivenTwice(KeyId),
    /// A file of a key is open to others.
    #[error(
        "{path} is open to other users (mode {mode:03o}): run `chmod 600 {path}`; if others use this machine, take the key as known to them"
    )]
    FileOpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Others can replace the keys.
    #[error("other users can write to {path} (mode {mode:03o}): run `chmod 700 {path}`")]
    FolderOpenToOthers {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// There are no keys, and making new ones would lock the data that is there.
    #[error(
        "there are no keys in {folder}, but there is data that needs them: restore the folder from the backup, or set KEYS__MASTER and KEYS__PEPPER"
    )]
    Missing {
        /// The folder for keys.
        folder: PathBuf,
    },
    /// Some keys are there and one is not: a new one in its place would lock the data.
    #[error("{folder} has keys, but no {missing}: restore it from the backup, or set {setting}")]
    Incomplete {
        /// The folder for keys.
        folder: PathBuf,
        /// The file that is not there.
        missing: &'static str,
        /// The setting that can take its place.
        setting: &'static str,
    },
    /// The master keys are named by a setting, so no program can add one or take one out.
    #[error(
        "KEYS__MASTER (or the credential keys.master) names all master keys: write the new one before the others there \
         (`openssl rand -base64 32` makes one), or take the old one out, and start the bot again"
    )]
    NamedBySettings,
    /// The key that seals must stay.
    #[error("{0:?} is the key that seals at present: run `bimeyar keys rotate` first")]
    StillSeals(KeyId),
    /// There is no such key.
    #[error("there is no master key {0:?}")]
    NoSuchKey(KeyId),
    /// All numbers for files of keys were given.
    #[error("{folder} has had as many keys as it can have")]
    NoNumberLeft {
        /// The folder.
        folder: PathBuf,
    },
    /// The file system said no.
    #[error("cannot {doing} {path}")]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Why sealed bytes do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    /// Too short, or of a version or suite that this program does not know.
    #[error("the sealed bytes are not of a known form")]
    Malformed,
    /// Sealed by a key that is not in the ring.
    #[error("the key {0:?} that sealed this is not in the key ring")]
    UnknownKey(KeyId),
    /// Changed, or sealed for another place.
    #[error("the sealed bytes were changed or belong to another place")]
    NotAuthentic,
}
