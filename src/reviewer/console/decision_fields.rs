//! What somebody has typed into the form of a decision: kept as it is through preview and back, and read as a decision.
//!
//! Fields are named after their places in the API's JSON (`items/0/title`), so that what is found wrong there is shown
//! beside the field.

use std::collections::BTreeMap;

use super::form::Fields;
use crate::claim::{Claim, Decision, DecisionKind, Stage};
use crate::flow::Datasets;
use crate::persian::money::read_money;
use crate::persian::{DateReading, JalaliDate, MoneyFault, MoneyReading, Rial, date_text};
use crate::reviewer::FieldFault;
use crate::reviewer::decision_body::{DecisionDraft, DeductionDraft, ItemDraft, MOST_ITEMS};
use crate::wording::Message;

use super::fault_words::in_words;
use super::words::date_field;

/// Days that a person has for a repair, as the form proposes.
const DAYS_FOR_REPAIR: i32 = 10;

/// What is wrong, by the field's name; the empty name stands for the whole form.
pub(super) type Faults = BTreeMap<String, Message>;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) kind: DecisionKind,
    /// By the field's name.
    values: BTreeMap<String, String>,
}

impl Typed {
    /// Reads a form that was sent.
    pub(super) fn read(kind: DecisionKind, fields: &Fields) -> Self {
        let is_ours = |name: &str| {
            matches!(
                name,
                "due" | "reason" | "note" | "approved_rial" | "paid_rial" | "paid_on" | "reference"
            ) || name.starts_with("items/")
                || name.starts_with("deductions/")
        };
        let pairs = fields.pairs().iter().filter(|(name, _)| is_ours(name));
        let trimmed = |(name, value): &(String, String)| (name.clone(), value.trim().to_owned());
        Self { kind, values: pairs.map(trimmed).collect() }
    }

    /// A form that proposes what is likely. `asked`: the query of the page, which may name what is wrong.
    pub(super) fn proposed(
        kind: DecisionKind,
        claim: &Claim,
        asked: &Fields,
        today: JalaliDate,
    ) -> Self {
        let mut typed = Self { kind, values: BTreeMap::new() };
        match kind {
            DecisionKind::DeclareDefect => {
                let due = today.plus_days(DAYS_FOR_REPAIR).map(date_field);
                typed.set("due", due.unwrap_or_default());
                for (name, kind, part) in [
                    ("missing", "missing_document", "title"),
                    ("unreadable", "unreadable_document", "document"),
                    ("field", "wrong_field", "field"),
                ] {
                    for value in asked.all(name).filter(|value| !value.is_empty()) {
                        typed.add_item(kind, (part, value));
                    }
                }
                if typed.items() == 0 {
                    typed.add_item("missing_document", ("title", ""));
                }
            }
            DecisionKind::Approve => {
                typed.propose_amount("approved_rial", claim.details.amount_rial);
            }
            DecisionKind::Pay => {
                typed.propose_amount("paid_rial", claim.outcome.approved);
                typed.set("paid_on", date_field(today));
            }
            DecisionKind::Reject if claim.stage == Stage::Defect => {
                typed.set("reason", "not_repaired".to_owned());
            }
            DecisionKind::Reject
            | DecisionKind::StartReview
            | DecisionKind::OriginalsReceived
            | DecisionKind::SendToFinance => {}
        }
        typed
    }

    fn propose_amount(&mut self, name: &str, amount: Option<Rial>) {
        self.set(name, amount.map(Rial::digits).unwrap_or_default());
    }

    pub(super) fn one(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// All that was typed, by the field's name.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn set(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), value);
    }

    /// How many items of a defect there are.
    pub(super) fn items(&self) -> usize {
        self.length("items")
    }

    /// How many deductions there are.
    pub(super) fn deductions(&self) -> usize {
        self.length("deductions")
    }

    fn length(&self, list: &str) -> usize {
        let is_there = |place: &usize| {
            let start = format!("{list}/{place}/");
            self.values.keys().any(|name| name.starts_with(&start))
        };
        (0..MOST_ITEMS).take_while(is_there).count()
    }

