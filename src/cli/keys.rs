//! `bimeyar keys`: the master keys, of which the newest seals and the older ones only open (`storage.md` §4.4).

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::door::{self, Answer, Request, misheard};
use super::registry::audit;
use super::stores::Stores;
use super::table::table;
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on};
use crate::dialogues::StoreFault;
use crate::registry::RegistryFault;
use crate::runtime::{Clock, Tasks};
use crate::vault::{KeyId, VaultFault};

/// In `meta` of the dialogues: the key by which everything was sealed when that was last looked at.
const SEALED_BY: &str = "sealed by";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists the keys and how many rows each has sealed.
    List(List),
    /// Makes a new key, which seals from then on, and seals everything anew by it. The bot may run meanwhile.
    Rotate(Only),
    /// Seals anew whatever an older key has sealed: after a new key was put before the others in the settings.
    Rewrap(Only),
    /// Takes an older key out of use. Refused while it seals anything.
    Retire(Retire),
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
pub(super) struct Only {
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Retire {
    /// As `keys list` names it.
    #[arg(value_name = "KEY")]
    key: KeyId,
    #[command(flatten)]
    settings: Settings,
}

/// A key and what it has sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeyLine {
    key: String,
    /// It seals at present.
    seals: bool,
    /// It is there; otherwise what it sealed cannot be read.
    there: bool,
    claims: u64,
    people: u64,
    answers: u64,
    documents: u64,
    dialogues: u64,
}

impl KeyLine {
    fn rows(&self) -> u64 {
        self.claims + self.people + self.answers + self.documents + self.dialogues
    }
}

/// How sealing everything anew went.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rewrapped {
    /// The key that seals.
    key: String,
    /// Values that an older key had sealed.
    changed: u64,
    /// Values that do not open.
    unreadable: u64,
}

/// How taking a key out of use went.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Retired {
    /// Its file lies there.
    Done(String),
    /// It seals so many values.
    InUse(u64),
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list(arguments, terminal),
        Command::Rotate(Only { settings }) => sealed_anew(settings, Request::Rotate, terminal),
        Command::Rewrap(Only { settings }) => sealed_anew(settings, Request::Rewrap, terminal),
        Command::Retire(arguments) => retired(arguments, terminal),
    }
}

fn ask(settings: &Settings, request: Request) -> Result<Answer, Failure> {
    let config = settings.load()?;
    block_on(door::ask(&config.storage, request))
}

fn list(arguments: &List, terminal: &Terminal) -> Result<(), Failure> {
    let Answer::Keys(keys) = ask(&arguments.settings, Request::Keys)? else {
        return Err(misheard());
    };
    if arguments.json {
        terminal.say(json!({ "items": keys }));
        return Ok(());
    }
    let row = |key: &KeyLine| {
        let state = match key {
            KeyLine { there: false, .. } => "MISSING",
            KeyLine { seals: true, .. } => "seals",
            KeyLine { .. } => "opens",
        };
        let counts = [key.claims, key.people, key.answers, key.documents, key.dialogues];
        let [claims, people, answers, documents, dialogues] = counts.map(|count| count.to_string());
        [key.key.clone(), state.to_owned(), claims, people, answers, documents, dialogues]
    };
    let rows: Vec<_> = keys.iter().map(row).collect();
    let columns = ["KEY", "STATE", "CLAIMS", "PEOPLE", "ANSWERS", "DOCUMENTS", "DIALOGUES"];
    terminal.say(table(columns, &rows));
    Ok(())
}

fn sealed_anew(settings: &Settings, request: Request, terminal: &Terminal) -> Result<(), Failure> {
    let Answer::Rewrapped(Rewrapped { key, changed, unreadable }) = ask(settings, request)? else {
        return Err(misheard());
    };
    terminal.say(format_args!("{key} seals; {changed} values were sealed anew by it"));
    if unreadable == 0 {
        return Ok(());
    }
    terminal.note(format_args!("{unreadable} values do not open and were left: see the log"));
    Err(Failure::Told)
}

fn retired(arguments: &Retire, terminal: &Terminal) -> Result<(), Failure> {
    let Retire { key, settings } = arguments;
    let Answer::Retired(retired) = ask(settings, Request::Retire(key.to_string()))? else {
        return Err(misheard());
    };
    match retired {
        Retired::Done(file) => {
            terminal.say(format_args!(
                "{key} is out of use. Its file is {file}: older backups need it."
            ));
            Ok(())
        }
        Retired::InUse(values) => Err(Failure::saying(format!(
            "{key} has sealed {values} values that are still there: run `bimeyar keys rewrap` first"
        ))),
    }
}

