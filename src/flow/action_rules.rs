//! What the action that ends a flow cannot do without.

use super::codes;
use super::context::Context;
use super::draft::Draft;
use super::model::Flow;
use super::source::{Report, Section};

/// The flow has all that its action makes use of.
pub(crate) fn check_action(
    report: &mut Report<'_>,
    world: &Context<'_>,
    flow: &Flow,
    (drafts, header): (&[Draft<'_>], &Section<'_>),
) {
    let Some(action) = world.actions.iter().find(|action| action.name == flow.submit) else {
        return;
    };
    let line = header.line_of("submit");
    if action.needs_done && flow.done.is_none() {
        let text = format!("`{}` needs `done`: what is said at the end", action.name);
        report.add(codes::MISSING_KEY, line, text, None);
    }
    if action.needs_complaint && flow.complaint.is_none() {
        let text = format!("`{}` needs a section `[complaint]`", action.name);
        report.add(codes::MISSING_KEY, line, text, None);
    }
    for (id, kind) in action.needs_steps {
        let there = drafts.iter().find(|draft| draft.step.id == *id);
        let fits = there.is_some_and(|draft| !draft.known || draft.step.kind.name() == *kind);
        if !fits {
            let at = there.map_or(line, |draft| draft.section.line_of("kind"));
            let text = format!("`{}` needs a step `{id}` of kind `{kind}`", action.name);
            report.add(codes::STEP_FOR_ACTION, at, text, None);
        }
    }
}
