//! The kinds of question: which keys each takes in a flow file, and how they become a [`Kind`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::codes;
use super::context::{Context, Place};
use super::draft::Draft;
use super::model::{
    ChoiceSource, Choices, CodeFormat, DocumentRules, Kind, MultiRules, TextFormat,
};
use super::names::did_you_mean;
use super::source::{Report, Section, Written};

/// Keys of every step.
pub(crate) const COMMON: &[&str] = &["id", "page", "kind", "ask", "label", "help", "when"];

/// Kind → the keys that only some kinds take.
const KEYS: &[(&str, &[&str])] = &[
    ("choice", LIST),
    ("search", LIST),
    (
        "multi",
        &[
            "choices",
            "empty",
            "escape",
            "columns",
            "max",
            "done",
            "check",
            "optional",
            "invalidates",
        ],
    ),
    ("yes_no", &["yes", "no", "columns", "check", "optional", "invalidates"]),
    ("text", WORDS),
    ("money", ANSWER),
    ("jalali_date", ANSWER),
    ("national_code", &["people", "check", "optional", "invalidates"]),
    ("mobile", &["contact", "proof", "check", "optional", "invalidates"]),
    ("code", WORDS),
    ("otp", &["of"]),
    ("claim", &[]),
    ("documents", &["titles", "needs", "min", "max", "done", "later", "check", "invalidates"]),
    ("info", &[]),
    ("review", &["button"]),
];
const ANSWER: &[&str] = &["check", "optional", "invalidates"];
const WORDS: &[&str] = &["format", "min", "max", "check", "optional", "invalidates"];
const LIST: &[&str] = &[
    "choices",
    "skip_if_single",
    "empty",
    "escape",
    "columns",
    "check",
    "optional",
    "invalidates",
];

/// Seconds for which a number counts as proved unless the flow says otherwise: 30 days (DESIGN §1.2).
const PROOF: i64 = 30 * 86_400;
/// Bale takes texts of 4096 characters; the store keeps notes of 1000 letters (DESIGN §5).
const TEXT: RangeInclusive<u32> = 0..=1000;
/// No code that we know is longer.
const CODE: RangeInclusive<u32> = 1..=64;
/// More photos than any claim needs, few enough for one session.
const PHOTOS: RangeInclusive<u32> = 0..=100;
/// Their names fit into one message.
const SEVERAL: RangeInclusive<u32> = 2..=20;
const MOST_CHOSEN: u32 = 10;

/// Reports keys that the step's kind does not take.
pub(crate) fn check_keys(report: &mut Report<'_>, section: &Section<'_>, kind: &str) {
    let Some((_, own)) = KEYS.iter().find(|(name, _)| *name == kind) else {
        return;
    };
    let all: Vec<&str> =
        COMMON.iter().chain(KEYS.iter().flat_map(|(_, keys)| keys.iter())).copied().collect();
    section.allow_only(report, &all);
    for (key, line) in section.keys() {
        if all.contains(&key) && !COMMON.contains(&key) && !own.contains(&key) {
            let text = format!("{}: `{key}` does not belong to the kind `{kind}`", section.name);
            report.add(codes::FOREIGN_KEY, line, text, None);
        }
    }
}

/// Fills in the kind of the step. A kind that cannot be read leaves the draft without one, with the reason reported.
pub(crate) fn read_kind(
    report: &mut Report<'_>,
    world: &Context<'_>,
    draft: &mut Draft<'_>,
    name: &Written,
) {
    let section = &draft.section;
    let kind = match name.text.as_str() {
        "choice" => read_choices(report, world, draft).map(Kind::Choice),
        "search" => read_choices(report, world, draft).map(Kind::Search),
        "multi" => read_choices(report, world, draft).map(|choices| {
            let max = draft.section.whole(report, "max", SEVERAL).unwrap_or(MOST_CHOSEN);
            let done = key_or(report, world, &draft.section, "done", "btn-next");
            Kind::Multi(MultiRules { choices, max: usize::try_from(max).unwrap_or(0), done })
        }),
        "yes_no" => Some(Kind::YesNo {
            yes: key_or(report, world, section, "yes", "btn-yes"),
            no: key_or(report, world, section, "no", "btn-no"),
        }),
        "text" => read_text(report, section),
        "money" => Some(Kind::Money),
        "jalali_date" => Some(Kind::JalaliDate),
        "national_code" => {
            Some(Kind::NationalCode { people: section.truth(report, "people").unwrap_or(false) })
        }
        "mobile" => Some(Kind::Mobile {
            contact: section.truth(report, "contact").unwrap_or(false),
            proof: section.duration(report, "proof").unwrap_or(PROOF),
        }),
        "code" => read_code(report, section),
        "otp" => section.needed_text(report, "of").map(|of| {
            draft.otp = Some(of.clone());
            Kind::Otp { of: of.text }
        }),
        "claim" => Some(Kind::Claim),
        "documents" => Some(Kind::Documents(read_documents(report, world, draft))),
        "info" => Some(Kind::Info),
        "review" => {
            section.needed(report, "button");
            Some(Kind::Review { button: key_or(report, world, section, "button", "") })
        }
        unknown => {
            let hint = did_you_mean(unknown, KEYS.iter().map(|(name, _)| *name));
            let text = format!("{}: unknown kind `{unknown}`", section.name);
            report.add(codes::UNKNOWN_KIND, name.line, text, hint);
            None
        }
    };
    draft.known = kind.is_some();
    draft.step.kind = kind.unwrap_or(Kind::Info);
}