    fn add_item(&mut self, kind: &str, (part, value): (&str, &str)) {
        let place = self.items();
        if place < MOST_ITEMS {
            self.set(&format!("items/{place}/type"), kind.to_owned());
            self.set(&format!("items/{place}/{part}"), value.to_owned());
        }
    }

    /// One more item, or one more deduction.
    pub(super) fn add(&mut self) {
        if self.kind == DecisionKind::Approve {
            let place = self.deductions();
            if place < MOST_ITEMS {
                self.set(&format!("deductions/{place}/rial"), String::new());
            }
        } else {
            self.add_item("missing_document", ("title", ""));
        }
    }

    /// Without the item or deduction at `place`; those after it move up.
    pub(super) fn remove(&mut self, place: usize) {
        let list = if self.kind == DecisionKind::Approve { "deductions" } else { "items" };
        let moved = |name: String| -> Option<String> {
            let Some((number, part)) = name
                .strip_prefix(list)
                .and_then(|rest| rest.strip_prefix('/'))
                .and_then(|rest| rest.split_once('/'))
            else {
                return Some(name);
            };
            match number.parse::<usize>().ok()? {
                number if number < place => Some(name),
                number if number == place => None,
                number => Some(format!("{list}/{}/{part}", number - 1)),
            }
        };
        let values = std::mem::take(&mut self.values);
        self.values =
            values.into_iter().filter_map(|(name, value)| Some((moved(name)?, value))).collect();
    }

    /// The decision that is meant, by the same checks as the API's.
    pub(super) fn decision(
        &self,
        claim: &Claim,
        datasets: &Datasets,
        today: JalaliDate,
    ) -> Result<Decision, Faults> {
        let mut faults = Faults::new();
        let draft = self.draft(today, &mut faults);
        match draft.check(claim, datasets, today) {
            Ok(decision) if faults.is_empty() => Ok(decision),
            Ok(_) => Err(faults),
            Err(found) => {
                for FieldFault { pointer, wrong } in found {
                    let name = pointer.trim_start_matches('/').to_owned();
                    faults.entry(name).or_insert_with(|| in_words(wrong));
                }
                Err(faults)
            }
        }
    }

    fn draft(&self, today: JalaliDate, faults: &mut Faults) -> DecisionDraft {
        let said = |name: &str| Some(self.one(name).to_owned()).filter(|text| !text.is_empty());
        let mut draft = DecisionDraft { kind: Some(self.kind), ..DecisionDraft::default() };
        match self.kind {
            DecisionKind::DeclareDefect => {
                draft.items = (0..self.items()).map(|place| self.item(place)).collect();
                draft.due = said("due").map(|typed| day(typed, today));
            }
            DecisionKind::Reject => {
                (draft.reason, draft.note) = (said("reason"), said("note"));
            }
            DecisionKind::Approve => {
                draft.approved_rial = self.amount("approved_rial", faults);
                draft.note = said("note");
                draft.deductions = self.filled_deductions(faults);
            }
            DecisionKind::Pay => {
                draft.paid_rial = self.amount("paid_rial", faults);
                draft.paid_on = said("paid_on").map(|typed| day(typed, today));
                draft.reference = said("reference");
            }
            DecisionKind::StartReview
            | DecisionKind::OriginalsReceived
            | DecisionKind::SendToFinance => {}
        }
        draft
    }

    /// Without scripts a form also sends what does not belong to the kind of an item.
    fn item(&self, place: usize) -> ItemDraft {
        let said = |part: &str| {
            let value = self.one(&format!("items/{place}/{part}"));
            Some(value.to_owned()).filter(|text| !text.is_empty())
        };
        let kind = said("type");
        let of = |wanted: &str, part: &str| said(part).filter(|_| kind.as_deref() == Some(wanted));
        ItemDraft {
            title: of("missing_document", "title"),
            document: of("unreadable_document", "document"),
            field: of("wrong_field", "field"),
            reason: said("reason"),
            note: said("note"),
            kind,
        }
    }

