//! Figures for whoever watches over the process, in the text form of Prometheus. They tell of nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::health::Health;
use super::problem::Problem;
use crate::registry::Registry;

const FORM: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How many answers there were, by status. Cheap to clone; clones share the same count.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers(Arc<Mutex<BTreeMap<u16, u64>>>);

impl Answers {
    fn counted(&self) -> BTreeMap<u16, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Counts an answer.
pub(super) async fn count(State(answers): State<Answers>, response: Response) -> Response {
    let mut counts = answers.0.lock().unwrap_or_else(PoisonError::into_inner);
    *counts.entry(response.status().as_u16()).or_default() += 1;
    drop(counts);
    response
}

/// What the figures are taken from.
#[derive(Clone)]
pub(super) struct Sources {
    pub(super) registry: Registry,
    pub(super) health: Arc<dyn Health>,
    pub(super) answers: Answers,
}

/// Shows the figures.
pub(super) async fn show(State(sources): State<Sources>) -> Result<Response, Problem> {
    let mut page = Page::default();
    let is_ready = u64::from(sources.health.ready().is_ok());
    page.figure("bimeyar_ready", "gauge", "Whether the process can do its work.");
    page.value("bimeyar_ready", "", is_ready);
    page.figure("bimeyar_claims", "gauge", "Claims by stage.");
    for (stage, claims) in sources.registry.stage_counts().await? {
        page.value("bimeyar_claims", &format!("{{stage=\"{}\"}}", stage.name()), claims);
    }
    page.figure("bimeyar_answers_total", "counter", "Answers of this listener by status.");
    for (status, answers) in sources.answers.counted() {
        page.value("bimeyar_answers_total", &format!("{{status=\"{status}\"}}"), answers);
    }
    for (name, value) in sources.health.figures() {
        let name = format!("bimeyar_{name}");
        page.figure(&name, "gauge", "Rows at present.");
        page.value(&name, "", value);
    }
    Ok(([(header::CONTENT_TYPE, FORM)], page.0).into_response())
}

#[derive(Default)]
struct Page(String);

impl Page {
    // Writing to a string does not fail.
    fn figure(&mut self, name: &str, kind: &str, help: &str) {
        write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n").ok();
    }

    fn value(&mut self, name: &str, labels: &str, value: u64) {
        writeln!(self.0, "{name}{labels} {value}").ok();
    }
}
