//! A complaint: its fixed kind and subject, and the description that is composed of answers (guide B part two, note two).

use super::session::{Draft, Value};
use super::talk::Talk;
use super::walk;
use crate::claim::record::Complaint;
use crate::flow::Flow;
use crate::flow::model::ComplaintRules;
use crate::wording::{Arg, Message, Surface};

/// The complaint that the answers of `draft` make by the rules of `flow`.
pub(crate) fn complaint(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<Complaint> {
    let rules = flow.complaint.as_ref()?;
    let words = |key: &str| talk.world.words.text(&Message::new(key), Surface::Plain);
    Some(Complaint {
        kind: words(&rules.kind),
        subject: words(&rules.subject),
        description: description(talk, draft, flow)?,
    })
}

/// The description alone: heading and answers, a line each.
pub(crate) fn description(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<String> {
    let lines = lines(talk, draft, flow, flow.complaint.as_ref()?);
    let words = |line: &Message| talk.world.words.text(line, Surface::Plain);
    Some(lines.iter().map(words).collect::<Vec<_>>().join("\n"))
}

/// What the summary says of the complaint.
pub(crate) fn in_summary(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<Message> {
    let rules = flow.complaint.as_ref()?;
    let lines = lines(talk, draft, flow, rules);
    Some(
        Message::new("review-complaint")
            .with("type", Message::new(rules.kind.clone()))
            .with("subject", Message::new(rules.subject.clone()))
            .with("lines", Arg::Lines(lines)),
    )
}

/// Whether the description of `flow`'s complaint tells what was answered to `step`.
pub(crate) fn tells(flow: &Flow, step: &str) -> bool {
    let named = |id: &str| {
        let own_words = flow.step(id).and_then(|step| step.escape.as_ref());
        id == step || own_words.is_some_and(|escape| escape.to == step)
    };
    let mut lines = flow.complaint.iter().flat_map(|rules| &rules.description);
    lines.any(|line| line.of.iter().any(|id| named(id)))
}

fn lines(talk: &Talk<'_>, draft: &Draft, flow: &Flow, rules: &ComplaintRules) -> Vec<Message> {
    let line = |rule: &crate::flow::model::ComposedLine| {
        let answers: Vec<Message> =
            rule.of.iter().flat_map(|step| spoken(talk, draft, flow, step)).collect();
        Message::new("complaint-line")
            .with("heading", Message::new(rule.heading.clone()))
            .with("answers", Arg::List(answers))
    };
    rules.description.iter().map(line).collect()
}

/// What was answered to a step, as it is shown. What is not in the list speaks by the words that follow it.
pub(crate) fn spoken(talk: &Talk<'_>, draft: &Draft, flow: &Flow, step: &str) -> Vec<Message> {
    let Some((step, answer)) = flow.step(step).zip(draft.answers.get(step)) else {
        return Vec::new();
    };
    if draft.flow == flow.id && !walk::is_relevant(talk, draft, flow, step) {
        return Vec::new();
    }
    let own_words = || {
        let to = step.escape.as_ref().and_then(|escape| draft.answers.get(&escape.to));
        to.map(|answer| answer.label.clone())
    };
    match &answer.value {
        Value::Skipped | Value::Done => Vec::new(),
        Value::Escaped => own_words().into_iter().collect(),
        Value::Several(several) => {
            let listed = (!several.chosen.is_empty()).then(|| answer.label.clone());
            listed.into_iter().chain(own_words().filter(|_| several.escaped)).collect()
        }
        Value::Choice(_)
        | Value::Truth(_)
        | Value::Text(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::NationalCode(_)
        | Value::Mobile(_) => vec![answer.label.clone()],
    }
}
