//! A claim as the API shows it: every field is there; what does not apply is null or empty (`DESIGN.md` §6).

#![expect(single_use_lifetimes, reason = "the derived schemas are impls of this shape")]

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer_json::{
    CenterJson, ComplaintJson, ContractJson, DiseaseJson, EPrescriptionJson, FurtherAnswerJson,
    InsuredJson, NamedJson,
};
use super::defect_json::DefectJson;
use super::schemas;
use crate::claim::life::stage_after;
use crate::claim::{Claim, ClaimEvent, DecisionKind, Document, Outcome};
use crate::persian::{JalaliDate, Rial};

const TEHRAN_SECONDS: i32 = (3 * 60 + 30) * 60;

/// A claim with all that was entered, decided and sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Claim)]
pub(super) struct ClaimJson<'a> {
    #[schema(schema_with = schemas::tracking_code)]
    tracking_code: &'a str,
    #[schema(schema_with = schemas::claim_kind)]
    kind: &'static str,
    #[schema(schema_with = schemas::stage)]
    stage: &'static str,
    /// Grows with every change; send it as `expected_revision` with a decision.
    revision: u32,
    #[schema(schema_with = schemas::moment)]
    registered_at: String,
    flow_version: u32,
    /// The number that was verified.
    #[schema(schema_with = schemas::mobile)]
    mobile: &'a str,
    insured: InsuredJson<'a>,
    /// When who registered it said that the insured, an adult who is somebody else, knows and agrees; null: not asked.
    dependant_agreed_at: Option<String>,
    contract: Option<ContractJson<'a>>,
    /// The contract asks for the paper originals.
    originals_required: bool,
    #[schema(schema_with = schemas::day_or_null)]
    service_date: Option<String>,
    #[schema(schema_with = schemas::gregorian_day_or_null)]
    service_date_gregorian: Option<String>,
    /// Of residence.
    province: Option<NamedJson<'a>>,
    center: Option<CenterJson<'a>>,
    /// The patient's share on the invoice.
    amount_rial: Option<u64>,
    service_group: Option<NamedJson<'a>>,
    service: Option<NamedJson<'a>>,
    /// `tamin`, `salamat`, `armed_forces` or `other`; null for people without one (special support).
    basic_insurer: Option<&'a str>,
    medical_council_number: Option<&'a str>,
    e_prescription: Option<EPrescriptionJson<'a>>,
    /// The person's words for the reviewer.
    notes: Option<&'a str>,
    /// Special expense only, as all fields up to `inpatient`.
    complaint: Option<ComplaintJson<'a>>,
    /// Where the service was received.
    care_province: Option<NamedJson<'a>>,
    /// Where the basic insurance was issued.
    issuing_province: Option<NamedJson<'a>>,
    /// Its name; null also for people without one.
    supplementary_insurer: Option<&'a str>,
    inpatient: Option<bool>,
    /// Special flows only.
    diseases: Vec<DiseaseJson<'a>>,
    /// To questions that were added to the flow, in its order.
    answers: Vec<FurtherAnswerJson<'a>>,
    /// In the order in which they were sent.
    documents: Vec<DocumentJson<'a>>,
    /// The newest round of defects.
    defect: Option<DefectJson<'a>>,
    /// Every round of defects, oldest first.
    defects: Vec<DefectJson<'a>>,
    decision: DecisionJson<'a>,
    /// Oldest first.
    events: Vec<EventJson<'a>>,
    /// The decisions that the claim allows today and the asker may take.
    #[schema(schema_with = schemas::decision_kinds)]
    allowed: Vec<&'static str>,
}

/// A document; its bytes are at `/api/v1/claims/{code}/documents/{id}`.
#[derive(Serialize, ToSchema)]
#[schema(as = Document)]
struct DocumentJson<'a> {
    id: &'a str,
    title: NamedJson<'a>,
    /// `image/jpeg` or `application/pdf`.
    media_type: &'a str,
    /// Pixels; null for a PDF.
    width: Option<u32>,
    /// Pixels; null for a PDF.
    height: Option<u32>,
    bytes: u64,
    /// Of the bytes that are served.
    #[schema(schema_with = schemas::sha256)]
    sha256: &'a str,
    /// Sent after registering.
    late: bool,
    /// The round of defects in which it was sent; 0 before any.
    round: u32,
    /// Quality warnings: `too_small`, `blurred`, `dark`, `over_exposed`.
    quality: &'a [String],
}

/// What was decided so far; null while nothing is.
#[derive(Serialize, ToSchema)]
#[schema(as = Outcome)]
struct DecisionJson<'a> {
    /// Null also after the approval of a request for support without an amount.
    approved_rial: Option<u64>,
    /// What was left out.
    deductions: Vec<DeductionJson<'a>>,
    /// The reviewer's words with the approval.
    note: Option<&'a str>,
    rejection: Option<RejectionJson<'a>>,
    paid_rial: Option<u64>,
    #[schema(schema_with = schemas::day_or_null)]
    paid_on: Option<String>,
    /// The bank's.
    reference: Option<&'a str>,
}

/// A part of the amount that is not paid.
#[derive(Serialize, ToSchema)]
#[schema(as = Deduction)]
struct DeductionJson<'a> {
    rial: u64,
    reason: &'a str,
}

