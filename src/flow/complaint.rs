//! `[complaint]`: the fixed words of a complaint and the answers that its description is composed of.

use super::codes;
use super::context::{Context, Place};
use super::draft::Draft;
use super::model::{ComplaintRules, ComposedLine, Kind};
use super::names::did_you_mean;
use super::source::{Report, Section, Written};

pub(crate) fn read_complaint(
    report: &mut Report<'_>,
    world: &Context<'_>,
    root: &Section<'_>,
    drafts: &[Draft<'_>],
) -> Option<ComplaintRules> {
    let section = root.section(report, "complaint")?;
    section.allow_only(report, &["type", "subject", "description"]);
    let kind = label(report, world, &section, "type");
    let subject = label(report, world, &section, "subject");
    section.needed(report, "description");
    let mut description = Vec::new();
    for line in section.sections(report, "description") {
        line.allow_only(report, &["heading", "of"]);
        line.needed(report, "of");
        let heading = label(report, world, &line, "heading");
        let of = line.texts(report, "of");
        for step in &of {
            check_step(report, drafts, step);
        }
        description.push(ComposedLine { heading, of: of.into_iter().map(|s| s.text).collect() });
    }
    Some(ComplaintRules { kind, subject, description })
}

fn label(report: &mut Report<'_>, world: &Context<'_>, section: &Section<'_>, key: &str) -> String {
    let Some(written) = section.needed_text(report, key) else { return String::new() };
    world.check_key(report, Place::Label, &written);
    written.text
}

fn check_step(report: &mut Report<'_>, drafts: &[Draft<'_>], step: &Written) {
    match drafts.iter().find(|draft| draft.step.id == step.text) {
        None => {
            let hint = did_you_mean(&step.text, drafts.iter().map(|d| d.step.id.as_str()));
            let text = format!("[complaint], `of`: unknown step `{}`", step.text);
            report.add(codes::UNKNOWN_STEP, step.line, text, hint);
        }
        Some(draft) => {
            let silent = matches!(
                draft.step.kind,
                Kind::Info | Kind::Review { .. } | Kind::Otp { .. } | Kind::Documents(_)
            );
            if draft.known && silent {
                let text = format!("[complaint], `of`: the step `{}` has no answer", step.text);
                report.add(codes::WRONG_KIND, step.line, text, None);
            }
        }
    }
}
