//! `bimeyar members import`: fills the directory of insured people.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::bot::{make_private, open_registry, open_vault};
use super::files::read_file;
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on};
use crate::registry::{
    ImportFault, ImportProblem, ImportReport, MemberFile, MembersSettings, Registry, check_members,
};
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
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    let Command::Import(arguments) = command;
    let config = arguments.settings.load()?;
    block_on(async {
        make_private(&config.storage)?;
        let vault = open_vault(&config.storage)?;
        let registry = open_registry(&config.storage, vault).await?;
        let outcome = import(&registry, &arguments.people, &arguments.contracts).await;
        registry.close().await;
        let report = outcome?;
        terminal.problems(&as_problems(report.warnings, Severity::Warning));
        terminal.say(format_args!("{} people, {} contracts", report.people, report.contracts));
        Ok(())
    })
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
    registry.import_members(people, contracts, SOURCE).await.map_err(|fault| match fault {
        ImportFault::Problems(found) => Failure::Problems(as_problems(found, Severity::Error)),
        ImportFault::Registry(fault) => Failure::of("cannot import the members", fault),
    })
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