/// Why the claim was turned down.
#[derive(Serialize, ToSchema)]
#[schema(as = Rejection)]
struct RejectionJson<'a> {
    /// A code of the list of reasons.
    reason: &'a str,
    note: Option<&'a str>,
}

/// One step in the life of a claim.
#[derive(Serialize, ToSchema)]
#[schema(as = ClaimEvent)]
pub(super) struct EventJson<'a> {
    /// Grows over all claims.
    seq: i64,
    #[schema(schema_with = schemas::moment)]
    at: String,
    /// From then on.
    #[schema(schema_with = schemas::stage)]
    stage: &'static str,
    #[schema(schema_with = schemas::actor)]
    actor: &'static str,
    #[schema(schema_with = schemas::event_kind)]
    kind: &'static str,
    /// From then on.
    revision: u32,
    /// Codes of reasons, with commas between.
    reason: Option<&'a str>,
    /// Name of the member of staff.
    by: Option<&'a str>,
}

/// A claim as the API shows it to an administrator on the day `today`, for those who show claims by other ways.
pub fn claim_json(claim: &Claim, today: JalaliDate) -> serde_json::Value {
    let allowed = DecisionKind::ALL.into_iter();
    let allowed: Vec<DecisionKind> =
        allowed.filter(|kind| stage_after(claim, *kind, today).is_some()).collect();
    // Fields with plain names and values: nothing in it can fail.
    serde_json::to_value(ClaimJson::new(claim, today, &allowed)).unwrap_or_default()
}

impl<'a> ClaimJson<'a> {
    /// `claim` on the day `today` for somebody who may take the decisions `allowed`.
    pub(super) fn new(claim: &'a Claim, today: JalaliDate, allowed: &[DecisionKind]) -> Self {
        let details = &claim.details;
        let (day, text) = (details.service_date, Option::<String>::as_deref);
        let defects = || claim.defects.iter().map(|defect| DefectJson::new(defect, today));
        Self {
            tracking_code: claim.code.as_str(),
            kind: claim.kind.name(),
            stage: claim.stage.name(),
            revision: claim.revision,
            registered_at: in_tehran(claim.registered_at),
            flow_version: details.flow_version,
            mobile: details.mobile.expose(),
            insured: (&details.insured).into(),
            contract: details.contract.as_ref().map(ContractJson::from),
            dependant_agreed_at: details.dependant_agreed_at.map(in_tehran),
            originals_required: claim.originals_required,
            service_date: day.map(|day| day.to_string()),
            service_date_gregorian: day.map(|day| day.to_gregorian().to_string()),
            province: details.province.as_ref().map(NamedJson::from),
            center: details.center.as_ref().map(CenterJson::from),
            amount_rial: details.amount_rial.map(|Rial(rial)| rial),
            service_group: details.service_group.as_ref().map(NamedJson::from),
            service: details.service.as_ref().map(NamedJson::from),
            basic_insurer: text(&details.basic_insurer),
            medical_council_number: text(&details.medical_council_number),
            e_prescription: details.e_prescription.as_ref().map(EPrescriptionJson::from),
            notes: text(&details.notes),
            complaint: details.complaint.as_ref().map(ComplaintJson::from),
            care_province: details.care_province.as_ref().map(NamedJson::from),
            issuing_province: details.issuing_province.as_ref().map(NamedJson::from),
            supplementary_insurer: text(&details.supplementary_insurer),
            inpatient: details.inpatient,
            diseases: details.diseases.iter().map(DiseaseJson::from).collect(),
            answers: details.answers.iter().map(FurtherAnswerJson::from).collect(),
            documents: claim.documents.iter().map(DocumentJson::from).collect(),
            defect: defects().next_back(),
            defects: defects().collect(),
            decision: (&claim.outcome).into(),
            events: claim.events.iter().map(EventJson::from).collect(),
            allowed: allowed.iter().map(|kind| kind.name()).collect(),
        }
    }
}

impl<'a> From<&'a Document> for DocumentJson<'a> {
    fn from(document: &'a Document) -> Self {
        let Document { id, scope: _, title, file, late, round } = document;
        Self {
            id,
            title: NamedJson { code: &title.code, name: &title.name },
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

impl<'a> From<&'a Outcome> for DecisionJson<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        let Outcome { approved, deductions, approval_note, rejection, payment } = outcome;
        let payment = payment.as_ref();
        Self {
            approved_rial: approved.map(|Rial(rial)| rial),
            deductions: deductions
                .iter()
                .map(|it| DeductionJson { rial: it.rial.0, reason: &it.reason })
                .collect(),
            note: approval_note.as_deref(),
            rejection: rejection
                .as_ref()
                .map(|it| RejectionJson { reason: &it.reason, note: it.note.as_deref() }),
            paid_rial: payment.map(|payment| payment.rial.0),
            paid_on: payment.map(|payment| payment.on.to_string()),
            reference: payment.and_then(|payment| payment.reference.as_deref()),
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
            kind: event.kind.name(),
            revision: event.revision,
            reason: event.reason.as_deref(),
            by: event.by.as_deref(),
        }
    }
}

/// RFC 3339 with the offset of Tehran, in whole seconds.
pub(super) fn in_tehran(moment: Timestamp) -> String {
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
