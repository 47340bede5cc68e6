//! Effects whose answers stay away: the registry and the folder of documents are out of order for a while, so that the
//! service tries again and again until they are mended.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{Connection as _, SqliteConnection};

/// What is away while the registry is out of order.
const AWAY: [&str; 3] = [
    "ALTER TABLE claims RENAME TO claims_away",
    "ALTER TABLE people RENAME TO people_away",
    "ALTER TABLE meta RENAME TO meta_away",
];
const BACK: [&str; 3] = [
    "ALTER TABLE claims_away RENAME TO claims",
    "ALTER TABLE people_away RENAME TO people",
    "ALTER TABLE meta_away RENAME TO meta",
];

/// The stores in the data folder `folder` are out of order from here on.
pub(crate) async fn begin(folder: &Path) -> Result<(), String> {
    run(folder, &AWAY).await?;
    let (documents, away) = documents(folder);
    let moved = fs::rename(&documents, away).and_then(|()| fs::write(&documents, "no folder"));
    moved.map_err(|fault| format!("the documents cannot be taken away: {fault}"))
}

/// The stores are mended.
pub(crate) async fn end(folder: &Path) -> Result<(), String> {
    run(folder, &BACK).await?;
    let (documents, away) = documents(folder);
    let moved = fs::remove_file(&documents).and_then(|()| fs::rename(away, &documents));
    moved.map_err(|fault| format!("the documents cannot be put back: {fault}"))
}

fn documents(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("documents"), folder.join("documents.away"))
}

async fn run(folder: &Path, statements: &[&'static str]) -> Result<(), String> {
    let mut connection = connect(folder).await?;
    for statement in statements {
        let done = sqlx::query(*statement).execute(&mut connection).await;
        done.map_err(|fault| format!("{statement}: {fault}"))?;
    }
    connection.close().await.map_err(|fault| fault.to_string())
}

/// A connection of one's own to the registry.
pub(crate) async fn connect(folder: &Path) -> Result<SqliteConnection, String> {
    let address = format!("sqlite:{}", folder.join("registry.sqlite").display());
    SqliteConnection::connect(&address).await.map_err(|fault| fault.to_string())
}
