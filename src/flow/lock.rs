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

/// Holds `flow`, read from `file`, against what is published. A step may change its kind only in a new version whose
/// migration asks it again (`flows-and-tests.md` §4: a field's type never changes).
pub fn check_lock(file: &str, flow: &Flow, lock: &Lock) -> Vec<Problem> {
    let mut report = Report::new(file, "");
    if lock.flow != flow.id {
        report.add(
            codes::LOCK,
            0,
            format!("the lock is of the flow `{}`, not `{}`", lock.flow, flow.id),
            None,
        );
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
            let hint = "Give the step a new id, or ask it again with `reask` in a `[[migrate]]`."
                .to_owned();
            report.add(codes::KIND_CHANGED, step.line, text, Some(hint));
        }
    }
    let hash = structure_hash(flow);
    if flow.version < lock.version {
        let text =
            format!("version {} is published, version {} is here", lock.version, flow.version);
        report.add(codes::VERSION, 0, text, None);
    } else if flow.version == lock.version && hash != lock.hash {
        let text =
            format!("the structure differs from what is published as version {}", lock.version);
        let hint = format!("Set `version = {}`.", lock.version + 1);
        report.add(codes::VERSION, 0, text, Some(hint));
    } else if flow.version > lock.version {
        let text = format!(
            "version {} is not published yet; the lock is of version {}",
            flow.version, lock.version
        );
        report.add(codes::NOT_PUBLISHED, 0, text, None);
    }
    report.problems
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
