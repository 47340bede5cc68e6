//! Flow files to [`Flow`]s, with everything that is wrong reported at once.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::complaint::read_complaint;
use super::context::{Context, Place};
use super::draft::{Draft, read_step};
use super::kind::{ID_HINT, is_choice_id};
use super::lint::lint;
use super::load::stem;
use super::migrate::read_migrations;
use super::model::{Check, Flow, Kind, MultiRules, Opening, Page};
use super::names::did_you_mean;
use super::opening::read_opening;
use super::source::{Report, Section, Written};
use super::typing::Scope;
use crate::wording::{Problem, Severity};

/// Compiles one flow file. `file` is only named, never opened. The flow is there when no problem is an error.
pub fn compile(file: &str, source: &str, world: &Context<'_>) -> (Option<Flow>, Vec<Problem>) {
    let mut report = Report::new(file, source);
    let flow = report.parse().map(|root| read(&mut report, world, &root));
    let problems = report.finish();
    let usable = problems.iter().all(|problem| problem.severity != Severity::Error);
    (flow.filter(|_| usable), problems)
}

/// Compiles all flow files (name, source), each of which may need the others. By flow id.
pub fn compile_all(
    files: &[(String, String)],
    datasets: &super::dataset::Datasets,
    wording: &dyn super::context::WordingKeys,
) -> (BTreeMap<String, Flow>, Vec<Problem>) {
    let mut world = Context::new(datasets, wording);
    world.flows = files.iter().map(|(file, _)| stem(file).to_owned()).collect();
    compile_all_in(files, &world)
}

/// As [`compile_all`] in a context of one's own, which must name the other flows.
pub fn compile_all_in(
    files: &[(String, String)],
    world: &Context<'_>,
) -> (BTreeMap<String, Flow>, Vec<Problem>) {
    let mut flows = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, source) in files {
        let (flow, found) = compile(file, source, world);
        problems.extend(found);
        if let Some(flow) = flow
            && let Some(twice) = flows.insert(flow.id.clone(), (file, flow))
        {
            let mut report = Report::new(file, source);
            report.add(codes::DUPLICATE_ID, 0, format!("the flow is already in {}", twice.0), None);
            problems.extend(report.problems);
        }
    }
    for problem in same_commands(files, &flows) {
        problems.push(problem);
    }
    let needs: BTreeMap<&str, &[String]> =
        flows.iter().map(|(id, (_, flow))| (id.as_str(), flow.needs.as_slice())).collect();
    let circular: BTreeSet<String> =
        needs.keys().filter(|id| needs_itself(&needs, id)).map(|id| (*id).to_owned()).collect();
    for (file, source) in files {
        if circular.contains(stem(file)) {
            let mut report = Report::new(file, source);
            let line = source
                .lines()
                .position(|line| line.trim_start().starts_with("needs"))
                .map_or(0, |at| at + 1);
            report.add(
                codes::CIRCULAR_NEEDS,
                line,
                "the flow needs itself, directly or through others",
                None,
            );
            problems.extend(report.problems);
        }
    }
    flows.retain(|id, _| !circular.contains(id));
    (flows.into_iter().map(|(id, (_, flow))| (id, flow)).collect(), problems)
}

/// No two flows are begun by the same command; whoever has written one of them is told.
fn same_commands(
    files: &[(String, String)],
    flows: &BTreeMap<String, (&String, Flow)>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let with_command =
        flows.iter().filter_map(|(id, (file, flow))| Some((id, file, flow.open.command.as_ref()?)));
    for (id, file, command) in with_command.clone() {
        let Some((other, ..)) =
            with_command.clone().find(|(other, _, taken)| *other != id && *taken == command)
        else {
            continue;
        };
        let source = files.iter().find(|(name, _)| name == *file).map(|(_, source)| source);
        let mut lines = source.into_iter().flat_map(|source| source.lines());
        let line = lines.position(|line| line.trim_start().starts_with("command"));
        let mut report = Report::new(file, "");
        let text = format!("the flow `{other}` has the command `{command}` too");
        report.add(codes::DUPLICATE_ID, line.map_or(0, |at| at + 1), text, None);
        problems.extend(report.problems);
    }
    problems
}

