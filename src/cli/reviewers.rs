//! `bimeyar reviewers`: who may decide on claims, and with what they prove themselves.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use serde_json::json;

use super::Settings;
use super::registry::{COMMAND_LINE, with_registry};
use super::table::table;
use super::terminal::{Failure, Terminal};
use crate::claim::Role;
use crate::persian::jalali;
use crate::registry::{Added, RegistryFault, StaffMember};
use crate::reviewer::{hash_password, new_password, new_token, token_hash};
use crate::runtime::{Clock, Secret};

/// Letters of a name.
const LONGEST_NAME: usize = 64;
/// The API calls so who comes with the token of the settings.
const BOOTSTRAP: &str = "bootstrap";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Adds somebody to the staff, and prints their API token and console password, once.
    Add(Add),
    /// Lists all who are or were on the staff.
    List(List),
    /// Takes somebody off the staff: their token and their sessions end at once, and nobody else can have the name.
    Revoke(Named),
    /// Gives somebody another console password, and prints it, once.
    Password(Named),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Letters, digits, and `.`, `_`, `-`.
    #[arg(value_parser = name)]
    name: String,
    /// What they may do.
    #[arg(long, value_parser = roles())]
    role: Role,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For machines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// Whose.
    name: String,
    #[command(flatten)]
    settings: Settings,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name))
        .try_map(|name| Role::from_name(&name).ok_or("There is no such role."))
}

fn name(typed: &str) -> Result<String, &'static str> {
    let is_short = (1..=LONGEST_NAME).contains(&typed.chars().count());
    let of_a_name = |letter: char| letter.is_alphanumeric() || ".-_".contains(letter);
    if !is_short || !typed.chars().all(of_a_name) {
        return Err("A name has 1 to 64 letters, digits, and `.`, `_`, `-`.");
    }
    if typed == BOOTSTRAP {
        return Err("The token of the settings has that name.");
    }
    Ok(typed.to_owned())
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::Add(arguments) => add(arguments, terminal),
        Command::List(arguments) => list(arguments, terminal),
        Command::Revoke(arguments) => revoke(arguments, terminal),
        Command::Password(arguments) => password(arguments, terminal),
    }
}

fn failed(fault: RegistryFault) -> Failure {
    Failure::of("cannot write the staff", fault)
}

fn nobody(name: &str) -> Failure {
    Failure::saying(format!("nobody on the staff is called `{name}`"))
}

fn fresh_password() -> Result<(Secret<String>, String), Failure> {
    let password = new_password();
    let hash = hash_password(&password);
    let hash = hash.map_err(|fault| Failure::of("cannot make a password", fault))?;
    Ok((password, hash))
}

fn add(arguments: &Add, terminal: &Terminal) -> Result<(), Failure> {
    let Add { name, role, settings } = arguments;
    let token = new_token();
    let (password, hash) = fresh_password()?;
    let added = with_registry(settings, async |registry, _| {
        let acting = registry.acting(COMMAND_LINE, Clock::system().now());
        let token = token_hash(token.expose());
        acting.add_staff(name, *role, token, Some(&hash)).await.map_err(failed)
    })?;
    if added == Added::NameTaken {
        return Err(Failure::saying(format!("somebody is or was called `{name}`")));
    }
    terminal.say(format_args!("{name} is on the staff as {}. Shown this once only:", role.name()));
    terminal.say(format_args!("API token         {}", token.expose()));
    terminal.say(format_args!("Console password  {}", password.expose()));
    Ok(())
}

fn list(arguments: &List, terminal: &Terminal) -> Result<(), Failure> {
    let staff = with_registry(&arguments.settings, async |registry, _| {
        registry.staff().await.map_err(|fault| Failure::of("cannot read the staff", fault))
    })?;
    if arguments.json {
        let items: Vec<_> = staff.iter().map(as_json).collect();
        terminal.say(json!({ "items": items }));
        return Ok(());
    }
    let day = |at| jalali::in_tehran(at).to_string();
    let row = |it: &StaffMember| {
        let revoked = it.revoked_at.map_or_else(String::new, day);
        [it.name.clone(), it.role.name().to_owned(), day(it.added_at), revoked]
    };
    let rows: Vec<_> = staff.iter().map(row).collect();
    terminal.say(table(["NAME", "ROLE", "ADDED", "REVOKED"], &rows));
    Ok(())
}

fn as_json(member: &StaffMember) -> serde_json::Value {
    let StaffMember { name, role, added_at, revoked_at } = member;
    let revoked_at = revoked_at.map(|at| at.to_string());
    json!({
        "name": name,
        "role": role.name(),
        "added_at": added_at.to_string(),
        "revoked_at": revoked_at,
    })
}

fn revoke(arguments: &Named, terminal: &Terminal) -> Result<(), Failure> {
    let name = &arguments.name;
    let revoked = with_registry(&arguments.settings, async |registry, _| {
        let acting = registry.acting(COMMAND_LINE, Clock::system().now());
        acting.revoke_staff(name).await.map_err(failed)
    })?;
    if !revoked {
        return Err(nobody(name));
    }
    terminal.say(format_args!("{name} is off the staff"));
    Ok(())
}

fn password(arguments: &Named, terminal: &Terminal) -> Result<(), Failure> {
    let name = &arguments.name;
    let (password, hash) = fresh_password()?;
    let changed = with_registry(&arguments.settings, async |registry, _| {
        let acting = registry.acting(COMMAND_LINE, Clock::system().now());
        acting.set_password(name, &hash).await.map_err(failed)
    })?;
    if !changed {
        return Err(nobody(name));
    }
    terminal.say(format_args!("Console password  {}", password.expose()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_from_what_is_not_a_person() {
        for good in ["sara", "s.karimi-2", "سارا", &"x".repeat(64)] {
            assert!(name(good).is_ok(), "{good}");
        }
        for bad in ["", "command line", "bootstrap", "a/b", "a\n", &"x".repeat(65)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
