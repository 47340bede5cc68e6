//! Rounds of defects and their repairs as the API shows them.

#![expect(single_use_lifetimes, reason = "the derived schemas are impls of this shape")]

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer_json::{CenterJson, DiseaseJson, EPrescriptionJson, NamedJson};
use super::claim_json::in_tehran;
use super::schemas;
use crate::claim::defect::DefectKind;
use crate::claim::{Correction, Defect, DefectItem, Field, ItemAnswer};
use crate::persian::{JalaliDate, Rial};

/// One round of defects.
#[derive(Serialize, ToSchema)]
#[schema(as = Defect)]
pub(super) struct DefectJson<'a> {
    /// From 1.
    round: u32,
    #[schema(schema_with = schemas::moment)]
    declared_at: String,
    /// Until when it is to be repaired.
    #[schema(schema_with = schemas::day_or_null)]
    due: Option<String>,
    /// The due date has passed without a repair.
    overdue: bool,
    items: Vec<ItemJson<'a>>,
    /// When the person sent the repair.
    #[schema(schema_with = schemas::moment_or_null)]
    repaired_at: Option<String>,
}

/// One thing that is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = DefectItem)]
struct ItemJson<'a> {
    #[serde(rename = "type")]
    #[schema(schema_with = schemas::item_type)]
    kind: &'static str,
    /// Code of the title of the document that is wanted.
    title: Option<&'a str>,
    /// Id of the document that cannot be used.
    document: Option<&'a str>,
    /// The answer that is wrong.
    #[schema(schema_with = schemas::field_or_null)]
    field: Option<&'static str>,
    /// A code of the list of reasons.
    reason: Option<&'a str>,
    /// The reviewer's words.
    note: Option<&'a str>,
    answered: bool,
    answer: Option<AnswerJson<'a>>,
}

/// What the person did about an item.
#[derive(Serialize, ToSchema)]
#[schema(as = DefectAnswer)]
struct AnswerJson<'a> {
    #[serde(rename = "type")]
    #[schema(schema_with = schemas::answer_type)]
    kind: &'static str,
    /// Ids of the documents that were sent for it.
    documents: &'a [String],
    /// The wrong value, in the form in which the claim shows the field.
    old: Value,
    /// The value in its place.
    new: Value,
    /// The person's words: the answer, or why the thing cannot be had.
    text: Option<&'a str>,
}

impl<'a> DefectJson<'a> {
    pub(super) fn new(defect: &'a Defect, today: JalaliDate) -> Self {
        Self {
            round: defect.round,
            declared_at: in_tehran(defect.declared_at),
            due: defect.due.map(|due| due.to_string()),
            overdue: defect.is_overdue(today),
            items: defect.items.iter().map(ItemJson::from).collect(),
            repaired_at: defect.repaired_at.map(in_tehran),
        }
    }
}

impl<'a> From<&'a DefectItem> for ItemJson<'a> {
    fn from(item: &'a DefectItem) -> Self {
        let document = match &item.kind {
            DefectKind::UnreadableDocument { document, title: _ } => document.as_deref(),
            DefectKind::MissingDocument { .. }
            | DefectKind::WrongField { .. }
            | DefectKind::Other => None,
        };
        Self {
            kind: item.kind.name(),
            title: item.kind.title().map(|title| title.code.as_str()),
            document,
            field: item.kind.field().map(Field::name),
            reason: item.reason.as_deref(),
            note: item.note.as_deref(),
            answered: item.answer.is_some(),
            answer: item.answer.as_ref().map(AnswerJson::from),
        }
    }
}

impl<'a> From<&'a ItemAnswer> for AnswerJson<'a> {
    fn from(answer: &'a ItemAnswer) -> Self {
        let of =
            |kind| Self { kind, documents: &[], old: Value::Null, new: Value::Null, text: None };
        match answer {
            ItemAnswer::Documents(documents) => Self { documents, ..of("documents") },
            ItemAnswer::Corrected { old, new } => {
                Self { old: value(old), new: value(new), ..of("corrected") }
            }
            ItemAnswer::Said(text) => Self { text: Some(text), ..of("said") },
            ItemAnswer::Unavailable { reason } => Self { text: Some(reason), ..of("unavailable") },
        }
    }
}

/// The value of a field in the form in which the claim shows it.
fn value(correction: &Correction) -> Value {
    match correction {
        Correction::ServiceDate(day) => json!(day.map(|day| day.to_string())),
        Correction::Amount(rial) => json!(rial.map(|Rial(rial)| rial)),
        Correction::Center(center) => json!(center.as_ref().map(CenterJson::from)),
        Correction::EPrescription(erx) => json!(erx.as_ref().map(EPrescriptionJson::from)),
        Correction::ServiceGroup((group, service)) => json!({
            "service_group": group.as_ref().map(NamedJson::from),
            "service": service.as_ref().map(NamedJson::from),
        }),
        Correction::Province(named)
        | Correction::Service(named)
        | Correction::IssuingProvince(named) => {
            json!(named.as_ref().map(NamedJson::from))
        }
        Correction::BasicInsurer(text)
        | Correction::MedicalCouncilNumber(text)
        | Correction::Notes(text)
        | Correction::SupplementaryInsurer(text) => json!(text),
        Correction::Inpatient(inpatient) => json!(inpatient),
        Correction::Diseases(diseases) => {
            json!(diseases.iter().map(DiseaseJson::from).collect::<Vec<_>>())
        }
    }
}