/// The wording key under `key`, or `otherwise`; checked when it says something.
fn key_or(
    report: &mut Report<'_>,
    world: &Context<'_>,
    section: &Section<'_>,
    key: &str,
    otherwise: &str,
) -> String {
    let line = section.line_of(key);
    let written = section.text(report, key).unwrap_or_else(|| Written {
        text: otherwise.to_owned(),
        line,
        begins_below: false,
    });
    if !written.text.is_empty() {
        world.check_key(report, Place::Button, &written);
    }
    written.text
}

fn read_text(report: &mut Report<'_>, section: &Section<'_>) -> Option<Kind> {
    let format = match section.text(report, "format") {
        None => TextFormat::Any,
        Some(format) => match format.text.as_str() {
            "any" => TextFormat::Any,
            "name" => TextFormat::Name,
            _ => return unknown_format(report, section, &format, &["any", "name"]),
        },
    };
    let (min, max) = bounds(report, section, TEXT, (1, 500));
    Some(Kind::Text { format, min, max })
}

fn read_code(report: &mut Report<'_>, section: &Section<'_>) -> Option<Kind> {
    let format = match section.text(report, "format") {
        None => CodeFormat::Token,
        Some(format) => match format.text.as_str() {
            "token" => CodeFormat::Token,
            "council_number" => CodeFormat::CouncilNumber,
            _ => return unknown_format(report, section, &format, &["token", "council_number"]),
        },
    };
    let (min, max) = bounds(report, section, CODE, (1, 20));
    Some(Kind::Code { format, min, max })
}

fn unknown_format(
    report: &mut Report<'_>,
    section: &Section<'_>,
    format: &Written,
    known: &[&str],
) -> Option<Kind> {
    let text = format!(
        "{}: unknown format `{}`; there are: {}",
        section.name,
        format.text,
        known.join(", ")
    );
    report.add(
        codes::UNKNOWN_FORMAT,
        format.line,
        text,
        did_you_mean(&format.text, known.iter().copied()),
    );
    None
}

/// `min` and `max`, or `default`.
fn bounds(
    report: &mut Report<'_>,
    section: &Section<'_>,
    range: RangeInclusive<u32>,
    default: (u32, u32),
) -> (usize, usize) {
    let min = section.whole(report, "min", range.clone());
    let max = section.whole(report, "max", range);
    // A written bound moves the default of the other one out of its way.
    let bounds = match (min, max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, default.1.max(min)),
        (None, Some(max)) => (default.0.min(max), max),
        (None, None) => default,
    };
    if bounds.0 > bounds.1 || bounds.1 == 0 {
        let text = format!("{}: `max` is {}, `min` is {}", section.name, bounds.1, bounds.0);
        let written = if section.has("max") { "max" } else { "min" };
        report.add(codes::OUT_OF_RANGE, section.line_of(written), text, None);
    }
    (usize::try_from(bounds.0).unwrap_or(0), usize::try_from(bounds.1).unwrap_or(0))
}

fn read_choices(
    report: &mut Report<'_>,
    world: &Context<'_>,
    draft: &mut Draft<'_>,
) -> Option<Choices> {
    if !draft.section.needed(report, "choices") {
        return None;
    }
    let section = draft.section.section(report, "choices")?;
    section.allow_only(report, &["dataset", "options", "where", "filters", "preset"]);
    let source = read_source(report, world, &section)?;
    draft.only = section.text(report, "where");
    let filters = section.texts(report, "filters");
    let preset =
        section.section(report, "preset").map(|preset| preset.pairs(report)).unwrap_or_default();
    match &source {
        ChoiceSource::Dataset(dataset) => {
            for filter in &filters {
                if !world.check_column(report, dataset, filter) {
                    continue;
                }
                for begin in ["filter", "filter-ask"] {
                    let text = format!("{begin}-{}", filter.text.replace('_', "-"));
                    world.check_key(report, Place::Filter, &Written { text, ..filter.clone() });
                }
            }
            for (column, _) in &preset {
                world.check_column(report, dataset, column);
            }
        }
        ChoiceSource::Options(_) => {
            for key in ["where", "filters", "preset"].into_iter().filter(|key| section.has(key)) {
                let text = format!("{}: `{key}` needs a `dataset`", section.name);
                report.add(codes::FOREIGN_KEY, section.line_of(key), text, None);
            }
        }
    }
    for (column, _) in &preset {
        if !filters.iter().any(|filter| filter.text == column.text) {
            let text = format!("{}: `{}` is preset but is no filter", section.name, column.text);
            report.add(
                codes::UNKNOWN_COLUMN,
                column.line,
                text,
                Some("Add it to `filters`.".to_owned()),
            );
        }
    }
    draft.references.extend(preset.iter().map(|(_, step)| ("preset", step.clone())));
    Some(Choices {
        source,
        only: None,
        filters: filters.into_iter().map(|filter| filter.text).collect(),
        preset: preset.into_iter().map(|(column, step)| (column.text, step.text)).collect(),
    })
}

