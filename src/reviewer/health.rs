//! Whether the process lives and whether it can do its work, and what the page of health says of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::dead::DeadLetters;
use super::problem::Problem;
use crate::runtime::Metrics;
use crate::wording::Message;

/// The state of the whole process, known to whoever put it together.
pub trait Health: Send + Sync {
    /// # Errors
    /// What does not work, in a sentence for the operator without personal data.
    fn ready(&self) -> Result<(), String>;

    /// What the process counts, for `/metrics`. Asked for once.
    fn metrics(&self) -> Metrics {
        Metrics::default()
    }

    /// Brings the gauges among these figures up to date.
    fn measure(&self) {}

    /// What an operator asks first, with the answers.
    fn vitals(&self) -> Vec<Vital> {
        Vec::new()
    }

    /// What was put aside; none where it cannot be had.
    fn dead_letters(&self) -> Option<&dyn DeadLetters> {
        None
    }
}

/// A question of an operator, and the answer.
#[derive(Clone, Debug)]
pub struct Vital {
    /// What is asked.
    pub question: Question,
    /// How it is.
    pub mood: Mood,
    /// The same in words and figures.
    pub answer: Message,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Is Bale being heard?
    Bale,
    /// Do answers get out?
    Answers,
    /// Is handled what people do?
    Inputs,
    /// Do people learn of decisions?
    Decisions,
    /// Do SMS get out?
    Sms,
    /// Is there room on the disk?
    Disk,
    /// Are the stores open?
    Stores,
    /// Was anything put aside?
    DeadLetters,
    /// When was the last backup made?
    Backup,
}

impl Question {
    /// The end of the keys of its words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bale => "bale",
            Self::Answers => "answers",
            Self::Inputs => "inputs",
            Self::Decisions => "decisions",
            Self::Sms => "sms",
            Self::Disk => "disk",
            Self::Stores => "stores",
            Self::DeadLetters => "dead",
            Self::Backup => "backup",
        }
    }
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    /// Nothing is to be done.
    Well,
    /// To be looked at in daylight.
    Watch,
    /// People are not served.
    Ill,
}

/// How the process is.
#[derive(Serialize)]
pub(super) struct HealthJson {
    /// `alive` or `ready`.
    status: &'static str,
}

/// Tells that the process lives: it answers.
pub(super) async fn alive() -> Json<HealthJson> {
    Json(HealthJson { status: "alive" })
}

/// Tells whether the process can do its work, or why not.
pub(super) async fn ready(
    State(health): State<Arc<dyn Health>>,
) -> Result<Json<HealthJson>, Problem> {
    health.ready().map_err(Problem::not_ready)?;
    Ok(Json(HealthJson { status: "ready" }))
}
