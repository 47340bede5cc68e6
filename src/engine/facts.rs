//! What the conditions of a flow may ask about, taken from a draft.

use jiff::{SignedDuration, Timestamp};

use super::documents;
use super::lists;
use super::session::{Draft, Person, Value};
use super::submit;
use super::talk::Talk;
use crate::claim::ClaimKind;
use crate::flow::expression::{Condition, Fact};
use crate::flow::{Facts, Flow, Kind, Row};
use crate::persian::Mobile;

/// The facts of the draft in hand; with `row`, also of one row of a list.
pub(crate) struct DraftFacts<'t, 'w> {
    pub(crate) talk: &'t Talk<'w>,
    pub(crate) draft: &'t Draft,
    pub(crate) flow: &'t Flow,
    pub(crate) row: Option<&'t Row>,
}

impl Facts for DraftFacts<'_, '_> {
    fn value(&self, name: &[String]) -> Option<Fact> {
        let mut parts = name.iter().map(String::as_str);
        match (parts.next()?, parts.next()) {
            ("today", None) => Some(Fact::Date(self.talk.today())),
            ("open_mode", None) => Some(Fact::Truth(self.talk.world.settings.open_mode)),
            ("claim_kind", None) => {
                claim_kind(self.draft, self.flow).map(|kind| Fact::Text(kind.name().to_owned()))
            }
            ("consent_given", None) => Some(Fact::Truth(consent_given(self.talk))),
            ("row", Some(column)) => self.row.and_then(|row| row.cell(column)),
            (step, None) => self.draft.answers.get(step).and_then(|answer| fact(&answer.value)),
            (step, Some(column)) => self.cell(step, column),
        }
    }

    fn is(&self, step: &str, condition: Condition) -> Option<bool> {
        let value = &self.draft.answers.get(step)?.value;
        Some(match condition {
            Condition::Answered => {
                let none_of_list = value.several().is_some_and(|several| several.chosen.is_empty());
                !none_of_list && !matches!(value, Value::Skipped | Value::Escaped)
            }
            Condition::Skipped => *value == Value::Skipped,
            Condition::Escaped => is_escaped(value),
            Condition::Proved => self.is_proved(step, value),
        })
    }

    fn count(&self, step: &str) -> i64 {
        let several = self.flow.step(step).is_some_and(|step| matches!(step.kind, Kind::Multi(_)));
        let count = if several {
            let answer = self.draft.answers.get(step).and_then(|answer| answer.value.several());
            answer.map_or(0, |several| several.chosen.len())
        } else {
            documents::stored(self.draft).count()
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    fn missing(&self, step: &str) -> i64 {
        let Some(Kind::Documents(rules)) = self.flow.step(step).map(|step| &step.kind) else {
            return 0;
        };
        i64::try_from(documents::missing(self.talk, self.draft, rules).len()).unwrap_or(i64::MAX)
    }
}

impl DraftFacts<'_, '_> {
    fn cell(&self, step: &str, column: &str) -> Option<Fact> {
        let id = self.draft.answers.get(step)?.value.choice()?;
        let choices = self.flow.step(step)?.kind.choices()?;
        lists::row(self.talk, choices, id).and_then(|row| row.cell(column))
    }

    fn is_proved(&self, step: &str, value: &Value) -> bool {
        let (Value::Mobile(mobile), Some(Kind::Mobile { proof, .. })) =
            (value, self.flow.step(step).map(|step| &step.kind))
        else {
            return false;
        };
        is_proved(&self.talk.session.person, mobile, *proof, self.talk.moment.now)
    }
}

/// Whether the list was left for free text.
pub(crate) fn is_escaped(value: &Value) -> bool {
    *value == Value::Escaped || value.several().is_some_and(|several| several.escaped)
}

/// The kind of the claim that the draft is about, or that it registers.
fn claim_kind(draft: &Draft, flow: &Flow) -> Option<ClaimKind> {
    draft.about.as_ref().map(|claim| claim.kind).or_else(|| submit::claim_kind(flow))
}

/// Whether `mobile` was proved in this chat within the last `proof` seconds.
pub(crate) fn is_proved(person: &Person, mobile: &Mobile, proof: i64, now: Timestamp) -> bool {
    person.proved.iter().any(|proved| {
        proved.mobile == *mobile
            && now.duration_since(proved.at) <= SignedDuration::from_secs(proof)
    })
}

/// Whether the consent text in force was agreed to.
pub(crate) fn consent_given(talk: &Talk<'_>) -> bool {
    let asked = talk.world.settings.consent_version;
    talk.session.person.consent.as_ref().is_some_and(|consent| consent.version >= asked)
}

fn fact(value: &Value) -> Option<Fact> {
    match value {
        Value::Choice(id) => Some(Fact::Text(id.clone())),
        Value::Truth(truth) => Some(Fact::Truth(*truth)),
        Value::Text(text) => Some(Fact::Text(text.clone())),
        Value::Money(amount) => i64::try_from(amount.0).ok().map(Fact::Number),
        Value::Date(date) => Some(Fact::Date(*date)),
        Value::NationalCode(code) => Some(Fact::Text(code.expose().to_owned())),
        Value::Mobile(mobile) => Some(Fact::Text(mobile.expose().to_owned())),
        Value::Skipped | Value::Escaped | Value::Several(_) | Value::Done => None,
    }
}
