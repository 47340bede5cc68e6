//! Carrying drafts of older versions over: `[[migrate]]`, read and applied.

use std::collections::BTreeMap;

use super::codes;
use super::context::{Context, Place};
use super::draft::Draft;
use super::model::{Flow, Migration};
use super::names::did_you_mean;
use super::source::{Report, Section, Written};

/// What became of the answers of an older draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated<A> {
    /// Answers by the steps' names of today. Each is still to be weighed under the rules of today.
    pub answers: BTreeMap<String, A>,
    /// Answers of steps that there are no more; kept but not shown.
    pub archived: BTreeMap<String, A>,
    /// Steps whose answers were dropped to be asked again.
    pub reasked: Vec<String>,
    /// Keys of what the person is told, oldest first.
    pub notices: Vec<String>,
}

/// Carries `answers` of a draft of version `from` over to the version of `flow`, one version after the other. `revalue`
/// gets an answer and the map of old to new choices of its step, and returns the answer as it is then.
pub fn migrate_answers<A>(
    flow: &Flow,
    from: u32,
    mut answers: BTreeMap<String, A>,
    revalue: &mut dyn FnMut(A, &BTreeMap<String, String>) -> A,
) -> Migrated<A> {
    let mut reasked = Vec::new();
    let mut notices = Vec::new();
    for migration in flow.migrations.iter().filter(|migration| migration.from >= from) {
        // All at once, so that two steps can trade their names.
        let renamed: Vec<(String, A)> = migration
            .rename
            .iter()
            .filter_map(|(old, new)| Some((new.clone(), answers.remove(old)?)))
            .collect();
        answers.extend(renamed);
        for (step, values) in &migration.values {
            if let Some(answer) = answers.remove(step) {
                answers.insert(step.clone(), revalue(answer, values));
            }
        }
        for step in &migration.reask {
            if answers.remove(step).is_some() {
                reasked.push(step.clone());
            }
        }
        notices.extend(migration.notice.clone());
    }
    let (answers, archived) = answers.into_iter().partition(|(step, _)| flow.step(step).is_some());
    Migrated { answers, archived, reasked, notices }
}

/// Reads all `[[migrate]]`, ascending by `from`. Names that a later migration renames again are followed to today.
pub(crate) fn read_migrations(
    report: &mut Report<'_>,
    world: &Context<'_>,
    root: &Section<'_>,
    (version, drafts): (u32, &[Draft<'_>]),
) -> Vec<Migration> {
    let mut read: Vec<(Migration, Vec<Written>)> = Vec::new();
    for section in root.sections(report, "migrate") {
        section.allow_only(report, &["from", "rename", "values", "reask", "notice"]);
        section.needed(report, "from");
        let from = section.whole(report, "from", 1..=9999).unwrap_or(0);
        if from >= version {
            let text =
                format!("a migration from version {from} to version {version} leads nowhere");
            report.add(codes::MIGRATION, section.line_of("from"), text, None);
        }
        if read.iter().any(|(other, _)| other.from == from) {
            report.add(
                codes::MIGRATION,
                section.line_of("from"),
                format!("two migrations from version {from}"),
                None,
            );
        }
        read.push(read_migration(report, world, &section, from));
    }
    read.sort_by_key(|(migration, _)| migration.from);
    for (at, (_, targets)) in read.iter().enumerate() {
        for target in targets {
            let later = read.iter().skip(at + 1).map(|(migration, _)| &migration.rename);
            let today = later.fold(&target.text, |name, rename| rename.get(name).unwrap_or(name));
            if !drafts.iter().any(|draft| &draft.step.id == today) {
                let hint = did_you_mean(today, drafts.iter().map(|draft| draft.step.id.as_str()));
                report.add(
                    codes::UNKNOWN_STEP,
                    target.line,
                    format!("migrate: unknown step `{}`", target.text),
                    hint,
                );
            }
        }
    }
    read.into_iter().map(|(migration, _)| migration).collect()
}

/// The migration, and the steps that it names and that must exist.
fn read_migration(
    report: &mut Report<'_>,
    world: &Context<'_>,
    section: &Section<'_>,
    from: u32,
) -> (Migration, Vec<Written>) {
    let rename =
        section.section(report, "rename").map(|rename| rename.pairs(report)).unwrap_or_default();
    let mut targets: Vec<Written> = rename.iter().map(|(_, new)| new.clone()).collect();
    let mut values = BTreeMap::new();
    if let Some(table) = section.section(report, "values") {
        let steps: Vec<(String, usize)> =
            table.keys().map(|(step, line)| (step.to_owned(), line)).collect();
        for (step, line) in steps {
            if let Some(map) = table.section(report, &step) {
                let map =
                    map.pairs(report).into_iter().map(|(old, new)| (old.text, new.text)).collect();
                values.insert(step.clone(), map);
            }
            targets.push(Written { text: step, line, begins_below: false });
        }
    }
    let reask = section.texts(report, "reask");
    targets.extend(reask.iter().cloned());
    let notice = section.text(report, "notice");
    if let Some(notice) = &notice {
        world.check_key(report, Place::Notice, notice);
    }
    let migration = Migration {
        from,
        rename: rename.into_iter().map(|(old, new)| (old.text, new.text)).collect(),
        values,
        reask: reask.into_iter().map(|step| step.text).collect(),
        notice: notice.map(|notice| notice.text),
    };
    (migration, targets)
}
