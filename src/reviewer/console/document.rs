//! The bytes of a document for somebody who is signed in. Each look is kept in the audit.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::Console;
use super::asked::Named;
use super::claim_page::find;
use super::fault::Fault;
use super::session::Visitor;
use crate::registry::AuditEntry;

/// `GET /console/claims/{code}/documents/{id}`
pub(super) async fn bytes(
    State(console): State<Console>,
    visitor: Visitor,
    Named((code, id)): Named<(String, String)>,
    asked: HeaderMap,
) -> Result<Response, Fault> {
    let desk = &console.desk;
    let claim = find(&console, &code).await?;
    let document = claim.documents.iter().find(|document| document.id == id);
    let document = document.ok_or(Fault::NotFound)?;
    // A page of another site could not read the picture, but would have it counted as a look.
    let site = asked.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(Fault::Forbidden);
    }
    let entry = AuditEntry {
        actor: visitor.staff.name.clone(),
        act: "document_viewed".to_owned(),
        object: Some(format!("{}/{}", claim.code, document.id)),
        detail: None,
    };
    desk.registry.audit(entry, desk.clock.now()).await?;
    let content = desk.documents.get(&document.scope, &document.file.sha256).await?;
    let ending = if document.file.media_type == "image/jpeg" { "jpg" } else { "pdf" };
    let name = format!("{}-{}-{}.{ending}", claim.code, document.title.code, document.id);
    let headers = [
        (header::CONTENT_TYPE, document.file.media_type.clone()),
        // An `<img>` does not mind; no file that somebody sent becomes a page of the browser that is signed in
        // (`storage.md` §4.1, E1).
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from(content)).into_response())
}
