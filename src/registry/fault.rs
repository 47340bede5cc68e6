//! Why the registry could not do what it was asked.

use std::io;
use std::path::PathBuf;

use crate::vault::Unsealable;

/// Another process holds what is needed (SQLite's result code).
const SQLITE_BUSY: u32 = 5;

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

impl RegistryFault {
    /// Whether others kept the database for longer than anybody waits: it is well, and later it will do.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::PoolTimedOut) => true,
            // Codes of SQLite; what is more than a byte tells the kind of being busy.
            Self::Database(sqlx::Error::Database(fault)) => {
                let code = fault.code().and_then(|code| code.parse::<u32>().ok());
                code.is_some_and(|code| code & 0xff == SQLITE_BUSY)
            }
            Self::Database(_)
            | Self::UnknownAddress(_)
            | Self::Io { .. }
            | Self::Migration(_)
            | Self::Sealed { .. }
            | Self::Damaged { .. }
            | Self::NoFreeCode => false,
        }
    }

    /// Whether one row is at fault and trying again gives the same: others can be read.
    pub fn is_of_one_row(&self) -> bool {
        use sqlx::Error::{ColumnDecode, Decode};
        match self {
            Self::Sealed { .. } | Self::Damaged { .. } => true,
            Self::Database(fault) => matches!(fault, ColumnDecode { .. } | Decode(_)),
            Self::UnknownAddress(_) | Self::Io { .. } | Self::Migration(_) | Self::NoFreeCode => {
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions as _, Executor as _};

    use super::*;

    #[tokio::test]
    async fn a_busy_database_is_told_from_one_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("registry.sqlite"))
            .create_if_missing(true)
            .busy_timeout(Duration::ZERO);
        let mut first = options.connect().await.unwrap();
        let mut second = options.connect().await.unwrap();
        first.execute("BEGIN IMMEDIATE").await.unwrap();
        let busy = RegistryFault::from(second.execute("BEGIN IMMEDIATE").await.unwrap_err());
        assert!(busy.is_busy() && !busy.is_of_one_row(), "{busy:?}");
        let wrong = RegistryFault::from(second.execute("SELECT * FROM nothing").await.unwrap_err());
        assert!(!wrong.is_busy() && !wrong.is_of_one_row(), "{wrong:?}");
        assert!(RegistryFault::from(sqlx::Error::PoolTimedOut).is_busy());
    }
}
