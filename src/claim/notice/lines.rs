//! What is wrong with a claim and what was decided, line by line: in notices and on the page of the claim alike.

use super::reasons;
use crate::claim::decision::{Deduction, Payment};
use crate::claim::defect::{Defect, DefectItem, DefectKind};
use crate::claim::field::Field;
use crate::claim::record::{Claim, ClaimKind};
use crate::flow::Datasets;
use crate::persian::Rial;
use crate::wording::{Arg, Message};

/// Lines of one kind that are shown, at most; what is left is counted.
const SHOWN: usize = 12;
/// Letters of typed notes that all lines together may have, so that a message stays under Bale's 4 096.
const NOTE_BUDGET: usize = 1_000;
/// A single note may have so many.
const LONGEST_NOTE: usize = 600;

/// The items of a defect of a claim of this kind, each with its reason and the reviewer's note.
pub fn defect_items(kind: ClaimKind, defect: &Defect, datasets: &Datasets) -> Vec<Message> {
    let notes = defect.items.iter().take(SHOWN).filter(|item| item.note.is_some()).count();
    let mut lines = Vec::new();
    for (item, number) in defect.items.iter().zip(1_usize..).take(SHOWN) {
        lines.push(defect_item(kind, (item, number), datasets));
        let note = item.note.as_deref().filter(|note| !note.trim().is_empty());
        lines.extend(
            note.map(|note| Message::new("reviewer-note").with("note", note_in(note, notes))),
        );
    }
    lines.extend(left(defect.items.len()));
    lines
}

/// One item by itself, without the reviewer's note: «۱. جواب آزمایش نرسیده است».
pub fn defect_item(
    kind: ClaimKind,
    (item, number): (&DefectItem, usize),
    datasets: &Datasets,
) -> Message {
    let what = match &item.kind {
        DefectKind::MissingDocument { title } => {
            Message::new("defect-missing").with("title", Arg::Words(title.name.clone()))
        }
        DefectKind::UnreadableDocument { title, .. } => {
            Message::new("defect-unreadable").with("title", Arg::Words(title.name.clone()))
        }
        DefectKind::WrongField { field } => {
            Message::new("defect-field").with("field", field_name(*field, kind))
        }
        DefectKind::Other => Message::new("defect-other"),
    };
    match item.reason.as_deref().and_then(|code| reasons::defect(datasets, code)) {
        Some(reason) => Message::new("defect-item-because")
            .with("number", number)
            .with("what", what)
            .with("reason", Arg::words(reason)),
        None => Message::new("defect-item").with("number", number).with("what", what),
    }
}

/// What a field of a claim of this kind is called in questions and summaries.
pub fn field_name(field: Field, kind: ClaimKind) -> Message {
    // wording: field-service-date field-province field-center field-amount field-service-group field-service
    // wording: field-basic-insurer field-medical-council-number field-e-prescription field-notes field-issuing-province
    // wording: field-supplementary-insurer field-inpatient field-diseases field-received-service
    let name = match (field, kind) {
        (Field::Service, ClaimKind::SpecialExpense) => "received_service",
        _ => field.name(),
    };
    Message::new(format!("field-{}", name.replace('_', "-")))
}

/// What was approved, in both units and in words, with what was left out; nothing before the approval.
pub fn approval(claim: &Claim) -> Vec<Message> {
    let outcome = &claim.outcome;
    let Some(approved) = approved(claim) else { return Vec::new() };
    let mut lines = vec![
        Message::new("approved-amount")
            .with("rial", approved)
            .with("toman", Arg::Toman(approved))
            .with("words", Arg::MoneyInWords(approved)),
    ];
    if !outcome.deductions.is_empty() {
        lines.push(Message::new("deductions"));
        let count = outcome.deductions.len();
        lines.extend(outcome.deductions.iter().take(SHOWN).map(|part| deduction(part, count)));
        lines.extend(left(count));
    }
    lines
}

/// The amount that was approved, nothing at all included; none where money is not what it is about.
pub(super) fn approved(claim: &Claim) -> Option<Rial> {
    claim.outcome.approved.filter(|_| claim.kind != ClaimKind::SpecialSupport)
}

fn deduction(part: &Deduction, count: usize) -> Message {
    Message::new("deduction")
        .with("rial", part.rial)
        .with("toman", Arg::Toman(part.rial))
        .with("reason", note_in(&part.reason, count.min(SHOWN)))
}

/// What was paid, when, and the bank's reference.
pub fn payment(payment: &Payment) -> Vec<Message> {
    let paid = Message::new("paid-amount")
        .with("rial", payment.rial)
        .with("toman", Arg::Toman(payment.rial))
        .with("on", payment.on);
    let reference = payment.reference.as_deref().filter(|reference| !reference.trim().is_empty());
    let reference = reference
        .map(|text| Message::new("paid-reference").with("reference", note_in(text, SHOWN)));
    std::iter::once(paid).chain(reference).collect()
}

/// A reviewer's note on a line of its own; none when there is nothing in it.
pub fn note(note: Option<&str>) -> Option<Message> {
    let note = note.filter(|note| !note.trim().is_empty())?;
    Some(Message::new("reviewer-note").with("note", note_in(note, 1)))
}

fn left(count: usize) -> Option<Message> {
    let left = count.checked_sub(SHOWN).filter(|left| *left > 0)?;
    Some(Message::new("lines-left").with("count", left))
}

/// Words of the staff, cut so that `notes` of them fit into one message together.
fn note_in(typed: &str, notes: usize) -> Arg {
    let most = (NOTE_BUDGET / notes.max(1)).min(LONGEST_NOTE);
    let typed = typed.trim();
    if typed.chars().count() <= most {
        return Arg::typed(typed);
    }
    let cut: String = typed.chars().take(most).collect();
    Arg::typed(format!("{}…", cut.trim_end()))
}
