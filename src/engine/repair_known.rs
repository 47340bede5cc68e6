//! What a complaint says, as answers from which its description is composed again when one of them is corrected.

use super::lists;
use super::repair_items::{amount, inpatient};
use super::session::{Several, Value};
use super::submit;
use super::talk::{Talk, plain, typed};
use crate::claim::Claim;
use crate::claim::record::{Disease, Named, UNLISTED};
use crate::flow::{Flow, Row};
use crate::wording::{Arg, Message};

type Known = (&'static str, Value, Message);

/// The answers of a claim that is a complaint; none of any other.
pub(crate) fn of_complaint(talk: &Talk<'_>, claim: &Claim) -> Vec<Known> {
    let details = &claim.details;
    let flow = submit::flow_of(talk, claim.kind).filter(|flow| flow.complaint.is_some());
    let Some(flow) = flow else { return Vec::new() };
    let chosen =
        |step, named: &Named| (step, Value::Choice(named.code.clone()), plain(named.name.clone()));
    let insurer = details.basic_insurer.as_deref().and_then(|code| {
        let row = find(talk, flow, "basic_insurer", |row| row.id == code)?;
        Some(("basic_insurer", Value::Choice(row.id), plain(row.label)))
    });
    let alone = [
        insurer,
        details.issuing_province.as_ref().map(|named| chosen("issuing_province", named)),
        details.amount_rial.map(|rial| ("amount", Value::Money(rial), amount(rial))),
        details.inpatient.map(|truth| ("inpatient", Value::Truth(truth), inpatient(truth))),
    ];
    let service = details.service.iter().flat_map(|named| {
        if named.code == UNLISTED {
            in_words("received_service", "received_service_words", &named.name)
        } else {
            vec![chosen("received_service", named)]
        }
    });
    let insurer = supplementary(talk, flow, details.supplementary_insurer.as_deref());
    let known = alone.into_iter().flatten().chain(service).chain(insurer);
    known.chain(diseases(&details.diseases)).collect()
}

fn find(talk: &Talk<'_>, flow: &Flow, step: &str, is_it: impl Fn(&Row) -> bool) -> Option<Row> {
    let choices = flow.step(step)?.kind.choices()?;
    lists::source(talk, choices).rows.iter().find(|row| is_it(row)).cloned()
}

/// Something that is not in the list, and the words for it.
fn in_words(step: &'static str, words: &'static str, name: &str) -> Vec<Known> {
    let left = (step, Value::Escaped, Message::new("value-not-in-list"));
    vec![left, (words, Value::Text(name.to_owned()), typed(name))]
}

fn supplementary(talk: &Talk<'_>, flow: &Flow, name: Option<&str>) -> Vec<Known> {
    let step = "supplementary_insurer";
    let row = find(talk, flow, step, |row| match name {
        Some(name) => row.label == name,
        None => row.id == "none",
    });
    match (row, name) {
        (Some(row), _) => vec![(step, Value::Choice(row.id), plain(row.label))],
        (None, Some(name)) => in_words(step, "supplementary_insurer_name", name),
        (None, None) => Vec::new(),
    }
}

fn diseases(diseases: &[Disease]) -> Vec<Known> {
    let listed = diseases.iter().filter(|disease| disease.listed);
    let names = listed.clone().map(|disease| plain(disease.name.clone())).collect();
    let own = diseases.iter().find(|disease| !disease.listed);
    let chosen = listed.filter_map(|disease| disease.code.clone()).collect();
    let several = Several { chosen, escaped: own.is_some(), choosing: false };
    let label = Message::new("answers-joined").with("answers", Arg::List(names));
    let words = own
        .map(|disease| ("disease_words", Value::Text(disease.name.clone()), typed(&disease.name)));
    std::iter::once(("diseases", Value::Several(several), label)).chain(words).collect()
}
