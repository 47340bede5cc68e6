//! Answers of the page's side, and its failures as `{"error": …}`.

use std::fmt::Display;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::envelope::Refusal;

/// A failure of a page route.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    error: String,
}

impl Problem {
    /// 422 with the reason.
    pub(super) fn unreadable(reason: impl Display) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, error: format!("{reason}") }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self { status: refusal.status, error: refusal.description }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.error }))).into_response()
    }
}

/// What a page route gives.
pub(super) type Answer = Result<Json<Value>, Problem>;

/// The body as `T`; an empty body is `{}`, since some actions need nothing said.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    let body: &[u8] = if body.trim_ascii().is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(Problem::unreadable)
}

/// 404 for paths that nobody has.
pub(super) async fn no_such_page() -> Response {
    (StatusCode::NOT_FOUND, Json(Refusal::not_found().to_json(true))).into_response()
}