fn read_source(
    report: &mut Report<'_>,
    world: &Context<'_>,
    section: &Section<'_>,
) -> Option<ChoiceSource> {
    match (section.text(report, "dataset"), section.section(report, "options")) {
        (Some(dataset), None) => {
            world.check_dataset(report, &dataset).then_some(ChoiceSource::Dataset(dataset.text))
        }
        (None, Some(options)) => {
            let mut read = Vec::new();
            for (id, key) in options.pairs(report) {
                if !is_choice_id(&id.text) {
                    let text =
                        format!("{}: `{}` cannot be the id of a choice", options.name, id.text);
                    report.add(codes::BAD_ID, id.line, text, Some(ID_HINT.to_owned()));
                }
                world.check_key(report, Place::Button, &key);
                read.push((id.text, key.text));
            }
            if read.is_empty() {
                let text = format!("{}: there is no choice", options.name);
                report.add(codes::NO_CHOICES, options.line, text, None);
            }
            Some(ChoiceSource::Options(read))
        }
        (Some(_), Some(options)) => {
            let text = format!("{}: either `dataset` or `options`", section.name);
            report.add(codes::FOREIGN_KEY, options.line, text, None);
            None
        }
        (None, None) => {
            if !section.has("dataset") && !section.has("options") {
                let text = format!("{}: `dataset` or `options` is missing", section.name);
                report.miss((section.line, &["dataset", "options"]), section.line, text, None);
            }
            None
        }
    }
}

pub(crate) const ID_HINT: &str =
    "An id begins with a small letter and has at most 32 of `a-z 0-9 _`.";

/// Also the shape of ids of steps and pages.
pub(crate) fn is_choice_id(id: &str) -> bool {
    id.len() <= 32
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn read_documents(
    report: &mut Report<'_>,
    world: &Context<'_>,
    draft: &mut Draft<'_>,
) -> DocumentRules {
    let titles = read_titles(report, draft);
    world.check_dataset(report, &titles);
    let mut needs = None;
    let mut matching = BTreeMap::new();
    if let Some(section) = draft.section.section(report, "needs") {
        section.allow_only(report, &["dataset", "match"]);
        let dataset = section.needed_text(report, "dataset");
        let pairs =
            section.section(report, "match").map(|rules| rules.pairs(report)).unwrap_or_default();
        if let Some(dataset) = dataset.filter(|dataset| world.check_dataset(report, dataset)) {
            let own = ["title", "need"]
                .map(|column| Written { text: column.to_owned(), ..dataset.clone() });
            for column in own.iter().chain(pairs.iter().map(|(column, _)| column)) {
                world.check_column(report, &dataset.text, column);
            }
            needs = Some(dataset.text);
        }
        draft.references.extend(pairs.iter().map(|(_, step)| ("match", step.clone())));
        matching = pairs.into_iter().map(|(column, step)| (column.text, step.text)).collect();
    }
    let (min, max) = bounds(report, &draft.section, PHOTOS, (1, 40));
    let done = key_or(report, world, &draft.section, "done", "btn-next");
    let later = key_or(report, world, &draft.section, "later", "btn-later");
    DocumentRules { titles: titles.text, only: None, needs, matching, min, max, done, later }
}

/// `titles = "dataset"` or `titles = { dataset = "dataset", where = "…" }`.
fn read_titles(report: &mut Report<'_>, draft: &mut Draft<'_>) -> Written {
    let line = draft.section.line_of("titles");
    let usual = Written { text: "document_titles".to_owned(), line, begins_below: false };
    if !draft.section.is_table("titles") {
        return draft.section.text(report, "titles").unwrap_or(usual);
    }
    let Some(section) = draft.section.section(report, "titles") else { return usual };
    section.allow_only(report, &["dataset", "where"]);
    draft.only = section.text(report, "where");
    section.needed_text(report, "dataset").unwrap_or(usual)
}
