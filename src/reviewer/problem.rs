//! Errors of the API as RFC 9457 problems.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision_fault::FieldFault;
use super::schemas;
use crate::claim::{Claim, DecisionKind};
use crate::documents::DocumentFault;
use crate::registry::{ImportProblem, RegistryFault};

/// Seconds after which a busy database is worth another try.
pub(super) const RETRY_AFTER: &str = "30";

const REALM: &str = "Bearer realm=\"bimeyar\"";
const NOT_KNOWN: &str = "Bearer realm=\"bimeyar\", error=\"invalid_token\"";
const NOT_ENOUGH: &str = "Bearer realm=\"bimeyar\", error=\"insufficient_scope\"";

/// An error for whoever asks. Tells nothing of the inside.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
    errors: Vec<FaultJson>,
    state: Option<StateJson>,
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Fault)]
pub(super) struct FaultJson {
    /// The parameter of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parameter: Option<String>,
    /// The place in the body, as a JSON pointer; empty: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pointer: Option<String>,
    /// The line of the file, from 1; 0: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<usize>,
    /// `MB001` to `MB015`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'static str>,
    /// In a sentence.
    pub(super) detail: String,
}

/// How a claim stands that does not allow what was wanted.
#[derive(Debug, Serialize, ToSchema)]
struct StateJson {
    #[schema(schema_with = schemas::stage)]
    stage: &'static str,
    revision: u32,
    /// The decisions that the claim allows today and the asker may take.
    #[schema(schema_with = schemas::decision_kinds)]
    allowed: Vec<&'static str>,
}

/// An error (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemJson {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    /// Everything that is wrong, where more than one thing may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultJson>,
}

/// The claim does not allow it, or has been changed meanwhile (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Conflict)]
pub(super) struct ConflictJson {
    #[serde(flatten)]
    problem: ProblemJson,
    #[serde(flatten)]
    state: StateJson,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new(), state: None, header: None }
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    pub(super) fn malformed(detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub(super) fn no_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Send `Authorization: Bearer` with your token.")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(REALM))
    }

    pub(super) fn unknown_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "The token is not known.")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(NOT_KNOWN))
    }

    pub(super) fn above_role() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Your role does not allow it.")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(NOT_ENOUGH))
    }

    pub(super) fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub(super) fn no_such_claim() -> Self {
        Self::not_found("There is no claim with this tracking code.")
    }

    pub(super) fn wrong_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "This path does not take this method.")
    }

    /// Somebody else has changed the claim since it was looked at.
    pub(super) fn stale(claim: &Claim, allowed: &[DecisionKind]) -> Self {
        Self::conflict("The claim has been changed since you looked at it.", claim, allowed)
    }

    pub(super) fn not_allowed(claim: &Claim, allowed: &[DecisionKind]) -> Self {
        Self::conflict("The claim does not allow this decision at present.", claim, allowed)
    }

    fn conflict(detail: &str, claim: &Claim, allowed: &[DecisionKind]) -> Self {
        let allowed = allowed.iter().map(|kind| kind.name()).collect();
        let state = StateJson { stage: claim.stage.name(), revision: claim.revision, allowed };
        Self { state: Some(state), ..Self::new(StatusCode::CONFLICT, detail) }
    }

    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
    }

    pub(super) fn wrong_media_type(wanted: &str) -> Self {
        let detail = format!("The body must be {wanted}.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    }

    pub(super) fn bad_parameters(errors: Vec<FaultJson>) -> Self {
        let detail = "The query has parameters that cannot be used.";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    pub(super) fn bad_body(faults: Vec<FieldFault>) -> Self {
        let error = |FieldFault { pointer, wrong }| FaultJson {
            pointer: Some(pointer),
            detail: wrong.detail(),
            ..FaultJson::default()
        };
        let errors = faults.into_iter().map(error).collect();
        let detail = "The body has values that cannot be used.";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    pub(super) fn bad_rows(problems: &[ImportProblem]) -> Self {
        let detail = format!("Nothing was imported: {} problems.", problems.len());
        let errors = problems.iter().map(FaultJson::from).collect();
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

    /// Somebody imports, most likely.
    fn busy(fault: &RegistryFault) -> Self {
        tracing::warn!(fault = fault as &dyn std::error::Error, "the registry is busy");
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The database is busy. Nothing was done; try again.",
        );
        problem.with_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER))
    }

    fn of_ours() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "This is our fault; it has been noted.")
    }
}

impl FaultJson {
    pub(super) fn of_parameter(name: &str, detail: &str) -> Self {
        Self { parameter: Some(name.to_owned()), detail: detail.to_owned(), ..Self::default() }
    }
}

impl From<&ImportProblem> for FaultJson {
    /// A file is named after the field that it came in: `people.csv`.
    fn from(problem: &ImportProblem) -> Self {
        let field = problem.file.split('.').next().unwrap_or_default();
        let hint = problem.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
        Self {
            parameter: None,
            pointer: Some(format!("/{field}")),
            line: Some(problem.line),
            code: Some(problem.code),
            detail: format!("{}{hint}", problem.text),
        }
    }
}

impl From<RegistryFault> for Problem {
    fn from(fault: RegistryFault) -> Self {
        if fault.is_busy() {
            return Self::busy(&fault);
        }
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
            StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
            status => status.canonical_reason().unwrap_or_default(),
        };
        let problem = ProblemJson {
            kind: "about:blank",
            title,
            status: self.status.as_u16(),
            detail: self.detail,
            errors: self.errors,
        };
        let mut response = match self.state {
            None => (self.status, Json(problem)).into_response(),
            Some(state) => (self.status, Json(ConflictJson { problem, state })).into_response(),
        };
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some((name, value)) = self.header.map(|header| *header) {
            headers.insert(name, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_database_is_told_as_such() {
        let busy = RegistryFault::Database(sqlx::Error::PoolTimedOut);
        let response = Problem::from(busy).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], RETRY_AFTER);
        let failed = Problem::from(RegistryFault::NoFreeCode).into_response();
        assert_eq!(failed.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
