//! Figures for whoever watches over the process, in the text form of Prometheus. They tell of nobody.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::health::Health;
use super::problem::Problem;
use crate::registry::Registry;
use crate::runtime::{Metrics, metrics};

const FORM: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Counts an answer.
pub(super) async fn count(State(figures): State<Metrics>, response: Response) -> Response {
    figures.count(&metrics::HTTP_ANSWERS, &[response.status().as_str()]);
    response
}

/// What the figures are taken from.
#[derive(Clone)]
pub(super) struct Sources {
    pub(super) registry: Registry,
    pub(super) health: Arc<dyn Health>,
    pub(super) figures: Metrics,
}

/// Shows the figures.
pub(super) async fn show(State(sources): State<Sources>) -> Result<Response, Problem> {
    let figures = &sources.figures;
    sources.health.measure();
    figures.set(&metrics::READY, &[], u64::from(sources.health.ready().is_ok()));
    for (stage, claims) in sources.registry.stage_counts().await? {
        figures.set(&metrics::CLAIMS, &[stage.name()], claims);
    }
    Ok(([(header::CONTENT_TYPE, FORM)], figures.text()).into_response())
}
