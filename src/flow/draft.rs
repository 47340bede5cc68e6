//! A step as it is read: with its conditions still as text and the places of all that refers to others.

use super::codes;
use super::context::{Context, Place};
use super::kind::{ID_HINT, check_keys, is_choice_id, read_kind};
use super::model::{Escape, Kind, Step, Verdict};
use super::parser::KEYWORDS;
use super::source::{Report, Section, Written};
use super::typing::FACTS;

/// A step between source and [`Step`].
pub(crate) struct Draft<'t> {
    pub(crate) section: Section<'t>,
    pub(crate) step: Step,
    /// Whether the kind could be read; if not, nothing is concluded from it.
    pub(crate) known: bool,
    pub(crate) page: Option<Written>,
    pub(crate) when: Option<Written>,
    /// `where` of the choices, or of the titles of documents.
    pub(crate) only: Option<Written>,
    pub(crate) checks: Vec<Rule>,
    pub(crate) invalidates: Vec<Written>,
    pub(crate) escape_to: Option<Written>,
    /// `of` of a one-time code.
    pub(crate) otp: Option<Written>,
    /// Steps that `preset` and `match` name, each with which of them does: each must be a choice.
    pub(crate) references: Vec<(&'static str, Written)>,
}

/// A rule of a step's answer.
pub(crate) struct Rule {
    pub(crate) verdict: Verdict,
    pub(crate) condition: Written,
    /// Key of what is said.
    pub(crate) say: Written,
    /// Flows that are offered when it ends this one.
    pub(crate) offer: Vec<Written>,
}

/// Reads one `[[step]]`; none when it has no id that others could name.
pub(crate) fn read_step<'t>(
    report: &mut Report<'_>,
    world: &Context<'_>,
    mut section: Section<'t>,
) -> Option<Draft<'t>> {
    let id = section.needed_text(report, "id")?;
    section.name = format!("step `{}`", id.text);
    check_id(report, &id);
    let kind = section.needed_text(report, "kind");
    let page = section.needed_text(report, "page");
    let dashed = id.text.replace('_', "-");
    let silent = kind.as_ref().is_some_and(|kind| kind.text == "info");
    let step = Step {
        page: page.as_ref().map(|page| page.text.clone()).unwrap_or_default(),
        kind: Kind::Info,
        ask: section
            .needed_text(report, "ask")
            .map(|ask| checked(report, world, Place::Ask, ask))
            .unwrap_or_default(),
        label: named_or(report, world, &section, (Place::Label, "label", &dashed, silent)),
        help: named_or(report, world, &section, (Place::Help, "help", &dashed, silent)),
        when: None,
        checks: Vec::new(),
        optional: section.truth(report, "optional").unwrap_or(false),
        skip_if_single: section.truth(report, "skip_if_single").unwrap_or(false),
        empty: section.text(report, "empty").map(|key| checked(report, world, Place::Say, key)),
        invalidates: Vec::new(),
        escape: None,
        columns: section
            .whole(report, "columns", 1..=4)
            .and_then(|n| u8::try_from(n).ok())
            .unwrap_or(1),
        line: section.line,
        id: id.text,
    };
    let mut draft = Draft {
        when: section.text(report, "when"),
        invalidates: section.texts(report, "invalidates"),
        checks: Vec::new(),
        known: false,
        page,
        only: None,
        escape_to: None,
        otp: None,
        references: Vec::new(),
        section,
        step,
    };
    draft.step.invalidates = draft.invalidates.iter().map(|step| step.text.clone()).collect();
    read_checks(report, world, &mut draft);
    read_escape(report, world, &mut draft);
    if let Some(kind) = kind {
        check_keys(report, &draft.section, &kind.text);
        read_kind(report, world, &mut draft, &kind);
    }
    Some(draft)
}

fn check_id(report: &mut Report<'_>, id: &Written) {
    if !is_choice_id(&id.text) {
        report.add(
            codes::BAD_ID,
            id.line,
            format!("`{}` cannot be the id of a step", id.text),
            Some(ID_HINT.to_owned()),
        );
    } else if KEYWORDS.contains(&id.text.as_str()) || FACTS.iter().any(|(fact, _)| *fact == id.text)
    {
        let text =
            format!("no step can be called `{}`: the word means something in conditions", id.text);
        report.add(codes::BAD_ID, id.line, text, None);
    }
}

fn checked(report: &mut Report<'_>, world: &Context<'_>, place: Place, key: Written) -> String {
    world.check_key(report, place, &key);
    key.text
}

/// The wording key under `key`, or `key-<id with dashes>`. `silent`: a default that nobody reads is not checked.
fn named_or(
    report: &mut Report<'_>,
    world: &Context<'_>,
    section: &Section<'_>,
    (place, key, dashed, silent): (Place, &str, &str, bool),
) -> String {
    let otherwise = || Written {
        text: format!("{key}-{dashed}"),
        line: section.line_of("id"),
        begins_below: false,
    };
    match section.text(report, key) {
        None if silent => otherwise().text,
        None => checked(report, world, place, otherwise()),
        Some(written) => checked(report, world, place, written),
    }
}

fn read_checks(report: &mut Report<'_>, world: &Context<'_>, draft: &mut Draft<'_>) {
    let verdicts =
        [("reject_if", Verdict::Reject), ("warn_if", Verdict::Warn), ("leave_if", Verdict::Leave)];
    for mut rule in draft.section.sections(report, "check") {
        rule.name = format!("{}, `check`", draft.section.name);
        rule.allow_only(report, &["reject_if", "warn_if", "leave_if", "say", "offer"]);
        let say = rule.needed_text(report, "say");
        if let Some(say) = &say {
            world.check_key(report, Place::Say, say);
        }
        let found: Vec<_> = verdicts
            .iter()
            .filter_map(|(key, verdict)| Some((*verdict, rule.text(report, key)?)))
            .collect();
        if let Ok([(verdict, condition)]) = <[_; 1]>::try_from(found) {
            // Without words the rule is reported already; an empty key lets its condition be checked all the same.
            let say = say.unwrap_or_else(|| Written { text: String::new(), ..condition.clone() });
            let offer = rule.texts(report, "offer");
            for flow in &offer {
                world.check_flow(report, flow);
            }
            if verdict == Verdict::Warn && !offer.is_empty() {
                let text = format!("{}: `offer` does not belong to `warn_if`", rule.name);
                report.add(codes::FOREIGN_KEY, rule.line_of("offer"), text, None);
            }
            draft.checks.push(Rule { verdict, condition, say, offer });
        } else {
            let wanted = "exactly one of `reject_if`, `warn_if`, `leave_if` is needed";
            let keys = verdicts.map(|(key, _)| key);
            report.miss((rule.line, &keys), rule.line, format!("{}: {wanted}", rule.name), None);
        }
    }
}

fn read_escape(report: &mut Report<'_>, world: &Context<'_>, draft: &mut Draft<'_>) {
    let Some(section) = draft.section.section(report, "escape") else {
        return;
    };
    section.allow_only(report, &["button", "to"]);
    let button = section.needed_text(report, "button");
    let to = section.needed_text(report, "to");
    if let Some(button) = &button {
        world.check_key(report, Place::Button, button);
    }
    // There is a way out, even if what is missing of it was reported: nobody is to be told that there is none.
    let text = |written: Option<&Written>| written.map(|w| w.text.clone()).unwrap_or_default();
    draft.step.escape = Some(Escape { button: text(button.as_ref()), to: text(to.as_ref()) });
    draft.escape_to = to;
}
