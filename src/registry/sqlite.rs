//! Opening the registry as a SQLite file (`DESIGN.md` §5).

use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::RegistryFault;
use super::sql::Database;

/// How long a caller waits for a connection, and a writer for another process: an import of a million people holds the right to
/// write for about a minute, here or there.
const PATIENCE: Duration = Duration::from_mins(3);
const READERS: u32 = 4;
/// 64 MiB, in SQLite's way of saying it: the indexes of a large import fit.
const WRITER_CACHE: &str = "-65536";

pub(super) async fn open(path: &Path) -> Result<Database, RegistryFault> {
    make_private(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY");
    let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE);
    // SQLite has one writer at a time: within this process they queue here, in order, and not in its busy loop.
    let writing = options.clone().pragma("cache_size", WRITER_CACHE);
    let writer = pool.clone().max_connections(1).connect_with(writing).await?;
    sqlx::migrate!("src/registry/migrations").run(&writer).await?;
    let readers: SqlitePool = pool.max_connections(READERS).connect_with(options).await?;
    Ok(Database::Sqlite { writer, readers })
}

/// The folder 0700 when it is made here, the file 0600. SQLite gives the files beside it the rights of the file.
fn make_private(path: &Path) -> Result<(), RegistryFault> {
    let io = |doing, path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| RegistryFault::Io { doing, path, source }
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(io("make the folder", folder))?;
    }
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .and_then(|file| file.set_permissions(Permissions::from_mode(0o600)))
        .map_err(io("open", path))
}
