//! The envelope of a Bot API answer (`bale-api.md` §1) and the failures that the contract knows.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// What a method comes to: its result, or a refusal.
pub(crate) type Outcome = Result<Value, Refusal>;

/// A failure as Bale words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status, which `error_code` mirrors.
    pub(crate) status: StatusCode,
    /// The human part.
    pub(crate) description: String,
    /// Seconds, for `parameters.retry_after`.
    pub(crate) retry_after: Option<u32>,
}

impl Refusal {
    fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self { status, description: description.into(), retry_after: None }
    }

    pub(crate) fn bad(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, description)
    }

    /// A parameter that must be there and is not.
    pub(crate) fn blank(parameter: &str) -> Self {
        Self::bad(format!("{parameter}: cannot be blank"))
    }

    /// A parameter that cannot be read; the wording of go-ozzo, as one developer saw it (`bale-api.md` §1).
    pub(crate) fn invalid(parameter: &str) -> Self {
        Self::bad(format!("{parameter}: must be a valid value"))
    }

    pub(crate) fn too_long(parameter: &str, limit: usize) -> Self {
        Self::bad(format!("{parameter}: the length must be no more than {limit}"))
    }

    pub(crate) fn no_such_chat() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no such group or user")
    }

    pub(crate) fn no_such_message() -> Self {
        Self::new(StatusCode::NOT_FOUND, "message not found")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    pub(crate) fn not_in_bale() -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "Not Implemented")
    }

    pub(crate) fn permission_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "permission_denied")
    }

    pub(crate) fn blocked() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden: bot was blocked by the user")
    }

    pub(crate) fn token() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Bad Request: Token not found")
    }

    pub(crate) fn conflict() -> Self {
        Self::new(StatusCode::CONFLICT, "Conflict: webhook is active")
    }

    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    pub(crate) fn rate_limited(description: &str, retry_after: Option<u32>) -> Self {
        Self { retry_after, ..Self::new(StatusCode::TOO_MANY_REQUESTS, description) }
    }

    /// The failure's JSON; `with_code` false leaves `error_code` out, as seen in 2019.
    pub(crate) fn to_json(&self, with_code: bool) -> Value {
        let mut body = Map::new();
        body.insert("ok".to_owned(), json!(false));
        if with_code {
            body.insert("error_code".to_owned(), json!(self.status.as_u16()));
        }
        body.insert("description".to_owned(), json!(self.description));
        if let Some(seconds) = self.retry_after {
            body.insert("parameters".to_owned(), json!({ "retry_after": seconds }));
        }
        Value::Object(body)
    }
}

/// The success envelope around an already written result.
pub(crate) fn success(result: &str) -> String {
    format!("{{\"ok\":true,\"result\":{result}}}")
}
