//! `bimeyar members import`: fills the directory of insured people.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Settings;
use super::files::read_file;
use super::registry::{COMMAND_LINE, with_registry};
use super::terminal::{Failure, Terminal};
use crate::registry::{
    ImportFault, ImportOptions, ImportPhase, ImportProblem, ImportReport, ImportedBy, MemberFile,
    MemberFiles, MembersSettings, Registry, check_members,
};
use crate::runtime::Clock;
use crate::wording::{Problem, Severity};

/// The name under which what came from files is kept, and replaced by the next files.
const SOURCE: &str = "files";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Replaces what was imported from files before. Nothing is changed when a row is at fault.
    ///
    /// A bot that runs in open mode must be started again to see its first directory.
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// CSV or TSV of people.
    people: PathBuf,
    /// CSV or TSV of contracts.
    contracts: PathBuf,
    /// Take the rows that are well, and tell which are not.
    #[arg(long)]
    skip_bad: bool,
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    let Command::Import(arguments) = command;
    let (people, contracts) =
        read_both(&arguments.people, &arguments.contracts).map_err(Failure::Problems)?;
    let bar = bar();
    let drawn = bar.clone();
    let progress = move |phase, done: usize, all: usize| draw(&drawn, phase, done, all);
    let by = ImportedBy { actor: COMMAND_LINE.to_owned(), at: Clock::system().now() };
    let options = ImportOptions {
        skip_bad: arguments.skip_bad,
        progress: Some(Arc::new(progress)),
        by: Some(by),
    };
    let outcome = with_registry(&arguments.settings, async |registry, _| {
        let files = MemberFiles { people, contracts };
        let imported = registry.import_members_with(files, SOURCE, options).await;
        imported.map_err(as_failure)
    });
    bar.finish_and_clear();
    let ImportReport { people, contracts, warnings, left_out } = outcome?;
    terminal.problems(&as_problems(left_out, Severity::Error));
    terminal.problems(&as_problems(warnings, Severity::Warning));
    terminal.say(format_args!("{people} people, {contracts} contracts"));
    Ok(())
}

/// Drawn on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg:8} {wide_bar} {human_pos} of {human_len} {eta}");
    // The template is fixed; a bar in another style would do as well.
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn draw(bar: &ProgressBar, phase: ImportPhase, done: usize, all: usize) {
    if done == 0 {
        bar.reset();
        bar.set_message(match phase {
            ImportPhase::Checking => "checking",
            ImportPhase::Taking => "taking",
        });
    }
    bar.set_length(all as u64);
    bar.set_position(done as u64);
}

/// Reads both files into the registry.
pub(super) async fn import(
    registry: &Registry,
    people: &Path,
    contracts: &Path,
) -> Result<ImportReport, Failure> {
    let (people, contracts) = read_both(people, contracts).map_err(Failure::Problems)?;
    import_rows(registry, people, contracts).await
}

/// Takes both files into the registry.
pub(super) async fn import_rows(
    registry: &Registry,
    people: MemberFile,
    contracts: MemberFile,
) -> Result<ImportReport, Failure> {
    registry.import_members(people, contracts, SOURCE).await.map_err(as_failure)
}

fn as_failure(fault: ImportFault) -> Failure {
    match fault {
        ImportFault::Problems(found) => Failure::Problems(as_problems(found, Severity::Error)),
        ImportFault::Registry(fault) => Failure::of("cannot import the members", fault),
    }
}

/// What is wrong with the files that the settings name.
pub(super) fn check(settings: &MembersSettings) -> Vec<Problem> {
    let (Some(people), Some(contracts)) = (&settings.people, &settings.contracts) else {
        return Vec::new();
    };
    match read_both(people, contracts) {
        Err(problems) => problems,
        Ok((people, contracts)) => match check_members(people, contracts) {
            Ok(warnings) => as_problems(warnings, Severity::Warning),
            Err(errors) => as_problems(errors, Severity::Error),
        },
    }
}

fn read_both(people: &Path, contracts: &Path) -> Result<(MemberFile, MemberFile), Vec<Problem>> {
    match (read_file(people), read_file(contracts)) {
        (Ok(people_text), Ok(contracts_text)) => Ok((
            MemberFile { name: people.display().to_string(), text: people_text },
            MemberFile { name: contracts.display().to_string(), text: contracts_text },
        )),
        (people, contracts) => Err(people.err().into_iter().chain(contracts.err()).collect()),
    }
}

fn as_problems(found: Vec<ImportProblem>, severity: Severity) -> Vec<Problem> {
    let problem = |ImportProblem { file, line, code, text, hint }| Problem {
        file,
        line,
        code,
        severity,
        text,
        hint: hint.map(str::to_owned),
    };
    found.into_iter().map(problem).collect()
}
