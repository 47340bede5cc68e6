//! Opening the registry as a SQLite file (`DESIGN.md` §5).

use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

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
    let pool =
        SqlitePoolOptions::new().acquire_timeout(PATIENCE).before_acquire(|connection, _| {
            // On a full disk SQLite takes a transaction back by itself; sqlx, whose own rollback then fails, would take the
            // connection for one inside a transaction for ever. Another one is made in its place.
            let is_sound = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_sound) })
        });
    // SQLite has one writer at a time: within this process they queue here, in order, and not in its busy loop.
    let writing = options.clone().pragma("cache_size", WRITER_CACHE);
    let writer = pool.clone().max_connections(1).connect_with(writing).await?;
    sqlx::migrate!("src/registry/migrations").run(&writer).await?;
    let readers: SqlitePool = pool.max_connections(READERS).connect_with(options).await?;
    Ok(Database::Sqlite { writer, readers })
}

/// A copy of the database at `path` as it is at one moment, whoever writes meanwhile, in the new file `target`. It has no
/// leftovers of what was removed. Neither are tables brought up to date nor is any key needed.
pub(super) async fn copy(path: &Path, target: &Path) -> Result<(), RegistryFault> {
    let io = |doing, path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| RegistryFault::Io { doing, path, source }
    };
    // SQLite fills an empty file, and it has its rights already.
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(target);
    let file = file.map_err(io("make", target))?;
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(PATIENCE);
    let mut connection = options.connect().await?;
    let copying = sqlx::query("VACUUM INTO $1").bind(target.display().to_string());
    copying.execute(&mut connection).await?;
    connection.close().await?;
    file.sync_all().map_err(io("make durable", target))
}

pub(super) async fn truncate_journal(writer: &SqlitePool) -> Result<bool, RegistryFault> {
    let mut connection = writer.acquire().await?;
    // Who writes waits behind this, so it must not wait long for readers.
    sqlx::query("PRAGMA busy_timeout = 1000").execute(&mut *connection).await?;
    let done = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
    let patience = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
    sqlx::query(AssertSqlSafe(patience)).execute(&mut *connection).await?;
    Ok(done?.try_get::<i64, _>(0)? == 0)
}

pub(super) async fn check(readers: &SqlitePool) -> Result<Vec<String>, RegistryFault> {
    let mut connection = readers.acquire().await?;
    let rows = sqlx::query("PRAGMA integrity_check(20)").fetch_all(&mut *connection).await?;
    let told = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    Ok(told.into_iter().filter(|line| line != "ok").collect())
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
