//! Why the registry could not do what it was asked.

use std::io;
use std::path::PathBuf;

use crate::vault::Unsealable;

/// Why the registry could not do what it was asked. None of them is a person's mistake.
#[derive(Debug, thiserror::Error)]
pub enum RegistryFault {
    /// The address is of no known kind.
    #[error("REGISTRY__URL is `{0}`, which is not of the form sqlite:PATH")]
    UnknownAddress(String),
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
    /// The tables could not be brought up to date.
    #[error("the tables of the registry cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database said no, or nothing.
    #[error("the database of the registry failed")]
    Database(#[from] sqlx::Error),
    /// Something sealed does not open.
    #[error("{table} {row}: {source}")]
    Sealed {
        /// The table.
        table: &'static str,
        /// The id of the row.
        row: i64,
        /// Why.
        #[source]
        source: Unsealable,
    },
    /// A row holds what this program does not write.
    #[error("{table} {row}: `{column}` is damaged or of a newer version")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The id of the row.
        row: i64,
        /// The column.
        column: &'static str,
    },
    /// Every tracking code that chance gave was taken.
    #[error("no free tracking code was found")]
    NoFreeCode,
}
