//! What somebody wants to decide, checked against the claim and the lists: API and console alike (`DESIGN.md` §6).

use utoipa::ToSchema;

use super::decision_checks::{Faults, Lists};
use super::decision_fault::{FieldFault, Wrong};
use super::schemas;
use crate::claim::{
    Claim, ClaimKind, Decision, DecisionKind, Deduction, DefectItem, DefectKind, Document,
    DocumentTitle, Field,
};
use crate::flow::Datasets;
use crate::persian::{JalaliDate, Rial};

/// Items of a round of defects, and deductions of an approval, at most.
pub(super) const MOST_ITEMS: usize = 50;
/// Letters of a note or a reason in the reviewer's words, at most.
pub(super) const LONGEST_NOTE: usize = 1_000;
/// Letters of the bank's reference, at most.
pub(super) const LONGEST_REFERENCE: usize = 100;

/// A decision as it was written: nothing is checked. What is not given is none or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToSchema)]
pub(super) struct DecisionDraft {
    /// Which decision.
    #[schema(schema_with = schemas::decision_kind)]
    pub(super) kind: Option<DecisionKind>,
    /// What is wrong (declare a defect).
    #[schema(min_items = 1, max_items = 50)]
    pub(super) items: Vec<ItemDraft>,
    /// Until when it is to be repaired: a Jalali day in digits of any script, with dashes or slashes.
    #[schema(schema_with = schemas::day_written)]
    pub(super) due: Option<String>,
    /// Why the claim is turned down: a code of `flows/data/rejection_reasons.csv`.
    pub(super) reason: Option<String>,
    /// For the person, in the reviewer's words (reject, approve).
    #[schema(schema_with = schemas::note_written)]
    pub(super) note: Option<String>,
    /// What will be paid. Not needed where a request is granted without an amount (special support).
    #[schema(schema_with = schemas::rial_from_zero)]
    pub(super) approved_rial: Option<u64>,
    /// What is left out.
    #[schema(max_items = 50)]
    pub(super) deductions: Vec<DeductionDraft>,
    /// What was paid.
    #[schema(schema_with = schemas::rial_from_one)]
    pub(super) paid_rial: Option<u64>,
    /// On which Jalali day.
    #[schema(schema_with = schemas::day_written)]
    pub(super) paid_on: Option<String>,
    /// The bank's reference.
    #[schema(schema_with = schemas::reference_written)]
    pub(super) reference: Option<String>,
}

/// One thing that is wrong, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToSchema)]
pub(super) struct ItemDraft {
    /// `missing_document`, `unreadable_document`, `wrong_field` or `other`.
    #[schema(rename = "type", schema_with = schemas::item_type)]
    pub(super) kind: Option<String>,
    /// A code of `flows/data/document_titles.csv`.
    pub(super) title: Option<String>,
    /// Id of a document of the claim.
    pub(super) document: Option<String>,
    /// Name of a field of the claim's JSON.
    #[schema(schema_with = schemas::field_written)]
    pub(super) field: Option<String>,
    /// A code of `flows/data/defect_reasons.csv`.
    pub(super) reason: Option<String>,
    /// In the reviewer's words.
    #[schema(schema_with = schemas::note_written)]
    pub(super) note: Option<String>,
}

/// A part of the amount that is not paid, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToSchema)]
pub(super) struct DeductionDraft {
    /// How much.
    #[schema(schema_with = schemas::rial_from_one)]
    pub(super) rial: Option<u64>,
    /// Why.
    #[schema(schema_with = schemas::words_written)]
    pub(super) reason: Option<String>,
}

/// Which fields of a draft go with its kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carries {
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
}

impl Carries {
    fn has(self, name: &str) -> bool {
        self.required.contains(&name) || self.optional.contains(&name)
    }
}

/// What each decision carries (`DESIGN.md` §6).
pub(super) fn carries(kind: DecisionKind) -> Carries {
    let carries = |required, optional| Carries { required, optional };
    match kind {
        DecisionKind::StartReview
        | DecisionKind::OriginalsReceived
        | DecisionKind::SendToFinance => carries(&[], &[]),
        DecisionKind::DeclareDefect => carries(&["items"], &["due"]),
        DecisionKind::Reject => carries(&["reason"], &["note"]),
        // Whether the amount is needed, only the claim's kind tells.
        DecisionKind::Approve => carries(&[], &["approved_rial", "deductions", "note"]),
        DecisionKind::Pay => carries(&["paid_rial", "paid_on"], &["reference"]),
    }
}

