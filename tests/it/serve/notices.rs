//! The very words that a person is told when something happens to their claim.

use bimeyar::persian::{JalaliDate, Rial};
use bimeyar::wording::{Arg, Message};

use super::words::says_with;

/// A notice as it stands in the chat: its paragraphs with blank lines between them.
pub(super) fn text(paragraphs: &[Message]) -> String {
    let paragraphs: Vec<String> = paragraphs.iter().map(says_with).collect();
    paragraphs.join("\n\n")
}

/// About `code`, in one paragraph.
pub(super) fn of(key: &str, code: &str) -> Message {
    Message::new(key).with("code", Arg::code(code))
}

/// What is wrong with a document: `key` and its title, the label of the reason, the reviewer's note.
pub(super) struct Item<'a> {
    pub(super) what: Message,
    pub(super) reason: Option<&'a str>,
    pub(super) note: Option<&'a str>,
}

impl<'a> Item<'a> {
    pub(super) fn document(key: &str, title: &str, reason: &'a str, note: Option<&'a str>) -> Self {
        let what = Message::new(key).with("title", Arg::words(title));
        Self { what, reason: Some(reason), note }
    }

    pub(super) fn field(key: &str, reason: &'a str) -> Self {
        let what = Message::new("defect-field").with("field", Message::new(key));
        Self { what, reason: Some(reason), note: None }
    }

    pub(super) fn other(note: &'a str) -> Self {
        Self { what: Message::new("defect-other"), reason: None, note: Some(note) }
    }
}

pub(super) fn defect(code: &str, items: &[Item<'_>], due: Option<JalaliDate>) -> String {
    let mut lines = Vec::new();
    for (item, number) in items.iter().zip(1_usize..) {
        let line = match item.reason {
            Some(reason) => Message::new("defect-item-because").with("reason", Arg::words(reason)),
            None => Message::new("defect-item"),
        };
        lines.push(line.with("number", number).with("what", item.what.clone()));
        lines.extend(item.note.map(note));
    }
    let told =
        of("notice-defect", code).with("count", items.len()).with("items", Arg::Lines(lines));
    let due = match due {
        Some(due) => Message::new("notice-defect-due").with("due", due),
        None => Message::new("notice-defect-no-due"),
    };
    text(&[told, due])
}

pub(super) fn note(words: &str) -> Message {
    Message::new("reviewer-note").with("note", Arg::typed(words))
}

pub(super) fn rejected(code: &str, reason: &str, words: &str) -> String {
    let reason = Message::new("rejection-reason").with("reason", Arg::words(reason));
    text(&[of("notice-rejected", code), reason, note(words), Message::new("notice-rejected-next")])
}

/// What was approved, what was left out and why, the reviewer's note, and what comes next.
pub(super) fn approved(
    code: &str,
    approved: u64,
    left_out: &[(u64, &str)],
    (words, next): (&str, Message),
) -> String {
    let rial = Rial(approved);
    let mut lines = vec![
        Message::new("approved-amount")
            .with("rial", rial)
            .with("toman", Arg::Toman(rial))
            .with("words", Arg::MoneyInWords(rial)),
        Message::new("deductions"),
    ];
    lines.extend(left_out.iter().map(|(rial, reason)| {
        Message::new("deduction")
            .with("rial", Rial(*rial))
            .with("toman", Arg::Toman(Rial(*rial)))
            .with("reason", Arg::typed(*reason))
    }));
    let lines = Message::new("notice-lines").with("lines", Arg::Lines(lines));
    text(&[of("notice-approved", code), lines, note(words), next])
}

pub(super) fn paid(code: &str, paid: u64, on: JalaliDate, reference: &str) -> String {
    let rial = Rial(paid);
    let lines = vec![
        Message::new("paid-amount")
            .with("rial", rial)
            .with("toman", Arg::Toman(rial))
            .with("on", on),
        Message::new("paid-reference").with("reference", Arg::typed(reference)),
    ];
    let lines = Message::new("notice-lines").with("lines", Arg::Lines(lines));
    text(&[of("notice-paid", code), lines])
}
