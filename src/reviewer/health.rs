//! Whether the process lives and whether it can do its work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::problem::Problem;
use crate::runtime::Metrics;

/// The state of the whole process, known to whoever put it together.
pub trait Health: Send + Sync {
    /// # Errors
    /// What does not work, in a sentence for the operator without personal data.
    fn ready(&self) -> Result<(), String>;

    /// What the process counts, for `/metrics`. Asked for once.
    fn metrics(&self) -> Metrics {
        Metrics::default()
    }

    /// Brings the gauges among these figures up to date.
    fn measure(&self) {}
}

/// How the process is.
#[derive(Serialize)]
pub(super) struct HealthJson {
    /// `alive` or `ready`.
    status: &'static str,
}

/// Tells that the process lives: it answers.
pub(super) async fn alive() -> Json<HealthJson> {
    Json(HealthJson { status: "alive" })
}

/// Tells whether the process can do its work, or why not.
pub(super) async fn ready(
    State(health): State<Arc<dyn Health>>,
) -> Result<Json<HealthJson>, Problem> {
    health.ready().map_err(Problem::not_ready)?;
    Ok(Json(HealthJson { status: "ready" }))
}
