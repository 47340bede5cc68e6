//! What documents a draft has, needs and lacks.

use super::effect::Effect;
use super::facts::DraftFacts;
use super::session::{Draft, DraftPhoto, PhotoState, Value};
use super::talk::Talk;
use super::{repair, repair_items, submit};
use crate::claim::StoredFile;
use crate::flow::expression::Fact;
use crate::flow::model::DocumentRules;
use crate::flow::{Answer, Flow, Kind, Row, Step, Truth};
use crate::wording::{Arg, Message};

pub(crate) use crate::flow::Need;

/// Photos that are stored, in the order they came.
pub(crate) fn stored(draft: &Draft) -> impl Iterator<Item = (&DraftPhoto, &StoredFile)> {
    draft.photos.iter().filter_map(|photo| match &photo.state {
        PhotoState::Stored(file) => Some((photo, file)),
        PhotoState::Coming | PhotoState::Refused(_) => None,
    })
}

/// The first stored photo without a title.
pub(crate) fn untitled(draft: &Draft) -> Option<&DraftPhoto> {
    stored(draft).map(|(photo, _)| photo).find(|photo| photo.title.is_none())
}

/// Whether a photo is being fetched and checked.
pub(crate) fn is_coming(draft: &Draft) -> bool {
    draft.photos.iter().any(|photo| photo.state == PhotoState::Coming)
}

/// Whether page 3 is complete: said to be done, nothing on its way, every photo titled, enough of them.
pub(crate) fn is_complete(draft: &Draft, rules: &DocumentRules) -> bool {
    !is_coming(draft) && untitled(draft).is_none() && stored(draft).count() >= rules.min
}

/// Erases the file of a photo that the draft shows no more, unless another photo shows the same file.
pub(crate) fn drop_of(draft: &Draft, gone: &DraftPhoto) -> Option<Effect> {
    let PhotoState::Stored(file) = &gone.state else { return None };
    let shared = |(other, its): (&DraftPhoto, &StoredFile)| {
        other.id != gone.id && other.scope == gone.scope && its.sha256 == file.sha256
    };
    let is_held = stored(draft).any(shared);
    let scope = scope(draft, gone);
    (!is_held).then(|| Effect::DropPhoto { draft: scope, sha256: file.sha256.clone() })
}

/// The draft under which the bytes of a photo lie.
pub(crate) fn scope(draft: &Draft, photo: &DraftPhoto) -> String {
    photo.scope.clone().unwrap_or_else(|| draft.id.clone())
}

/// The titles that are wanted, required ones first, each with how much: those that the items of a defect name, or
/// that fit the answers.
pub(crate) fn needs(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules) -> Vec<(String, Need)> {
    if draft.flow == repair::FLOW {
        let wanted = repair_items::wanted(draft).into_iter();
        return wanted.map(|title| (title.code.clone(), Need::Required)).collect();
    }
    let datasets = &talk.world.datasets.by_name;
    let rows = rules
        .needs
        .as_ref()
        .and_then(|name| datasets.get(name))
        .map_or(&[][..], |dataset| dataset.rows.as_slice());
    let answers = rules.matching.iter().map(|(column, step)| (column.as_str(), said(draft, step)));
    crate::flow::needs(rows, &answers.collect::<Vec<_>>())
}

/// Required titles that no photo has.
pub(crate) fn missing(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules) -> Vec<String> {
    needs(talk, draft, rules)
        .into_iter()
        .filter(|(title, need)| *need == Need::Required && !has(draft, title))
        .map(|(title, _)| title)
        .collect()
}

/// Whether a stored photo has this title.
pub(crate) fn has(draft: &Draft, title: &str) -> bool {
    stored(draft).any(|(photo, _)| photo.title.as_deref() == Some(title))
}

/// The Persian name of a title.
pub(crate) fn title_name(talk: &Talk<'_>, rules: &DocumentRules, code: &str) -> String {
    let titles = talk.world.datasets.by_name.get(&rules.titles);
    titles
        .and_then(|titles| titles.row(code))
        .map_or_else(|| code.to_owned(), |row| row.label.clone())
}

/// Titles as lines of the checklist: those that are needed and not there.
pub(crate) fn lines(talk: &Talk<'_>, rules: &DocumentRules, codes: &[String]) -> Vec<Message> {
    let line = |code: &String| {
        let title = Arg::Words(title_name(talk, rules, code));
        Message::new("checklist-required").with("title", title)
    };
    codes.iter().map(line).collect()
}

/// The titles that a photo can be given: of a registered claim, those that its own flow offers.
pub(crate) fn titles<'w>(
    talk: &Talk<'w>,
    draft: &Draft,
    rules: &'w DocumentRules,
) -> impl Iterator<Item = &'w Row> {
    let world = talk.world;
    let own = draft.about.as_ref().and_then(|claim| submit::flow_of(talk, claim.kind));
    let (flow, rules) = own
        .and_then(|flow| Some((flow, rules_of(flow)?.1)))
        .or_else(|| Some((world.flows.get(&draft.flow)?, rules)))
        .unzip();
    let dataset = rules.and_then(|rules| world.datasets.get(&rules.titles));
    let rows = dataset.map_or(&[][..], |dataset| dataset.rows.as_slice()).iter();
    rows.filter(move |row| match (flow, rules.and_then(|rules| rules.only.as_ref())) {
        (Some(flow), Some(only)) => {
            only.evaluate(&DraftFacts { talk, draft, flow, row: Some(row) }) == Truth::Yes
        }
        _ => true,
    })
    .collect::<Vec<_>>()
    .into_iter()
}

/// The documents rules of the flow of the draft in hand.
pub(crate) fn rules<'w>(talk: &Talk<'w>) -> Option<(&'w Step, &'w DocumentRules)> {
    rules_of(talk.flow()?)
}

/// The question of `flow` that takes documents, with its rules.
pub(crate) fn rules_of(flow: &Flow) -> Option<(&Step, &DocumentRules)> {
    flow.steps.iter().find_map(|step| {
        if let Kind::Documents(rules) = &step.kind { Some((step, rules)) } else { None }
    })
}

/// An answer as the cells of a table say it.
fn said(draft: &Draft, step: &str) -> Answer {
    let Some(answer) = draft.answers.get(step) else { return Answer::Open };
    match &answer.value {
        Value::Choice(id) => Answer::Is(Fact::Text(id.clone())),
        Value::Truth(truth) => Answer::Is(Fact::Truth(*truth)),
        Value::Skipped | Value::Done => Answer::Open,
        Value::Escaped
        | Value::Several(_)
        | Value::Text(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::NationalCode(_)
        | Value::Mobile(_) => Answer::OutOfList,
    }
}
