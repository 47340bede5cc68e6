//! The feed of events, for those who keep claims elsewhere (`DESIGN.md` §6).

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::claim_json::in_tehran;
use super::problem::Problem;
use super::query::{self, Pairs};
use super::staff::Staff;
use super::{Desk, schemas};
use crate::registry::FeedEvent;

/// A page of events, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = EventPage)]
pub(super) struct FeedJson {
    items: Vec<FeedEventJson>,
    /// For the page after, as `after`. Without items it is where the asker stood.
    next: i64,
}

/// One event of any claim.
#[derive(Serialize, ToSchema)]
#[schema(as = FeedEvent)]
struct FeedEventJson {
    /// Grows over all claims; events become visible in this order.
    seq: i64,
    #[schema(schema_with = schemas::tracking_code)]
    tracking_code: String,
    #[schema(schema_with = schemas::moment)]
    at: String,
    /// The claim's, from then on.
    #[schema(schema_with = schemas::stage)]
    stage: &'static str,
    #[schema(schema_with = schemas::actor)]
    actor: &'static str,
    #[schema(schema_with = schemas::event_kind)]
    kind: &'static str,
}

/// Tells what happened to the claims, each event at least once.
#[utoipa::path(
    get, path = "/api/v1/events", operation_id = "listEvents", tag = "events",
    params(
        ("after" = Option<i64>, Query, description = "`next` of the page before; 0 by default.", minimum = 0),
        ("limit" = Option<u32>, Query, description = "100 by default.", minimum = 1, maximum = 1000),
    ),
    responses(
        (status = 200, description = "A page.", body = FeedJson),
        (status = 400, description = "The query is not UTF-8."),
        (status = 422, description = "Every parameter that cannot be used."),
    ),
)]
pub(super) async fn list(
    State(desk): State<Desk>,
    _staff: Staff,
    pairs: Result<Query<Pairs>, QueryRejection>,
) -> Result<Json<FeedJson>, Problem> {
    let (mut after, mut limit) = (0, query::USUAL_FEED_PAGE);
    query::each(&query::pairs(pairs)?, |name, value| {
        match name {
            "after" | "limit" if value.is_empty() => {}
            "after" => after = query::after(value)?,
            "limit" => limit = query::feed_limit(value)?,
            _ => return Err(query::NO_SUCH_PARAMETER),
        }
        Ok(())
    })?;
    let events = desk.registry.events_after(after, limit).await?;
    let next = events.last().map_or(after, |event| event.seq);
    Ok(Json(FeedJson { items: events.iter().map(FeedEventJson::from).collect(), next }))
}

impl From<&FeedEvent> for FeedEventJson {
    fn from(event: &FeedEvent) -> Self {
        Self {
            seq: event.seq,
            tracking_code: event.code.to_string(),
            at: in_tehran(event.at),
            stage: event.stage.name(),
            actor: event.actor.name(),
            kind: event.kind.name(),
        }
    }
}
