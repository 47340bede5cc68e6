//! `bimeyar check`: everything that is wrong with settings, flows, lists, wording and members, at once.

use super::Settings;
use super::content::Content;
use super::members;
use super::terminal::{Failure, Terminal};
use crate::config::{Config, environment};
use crate::wording::Severity;

pub(super) fn run(settings: &Settings, terminal: &Terminal) -> Result<(), Failure> {
    let (config, mut problems) = Config::read(settings.config.as_deref(), environment());
    let (content, found) = Content::load(&config.content);
    problems.extend(found);
    problems.extend(members::check(&config.members));
    problems.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
    terminal.problems(&problems);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let (flows, lists) = (content.flows.len(), content.datasets.by_name.len());
    terminal
        .say(format_args!("{errors} errors, {warnings} warnings; {flows} flows, {lists} lists"));
    if errors == 0 { Ok(()) } else { Err(Failure::Told) }
}
