//! What the action that ends a flow cannot do without, and what it can do nothing with.

use super::codes;
use super::context::{Context, Part};
use super::draft::Draft;
use super::model::{Flow, Kind};
use super::source::{Report, Section, WHOLE_FILE};

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
    if action.needs.contains(&Part::Done) && flow.done.is_none() && !header.has("done") {
        let text = format!("`{}` needs `done`: what is said at the end", action.name);
        let hint = "Add `done`, a key of the words.";
        report.miss((header.line, &["done"]), line, text, Some(hint));
    }
    if action.needs.contains(&Part::Complaint) && flow.complaint.is_none() {
        let text = format!("`{}` needs a section `[complaint]`", action.name);
        let hint = "Add it with `type`, `subject` and `description`.";
        report.miss((WHOLE_FILE, &["complaint"]), line, text, Some(hint));
    }
    for (id, kind) in action.needs_steps {
        let there = drafts.iter().find(|draft| draft.step.id == *id);
        let fits = there.is_some_and(|draft| !draft.known || draft.step.kind.name() == *kind);
        if !fits {
            let at = there.map_or(line, |draft| draft.section.line_of("kind"));
            let text = format!("`{}` needs a step `{id}` of kind `{kind}`", action.name);
            report.add(codes::STEP_FOR_ACTION, at, text, otherwise_called(drafts, id, kind));
        }
    }
    for draft in drafts.iter().filter(|_| !action.takes_photos) {
        if matches!(draft.step.kind, Kind::Documents(_)) {
            let text = format!("{}: `{}` keeps no photos", draft.section.name, action.name);
            let line = draft.section.line_of("kind");
            report.add(codes::STEP_FOR_ACTION, line, text, None);
        }
    }
}

/// The one step that is of the kind and has another id.
fn otherwise_called(drafts: &[Draft<'_>], id: &str, kind: &str) -> Option<String> {
    let of_kind: Vec<&str> = drafts
        .iter()
        .filter(|draft| draft.known && draft.step.kind.name() == kind)
        .map(|draft| draft.step.id.as_str())
        .collect();
    if let [other] = of_kind.as_slice() {
        return Some(format!("Is it the step `{other}`? Then call it `{id}`."));
    }
    None
}
