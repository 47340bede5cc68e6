//! Whether the process lives and whether it can do its work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::problem::Problem;

/// The state of the whole process, known to whoever put it together.
pub trait Health: Send + Sync {
    /// # Errors
    /// What does not work, in a sentence for the operator without personal data.
    fn ready(&self) -> Result<(), String>;
}

/// `/healthz`: it answers, so it lives.
pub(super) async fn alive() -> Response {
    Json(json!({ "status": "alive" })).into_response()
}

/// `/readyz`: 200, or 503 with the reason.
pub(super) async fn ready(State(health): State<Arc<dyn Health>>) -> Response {
    match health.ready() {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(reason) => Problem::not_ready(reason).into_response(),
    }
}
