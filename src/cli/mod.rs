//! Subcommands, one file each; the only place where everything is put together.
//!
//! Exit codes: 0 all is well, 1 something was found or failed, 2 the command line was not understood.

mod backup;
mod backup_folder;
mod bot;
mod check;
mod claims;
mod content;
mod dead;
mod demo;
mod door;
mod erase;
mod files;
mod flows;
mod graph;
mod keys;
mod logging;
mod measuring;
mod members;
mod readiness;
mod registry;
mod restore;
mod reviewers;
mod sample;
mod serve;
mod simulate;
mod stopping;
mod stores;
mod supervisor;
mod table;
mod terminal;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use self::terminal::{Failure, Terminal};
use crate::config::{Config, environment};

/// Bimeyar: a chatbot on the Bale messenger that registers and follows medical-expense claims.
#[derive(Debug, Parser)]
#[command(name = "bimeyar", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs everything on this machine with sample people: simulator, bot, reviewer API. Needs no token.
    Demo(demo::Arguments),
    /// Runs the bot.
    Serve(Settings),
    /// Reads settings, flows, lists, wording and members, and prints everything that is wrong with them.
    Check(Settings),
    /// Draws a flow.
    Graph(graph::Arguments),
    /// The flows: publishing those of a folder.
    #[command(subcommand)]
    Flows(flows::Command),
    /// The directory of insured people.
    #[command(subcommand)]
    Members(members::Command),
    /// The claims: looking at them and deciding.
    #[command(subcommand)]
    Claims(claims::Command),
    /// Those who may decide: console and API open to them.
    #[command(subcommand)]
    Reviewers(reviewers::Command),
    /// The master keys under which everything is sealed.
    #[command(subcommand)]
    Keys(keys::Command),
    /// What could not be handled and was put aside.
    #[command(subcommand)]
    Dead(dead::Command),
    /// Copies everything that is kept into a folder, while the bot runs.
    Backup(backup::Arguments),
    /// Makes a data folder out of a backup.
    Restore(restore::Arguments),
    /// Checks that what is kept is whole, and that nobody has tampered with it.
    Verify(verify::Arguments),
    /// Runs the Bale simulator alone: Bot API, chat page, SMS inbox.
    Simulate(simulate::Arguments),
}

/// Where the settings are. Any of them can be given by the environment too: `BIMEYAR__SECTION__KEY`.
#[derive(Debug, Args)]
struct Settings {
    /// The settings file; without it the defaults hold.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Settings {
    fn load(&self) -> Result<Config, Failure> {
        Config::load(self.config.as_deref(), environment()).map_err(Failure::Problems)
    }
}

/// Runs the command line `arguments`, the first of which is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    stores::close_to_others();
    let terminal = Terminal::real();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(misunderstood) => return terminal.misunderstood(&misunderstood),
    };
    let outcome = match &cli.command {
        Command::Demo(arguments) => demo::run(arguments, &terminal),
        Command::Serve(settings) => serve::run(settings),
        Command::Check(settings) => check::run(settings, &terminal),
        Command::Graph(arguments) => graph::run(arguments, &terminal),
        Command::Flows(command) => flows::run(command, &terminal),
        Command::Members(command) => members::run(command, &terminal),
        Command::Claims(command) => claims::run(command, &terminal),
        Command::Reviewers(command) => reviewers::run(command, &terminal),
        Command::Keys(command) => keys::run(command, &terminal),
        Command::Dead(command) => dead::run(command, &terminal),
        Command::Backup(arguments) => backup::run(arguments, &terminal),
        Command::Restore(arguments) => restore::run(arguments, &terminal),
        Command::Verify(arguments) => verify::run(arguments, &terminal),
        Command::Simulate(arguments) => simulate::run(arguments, &terminal),
    };
    terminal.finish(outcome)
}

/// Runs `work` with everything that asynchronous rooms need.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|fault| Failure::of("cannot start the runtime", fault))?;
    let outcome = runtime.block_on(work);
    // What still runs on threads of its own, such as the decoding of a photo, must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(500));
    outcome
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn verify_cli() {
        Cli::command().debug_assert();
    }
}