/// The types of items, and what each carries besides `reason` and `note`.
pub(super) const ITEM_TYPES: [(&str, Carries); 4] = [
    ("missing_document", Carries { required: &["title"], optional: &[] }),
    ("unreadable_document", Carries { required: &[], optional: &["title", "document"] }),
    ("wrong_field", Carries { required: &["field"], optional: &[] }),
    ("other", Carries { required: &[], optional: &[] }),
];

impl DecisionDraft {
    /// The decision that is meant for `claim` on the day `today`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn check(
        &self,
        claim: &Claim,
        datasets: &Datasets,
        today: JalaliDate,
    ) -> Result<Decision, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let kind = faults.required("kind", self.kind);
        if let Some(kind) = kind {
            self.refuse_others(kind, &mut faults);
        }
        let lists = Lists { datasets };
        let decision = kind.and_then(|kind| self.read(kind, (claim, lists, today), &mut faults));
        match decision {
            Some(decision) if faults.is_empty() => Ok(decision),
            Some(_) | None => Err(faults.into_list()),
        }
    }

    fn read(
        &self,
        kind: DecisionKind,
        (claim, lists, today): (&Claim, Lists<'_>, JalaliDate),
        faults: &mut Faults,
    ) -> Option<Decision> {
        match kind {
            DecisionKind::StartReview => Some(Decision::StartReview),
            DecisionKind::OriginalsReceived => Some(Decision::OriginalsReceived),
            DecisionKind::SendToFinance => Some(Decision::SendToFinance),
            DecisionKind::DeclareDefect => {
                let due = faults.day("due", self.due.as_deref());
                if due.is_some_and(|due| due < today) {
                    faults.add("due", Wrong::Past);
                }
                let items = self.read_items(claim, lists, faults);
                Some(Decision::DeclareDefect { items, due })
            }
            DecisionKind::Reject => {
                let note = faults.note("note", self.note.as_deref(), LONGEST_NOTE);
                let reason = faults.required("reason", filled(self.reason.as_deref()))?;
                if !lists.has("rejection_reasons", &reason) {
                    faults.add("reason", Wrong::Unknown);
                }
                Some(Decision::Reject { reason, note })
            }
            DecisionKind::Approve => {
                let note = faults.note("note", self.note.as_deref(), LONGEST_NOTE);
                let deductions = self.read_deductions(faults);
                let amount = match claim.kind {
                    ClaimKind::SpecialSupport => self.approved_rial.or(Some(0)),
                    ClaimKind::Supplementary | ClaimKind::SpecialExpense => self.approved_rial,
                };
                let approved = faults.amount("approved_rial", amount, 0)?;
                Some(Decision::Approve { approved: Rial(approved), deductions, note })
            }
            DecisionKind::Pay => {
                let reference =
                    faults.note("reference", self.reference.as_deref(), LONGEST_REFERENCE);
                let on = faults.required("paid_on", filled(self.paid_on.as_deref()));
                let on = faults.day("paid_on", on.as_deref());
                let paid = faults.amount("paid_rial", self.paid_rial, 1);
                Some(Decision::Pay { paid: Rial(paid?), on: on?, reference })
            }
        }
    }

    /// What a decision does not carry is not passed over in silence.
    fn refuse_others(&self, kind: DecisionKind, faults: &mut Faults) {
        let wanted = carries(kind);
        for (name, is_given) in [
            ("items", !self.items.is_empty()),
            ("due", self.due.is_some()),
            ("reason", self.reason.is_some()),
            ("note", self.note.is_some()),
            ("approved_rial", self.approved_rial.is_some()),
            ("deductions", !self.deductions.is_empty()),
            ("paid_rial", self.paid_rial.is_some()),
            ("paid_on", self.paid_on.is_some()),
            ("reference", self.reference.is_some()),
        ] {
            if is_given && !wanted.has(name) {
                faults.add(name, Wrong::NotWanted);
            }
        }
    }

    fn read_items(&self, claim: &Claim, lists: Lists<'_>, faults: &mut Faults) -> Vec<DefectItem> {
        if self.items.is_empty() {
            faults.add("items", Wrong::Missing);
        }
        if self.items.len() > MOST_ITEMS {
            faults.add("items", Wrong::TooLong(MOST_ITEMS));
        }
        let read = |(place, item): (usize, &ItemDraft)| {
            faults.within(&format!("items/{place}"), |faults| item.read(claim, lists, faults))
        };
        self.items.iter().take(MOST_ITEMS).enumerate().filter_map(read).collect()
    }

    fn read_deductions(&self, faults: &mut Faults) -> Vec<Deduction> {
        if self.deductions.len() > MOST_ITEMS {
            faults.add("deductions", Wrong::TooLong(MOST_ITEMS));
        }
        let deductions = self.deductions.iter().take(MOST_ITEMS).enumerate();
        let read = |(place, deduction): (usize, &DeductionDraft)| {
            faults.within(&format!("deductions/{place}"), |faults| {
                let rial = faults.amount("rial", deduction.rial, 1);
                let reason = faults.note("reason", deduction.reason.as_deref(), LONGEST_NOTE);
                let reason = faults.required("reason", reason);
                Some(Deduction { rial: Rial(rial?), reason: reason? })
            })
        };
        deductions.filter_map(read).collect()
    }
}

