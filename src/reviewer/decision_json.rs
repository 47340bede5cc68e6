//! A decision out of JSON. A body that is not of the form that the API describes is told all that is wrong with it, not just
//! the first thing, so it is read by hand.

use serde_json::{Map, Value};

use super::decision_body::{DecisionDraft, DeductionDraft, ItemDraft};
use super::decision_checks::Faults;
use super::decision_fault::{FieldFault, Form, Wrong};
use crate::claim::{Claim, Decision, DecisionKind};
use crate::flow::Datasets;
use crate::persian::{JalaliDate, Rial};

/// A body as it was read: what could be, and what could not.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) draft: DecisionDraft,
    pub(super) expected_revision: Option<u32>,
    faults: Vec<FieldFault>,
}

/// The decision in `body`, which may leave `expected_revision` out; for those who put decisions to a claim by other ways than
/// the API.
///
/// # Errors
/// All that is wrong with it, by JSON pointer.
pub fn read_decision(
    body: &Value,
    claim: &Claim,
    datasets: &Datasets,
    today: JalaliDate,
) -> Result<Decision, Vec<FieldFault>> {
    let body = Body::read(body);
    body.decision(claim, datasets, today)
}

impl Body {
    pub(super) fn read(body: &Value) -> Self {
        let mut faults = Faults::default();
        let Some(fields) = body.as_object() else {
            faults.add("", Wrong::NotA(Form::Object));
            return Self {
                draft: DecisionDraft::default(),
                expected_revision: None,
                faults: faults.into_list(),
            };
        };
        let mut fields = Fields::new(fields, &mut faults);
        let expected_revision = fields.revision("expected_revision");
        let draft = DecisionDraft {
            kind: fields.kind(),
            items: fields.list("items", read_item),
            due: fields.strict("due", Wrong::NoDay),
            reason: fields.strict("reason", Wrong::Unknown),
            note: fields.text("note"),
            approved_rial: fields.whole("approved_rial"),
            deductions: fields.list("deductions", read_deduction),
            paid_rial: fields.whole("paid_rial"),
            paid_on: fields.strict("paid_on", Wrong::NoDay),
            reference: fields.text("reference"),
        };
        fields.finish();
        Self { draft, expected_revision, faults: faults.into_list() }
    }

    /// That whoever sends it must say which revision they looked at.
    pub(super) fn want_revision(&mut self) {
        let pointer = "/expected_revision".to_owned();
        let is_told = self.faults.iter().any(|fault| is_within(&pointer, &fault.pointer));
        if self.expected_revision.is_none() && !is_told {
            self.faults.push(FieldFault { pointer, wrong: Wrong::Missing });
        }
    }

    pub(super) fn decision(
        self,
        claim: &Claim,
        datasets: &Datasets,
        today: JalaliDate,
    ) -> Result<Decision, Vec<FieldFault>> {
        let mut faults = self.faults;
        match self.draft.check(claim, datasets, today) {
            Ok(decision) if faults.is_empty() => return Ok(decision),
            Ok(_) => {}
            Err(found) => {
                // What could not be read is not missing besides.
                let told = faults.len();
                for fault in found {
                    let known = faults.iter().take(told);
                    if !known.clone().any(|known| is_within(&fault.pointer, &known.pointer)) {
                        faults.push(fault);
                    }
                }
            }
        }
        Err(faults)
    }
}

/// Whether the place `pointer` is `outer` or lies in it.
fn is_within(pointer: &str, outer: &str) -> bool {
    pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn read_item(fields: &mut Fields<'_>) -> ItemDraft {
    ItemDraft {
        kind: fields.strict("type", Wrong::Unknown),
        title: fields.strict("title", Wrong::Unknown),
        document: fields.strict("document", Wrong::Unknown),
        field: fields.strict("field", Wrong::Unknown),
        reason: fields.strict("reason", Wrong::Unknown),
        note: fields.text("note"),
    }
}

fn read_deduction(fields: &mut Fields<'_>) -> DeductionDraft {
    DeductionDraft { rial: fields.whole("rial"), reason: fields.text("reason") }
}

/// The fields of an object; those that nobody asks for are told in the end. Null is as good as not there.
struct Fields<'a> {
    map: &'a Map<String, Value>,
    faults: &'a mut Faults,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    fn new(map: &'a Map<String, Value>, faults: &'a mut Faults) -> Self {
        Self { map, faults, asked: Vec::new() }
    }

    fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.asked.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        let text = self.value(name)?.as_str();
        self.formed(name, Form::Text, text).map(str::to_owned)
    }

    /// A code or a day: no blanks around it, and not nothing.
    fn strict(&mut self, name: &'static str, otherwise: Wrong) -> Option<String> {
        let text = self.text(name)?;
        if text.is_empty() || text.trim() != text {
            self.faults.add(name, otherwise);
            return None;
        }
        Some(text)
    }

    fn whole(&mut self, name: &'static str) -> Option<u64> {
        let value = self.value(name)?;
        // JSON makes no difference between 12 and 12.0.
        let whole = value.as_u64().or_else(|| whole_float(value.as_f64()?));
        self.formed(name, Form::Whole, whole)
    }

    fn revision(&mut self, name: &'static str) -> Option<u32> {
        let whole = self.whole(name)?;
        let revision = u32::try_from(whole).ok();
        self.formed(name, Form::Whole, revision)
    }

    fn kind(&mut self) -> Option<DecisionKind> {
        let name = self.text("kind")?;
        let kind = DecisionKind::from_name(&name);
        if kind.is_none() {
            self.faults.add("kind", Wrong::Unknown);
        }
        kind
    }

    fn list<T>(&mut self, name: &'static str, read: impl Fn(&mut Fields<'_>) -> T) -> Vec<T> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let Some(values) = self.formed(name, Form::List, value.as_array()) else {
            return Vec::new();
        };
        let nothing = Map::new();
        let mut list = Vec::with_capacity(values.len());
        for (place, value) in values.iter().enumerate() {
            let place = format!("{name}/{place}");
            let map = self.formed(&place, Form::Object, value.as_object()).unwrap_or(&nothing);
            list.push(self.faults.within(&place, |faults| {
                let mut fields = Fields::new(map, faults);
                let item = read(&mut fields);
                fields.finish();
                item
            }));
        }
        list
    }

    fn formed<T>(&mut self, name: &str, form: Form, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.faults.add(name, Wrong::NotA(form));
        }
        value
    }

    fn finish(self) {
        for name in self.map.keys().filter(|name| !self.asked.contains(&name.as_str())) {
            // As a part of a JSON pointer (RFC 6901 §3).
            let name = name.replace('~', "~0").replace('/', "~1");
            self.faults.add(&name, Wrong::NotWanted);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "looked at before: it is whole, not below zero and exact"
)]
fn whole_float(value: f64) -> Option<u64> {
    let most = Rial::MOST.0 as f64;
    (value.fract() == 0.0 && (0.0..=most).contains(&value)).then_some(value as u64)
}
