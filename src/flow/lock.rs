//! What is published of a flow: `flows/<id>.lock`, against which the lint holds every change.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::codes;
use super::model::{ChoiceSource, Choices, Flow, Kind, Step, Verdict};
use super::source::Report;
use crate::wording::Problem;

/// A published version of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The flow's id.
    pub flow: String,
    /// The published version.
    pub version: u32,
    /// Its [`structure_hash`].
    pub hash: String,
    /// Step → name of its kind.
    pub steps: BTreeMap<String, String>,
}

impl Lock {
    /// Reads a lock file; none when it cannot be used.
    pub fn read(file: &str, source: &str) -> (Option<Self>, Vec<Problem>) {
        let mut report = Report::new(file, source);
        let lock = report.parse().and_then(|root| {
            root.allow_only(&mut report, &["flow", "version", "hash", "steps"]);
            root.needed(&mut report, "version");
            let flow = root.needed_text(&mut report, "flow");
            let hash = root.needed_text(&mut report, "hash");
            let version = root.whole(&mut report, "version", 1..=9999);
            let steps = root
                .section(&mut report, "steps")
                .map(|steps| steps.pairs(&mut report))
                .unwrap_or_default();
            let steps = steps.into_iter().map(|(step, kind)| (step.text, kind.text)).collect();
            Some(Self { flow: flow?.text, version: version?, hash: hash?.text, steps })
        });
        let problems = report.finish();
        (lock.filter(|_| problems.is_empty()), problems)
    }
}

/// The lock file of `flow` as it is.
pub fn render_lock(flow: &Flow) -> String {
    let mut text = format!(
        "# What is published of the flow `{}`. Written by the program; a change here is a change of drafts in progress.\n\
         flow = \"{}\"\nversion = {}\nhash = \"{}\"\n\n[steps]\n",
        flow.id,
        flow.id,
        flow.version,
        structure_hash(flow)
    );
    for step in &flow.steps {
        // Writing to a String cannot fail.
        let _written = writeln!(text, "{} = \"{}\"", step.id, step.kind.name());
    }
    text
}

/// Holds `flow`, read from `source` in `file`, against what is published of it. A step may change its kind only in a new
/// version whose migration asks it again (`flows-and-tests.md` §4: a field's type never changes).
pub fn check_lock((file, source): (&str, &str), flow: &Flow, lock: Option<&Lock>) -> Vec<Problem> {
    let mut report = Report::new(file, source);
    let places = Places::of(file, source);
    let Some(lock) = lock else {
        let text = format!("the flow `{}` is not published yet", flow.id);
        report.add(codes::NOT_PUBLISHED, places.version, text, Some(PUBLISH.to_owned()));
        return report.problems;
    };
    if lock.flow != flow.id {
        let text = format!("the lock is of the flow `{}`, not `{}`", lock.flow, flow.id);
        report.add(codes::LOCK, 0, text, None);
        return report.problems;
    }
    for step in &flow.steps {
        let kind = step.kind.name();
        let published = lock.steps.get(&step.id).filter(|published| *published != kind);
        let asked_again = flow
            .migrations
            .iter()
            .any(|migration| migration.from >= lock.version && migration.reask.contains(&step.id));
        if let Some(published) = published.filter(|_| !asked_again) {
            let text =
                format!("step `{}` is published as `{published}` and is `{kind}` here", step.id);
            let hint = "Give the step a new id, or ask it again with `reask` in a `[[migrate]]`.";
            let line = places.kinds.get(&step.id).copied().unwrap_or(step.line);
            report.add(codes::KIND_CHANGED, line, text, Some(hint.to_owned()));
        }
    }
    let (is, was) = (flow.version, lock.version);
    if is < was {
        let text = format!("version {was} is published, version {is} is here");
        let hint = format!("Set `version = {}`.", was + 1);
        report.add(codes::VERSION, places.version, text, Some(hint));
    } else if is == was && structure_hash(flow) != lock.hash {
        let text = format!(
            "the structure differs from what is published as version {was}{}",
            difference(flow, lock)
        );
        let hint = format!("Set `version = {}`.", was + 1);
        report.add(codes::VERSION, places.version, text, Some(hint));
    } else if is > was {
        let text = format!("version {is} is not published yet; the lock is of version {was}");
        report.add(codes::NOT_PUBLISHED, places.version, text, Some(PUBLISH.to_owned()));
    }
    report.problems
}