fn needs_itself(needs: &BTreeMap<&str, &[String]>, id: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = vec![id];
    while let Some(flow) = open.pop() {
        for next in needs.get(flow).copied().unwrap_or_default() {
            if next == id {
                return true;
            }
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    false
}

fn read(report: &mut Report<'_>, world: &Context<'_>, root: &Section<'_>) -> Flow {
    root.allow_only(report, &["flow", "open", "page", "step", "complaint", "migrate"]);
    // Without a header each of its keys is reported as missing.
    let header = root.section(report, "flow").unwrap_or_else(|| Section::absent("[flow]"));
    let pages = read_pages(report, world, root);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for section in root.sections(report, "step") {
        let Some(draft) = read_step(report, world, section) else {
            continue;
        };
        if let Some(first) = drafts.iter().find(|other| other.step.id == draft.step.id) {
            let (id, line) = (&draft.step.id, first.section.line_of("id"));
            let text = format!("the step `{id}` is there twice, first in line {line}");
            report.add(codes::DUPLICATE_ID, draft.section.line_of("id"), text, None);
        } else {
            drafts.push(draft);
        }
    }
    if drafts.is_empty() {
        root.needed(report, "step");
    }
    let mut flow = read_header(report, world, &header);
    check_pages(report, &drafts, &pages);
    type_conditions(report, world, &mut drafts);
    flow.migrations = read_migrations(report, world, root, (flow.version, &drafts));
    flow.open = read_opening(report, world, root);
    flow.complaint = read_complaint(report, world, root, &drafts);
    flow.pages = pages.into_iter().map(|(page, _)| page).collect();
    lint(report, world, &flow, (&drafts, &header));
    flow.steps = drafts.into_iter().map(|draft| draft.step).collect();
    flow
}

fn read_header(report: &mut Report<'_>, world: &Context<'_>, header: &Section<'_>) -> Flow {
    header.allow_only(
        report,
        &["id", "version", "title", "needs", "draft_ttl", "remind", "submit", "done"],
    );
    let id = header.needed_text(report, "id");
    if let Some(id) = &id {
        if !is_choice_id(&id.text) {
            report.add(
                codes::BAD_ID,
                id.line,
                format!("`{}` cannot be the id of a flow", id.text),
                Some(ID_HINT.to_owned()),
            );
        } else if id.text != stem(report.file) {
            let text = format!("the flow `{}` must be in a file `{}.toml`", id.text, id.text);
            report.add(codes::FILE_NAME, id.line, text, None);
        }
    }
    header.needed(report, "version");
    let title = header.needed_text(report, "title");
    if let Some(title) = &title {
        world.check_key(report, Place::Title, title);
    }
    let needs = header.texts(report, "needs");
    for flow in &needs {
        world.check_flow(report, flow);
    }
    header.needed(report, "draft_ttl");
    let submit = header.needed_text(report, "submit");
    if let Some(submit) = &submit {
        check_action_name(report, world, submit);
    }
    let done = header.text(report, "done");
    if let Some(done) = &done {
        world.check_key(report, Place::Notice, done);
    }
    Flow {
        id: id.map(|id| id.text).unwrap_or_default(),
        version: header.whole(report, "version", 1..=9999).unwrap_or(1),
        title: title.map(|title| title.text).unwrap_or_default(),
        needs: needs.into_iter().map(|flow| flow.text).collect(),
        draft_ttl: header.duration(report, "draft_ttl").unwrap_or(0),
        remind: header
            .durations(report, "remind")
            .into_iter()
            .map(|(seconds, _)| seconds)
            .collect(),
        submit: submit.map(|submit| submit.text).unwrap_or_default(),
        done: done.map(|done| done.text),
        open: Opening::default(),
        complaint: None,
        pages: Vec::new(),
        steps: Vec::new(),
        migrations: Vec::new(),
    }
}

fn check_action_name(report: &mut Report<'_>, world: &Context<'_>, submit: &Written) {
    let mut known = world.actions.iter().map(|action| action.name);
    if !known.clone().any(|name| name == submit.text) {
        let hint = did_you_mean(&submit.text, &mut known);
        let text = format!("unknown action `{}`", submit.text);
        report.add(codes::UNKNOWN_ACTION, submit.line, text, hint);
    }
}

/// The pages with their lines.
fn read_pages(
    report: &mut Report<'_>,
    world: &Context<'_>,
    root: &Section<'_>,
) -> Vec<(Page, usize)> {
    let mut pages: Vec<(Page, usize)> = Vec::new();
    for section in root.sections(report, "page") {
        section.allow_only(report, &["id", "title"]);
        let title = section.needed_text(report, "title");
        if let Some(title) = &title {
            world.check_key(report, Place::Title, title);
        }
        let Some(id) = section.needed_text(report, "id") else {
            continue;
        };
        if !is_choice_id(&id.text) {
            report.add(
                codes::BAD_ID,
                id.line,
                format!("`{}` cannot be the id of a page", id.text),
                Some(ID_HINT.to_owned()),
            );
        }
        if pages.iter().any(|(page, _)| page.id == id.text) {
            report.add(
                codes::DUPLICATE_ID,
                id.line,
                format!("the page `{}` is there twice", id.text),
                None,
            );
            continue;
        }
        let title = title.map(|title| title.text).unwrap_or_default();
        pages.push((Page { id: id.text, title }, section.line));
    }
    root.needed(report, "page");
    pages
}

/// Each step on a page that there is, each page with steps, and the steps of a page in one run: «صفحه ۲ از ۵» only grows.
fn check_pages(report: &mut Report<'_>, drafts: &[Draft<'_>], pages: &[(Page, usize)]) {
    let mut reached = 0;
    let mut used = BTreeSet::new();
    for draft in drafts {
        let Some(page) = &draft.page else {
            continue;
        };
        let Some(place) = pages.iter().position(|(known, _)| known.id == page.text) else {
            let hint = did_you_mean(&page.text, pages.iter().map(|(known, _)| known.id.as_str()));
            let text = format!("{}: unknown page `{}`", draft.section.name, page.text);
            report.add(codes::UNKNOWN_PAGE, page.line, text, hint);
            continue;
        };
        if place < reached {
            let text = format!(
                "{}: the page `{}` stands before the page of the step above",
                draft.section.name, page.text
            );
            report.add(codes::PAGE_ORDER, page.line, text, None);
        }
        reached = reached.max(place);
        used.insert(place);
    }
    for (place, (page, line)) in pages.iter().enumerate().filter(|(place, _)| !used.contains(place))
    {
        report.add(
            codes::PAGE_ORDER,
            *line,
            format!("the page `{}` (number {}) has no step", page.id, place + 1),
            None,
        );
    }
}

/// Turns all conditions into checked expressions.
fn type_conditions(report: &mut Report<'_>, world: &Context<'_>, drafts: &mut [Draft<'_>]) {
    let mut typed = Vec::new();
    for draft in &*drafts {
        let kind = &draft.step.kind;
        let row = if let Kind::Documents(rules) = kind {
            Some(rules.titles.as_str())
        } else {
            kind.choices().and_then(|choices| choices.source.dataset())
        };
        let plain = Scope { world, drafts, row: None };
        let owner = &draft.section.name;
        let when = draft
            .when
            .as_ref()
            .and_then(|when| plain.read(report, &format!("{owner}, `when`"), when));
        let list = Scope { row, ..plain };
        let only = draft
            .only
            .as_ref()
            .and_then(|only| list.read(report, &format!("{owner}, `where`"), only));
        let plain = Scope { row: None, ..list };
        let checks: Vec<Option<Check>> = draft
            .checks
            .iter()
            .map(|rule| {
                let condition =
                    plain.read(report, &format!("{owner}, `check`"), &rule.condition)?;
                let offer = rule.offer.iter().map(|flow| flow.text.clone()).collect();
                let say = rule.say.text.clone();
                Some(Check { verdict: rule.verdict, condition, say, offer })
            })
            .collect();
        typed.push((when, only, checks));
    }
    for (draft, (when, only, checks)) in drafts.iter_mut().zip(typed) {
        draft.step.when = when;
        // Written and checked rules stay side by side, so that a finding about one names its own line.
        let mut usable = checks.iter().map(Option::is_some);
        draft.checks.retain(|_| usable.next().unwrap_or(false));
        draft.step.checks = checks.into_iter().flatten().collect();
        if let Kind::Choice(choices)
        | Kind::Search(choices)
        | Kind::Multi(MultiRules { choices, .. }) = &mut draft.step.kind
        {
            choices.only = only;
        } else if let Kind::Documents(rules) = &mut draft.step.kind {
            rules.only = only;
        }
    }
}
