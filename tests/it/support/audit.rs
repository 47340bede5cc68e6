//! What stands in the audit.

use std::path::Path;

use sqlx::{Connection as _, SqliteConnection};

/// Actor, act and object of each entry of the registry at `path`, oldest first.
pub(crate) async fn entries(path: &Path) -> Vec<String> {
    let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    let told = "SELECT actor || ' ' || act || ' ' || COALESCE(object, '') FROM audit ORDER BY seq";
    let found: Vec<String> = sqlx::query_scalar(told).fetch_all(&mut file).await.unwrap();
    file.close().await.unwrap();
    found
}
