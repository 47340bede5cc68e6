//! Answers of flows that register no claim, such as a survey.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer_json::FurtherAnswerJson;
use super::claim_json::in_tehran;
use super::claims::audit;
use super::problem::Problem;
use super::query::{self, Pairs};
use super::staff::Staff;
use super::{Desk, schemas};
use crate::claim::TrackingCode;
use crate::registry::{KeptPart, KeptQuery, KeptRow};

/// Letters of a flow's id, at most.
const LONGEST_ID: usize = 100;

/// A page of kept answers, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerPage)]
pub(super) struct KeptPageJson<'a> {
    items: Vec<KeptJson<'a>>,
    /// For the page after, as `after`. Without items it is where the asker stood.
    next: i64,
}

/// What somebody answered in one flow.
#[derive(Serialize, ToSchema)]
#[schema(as = Answers)]
struct KeptJson<'a> {
    /// Grows with each; answers become visible in this order.
    id: i64,
    /// Id of the flow.
    flow: &'a str,
    flow_version: u32,
    /// The claim with whose news the flow was offered.
    #[schema(schema_with = schemas::tracking_code_or_null)]
    tracking_code: Option<&'a str>,
    #[schema(schema_with = schemas::moment)]
    at: String,
    /// In the order of the flow.
    answers: Vec<FurtherAnswerJson<'a>>,
}

/// Tells what people answered in flows that register no claim.
#[utoipa::path(
    get, path = "/api/v1/answers", operation_id = "listAnswers", tag = "answers",
    params(
        ("flow" = Option<String>, Query, description = "Id of a flow; of all by default.", max_length = 100),
        ("after" = Option<i64>, Query, description = "`next` of the page before; 0 by default.", minimum = 0),
        ("limit" = Option<u32>, Query, description = "100 by default.", minimum = 1, maximum = 1000),
    ),
    responses(
        (status = 200, description = "A page.", body = KeptPageJson<'static>),
        (status = 400, description = "The query is not UTF-8."),
        (status = 422, description = "Every parameter that cannot be used."),
    ),
)]
pub(super) async fn list(
    State(desk): State<Desk>,
    staff: Staff,
    pairs: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, Problem> {
    let (mut flow, mut after, mut limit) = (None, 0, query::USUAL_FEED_PAGE);
    query::each(&query::pairs(pairs)?, |name, value| {
        match name {
            "flow" | "after" | "limit" if value.is_empty() => {}
            "flow" if value.chars().count() > LONGEST_ID => {
                return Err("It has more than 100 letters.");
            }
            "flow" => flow = Some(value.to_owned()),
            "after" => after = query::after(value)?,
            "limit" => limit = query::feed_limit(value)?,
            _ => return Err(query::NO_SUCH_PARAMETER),
        }
        Ok(())
    })?;
    let query = KeptQuery { flow, part: KeptPart::After(after), limit };
    let page = desk.registry.kept_answers(&query).await?;
    let told = format!("{} answers", page.items.len());
    audit(&desk, &staff, "answers_listed", query.flow, Some(told)).await?;
    let items = page.items.iter().map(KeptJson::from).collect();
    Ok(Json(KeptPageJson { items, next: page.last.unwrap_or(after) }).into_response())
}

impl<'a> From<&'a KeptRow> for KeptJson<'a> {
    fn from(row: &'a KeptRow) -> Self {
        Self {
            id: row.id,
            flow: &row.flow,
            flow_version: row.flow_version,
            tracking_code: row.about.as_ref().map(TrackingCode::as_str),
            at: in_tehran(row.at),
            answers: row.answers.iter().map(FurtherAnswerJson::from).collect(),
        }
    }
}