/// The keys, that which seals first, and after them those that are missing.
pub(super) async fn lines(stores: &Stores) -> Result<Vec<KeyLine>, Failure> {
    stores.vault.refresh().map_err(bad_keys)?;
    let registry = stores.registry.key_usage().await.map_err(uncounted)?;
    let documents = stores.documents.key_usage().await;
    let documents = documents.map_err(|fault| Failure::of("cannot count documents", fault))?;
    let reading = stores.dialogues.clone();
    let dialogues = tokio::task::spawn_blocking(move || reading.key_usage()).await;
    let dialogues = dialogues
        .map_err(|fault| Failure::of("cannot count the dialogues", fault))?
        .map_err(|fault| Failure::of("cannot count the dialogues", fault))?;

    let known = stores.vault.keys();
    let newest = known.first().copied();
    let mut lines: BTreeMap<KeyId, KeyLine> = BTreeMap::new();
    let line = |key: KeyId| KeyLine {
        key: key.to_string(),
        seals: newest == Some(key),
        there: known.contains(&key),
        ..KeyLine::default()
    };
    for (key, found) in registry {
        let line = lines.entry(key).or_insert_with(|| line(key));
        (line.claims, line.people, line.answers) = (found.claims, found.people, found.answers);
    }
    for (key, found) in documents {
        lines.entry(key).or_insert_with(|| line(key)).documents = found;
    }
    for (key, found) in dialogues {
        lines.entry(key).or_insert_with(|| line(key)).dialogues = found;
    }
    let mut all: Vec<KeyLine> =
        known.iter().map(|key| lines.remove(key).unwrap_or_else(|| line(*key))).collect();
    all.extend(lines.into_values());
    Ok(all)
}

/// Adds a key and seals everything anew.
pub(super) async fn rotate(stores: &Stores) -> Result<Rewrapped, Failure> {
    let _alone = stores.keys.lock().await;
    let key = stores.vault.add_master().map_err(bad_keys)?;
    note(stores, "key_added", key, None).await?;
    seal_anew(stores).await
}

/// Seals everything anew.
pub(super) async fn rewrap(stores: &Stores) -> Result<Rewrapped, Failure> {
    let _alone = stores.keys.lock().await;
    stores.vault.refresh().map_err(bad_keys)?;
    seal_anew(stores).await
}

async fn seal_anew(stores: &Stores) -> Result<Rewrapped, Failure> {
    let key = stores.vault.newest_key();
    let registry = stores.registry.rewrap().await.map_err(unsealed)?;
    let documents = stores.documents.rewrap().await;
    let documents = documents.map_err(|fault| Failure::of("cannot seal documents anew", fault))?;
    let dialogues = stores.dialogues.reseal().await.map_err(unstored)?;
    let changed = registry.changed + documents.changed + dialogues.changed;
    let unreadable = registry.unreadable + documents.unreadable + dialogues.unreadable;
    stores.dialogues.set_meta(SEALED_BY, &key.to_string()).await.map_err(unstored)?;
    if changed > 0 {
        note(stores, "sealed_anew", key, Some(format!("{changed} values"))).await?;
        // The rows as they were lie in the journal.
        stores.registry.forget_old_pages().await;
    }
    Ok(Rewrapped { key: key.to_string(), changed, unreadable })
}

/// Takes a key out of use, if it seals nothing.
pub(super) async fn retire(stores: &Stores, key: &str) -> Result<Retired, Failure> {
    let _alone = stores.keys.lock().await;
    let key: KeyId = key.parse().map_err(|wrong: &str| Failure::saying(wrong))?;
    let used = lines(stores).await?.into_iter().find(|line| line.key == key.to_string());
    if let Some(used) = used.filter(|line| line.rows() > 0 && !line.seals) {
        return Ok(Retired::InUse(used.rows()));
    }
    let file = stores.vault.retire(key).map_err(bad_keys)?;
    note(stores, "key_retired", key, None).await?;
    Ok(Retired::Done(file.display().to_string()))
}

/// Goes on with sealing anew where an earlier run was interrupted, or when the settings have a new key; beside the bot's work.
pub(super) fn go_on(stores: &Stores, tasks: &Tasks) {
    let newest = stores.vault.newest_key().to_string();
    if stores.dialogues.meta(SEALED_BY).is_ok_and(|by| by.as_ref() == Some(&newest)) {
        return;
    }
    let (stores, stopping) = (stores.clone(), tasks.stopping().clone());
    tasks.spawn("sealing anew", async move {
        let sealed = tokio::select! {
            () = stopping.cancelled() => return,
            sealed = rewrap(&stores) => sealed,
        };
        match sealed {
            Ok(Rewrapped { key, changed, unreadable }) => {
                tracing::info!(key, changed, unreadable, "everything is sealed by the newest key");
            }
            Err(failure) => tracing::error!(%failure, "not everything is sealed by the newest key"),
        }
    });
}

async fn note(
    stores: &Stores,
    act: &str,
    key: KeyId,
    detail: Option<String>,
) -> Result<(), Failure> {
    audit(&stores.registry, &Clock::system(), act, (Some(&key.to_string()), detail)).await
}

fn bad_keys(fault: VaultFault) -> Failure {
    Failure::of("the keys", fault)
}

fn uncounted(fault: RegistryFault) -> Failure {
    Failure::of("cannot count what the keys have sealed", fault)
}

fn unsealed(fault: RegistryFault) -> Failure {
    Failure::of("cannot seal the registry anew", fault)
}

fn unstored(fault: StoreFault) -> Failure {
    Failure::of("cannot seal the dialogues anew", fault)
}
