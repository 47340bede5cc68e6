//! What somebody wants to decide, checked against the claim and the lists: API and console alike (`DESIGN.md` §6).

use std::fmt;

use super::decision_checks::{Faults, Lists};
use crate::claim::{
    Claim, Decision, DecisionKind, Deduction, DefectItem, DefectKind, Document, DocumentTitle,
    Field,
};
use crate::flow::Datasets;
use crate::persian::{JalaliDate, Rial};

/// Items of a round of defects, and deductions of an approval, at most.
pub(super) const MOST_ITEMS: usize = 50;
/// Letters of a note or a reason in the reviewer's words, at most.
pub(super) const LONGEST_NOTE: usize = 1_000;
/// Letters of the bank's reference, at most.
pub(super) const LONGEST_REFERENCE: usize = 100;
/// Rial, at most: the largest whole number that every reader of JSON keeps exactly.
pub(super) const MOST_RIAL: u64 = (1 << 53) - 1;

/// A decision as it was written: nothing is checked. What is not given is none or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DecisionDraft {
    /// Which decision.
    pub(super) kind: Option<DecisionKind>,
    /// What is wrong (declare a defect).
    pub(super) items: Vec<ItemDraft>,
    /// Until when it is to be repaired: a Jalali day in digits of any script, with dashes or slashes.
    pub(super) due: Option<String>,
    /// Why the claim is turned down: a code of `flows/data/rejection_reasons.csv`.
    pub(super) reason: Option<String>,
    /// For the person, in the reviewer's words (reject, approve).
    pub(super) note: Option<String>,
    /// What will be paid.
    pub(super) approved_rial: Option<u64>,
    /// What is left out.
    pub(super) deductions: Vec<DeductionDraft>,
    /// What was paid.
    pub(super) paid_rial: Option<u64>,
    /// On which Jalali day.
    pub(super) paid_on: Option<String>,
    /// The bank's reference.
    pub(super) reference: Option<String>,
}

/// One thing that is wrong, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ItemDraft {
    /// `missing_document`, `unreadable_document`, `wrong_field` or `other`.
    pub(super) kind: Option<String>,
    /// A code of `flows/data/document_titles.csv`.
    pub(super) title: Option<String>,
    /// Id of a document of the claim.
    pub(super) document: Option<String>,
    /// Name of a field of the claim's JSON.
    pub(super) field: Option<String>,
    /// A code of `flows/data/defect_reasons.csv`.
    pub(super) reason: Option<String>,
    /// In the reviewer's words.
    pub(super) note: Option<String>,
}

/// A part of the amount that is not paid, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DeductionDraft {
    /// How much.
    pub(super) rial: Option<u64>,
    /// Why.
    pub(super) reason: Option<String>,
}

/// Something that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Where: a JSON pointer such as `/items/0/title`; empty: all of it.
    pub pointer: String,
    /// What.
    pub wrong: Wrong,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is wanted, and is not there or empty.
    Missing,
    /// It does not belong here.
    NotWanted,
    /// It is not of this form: a text, a whole number, a list or an object.
    NotA(Form),
    /// It is not in the list of those there are.
    Unknown,
    /// It has more than so many letters or items.
    TooLong(usize),
    /// The amount is not from so much on up to [`MOST_RIAL`].
    OutOfRange(u64),
    /// It is no Jalali day.
    NoDay,
    /// The day has passed.
    Past,
    /// A title or a document of the claim must be named.
    NamesNoDocument,
    /// The title is another than that of the document.
    OtherTitle,
    /// A reason or a note must tell the person what is meant.
    SaysNothing,
}

/// The forms of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `"…"`
    Text,
    /// `12`
    Whole,
    /// `[…]`
    List,
    /// `{…}`
    Object,
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{place}: {}", self.wrong.detail())
    }
}

