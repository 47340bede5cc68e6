//! Bodies of requests, with an answer for each way in which they cannot be read.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use serde_json::Value;

use super::problem::Problem;

/// Bytes of a body of JSON, at most.
pub(super) const LARGEST_JSON: usize = 256 * 1024;

/// The media type of a request in small letters, without parameters.
pub(super) fn media_type(request: &Request) -> String {
    let header = request.headers().get(header::CONTENT_TYPE);
    let text = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A body of JSON.
pub(super) async fn json(request: Request) -> Result<Value, Problem> {
    if media_type(&request) != "application/json" {
        return Err(Problem::wrong_media_type("`application/json`"));
    }
    let bytes = Bytes::from_request(request, &())
        .await
        .map_err(|rejected: BytesRejection| of_status(rejected.status(), "The body broke off."))?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::malformed("The body is not JSON."))
}

/// The parts of a form with files.
pub(super) async fn multipart(request: Request) -> Result<Multipart, Problem> {
    let rejected = "The body is not a form with a boundary.";
    Multipart::from_request(request, &()).await.map_err(|_| Problem::malformed(rejected))
}

/// What went wrong within a form.
pub(super) fn broken_form(fault: &MultipartError) -> Problem {
    of_status(fault.status(), "The form cannot be read.")
}

fn of_status(status: StatusCode, otherwise: &str) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::malformed(otherwise)
    }
}
