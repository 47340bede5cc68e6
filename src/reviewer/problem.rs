//! Errors of the API as RFC 9457 problems.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::documents::DocumentFault;
use crate::registry::RegistryFault;

/// An error for whoever asks. Tells nothing of the inside.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
    errors: Vec<ParameterFault>,
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

/// One fault of the query.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ParameterFault {
    pub(super) parameter: String,
    pub(super) detail: String,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ParameterFault],
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new(), header: None }
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    pub(super) fn malformed(detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub(super) fn no_token() -> Self {
        let challenge = HeaderValue::from_static("Bearer realm=\"bimeyar\"");
        Self::new(StatusCode::UNAUTHORIZED, "Send `Authorization: Bearer` with your token.")
            .with_header(header::WWW_AUTHENTICATE, challenge)
    }

    pub(super) fn unknown_token() -> Self {
        let challenge =
            HeaderValue::from_static("Bearer realm=\"bimeyar\", error=\"invalid_token\"");
        Self::new(StatusCode::UNAUTHORIZED, "The token is not known.")
            .with_header(header::WWW_AUTHENTICATE, challenge)
    }

    pub(super) fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub(super) fn wrong_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "This path does not take this method.")
    }

    pub(super) fn bad_parameters(errors: Vec<ParameterFault>) -> Self {
        let detail = "The query has parameters that cannot be used.";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    pub(super) fn no_such_range(length: usize) -> Self {
        let problem =
            Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "The document has no such bytes.");
        match HeaderValue::from_str(&format!("bytes */{length}")) {
            Ok(value) => problem.with_header(header::CONTENT_RANGE, value),
            Err(_) => problem,
        }
    }

    pub(super) fn not_ready(reason: String) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    }

    fn of_ours() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "This is our fault; it has been noted.")
    }
}

impl From<RegistryFault> for Problem {
    fn from(fault: RegistryFault) -> Self {
        tracing::error!(fault = &fault as &dyn std::error::Error, "the registry did not answer");
        Self::of_ours()
    }
}

impl From<DocumentFault> for Problem {
    fn from(fault: DocumentFault) -> Self {
        tracing::error!(
            fault = &fault as &dyn std::error::Error,
            "a registered document cannot be had"
        );
        Self::of_ours()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = match self.status {
            StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
            status => status.canonical_reason().unwrap_or_default(),
        };
        let body = Body {
            kind: "about:blank",
            title,
            status: self.status.as_u16(),
            detail: &self.detail,
            errors: &self.errors,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some((name, value)) = self.header.map(|header| *header) {
            headers.insert(name, value);
        }
        response
    }
}
