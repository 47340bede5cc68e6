//! The claims: a page of them, one, and a decision on one.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::claim_json::ClaimJson;
use super::decide::{Decided, allowed, decide};
use super::decision_json::Body;
use super::erased_json::{ErasedJson, ShownJson};
use super::openapi::DecisionSchema;
use super::params::{ClaimParams, CodeParam};
use super::problem::{ConflictJson, Problem};
use super::staff::Staff;
use super::{Desk, query, request_body};
use crate::claim::{Claim, CodeReading, DecisionKind, TrackingCode};
use crate::persian::jalali;
use crate::registry::{AuditEntry, ClaimQuery, Tombstone};

/// A page of claims, newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ClaimPage)]
pub(super) struct PageJson<'a> {
    /// An erased one only when its whole tracking code is asked for.
    items: Vec<ShownJson<'a>>,
    /// For the page after, as `cursor`; null: this is the last.
    next_cursor: Option<String>,
}

/// Lists claims, newest first.
#[utoipa::path(
    get, path = "/api/v1/claims", operation_id = "listClaims", tag = "claims",
    params(ClaimParams),
    responses(
        (status = 200, description = "A page.", body = PageJson<'static>),
        (status = 400, description = "The query is not UTF-8."),
        (status = 422, description = "Every parameter that cannot be used."),
    ),
)]
pub(super) async fn list(
    State(desk): State<Desk>,
    staff: Staff,
    pairs: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Problem> {
    let query = query::of_claims(&query::pairs(pairs)?, &desk)?;
    let page = desk.registry.claims(&query).await?;
    let erased = erased_of(&desk, &query).await?;
    let told = format!("{} claims", page.items.len());
    audit(&desk, &staff, "claims_listed", None, Some(told)).await?;
    let claims = page.items.iter().map(|claim| ShownJson::Claim(shown(&desk, &staff, claim)));
    let erased = erased.as_ref().map(|tombstone| ShownJson::Erased(tombstone.into()));
    let items = claims.chain(erased).collect();
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(PageJson { items, next_cursor }).into_response())
}

/// Shows a claim.
#[utoipa::path(
    get, path = "/api/v1/claims/{code}", operation_id = "getClaim", tag = "claims",
    params(CodeParam),
    responses(
        (status = 200, description = "The claim, or what is left of it when it was erased.", body = ShownJson<'static>),
        (status = 400, description = "The path is not UTF-8."),
        (status = 404, description = "There is no such claim."),
    ),
)]
pub(super) async fn one(
    State(desk): State<Desk>,
    staff: Staff,
    code: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let code = read_code(code)?;
    if let Some(tombstone) = desk.registry.tombstone(&code).await? {
        audit(&desk, &staff, "claim_viewed", Some(code.to_string()), None).await?;
        return Ok(Json(ErasedJson::from(&tombstone)).into_response());
    }
    let claim = find(&desk, &code).await?;
    audit(&desk, &staff, "claim_viewed", Some(claim.code.to_string()), None).await?;
    Ok(Json(shown(&desk, &staff, &claim)).into_response())
}

/// An erased claim is found by its whole tracking code only, and by no filter.
async fn erased_of(desk: &Desk, query: &ClaimQuery) -> Result<Option<Tombstone>, Problem> {
    let ClaimQuery { q, stage, kind, province, overdue_on, from, to, cursor, limit: _ } = query;
    let is_narrowed = stage.is_some()
        || kind.is_some()
        || province.is_some()
        || overdue_on.is_some()
        || from.is_some()
        || to.is_some()
        || cursor.is_some();
    let code = q.as_deref().filter(|_| !is_narrowed).map(TrackingCode::read);
    match code {
        Some(CodeReading::Code(code)) => Ok(desk.registry.tombstone(&code).await?),
        Some(CodeReading::Mistyped | CodeReading::Foreign | CodeReading::None) | None => Ok(None),
    }
}

/// Takes a decision on a claim.
///
/// Reviewers take every decision but `pay`, the finance office only that, administrators all. Faults of the body are told
/// before the claim's stage is looked at.
#[utoipa::path(
    post, path = "/api/v1/claims/{code}/decisions", operation_id = "decide", tag = "claims",
    params(CodeParam),
    request_body(content = DecisionSchema, content_type = "application/json"),
    responses(
        (status = 200, description = "The claim as it is then.", body = ClaimJson<'static>),
        (status = 400, description = "The path is not UTF-8 or the body is no JSON."),
        (status = 403, description = "Above the asker's role."),
        (status = 404, description = "There is no such claim."),
        (status = 409, description = "The claim has been changed since, or does not allow the decision; with its state.",
            body = ConflictJson, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 256 KiB."),
        (status = 415, description = "The body is not `application/json`."),
        (status = 422, description = "Every fault of the body."),
    ),
)]
pub(super) async fn decisions(
    State(desk): State<Desk>,
    staff: Staff,
    code: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    if !DecisionKind::ALL.into_iter().any(|kind| staff.role.may_decide(kind)) {
        return Err(Problem::above_role());
    }
    let mut body = Body::read(&request_body::json(request).await?);
    if body.draft.kind.is_some_and(|kind| !staff.role.may_decide(kind)) {
        return Err(Problem::above_role());
    }
    body.want_revision();
    let code = read_code(code)?;
    let claim = find(&desk, &code).await?;
    let today = jalali::in_tehran(desk.clock.now());
    // Without a revision there is no decision, so none is made up.
    let expected = body.expected_revision.unwrap_or_default();
    let decision = body.decision(&claim, &desk.datasets, today).map_err(Problem::bad_body)?;
    match decide(&desk, &staff, &code, decision, expected).await? {
        Decided::Done(claim) => Ok(Json(shown(&desk, &staff, &claim)).into_response()),
        Decided::Stale(claim) => Err(Problem::stale(&claim, &allowed(&desk, &staff, &claim))),
        Decided::NotAllowed(claim) => {
            Err(Problem::not_allowed(&claim, &allowed(&desk, &staff, &claim)))
        }
        Decided::AboveRole => Err(Problem::above_role()),
        Decided::Unknown => Err(Problem::no_such_claim()),
    }
}

/// The tracking code of a path. What is no tracking code is the code of no claim.
pub(super) fn read_code(
    code: Result<Path<String>, PathRejection>,
) -> Result<TrackingCode, Problem> {
    let Path(code) = code.map_err(|_| Problem::malformed("The path cannot be read."))?;
    TrackingCode::try_from(code).map_err(|_| Problem::no_such_claim())
}

/// The claim of a code.
pub(super) async fn find(desk: &Desk, code: &TrackingCode) -> Result<Claim, Problem> {
    desk.registry.claim(code).await?.ok_or_else(Problem::no_such_claim)
}

/// Notes what somebody looks at or does. Nothing is shown that could not be noted.
pub(super) async fn audit(
    desk: &Desk,
    staff: &Staff,
    act: &str,
    object: Option<String>,
    detail: Option<String>,
) -> Result<(), Problem> {
    let entry = AuditEntry { actor: staff.name.clone(), act: act.to_owned(), object, detail };
    Ok(desk.registry.audit(entry, desk.clock.now()).await?)
}

fn shown<'a>(desk: &Desk, staff: &Staff, claim: &'a Claim) -> ClaimJson<'a> {
    let today = jalali::in_tehran(desk.clock.now());
    ClaimJson::new(claim, today, &allowed(desk, staff, claim))
}