impl ItemDraft {
    fn read(&self, claim: &Claim, lists: Lists<'_>, faults: &mut Faults) -> Option<DefectItem> {
        let note = faults.note("note", self.note.as_deref(), LONGEST_NOTE);
        let reason = filled(self.reason.as_deref());
        if reason.as_deref().is_some_and(|reason| !lists.has("defect_reasons", reason)) {
            faults.add("reason", Wrong::Unknown);
        }
        let kind = faults.required("type", filled(self.kind.as_deref()))?;
        let Some((_, wanted)) = ITEM_TYPES.into_iter().find(|(name, _)| *name == kind) else {
            faults.add("type", Wrong::Unknown);
            return None;
        };
        self.refuse_others(wanted, faults);
        let kind = match kind.as_str() {
            "missing_document" => {
                let code = faults.required("title", filled(self.title.as_deref()))?;
                DefectKind::MissingDocument { title: faults.title(lists, &code)? }
            }
            "unreadable_document" => self.unreadable(claim, lists, faults)?,
            "wrong_field" => {
                let name = faults.required("field", filled(self.field.as_deref()))?;
                let field = Field::from_name(&name)
                    .filter(|field| Field::of_kind(claim.kind).contains(field));
                if field.is_none() {
                    faults.add("field", Wrong::Unknown);
                }
                DefectKind::WrongField { field: field? }
            }
            _ => {
                if reason.is_none() && note.is_none() {
                    faults.add("note", Wrong::SaysNothing);
                }
                DefectKind::Other
            }
        };
        Some(DefectItem { kind, reason, note, answer: None })
    }

    fn refuse_others(&self, wanted: Carries, faults: &mut Faults) {
        for (name, value) in
            [("title", &self.title), ("document", &self.document), ("field", &self.field)]
        {
            if value.is_some() && !wanted.has(name) {
                faults.add(name, Wrong::NotWanted);
            }
        }
    }

    /// A document of the claim, whose title it takes, or any of a title.
    fn unreadable(
        &self,
        claim: &Claim,
        lists: Lists<'_>,
        faults: &mut Faults,
    ) -> Option<DefectKind> {
        let title = match filled(self.title.as_deref()) {
            Some(code) => Some(faults.title(lists, &code)?),
            None => None,
        };
        let Some(id) = filled(self.document.as_deref()) else {
            if title.is_none() {
                faults.add("document", Wrong::NamesNoDocument);
            }
            return title.map(|title| DefectKind::UnreadableDocument { document: None, title });
        };
        let Some(document) = claim.documents.iter().find(|document| document.id == id) else {
            faults.add("document", Wrong::Unknown);
            return None;
        };
        if title.is_some_and(|title| title.code != document.title.code) {
            faults.add("title", Wrong::OtherTitle);
        }
        Some(of_document(document))
    }
}

fn of_document(document: &Document) -> DefectKind {
    let title: DocumentTitle = document.title.clone();
    DefectKind::UnreadableDocument { document: Some(document.id.clone()), title }
}

/// Text that is more than blanks.
pub(super) fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
