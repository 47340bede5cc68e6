//! The claims: a page of them, and one.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::claim_json::ClaimJson;
use super::problem::Problem;
use super::{Desk, query};
use crate::claim::{Claim, TrackingCode};

#[derive(Serialize)]
struct PageJson<'a> {
    items: Vec<ClaimJson<'a>>,
    next_cursor: Option<String>,
}

/// `GET /api/v1/claims?stage=&kind=&q=&from=&to=&cursor=&limit=`
pub(super) async fn list(
    State(desk): State<Desk>,
    pairs: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(pairs) = pairs.map_err(|_| Problem::malformed("The query cannot be read."))?;
    let page = desk.registry.claims(&query::read(&pairs)?).await?;
    let items = page.items.iter().map(ClaimJson::from).collect();
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(PageJson { items, next_cursor }).into_response())
}

/// `GET /api/v1/claims/{code}`
pub(super) async fn one(
    State(desk): State<Desk>,
    code: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(code) = code.map_err(|_| Problem::malformed("The path cannot be read."))?;
    let claim = find(&desk, code).await?;
    Ok(Json(ClaimJson::from(&claim)).into_response())
}

/// The claim of a code as it stands in a path.
pub(super) async fn find(desk: &Desk, code: String) -> Result<Claim, Problem> {
    let unknown = || Problem::not_found("There is no claim with this tracking code.");
    let code = TrackingCode::try_from(code).map_err(|_| unknown())?;
    desk.registry.claim(&code).await?.ok_or_else(unknown)
}
