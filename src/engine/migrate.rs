//! A draft of an older flow version under the flow in force (DESIGN §3): nothing that was answered is lost, and only what
//! became invalid is asked again.

use std::collections::BTreeMap;

use super::session::{Answer, Draft, Value, View};
use crate::flow::{Flow, migrate_answers};
use crate::wording::Message;

/// `draft` with its answers under the names and version of `flow`, and what the person is to be told.
pub(crate) fn migrated(draft: &Draft, flow: &Flow) -> (Draft, Vec<Message>) {
    let mut moved = draft.clone();
    let answers = std::mem::take(&mut moved.answers);
    let carried = migrate_answers(flow, draft.flow_version, answers, &mut revalue);
    moved.answers = carried.answers;
    moved.flow_version = flow.version;
    moved.asking = None;
    // What the person is answering right now is taken as that, unless the question is not the same any more.
    let asked = draft.view.step.clone();
    let reasked = flow
        .migrations
        .iter()
        .any(|migration| migration.from >= draft.flow_version && migration.reask.contains(&asked));
    let step = if reasked || flow.step(&asked).is_none() { String::new() } else { asked };
    moved.view = View { step, ..View::default() };
    let notices = carried.notices.into_iter().map(Message::new).collect();
    (moved, notices)
}

fn revalue(mut answer: Answer, values: &BTreeMap<String, String>) -> Answer {
    if let Value::Choice(id) = &answer.value
        && let Some(new) = values.get(id)
    {
        answer.value = Value::Choice(new.clone());
    }
    answer
}
