//! Where a draft stands: the next question is the first step in file order that is relevant and unanswered, or whose
//! answer holds no longer (DESIGN §3).

use std::collections::BTreeSet;

use super::documents;
use super::facts::DraftFacts;
use super::lists;
use super::repair_items;
use super::session::{Answer, Draft, Value};
use super::talk::{Talk, plain};
use crate::flow::model::{Check, Verdict};
use crate::flow::{Expression, Flow, Kind, Step, Truth};
use crate::wording::Message;

/// What comes next in a draft.
pub(crate) enum Next<'w> {
    /// Ask this step.
    Ask(&'w Step),
    /// Say this with the next question; nothing is to be answered.
    Tell(&'w Step),
    /// A list with one entry: fill it in and say so.
    Fill(&'w Step, Answer),
    /// The answer of this step is no longer on offer.
    Gone(&'w Step),
    /// A rule refuses the answer; `others` are the further steps that the rule looks at.
    Refused { step: &'w Step, check: &'w Check, others: Vec<&'w Step> },
    /// A rule has something to say about the answer, once.
    Warn { step: &'w Step, say: &'w str },
    /// A rule ends the flow kindly; flows that are open to the person are offered.
    Leave(&'w Check),
    /// There is nothing to choose from.
    Empty(&'w Step, &'w str),
    /// Every question is answered.
    Done,
}

/// What comes next in `draft`.
pub(crate) fn next<'w>(talk: &Talk<'w>, draft: &Draft, flow: &'w Flow) -> Next<'w> {
    if let Some(step) = draft.asking.as_deref().and_then(|id| flow.step(id))
        && is_relevant(talk, draft, flow, step)
    {
        return Next::Ask(step);
    }
    flow.steps
        .iter()
        .filter(|step| is_relevant(talk, draft, flow, step))
        .find_map(|step| look_at(talk, draft, flow, step))
        .unwrap_or(Next::Done)
}

/// Whether the step applies as far as is known.
pub(crate) fn is_relevant(talk: &Talk<'_>, draft: &Draft, flow: &Flow, step: &Step) -> bool {
    repair_items::concerns(draft, step)
        && step.when.as_ref().is_none_or(|when| holds(talk, draft, flow, when))
}

/// Whether the step is one that a person answers, and applies.
pub(crate) fn is_question(talk: &Talk<'_>, draft: &Draft, flow: &Flow, step: &Step) -> bool {
    !matches!(step.kind, Kind::Info) && is_relevant(talk, draft, flow, step)
}

fn holds(talk: &Talk<'_>, draft: &Draft, flow: &Flow, condition: &Expression) -> bool {
    condition.evaluate(&DraftFacts { talk, draft, flow, row: None }) == Truth::Yes
}

fn look_at<'w>(talk: &Talk<'w>, draft: &Draft, flow: &'w Flow, step: &'w Step) -> Option<Next<'w>> {
    let Some(answer) = draft.answers.get(&step.id) else {
        return Some(unanswered(talk, draft, step));
    };
    let kept = match (&step.kind, &answer.value) {
        (Kind::Choice(choices) | Kind::Search(choices), Value::Choice(id)) => {
            lists::offered_row(talk, draft, choices, id).is_some()
        }
        (Kind::Multi(rules), Value::Several(several)) => several
            .chosen
            .iter()
            .all(|id| lists::offered_row(talk, draft, &rules.choices, id).is_some()),
        (Kind::Documents(rules), _) => documents::is_complete(draft, rules),
        (Kind::Review { .. }, _) => false,
        _ => true,
    };
    if answer.value.several().is_some_and(|several| several.choosing) {
        return Some(Next::Ask(step));
    }
    if !kept {
        return Some(if step.kind.choices().is_some() {
            Next::Gone(step)
        } else {
            Next::Ask(step)
        });
    }
    check(talk, draft, flow, step)
}

fn unanswered<'w>(talk: &Talk<'w>, draft: &Draft, step: &'w Step) -> Next<'w> {
    if matches!(step.kind, Kind::Info) {
        return Next::Tell(step);
    }
    let Some(choices) = step.kind.choices().filter(|_| step.skip_if_single || step.empty.is_some())
    else {
        return Next::Ask(step);
    };
    let rows = lists::offered(talk, draft, choices);
    match (rows.as_slice(), &step.empty) {
        ([], Some(say)) => Next::Empty(step, say),
        ([row], _) if step.skip_if_single => {
            let value = Value::Choice(row.id.clone());
            Next::Fill(step, Answer { value, label: plain(row.label.clone()), at: talk.moment.now })
        }
        _ => Next::Ask(step),
    }
}

fn check<'w>(talk: &Talk<'w>, draft: &Draft, flow: &'w Flow, step: &'w Step) -> Option<Next<'w>> {
    step.checks.iter().filter(|check| holds(talk, draft, flow, &check.condition)).find_map(
        |check| match check.verdict {
            Verdict::Reject => {
                let others = others(flow, step, &check.condition);
                Some(Next::Refused { step, check, others })
            }
            Verdict::Warn if draft.warned.contains(&warning(step, &check.say)) => None,
            Verdict::Warn => Some(Next::Warn { step, say: &check.say }),
            Verdict::Leave => Some(Next::Leave(check)),
        },
    )
}

fn others<'w>(flow: &'w Flow, step: &Step, condition: &Expression) -> Vec<&'w Step> {
    let names: BTreeSet<String> = condition.mentions();
    flow.steps.iter().filter(|other| other.id != step.id && names.contains(&other.id)).collect()
}

/// How a warning that was said is remembered.
pub(crate) fn warning(step: &Step, say: &str) -> String {
    format!("{}/{say}", step.id)
}

/// The answered question before `step`, for «بازگشت».
pub(crate) fn before<'w>(
    talk: &Talk<'w>,
    draft: &Draft,
    flow: &'w Flow,
    step: &Step,
) -> Option<&'w Step> {
    let is_askable = |earlier: &&Step| {
        is_question(talk, draft, flow, earlier)
            && draft.answers.contains_key(&earlier.id)
            && !is_filled_in(talk, draft, earlier)
    };
    flow.steps.iter().take_while(|earlier| earlier.id != step.id).filter(is_askable).last()
}

/// Whether the step is a list with one entry, which is filled in and never asked.
pub(crate) fn is_filled_in(talk: &Talk<'_>, draft: &Draft, step: &Step) -> bool {
    let single = |choices| lists::offered(talk, draft, choices).len() == 1;
    step.skip_if_single && step.kind.choices().is_some_and(single)
}

/// Stores an answer and drops what depends on it.
pub(crate) fn store(talk: &mut Talk<'_>, step: &Step, value: Value, label: Message) {
    let at = talk.moment.now;
    let Some(draft) = talk.draft_mut() else { return };
    let changed = draft.answers.get(&step.id).is_none_or(|before| before.value != value);
    draft.answers.insert(step.id.clone(), Answer { value, label, at });
    draft.asking = None;
    draft.view = super::session::View::default();
    if changed {
        for dependent in &step.invalidates {
            draft.answers.remove(dependent);
        }
        let own = format!("{}/", step.id);
        draft.warned.retain(|said| !said.starts_with(&own));
    }
}
