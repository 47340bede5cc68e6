//! `bimeyar verify`: whether what is kept is whole and as it was written.

use clap::Args;

use super::door::Running;
use super::stores::{make_private, open_documents, open_registry, open_vault};
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on};
use crate::config::StorageSettings;
use crate::dialogues::Dialogues;
use crate::documents::{DocumentFault, Documents};
use crate::registry::{AuditVerdict, Checked, KnownHead, Registry, RegistryFault};
use crate::vault::Vault;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What an earlier `verify` printed as the last, such as `1204:9f86d081884c7d65`: that entry must still be there.
    #[arg(long, value_name = "NUMBER:HASH")]
    head: Option<KnownHead>,
    #[command(flatten)]
    settings: Settings,
}

/// Scope and SHA-256 of documents.
type References = Vec<(String, String)>;

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let Arguments { head, settings } = arguments;
    let config = settings.load()?;
    let storage = &config.storage;
    let is_whole = block_on(async {
        make_private(storage)?;
        let vault = open_vault(storage)?;
        let registry = open_registry(storage, vault.clone()).await?;
        let looked = look(storage, &registry, (*head, vault), terminal).await;
        registry.close().await;
        looked
    })?;
    if is_whole { Ok(()) } else { Err(Failure::Told) }
}

async fn look(
    storage: &StorageSettings,
    registry: &Registry,
    (head, vault): (Option<KnownHead>, Vault),
    terminal: &Terminal,
) -> Result<bool, Failure> {
    let mut is_whole = audit(registry, head, terminal).await?;
    is_whole &= claims(registry, terminal).await?;
    let references = registry.document_references().await.map_err(unread)?;
    let documents = open_documents(storage, vault.clone())?;
    is_whole &= photos(&documents, &references, ("documents", "claims"), terminal).await?;
    match drafts(storage, vault, terminal)? {
        Some((dialogues, references)) => {
            is_whole &= dialogues;
            is_whole &= photos(&documents, &references, ("drafts", "drafts"), terminal).await?;
        }
        None => terminal.say("dialogues: not looked at: the bot that runs has them"),
    }
    Ok(is_whole)
}

async fn audit(
    registry: &Registry,
    head: Option<KnownHead>,
    terminal: &Terminal,
) -> Result<bool, Failure> {
    let verdict = registry.verify_audit_with(head).await;
    match verdict.map_err(|fault| Failure::of("cannot read the audit", fault))? {
        AuditVerdict::Whole { entries, head } => {
            // Kept elsewhere, the last number and hash show later whether the audit was written anew.
            terminal.say(format_args!("audit: whole, {entries} entries, the last is {head}"));
            Ok(true)
        }
        AuditVerdict::Broken { seq, why } => {
            terminal.say(format_args!("audit: broken at entry {seq}: {why}"));
            Ok(false)
        }
    }
}

async fn claims(registry: &Registry, terminal: &Terminal) -> Result<bool, Failure> {
    let Checked { claims, erased, people, wrong } = registry.check().await.map_err(unread)?;
    let read = format!("{claims} claims, {erased} erased, {people} people");
    Ok(tell("registry", &read, &wrong, terminal))
}

/// Whether each of `references` leads to a document that opens and is what its hash says.
async fn photos(
    documents: &Documents,
    references: &References,
    (name, whose): (&str, &str),
    terminal: &Terminal,
) -> Result<bool, Failure> {
    let mut wrong = Vec::new();
    for (scope, sha256) in references {
        match documents.get(scope, sha256).await {
            Ok(_) => {}
            Err(fault @ DocumentFault::Store(_)) => {
                return Err(Failure::of("cannot read the documents", fault));
            }
            Err(fault) => {
                let start: String = sha256.chars().take(16).collect();
                wrong.push(format!("{start}… of draft {scope}: {fault}"));
            }
        }
    }
    let read = format!("{} of {whose}", references.len() - wrong.len());
    Ok(tell(name, &read, &wrong, terminal))
}

/// Whether the dialogues are whole, with the photos of their drafts; none: a bot that runs has them.
fn drafts(
    storage: &StorageSettings,
    vault: Vault,
    terminal: &Terminal,
) -> Result<Option<(bool, References)>, Failure> {
    let settings = storage.dialogues();
    if !settings.dir.exists() {
        let is_whole = tell("dialogues", "none", &[], terminal);
        return Ok(Some((is_whole, Vec::new())));
    }
    if Running::of(storage)?.is_some() {
        return Ok(None);
    }
    let unread = |fault| Failure::of("cannot read the dialogues", fault);
    let dialogues = Dialogues::open(&settings, vault)
        .map_err(|fault| Failure::of("cannot open the dialogues", fault))?;
    let (values, wrong) = dialogues.check().map_err(unread)?;
    let is_whole = tell("dialogues", &format!("{values} values"), &wrong, terminal);
    let held = if is_whole { dialogues.held_photos().map_err(unread)? } else { Vec::new() };
    dialogues.close();
    Ok(Some((is_whole, held)))
}

fn tell(name: &str, read: &str, wrong: &[String], terminal: &Terminal) -> bool {
    if wrong.is_empty() {
        terminal.say(format_args!("{name}: whole, {read}"));
        return true;
    }
    terminal.say(format_args!("{name}: damaged in {} places; whole are {read}", wrong.len()));
    for line in wrong {
        terminal.say(format_args!("  {line}"));
    }
    false
}

fn unread(fault: RegistryFault) -> Failure {
    Failure::of("cannot read the registry", fault)
}