impl Wrong {
    /// In a sentence for whoever writes a client.
    pub fn detail(self) -> String {
        match self {
            Self::Missing => "It is required.".to_owned(),
            Self::NotWanted => "It does not belong here.".to_owned(),
            Self::NotA(Form::Text) => "It is not a text.".to_owned(),
            Self::NotA(Form::Whole) => "It is not a whole number from 0 on.".to_owned(),
            Self::NotA(Form::List) => "It is not a list.".to_owned(),
            Self::NotA(Form::Object) => "It is not an object.".to_owned(),
            Self::Unknown => "It is not one of those there are.".to_owned(),
            Self::TooLong(most) => format!("It is longer than {most}."),
            Self::OutOfRange(least) => format!("It is not from {least} to {MOST_RIAL}."),
            Self::NoDay => "It is no Jalali day such as 1405-09-30.".to_owned(),
            Self::Past => "The day has passed.".to_owned(),
            Self::NamesNoDocument => "Name a title, or a document of the claim.".to_owned(),
            Self::OtherTitle => "The document has another title.".to_owned(),
            Self::SaysNothing => "Give a reason or a note.".to_owned(),
        }
    }
}

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
        let decision = kind.and_then(|kind| self.read(kind, (claim, &lists, today), &mut faults));
        match decision {
            Some(decision) if faults.is_empty() => Ok(decision),
            Some(_) | None => Err(faults.into_list()),
        }
    }

    fn read(
        &self,
        kind: DecisionKind,
        (claim, lists, today): (&Claim, &Lists<'_>, JalaliDate),
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
                let approved = faults.amount("approved_rial", self.approved_rial, 0)?;
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
        let (defect, reject) = (kind == DecisionKind::DeclareDefect, kind == DecisionKind::Reject);
        let (approve, pay) = (kind == DecisionKind::Approve, kind == DecisionKind::Pay);
        for (name, is_given, is_wanted) in [
            ("items", !self.items.is_empty(), defect),
            ("due", self.due.is_some(), defect),
            ("reason", self.reason.is_some(), reject),
            ("note", self.note.is_some(), reject || approve),
            ("approved_rial", self.approved_rial.is_some(), approve),
            ("deductions", !self.deductions.is_empty(), approve),
            ("paid_rial", self.paid_rial.is_some(), pay),
            ("paid_on", self.paid_on.is_some(), pay),
            ("reference", self.reference.is_some(), pay),
        ] {
            if is_given && !is_wanted {
                faults.add(name, Wrong::NotWanted);
            }
        }
    }

    fn read_items(&self, claim: &Claim, lists: &Lists<'_>, faults: &mut Faults) -> Vec<DefectItem> {
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
    fn read(&self, claim: &Claim, lists: &Lists<'_>, faults: &mut Faults) -> Option<DefectItem> {
        let note = faults.note("note", self.note.as_deref(), LONGEST_NOTE);
        let reason = filled(self.reason.as_deref());
        if reason.as_deref().is_some_and(|reason| !lists.has("defect_reasons", reason)) {
            faults.add("reason", Wrong::Unknown);
        }
        let kind = faults.required("type", filled(self.kind.as_deref()))?;
        let kind = match kind.as_str() {
            "missing_document" => {
                self.refuse(&["document", "field"], faults);
                let code = faults.required("title", filled(self.title.as_deref()))?;
                DefectKind::MissingDocument { title: faults.title(lists, &code)? }
            }
            "unreadable_document" => {
                self.refuse(&["field"], faults);
                self.unreadable(claim, lists, faults)?
            }
            "wrong_field" => {
                self.refuse(&["title", "document"], faults);
                let name = faults.required("field", filled(self.field.as_deref()))?;
                let field = Field::from_name(&name);
                if field.is_none() {
                    faults.add("field", Wrong::Unknown);
                }
                DefectKind::WrongField { field: field? }
            }
            "other" => {
                self.refuse(&["title", "document", "field"], faults);
                if reason.is_none() && note.is_none() {
                    faults.add("note", Wrong::SaysNothing);
                }
                DefectKind::Other
            }
            _ => {
                faults.add("type", Wrong::Unknown);
                return None;
            }
        };
        Some(DefectItem { kind, reason, note, answer: None })
    }

    fn refuse(&self, names: &[&'static str], faults: &mut Faults) {
        for (name, value) in
            [("title", &self.title), ("document", &self.document), ("field", &self.field)]
        {
            if names.contains(&name) && value.is_some() {
                faults.add(name, Wrong::NotWanted);
            }
        }
    }

    /// A document of the claim, whose title it takes, or any of a title.
    fn unreadable(
        &self,
        claim: &Claim,
        lists: &Lists<'_>,
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
