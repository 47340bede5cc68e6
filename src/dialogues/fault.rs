//! Why the store does not open, and why something could not be kept or read.

use std::io;
use std::path::PathBuf;

/// Why the store does not open. Each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// Another process has it open.
    #[error("{dir} is in use by another process: one bot only may run on a data folder")]
    InUse {
        /// The folder.
        dir: PathBuf,
    },
    /// It was sealed by keys that the vault does not have.
    #[error("{dir} was sealed by other keys: put back the keys that belong to this data")]
    OtherKeys {
        /// The folder.
        dir: PathBuf,
    },
    /// Written by a newer program.
    #[error("{dir} has schema {found}, this program knows {known}: run the program that wrote it")]
    OtherSchema {
        /// The folder.
        dir: PathBuf,
        /// What the folder says.
        found: String,
        /// What this program writes.
        known: &'static str,
    },
    /// Damaged beyond what opening can mend; nothing was erased.
    #[error(
        "{dir} is damaged and a repair did not help; a copy as it was found is in {copy}: restore the last backup"
    )]
    Corrupt {
        /// The folder.
        dir: PathBuf,
        /// The copy made before the repair.
        copy: PathBuf,
        /// What sled said.
        #[source]
        source: sled::Error,
    },
    /// sled said no.
    #[error("cannot open {dir}")]
    Sled {
        /// The folder.
        dir: PathBuf,
        /// What sled said.
        #[source]
        source: sled::Error,
    },
    /// The first row cannot be read or written.
    #[error("cannot use {dir}")]
    Unusable {
        /// The folder.
        dir: PathBuf,
        /// Why.
        #[source]
        source: StoreFault,
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

/// Why something could not be kept or read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreFault {
    /// The store was closed.
    #[error("the store of dialogues is closed")]
    Closed,
    /// The row is gone: somebody else was faster, or it is being done a second time.
    #[error("that row is done already")]
    AlreadyDone,
    /// The disk is nearly full; nothing was taken in.
    #[error("only {free} bytes are free on the disk of the dialogues")]
    Full {
        /// Bytes left.
        free: u64,
    },
    /// The session handed in is of another chat than the inbox row.
    #[error("a session of another chat was handed in")]
    OtherChat,
    /// A challenge of this id is bound to another purpose, chat or number.
    #[error("that challenge belongs to somebody else")]
    OtherChallenge,
    /// A row does not open: sealed by an unknown key, changed, or of a form that this program does not know.
    #[error("a row of `{table}` cannot be read: {why}")]
    Unreadable {
        /// In which table.
        table: &'static str,
        /// Why, without any of its content.
        why: String,
    },
    /// A value has no JSON form.
    #[error("a value for `{table}` cannot be written as JSON")]
    Unwritable {
        /// For which table.
        table: &'static str,
    },
    /// sled could not read.
    #[error("the store of dialogues failed")]
    Sled(#[from] sled::Error),
}
