//! What is left of an erased claim, as the API shows it: the fields of a claim that are left, and when it was erased.

use serde::Serialize;
use utoipa::ToSchema;

use super::claim_json::{ClaimJson, EventJson, in_tehran};
use super::schemas;
use crate::registry::Tombstone;

/// What is left of an erased claim. Nothing in it tells whose it was; what is null here is not null in a claim.
#[derive(Serialize, ToSchema)]
#[schema(as = ErasedClaim)]
pub(super) struct ErasedJson<'a> {
    #[schema(schema_with = schemas::tracking_code)]
    tracking_code: &'a str,
    #[schema(schema_with = schemas::claim_kind)]
    kind: &'static str,
    /// Where it stood.
    #[schema(schema_with = schemas::stage)]
    stage: &'static str,
    revision: u32,
    #[schema(schema_with = schemas::moment)]
    registered_at: String,
    #[schema(schema_with = schemas::moment)]
    erased_at: String,
    /// Oldest first; erasing is the last.
    events: Vec<EventJson<'a>>,
    /// No decision is allowed.
    #[schema(max_items = 0)]
    allowed: [&'static str; 0],
}

impl<'a> From<&'a Tombstone> for ErasedJson<'a> {
    fn from(tombstone: &'a Tombstone) -> Self {
        Self {
            tracking_code: tombstone.code.as_str(),
            kind: tombstone.kind.name(),
            stage: tombstone.stage.name(),
            revision: tombstone.revision,
            registered_at: in_tehran(tombstone.registered_at),
            erased_at: in_tehran(tombstone.erased_at),
            events: tombstone.events.iter().map(EventJson::from).collect(),
            allowed: [],
        }
    }
}

/// A claim, or what is left of it: `erased_at` is there only then.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ClaimOrErased)]
#[expect(clippy::large_enum_variant, reason = "as short-lived as the answer that it becomes")]
pub(super) enum ShownJson<'a> {
    Claim(ClaimJson<'a>),
    Erased(ErasedJson<'a>),
}

/// What is left of an erased claim as the API shows it, for those who show claims by other ways.
pub fn tombstone_json(tombstone: &Tombstone) -> serde_json::Value {
    // Fields with plain names and values: nothing in it can fail.
    serde_json::to_value(ErasedJson::from(tombstone)).unwrap_or_default()
}