    /// Those in which something was typed.
    fn filled_deductions(&self, faults: &mut Faults) -> Vec<DeductionDraft> {
        let read = |place: usize| {
            let name = |part: &str| format!("deductions/{place}/{part}");
            let reason = self.one(&name("reason"));
            DeductionDraft {
                rial: self.amount(&name("rial"), faults),
                reason: Some(reason.to_owned()).filter(|text| !text.is_empty()),
            }
        };
        (0..self.deductions()).map(read).collect()
    }

    /// Fields of amounts say that they take rial; whoever writes a unit is understood by it.
    fn amount(&self, name: &str, faults: &mut Faults) -> Option<u64> {
        let typed = self.one(name);
        if typed.is_empty() {
            return None;
        }
        match read_money(typed) {
            MoneyReading::Sure(Rial(rial))
            | MoneyReading::UnitUnknown { as_rial: Rial(rial), .. } => Some(rial),
            MoneyReading::Rejected(MoneyFault::Zero) => Some(0),
            MoneyReading::Rejected(_) => {
                faults.insert(name.to_owned(), Message::new("console-wrong-amount"));
                // What is told is that it is no amount, not that there is none.
                Some(1)
            }
        }
    }
}

/// A day as the checks want it; what is not understood goes to them as it is.
fn day(typed: String, today: JalaliDate) -> String {
    match date_text::read_date(&typed, today) {
        DateReading::Sure(day) | DateReading::Gregorian(day) => day.iso(),
        DateReading::Ambiguous | DateReading::NoSuchDay | DateReading::NotADate => typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: DecisionKind, pairs: &[(&str, &str)]) -> Typed {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Typed::read(kind, &Fields::new(pairs.iter().map(owned).collect()))
    }

    fn today() -> JalaliDate {
        JalaliDate::new(1405, 8, 30).unwrap()
    }

    #[test]
    fn only_fields_of_decisions_are_kept() {
        let form = [("csrf", "x"), ("do", "send"), ("note", " n "), ("items/0/type", "other")];
        let typed = typed(DecisionKind::DeclareDefect, &form);
        let pairs: Vec<_> = typed.pairs().collect();
        assert_eq!(pairs, [("items/0/type", "other"), ("note", "n")]);
    }

    #[test]
    fn items_after_a_removed_one_move_up() {
        let mut form = typed(
            DecisionKind::DeclareDefect,
            &[
                ("items/0/note", "a"),
                ("items/1/note", "b"),
                ("items/2/note", "c"),
                ("items/2/type", "other"),
            ],
        );
        form.remove(1);
        assert_eq!(form.items(), 2);
        assert_eq!((form.one("items/0/note"), form.one("items/1/note")), ("a", "c"));
        form.add();
        assert_eq!(form.one("items/2/type"), "missing_document");
    }

    #[test]
    fn amounts_are_rial_unless_a_unit_is_written() {
        for (words, rial) in [
            ("۱۲٬۰۰۰٬۰۰۰", Some(12_000_000)),
            ("1,200,000", Some(1_200_000)),
            ("۱۲۰ هزار تومان", Some(1_200_000)),
            ("0", Some(0)),
            ("", None),
        ] {
            let form = typed(DecisionKind::Approve, &[("approved_rial", words)]);
            let mut faults = Faults::new();
            assert_eq!(form.draft(today(), &mut faults).approved_rial, rial, "{words}");
            assert_eq!(faults, Faults::new(), "{words}");
        }
        let mut faults = Faults::new();
        typed(DecisionKind::Pay, &[("paid_rial", "زیاد")]).draft(today(), &mut faults);
        assert_eq!(faults.keys().collect::<Vec<_>>(), ["paid_rial"]);
    }

    #[test]
    fn what_does_not_belong_to_an_item_is_left_out() {
        let form = typed(
            DecisionKind::DeclareDefect,
            &[
                ("items/0/type", "wrong_field"),
                ("items/0/title", "INV"),
                ("items/0/document", "00"),
                ("items/0/field", "amount"),
                ("due", "۳۰ آذر ۱۴۰۵"),
            ],
        );
        let draft = form.draft(today(), &mut Faults::new());
        assert_eq!(draft.due.as_deref(), Some("1405-09-30"));
        let item = &draft.items[0];
        assert_eq!((&item.title, &item.document), (&None, &None));
        assert_eq!(item.field.as_deref(), Some("amount"));
    }
}