const PUBLISH: &str = "Publish it with `bimeyar flows publish`.";

/// The steps that came and went, as far as a lock can tell.
fn difference(flow: &Flow, lock: &Lock) -> String {
    let is_here = |id: &String| flow.step(id).is_some();
    let came = flow.steps.iter().map(|step| &step.id).filter(|id| !lock.steps.contains_key(*id));
    let went = lock.steps.keys().filter(|id| !is_here(id));
    let named = |what: &str, ids: Vec<&String>| {
        let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        (!ids.is_empty()).then(|| format!("{what}: {}", ids.join(", ")))
    };
    let parts = [named("new", came.collect()), named("gone", went.collect())];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

/// Where findings about versions and kinds belong.
#[derive(Default)]
struct Places {
    version: usize,
    kinds: BTreeMap<String, usize>,
}

impl Places {
    fn of(file: &str, source: &str) -> Self {
        // What is wrong with the file itself was told when it was compiled.
        let mut ignored = Report::new(file, source);
        let Some(root) = ignored.parse() else { return Self::default() };
        let header = root.section(&mut ignored, "flow");
        let steps = root.sections(&mut ignored, "step");
        let kinds = steps
            .iter()
            .filter_map(|step| Some((step.text(&mut ignored, "id")?.text, step.line_of("kind"))))
            .collect();
        Self { version: header.map_or(0, |header| header.line_of("version")), kinds }
    }
}

/// A fingerprint of all that decides which answers a draft may hold; words, columns and times are no part of it.
pub fn structure_hash(flow: &Flow) -> String {
    let mut text = format!("{}|{}|{}\n", flow.id, flow.needs.join(","), flow.submit);
    for page in &flow.pages {
        text.push_str(&page.id);
        text.push('\n');
    }
    for step in &flow.steps {
        text.push_str(&structure(step));
        text.push('\n');
    }
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(16).fold(String::new(), |mut hex, byte| {
        let _written = write!(hex, "{byte:02x}");
        hex
    })
}

fn structure(step: &Step) -> String {
    let shown =
        |part: Option<&super::Expression>| part.map(ToString::to_string).unwrap_or_default();
    let checks: Vec<String> = step
        .checks
        .iter()
        .map(|check| {
            let verdict = match check.verdict {
                Verdict::Reject => "reject",
                Verdict::Warn => "warn",
                Verdict::Leave => "leave",
            };
            format!("{verdict} {}", check.condition)
        })
        .collect();
    [
        step.id.as_str(),
        &step.page,
        step.kind.name(),
        &settings(&step.kind),
        &shown(step.when.as_ref()),
        &checks.join(";"),
        if step.optional { "optional" } else { "" },
        if step.skip_if_single { "single" } else { "" },
        &step.invalidates.join(","),
        step.escape.as_ref().map_or("", |escape| &escape.to),
    ]
    .join("|")
}

fn settings(kind: &Kind) -> String {
    match kind {
        Kind::Choice(choices) | Kind::Search(choices) => choice_settings(choices),
        Kind::Multi(rules) => format!("{} {}", choice_settings(&rules.choices), rules.max),
        Kind::YesNo { .. }
        | Kind::Money
        | Kind::JalaliDate
        | Kind::NationalCode { .. }
        | Kind::Claim
        | Kind::Info
        | Kind::Review { .. } => String::new(),
        Kind::Text { format, min, max } => format!("{format:?} {min} {max}"),
        Kind::Mobile { contact, proof } => format!("{contact} {proof}"),
        Kind::Code { format, min, max } => format!("{format:?} {min} {max}"),
        Kind::Otp { of } => of.clone(),
        Kind::Documents(rules) => {
            let needs = rules.needs.as_deref().unwrap_or_default();
            format!("{} {needs} {:?} {} {}", rules.titles, rules.matching, rules.min, rules.max)
        }
    }
}

fn choice_settings(choices: &Choices) -> String {
    let source = match &choices.source {
        ChoiceSource::Dataset(name) => name.clone(),
        ChoiceSource::Options(options) => {
            options.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(",")
        }
    };
    let only = choices.only.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{source} {only} {:?} {:?}", choices.filters, choices.preset)
}
