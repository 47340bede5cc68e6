//! Answers of a flow that registers no claim, such as a satisfaction survey: kept for those who read them.

use serde::{Deserialize, Serialize};

use super::record::FurtherAnswer;
use super::tracking_code::TrackingCode;
use crate::persian::hidden::print_name_only;

/// What a person answered in such a flow. The same draft is kept once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswers {
    /// Id of the draft, 32 lower-case hex letters: the idempotency key.
    pub draft: String,
    /// The chat that answered.
    pub chat: i64,
    /// Id of the flow.
    pub flow: String,
    /// Version of the flow file that asked.
    pub flow_version: u32,
    /// The claim whose news offered the flow, if one did.
    pub about: Option<TrackingCode>,
    /// The answers in the order of the flow.
    pub answers: Vec<FurtherAnswer>,
}

print_name_only!(KeptAnswers);
