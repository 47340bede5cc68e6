//! Rules about a whole flow: what each value by itself cannot tell.

use super::action_rules::check_action;
use super::codes;
use super::context::{Context, LONGEST_LABEL, Part};
use super::dataset::Dataset;
use super::draft::Draft;
use super::expression::Expression;
use super::model::{ChoiceSource, Flow, Kind, Step, Verdict};
use super::names::did_you_mean;
use super::possible::check_possible;
use super::source::{Report, Section};
use super::typing::Scope;

/// Bytes that Bale takes as the data of a button (`bale-api.md`).
const LONGEST_CALLBACK: usize = 64;
/// More buttons than these are a search, not a choice.
const MANY_CHOICES: usize = 80;

type Rule = fn(&mut Report<'_>, &Context<'_>, &[Draft<'_>]);

const RULES: &[Rule] = &[
    check_references,
    check_escapes,
    check_otp,
    check_later_steps,
    check_circles,
    check_lists,
    check_callbacks,
    check_said,
];

/// All rules over a flow whose steps and conditions were read.
pub(crate) fn lint(
    report: &mut Report<'_>,
    world: &Context<'_>,
    flow: &Flow,
    (drafts, header): (&[Draft<'_>], &Section<'_>),
) {
    for rule in RULES {
        rule(report, world, drafts);
    }
    // A step that waits for itself has no range of answers to try.
    if !drafts.iter().any(|draft| reaches_itself(drafts, &draft.step.id, &by_when)) {
        check_possible(report, drafts);
    }
    check_review(report, world, flow, (drafts, header));
    check_action(report, world, flow, (drafts, header));
    check_reminders(report, flow, header);
}

fn known<'a, 't>(drafts: &'a [Draft<'t>], id: &str) -> Option<(usize, &'a Draft<'t>)> {
    drafts.iter().enumerate().find(|(_, draft)| draft.step.id == id)
}

fn unknown_step(
    report: &mut Report<'_>,
    drafts: &[Draft<'_>],
    owner: &Draft<'_>,
    (key, id, line): (&str, &str, usize),
) {
    let hint = did_you_mean(id, drafts.iter().map(|draft| draft.step.id.as_str()));
    let text = format!("{}, `{key}`: unknown step `{id}`", owner.section.name);
    report.add(codes::UNKNOWN_STEP, line, text, hint);
}

/// `invalidates`, `preset` and `match` name steps that there are; the latter two steps with choices.
fn check_references(report: &mut Report<'_>, _: &Context<'_>, drafts: &[Draft<'_>]) {
    for draft in drafts {
        for step in &draft.invalidates {
            if known(drafts, &step.text).is_none() {
                unknown_step(report, drafts, draft, ("invalidates", &step.text, step.line));
            }
        }
        for (key, step) in &draft.references {
            match known(drafts, &step.text) {
                None => unknown_step(report, drafts, draft, (key, &step.text, step.line)),
                Some((_, target))
                    if target.known
                        && !matches!(target.step.kind, Kind::Choice(_) | Kind::Search(_)) =>
                {
                    let text = format!(
                        "{}, `{key}`: the step `{}` is no choice of one",
                        draft.section.name, step.text
                    );
                    report.add(codes::WRONG_KIND, step.line, text, None);
                }
                Some(_) => {}
            }
        }
    }
}

/// The step behind an escape is asked only when the escape was taken.
fn check_escapes(report: &mut Report<'_>, _: &Context<'_>, drafts: &[Draft<'_>]) {
    for draft in drafts {
        let Some(to) = &draft.escape_to else {
            continue;
        };
        let Some((_, target)) = known(drafts, &to.text) else {
            unknown_step(report, drafts, draft, ("escape", &to.text, to.line));
            continue;
        };
        let wanted = format!("{} is escaped", draft.step.id);
        // A condition with another fault is not blamed twice.
        let is_faulty = target.when.is_some() && target.step.when.is_none();
        let asks = target.when.as_ref().is_some_and(|when| when.text.contains(&wanted));
        if !asks && !is_faulty {
            let text = format!(
                "{}: the step `{}` does not ask for the escape",
                draft.section.name, to.text
            );
            let hint = Some(format!("Give `{}` the line `when = \"{wanted}\"`.", to.text));
            report.add(codes::ESCAPE_TARGET, to.line, text, hint);
        }
    }
}

/// A one-time code proves the number of a step above.
fn check_otp(report: &mut Report<'_>, _: &Context<'_>, drafts: &[Draft<'_>]) {
    for (place, draft) in drafts.iter().enumerate() {
        let Some(of) = &draft.otp else {
            continue;
        };
        let text = match known(drafts, &of.text) {
            None => {
                unknown_step(report, drafts, draft, ("of", &of.text, of.line));
                continue;
            }
            Some((_, target))
                if target.known && !matches!(target.step.kind, Kind::Mobile { .. }) =>
            {
                format!("{}: the step `{}` is not of kind `mobile`", draft.section.name, of.text)
            }
            Some((above, _)) if above > place => {
                format!("{}: the step `{}` must stand above", draft.section.name, of.text)
            }
            Some(_) => continue,
        };
        report.add(codes::WRONG_KIND, of.line, text, None);
    }
}

/// A `when` or `where` that waits for a later step makes the person jump back.
fn check_later_steps(report: &mut Report<'_>, _: &Context<'_>, drafts: &[Draft<'_>]) {
    for (place, draft) in drafts.iter().enumerate() {
        let only = draft.step.kind.choices().and_then(|choices| choices.only.as_ref());
        let conditions =
            [("when", &draft.when, draft.step.when.as_ref()), ("where", &draft.only, only)];
        for (key, written, condition) in conditions {
            let (Some(written), Some(condition)) = (written, condition) else {
                continue;
            };
            for name in condition.mentions() {
                let circular = key == "where" && name == draft.step.id;
                if known(drafts, &name).is_some_and(|(later, _)| later > place) || circular {
                    let text = format!(
                        "{}: `{key}` hangs on the step `{name}`, which is asked later",
                        draft.section.name
                    );
                    report.add(codes::LATER_STEP, written.line, text, None);
                }
            }
        }
    }
}

/// No step waits for itself by `when`, and none clears itself by `invalidates`.
fn check_circles(report: &mut Report<'_>, _: &Context<'_>, drafts: &[Draft<'_>]) {
    let by_invalidates = |step: &Step| step.invalidates.clone();
    for draft in drafts {
        let name = &draft.section.name;
        if reaches_itself(drafts, &draft.step.id, &by_when) {
            let text =
                format!("{name}: `when` waits for the step itself, directly or through others");
            report.add(codes::CIRCULAR_WHEN, draft.section.line_of("when"), text, None);
        }
        if reaches_itself(drafts, &draft.step.id, &by_invalidates) {
            let text = format!("{name}: `invalidates` comes back to the step itself");
            report.add(
                codes::CIRCULAR_INVALIDATES,
                draft.section.line_of("invalidates"),
                text,
                None,
            );
        }
    }
}

/// The steps that `when` names.
fn by_when(step: &Step) -> Vec<String> {
    step.when.iter().flat_map(Expression::mentions).collect()
}

fn reaches_itself(drafts: &[Draft<'_>], start: &str, next: &dyn Fn(&Step) -> Vec<String>) -> bool {
    let mut seen: Vec<String> = Vec::new();
    let mut open = vec![start.to_owned()];
    while let Some(id) = open.pop() {
        let Some((_, draft)) = known(drafts, &id) else {
            continue;
        };
        for name in next(&draft.step) {
            if name == start {
                return true;
            }
            if !seen.contains(&name) {
                seen.push(name.clone());
                open.push(name);
            }
        }
    }
    false
}

/// Lists have rows, not too many for buttons, with labels that fit.
fn check_lists(report: &mut Report<'_>, world: &Context<'_>, drafts: &[Draft<'_>]) {
    for draft in drafts {
        let line = draft.section.line_of("choices");
        let name = &draft.section.name;
        let Some((dataset, list)) = dataset_of(world, &draft.step) else {
            continue;
        };
        if world.is_session_dataset(dataset) {
            continue;
        }
        if list.rows.is_empty() {
            report.add(
                codes::NO_CHOICES,
                line,
                format!("{name}: the dataset `{dataset}` is empty"),
                None,
            );
        }
        if !matches!(draft.step.kind, Kind::Choice(_)) {
            continue;
        }
        if draft.only.is_none() && list.rows.len() > MANY_CHOICES {
            let text = format!("{name}: {} choices are too many to leaf through", list.rows.len());
            report.add(codes::TOO_MANY_CHOICES, line, text, Some("Make it a `search`.".to_owned()));
        }
        let long: Vec<&str> = list
            .rows
            .iter()
            .filter(|row| row.label.chars().count() > LONGEST_LABEL)
            .map(|row| row.id.as_str())
            .collect();
        if !long.is_empty() {
            let text = format!(
                "{name}: labels of `{dataset}` too long for a button ({LONGEST_LABEL}): {}",
                long.join(", ")
            );
            report.add(codes::LONG_LABEL, line, text, None);
        }
    }
}

/// The list that the person chooses from, if it is no list of options.
fn dataset_of<'a>(world: &'a Context<'_>, step: &'a Step) -> Option<(&'a str, &'a Dataset)> {
    let name = if let Kind::Documents(rules) = &step.kind {
        rules.titles.as_str()
    } else {
        step.kind.choices()?.source.dataset()?
    };
    Some((name, world.dataset(name)?))
}

/// Bytes of the longest callback data of the step's buttons: `a:<7 digits>:<7 digits>:<step>:<verb of 2>:<choice>`.
pub fn longest_callback(step: &Step, dataset: Option<&Dataset>) -> usize {
    let frame = "a:0000000:0000000::xx:".len() + step.id.len();
    let rows = dataset.iter().flat_map(|list| &list.rows).map(|row| row.id.len());
    let options: &[(String, String)] = match step.kind.choices().map(|choices| &choices.source) {
        Some(ChoiceSource::Options(options)) => options,
        Some(ChoiceSource::Dataset(_)) | None => &[],
    };
    frame + rows.chain(options.iter().map(|(id, _)| id.len())).max().unwrap_or(0)
}

fn check_callbacks(report: &mut Report<'_>, world: &Context<'_>, drafts: &[Draft<'_>]) {
    for draft in drafts {
        let dataset = dataset_of(world, &draft.step).map(|(_, list)| list);
        let bytes = longest_callback(&draft.step, dataset);
        if bytes > LONGEST_CALLBACK {
            let text = format!(
                "{}: data of its buttons would take {bytes} bytes, Bale takes {LONGEST_CALLBACK}",
                draft.section.name
            );
            let hint = Some("Shorten the id of the step or of its choices.".to_owned());
            report.add(codes::LONG_CALLBACK, draft.section.line_of("id"), text, hint);
        }
    }
}

/// What a rule says is given the answers by the names of their steps, facts, and columns as `step--column`. What ends
/// the flow is given nothing.
fn check_said(report: &mut Report<'_>, world: &Context<'_>, drafts: &[Draft<'_>]) {
    let scope = Scope { world, drafts, row: None };
    for draft in drafts {
        let rules = draft
            .checks
            .iter()
            .map(|rule| (rule.say.text.as_str(), rule.say.line, rule.verdict != Verdict::Leave));
        let empty =
            draft.step.empty.iter().map(|key| (key.as_str(), draft.section.line_of("empty"), true));
        for (key, line, has_arguments) in rules.chain(empty) {
            let used = world.wording.arguments(key).unwrap_or_default();
            for name in used.iter().filter(|name| !has_arguments || !scope.can_tell(name)) {
                let text = format!("the text `{key}` uses `${name}`, which it is not given here");
                let steps = drafts.iter().map(|draft| draft.step.id.as_str());
                report.add(codes::UNKNOWN_ARGUMENT, line, text, did_you_mean(name, steps));
            }
        }
    }
}

/// One review at the end where the action needs one.
fn check_review(
    report: &mut Report<'_>,
    world: &Context<'_>,
    flow: &Flow,
    (drafts, header): (&[Draft<'_>], &Section<'_>),
) {
    let is_review = |draft: &&Draft<'_>| matches!(draft.step.kind, Kind::Review { .. });
    let mut actions = world.actions.iter().filter(|action| action.name == flow.submit);
    let needed = actions.any(|action| action.needs.contains(&Part::Review));
    let mut after_review = drafts.iter().skip_while(|draft| !is_review(draft));
    if after_review.next().is_none() && needed {
        let line = header.line_of("submit");
        let text = format!("`{}` needs a step of kind `review` before it", flow.submit);
        report.add(codes::NO_REVIEW, line, text, None);
    }
    for draft in after_review {
        let (code, text, hint) = if is_review(&draft) {
            (codes::NO_REVIEW, "is a second review", None)
        } else {
            let text = "comes after the review, where nothing is asked any more";
            (codes::AFTER_REVIEW, text, Some("Move it above the review.".to_owned()))
        };
        let text = format!("{} {text}", draft.section.name);
        report.add(code, draft.section.line_of("id"), text, hint);
    }
}

fn check_reminders(report: &mut Report<'_>, flow: &Flow, header: &Section<'_>) {
    let line = header.line_of("remind");
    if !flow.remind.is_sorted_by(|a, b| a < b) {
        report.add(codes::REMINDERS, line, "`remind` must ascend", None);
    }
    if flow.draft_ttl > 0 && flow.remind.iter().any(|seconds| *seconds >= flow.draft_ttl) {
        report.add(
            codes::REMINDERS,
            line,
            "a reminder comes after `draft_ttl`, when the draft is gone",
            None,
        );
    }
}
