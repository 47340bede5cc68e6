//! A claim as the API shows it: every field is there; what does not apply is null or empty (`DESIGN.md` §6).

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::Serialize;

use crate::claim::record::{
    Center, Complaint, ContractTitle, Disease, EPrescription, Insured, Named,
};
use crate::claim::{Claim, ClaimEvent, Document, DocumentTitle};
use crate::persian::{JalaliDate, Rial};

const TEHRAN_SECONDS: i32 = (3 * 60 + 30) * 60;

#[derive(Serialize)]
pub(super) struct ClaimJson<'a> {
    tracking_code: &'a str,
    kind: &'static str,
    stage: &'static str,
    revision: u32,
    registered_at: String,
    flow_version: u32,
    mobile: &'a str,
    insured: &'a Insured,
    contract: Option<&'a ContractTitle>,
    service_date: Option<JalaliDate>,
    service_date_gregorian: Option<String>,
    province: Option<&'a Named>,
    center: Option<&'a Center>,
    amount_rial: Option<Rial>,
    service_group: Option<&'a Named>,
    service: Option<&'a Named>,
    basic_insurer: Option<&'a str>,
    medical_council_number: Option<&'a str>,
    e_prescription: Option<&'a EPrescription>,
    notes: Option<&'a str>,
    complaint: Option<&'a Complaint>,
    issuing_province: Option<&'a Named>,
    supplementary_insurer: Option<&'a str>,
    inpatient: Option<bool>,
    diseases: &'a [Disease],
    documents: Vec<DocumentJson<'a>>,
    /// Null until a reviewer declares one.
    defect: Option<()>,
    decision: DecisionJson,
    events: Vec<EventJson<'a>>,
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    id: &'a str,
    title: &'a DocumentTitle,
    media_type: &'a str,
    width: Option<u32>,
    height: Option<u32>,
    bytes: u64,
    sha256: &'a str,
    late: bool,
    round: u32,
    quality: &'a [String],
}

/// All null while nothing is decided.
#[derive(Default, Serialize)]
struct DecisionJson {
    approved_rial: Option<Rial>,
    deductions: [(); 0],
    rejection: Option<String>,
    paid_rial: Option<Rial>,
    paid_on: Option<JalaliDate>,
    reference: Option<String>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    seq: i64,
    at: String,
    stage: &'static str,
    actor: &'static str,
    reason: Option<&'a str>,
}

/// A claim as the API shows it, for those who show claims by other ways.
pub fn claim_json(claim: &Claim) -> serde_json::Value {
    // Fields with plain names and values: nothing in it can fail.
    serde_json::to_value(ClaimJson::from(claim)).unwrap_or_default()
}

impl<'a> From<&'a Claim> for ClaimJson<'a> {
    fn from(claim: &'a Claim) -> Self {
        let details = &claim.details;
        Self {
            tracking_code: claim.code.as_str(),
            kind: claim.kind.name(),
            stage: claim.stage.name(),
            revision: claim.revision,
            registered_at: in_tehran(claim.registered_at),
            flow_version: details.flow_version,
            mobile: details.mobile.expose(),
            insured: &details.insured,
            contract: details.contract.as_ref(),
            service_date: details.service_date,
            service_date_gregorian: details
                .service_date
                .map(|date| date.to_gregorian().to_string()),
            province: details.province.as_ref(),
            center: details.center.as_ref(),
            amount_rial: details.amount_rial,
            service_group: details.service_group.as_ref(),
            service: details.service.as_ref(),
            basic_insurer: details.basic_insurer.as_deref(),
            medical_council_number: details.medical_council_number.as_deref(),
            e_prescription: details.e_prescription.as_ref(),
            notes: details.notes.as_deref(),
            complaint: details.complaint.as_ref(),
            issuing_province: details.issuing_province.as_ref(),
            supplementary_insurer: details.supplementary_insurer.as_deref(),
            inpatient: details.inpatient,
            diseases: &details.diseases,
            documents: claim.documents.iter().map(DocumentJson::from).collect(),
            defect: None,
            decision: DecisionJson::default(),
            events: claim.events.iter().map(EventJson::from).collect(),
        }
    }
}

impl<'a> From<&'a Document> for DocumentJson<'a> {
    fn from(document: &'a Document) -> Self {
        let Document { id, scope: _, title, file, late, round } = document;
        Self {
            id,
            title,
            media_type: &file.media_type,
            width: file.width,
            height: file.height,
            bytes: file.bytes,
            sha256: &file.sha256,
            late: *late,
            round: *round,
            quality: &file.quality,
        }
    }
}

impl<'a> From<&'a ClaimEvent> for EventJson<'a> {
    fn from(event: &'a ClaimEvent) -> Self {
        Self {
            seq: event.seq,
            at: in_tehran(event.at),
            stage: event.stage.name(),
            actor: event.actor.name(),
            reason: event.reason.as_deref(),
        }
    }
}

/// RFC 3339 with the offset of Tehran, in whole seconds.
fn in_tehran(moment: Timestamp) -> String {
    let second = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
    let offset = Offset::from_seconds(TEHRAN_SECONDS).unwrap_or(Offset::UTC);
    second.display_with_offset(offset).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_clock_of_tehran() {
        let moment: Timestamp = "2026-11-21T06:45:00.987Z".parse().unwrap();
        assert_eq!(in_tehran(moment), "2026-11-21T10:15:00+03:30");
    }
}
