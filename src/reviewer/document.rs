//! The bytes of a document.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::byte_range::{self, Wanted};
use super::params::CodeParam;
use super::problem::Problem;
use super::staff::Staff;
use super::{Desk, claims};
use crate::claim::{Claim, Document};

/// Serves the bytes of a document, all of them or a range.
#[utoipa::path(
    get, path = "/api/v1/claims/{code}/documents/{id}", operation_id = "getDocument", tag = "claims",
    params(
        CodeParam,
        ("id" = String, Path, description = "The document's `id` in the claim."),
        ("Range" = Option<String>, Header, description = "One range of bytes, such as `bytes=0-1023`."),
        ("If-Range" = Option<String>, Header, description = "The `ETag` that the range is of."),
        ("If-None-Match" = Option<String>, Header, description = "An `ETag` that the asker has."),
    ),
    responses(
        (status = 200, description = "All bytes.", content(([u8] = "image/jpeg"), ([u8] = "application/pdf"))),
        (status = 206, description = "The range.", content(([u8] = "image/jpeg"), ([u8] = "application/pdf"))),
        (status = 304, description = "The asker has it."),
        (status = 400, description = "The path is not UTF-8."),
        (status = 404, description = "There is no such claim or document."),
        (status = 416, description = "It has no such bytes."),
    ),
)]
pub(super) async fn bytes(
    State(desk): State<Desk>,
    staff: Staff,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let Path((code, id)) = path.map_err(|_| Problem::malformed("The path cannot be read."))?;
    let claim = claims::find(&desk, &claims::read_code(Ok(Path(code)))?).await?;
    let document = claim.documents.iter().find(|document| document.id == id);
    let document = document.ok_or_else(|| Problem::not_found("The claim has no such document."))?;
    let tag = format!("\"{}\"", document.file.sha256);
    if names_tag(&asked, &header::IF_NONE_MATCH, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let seen = format!("{}/{}", claim.code, document.id);
    claims::audit(&desk, &staff, "document_viewed", Some(seen), None).await?;
    let content = desk.documents.get(&document.scope, &document.file.sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, document.file.media_type.clone()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", file_name(&claim, document)),
        ),
        (header::ETAG, tag.clone()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
    ];
    let (status, content_range, body) = part(&asked, &tag, content)?;
    let mut response = (status, headers, Body::from(body)).into_response();
    response.headers_mut().extend(content_range.map(|range| (Some(header::CONTENT_RANGE), range)));
    Ok(response)
}

type Part = (StatusCode, Option<HeaderValue>, Bytes);

fn part(asked: &HeaderMap, tag: &str, content: Bytes) -> Result<Part, Problem> {
    // A range of another version would not fit what the asker has.
    let is_same = !asked.contains_key(header::IF_RANGE) || names_tag(asked, &header::IF_RANGE, tag);
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok()).filter(|_| is_same);
    match range.map_or(Wanted::All, |range| byte_range::read(range, content.len())) {
        Wanted::All => Ok((StatusCode::OK, None, content)),
        Wanted::Missing => Err(Problem::no_such_range(content.len())),
        Wanted::Part(range) => {
            let (first, last) = (range.start, range.end - 1);
            let told = format!("bytes {first}-{last}/{}", content.len());
            let told = HeaderValue::from_str(&told).ok();
            Ok((StatusCode::PARTIAL_CONTENT, told, content.slice(range)))
        }
    }
}

fn names_tag(asked: &HeaderMap, header: &HeaderName, tag: &str) -> bool {
    let named = asked.get(header).and_then(|value| value.to_str().ok());
    named.is_some_and(|tags| {
        tags.split(',').any(|one| matches!(one.trim(), "*") || one.trim() == tag)
    })
}

/// Our own words only, so that nothing a person sent becomes a file's name.
fn file_name(claim: &Claim, document: &Document) -> String {
    let ending = match document.file.media_type.as_str() {
        "image/jpeg" => ".jpg",
        "application/pdf" => ".pdf",
        _ => "",
    };
    format!("{}-{}{ending}", claim.code, document.id)
}
