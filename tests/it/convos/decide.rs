//! What the reviewer's side does to claims in the registry.

use std::path::Path;

use bimeyar::claim::{Actor, Stage};
use jiff::Timestamp;

use super::outage;

/// A claim has come to a stage.
pub(crate) async fn stage(
    folder: &Path,
    code: &str,
    stage: &str,
    now: Timestamp,
) -> Result<(), String> {
    let stage = Stage::from_name(stage).ok_or(format!("no stage is called `{stage}`"))?;
    let mut registry = outage::connect(folder).await?;
    let moved = sqlx::query(
        "UPDATE claims SET stage = $1, revision = revision + 1 WHERE tracking_code = $2",
    )
    .bind(stage.name())
    .bind(code)
    .execute(&mut registry)
    .await
    .map_err(|fault| fault.to_string())?;
    if moved.rows_affected() != 1 {
        return Err(format!("no claim has the code `{code}`"));
    }
    let noted = sqlx::query(
        "INSERT INTO claim_events (seq, claim, at, stage, actor, kind) SELECT (SELECT number + 1 FROM meta WHERE name = \
         'event'), id, $1, stage, $2, 'stage' FROM claims WHERE tracking_code = $3",
    )
    .bind(now.as_millisecond())
    .bind(Actor::Reviewer.name())
    .bind(code)
    .execute(&mut registry)
    .await;
    noted.map_err(|fault| fault.to_string())?;
    let counted = sqlx::query("UPDATE meta SET number = number + 1 WHERE name = 'event'");
    counted.execute(&mut registry).await.map(drop).map_err(|fault| fault.to_string())
}
