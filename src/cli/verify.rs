//! `bimeyar verify`: whether what is kept is whole and as it was written.
//!
//! The standard output has the verdict on the audit alone, with the head that is to be kept; all else is told beside it.

use std::fmt::Display;

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
    let is_honest = audit(registry, head, terminal).await?;
    let teller = Teller { terminal, is_honest };
    let mut is_whole = is_honest;
    is_whole &= claims(registry, &teller).await?;
    let references = registry.document_references().await.map_err(unread)?;
    let documents = open_documents(storage, vault.clone())?;
    is_whole &= photos(&documents, &references, ("documents", "claims"), &teller).await?;
    match drafts(storage, vault, &teller)? {
        Some((dialogues, references)) => {
            is_whole &= dialogues;
            is_whole &= photos(&documents, &references, ("drafts", "drafts"), &teller).await?;
        }
        None => teller.note("dialogues: not looked at: the bot that runs has them"),
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

async fn claims(registry: &Registry, teller: &Teller<'_>) -> Result<bool, Failure> {
    let Checked { claims, erased, people, answers, wrong } =
        registry.check().await.map_err(unread)?;
    let read = format!("{claims} claims, {erased} erased, {people} people, {answers} answers");
    Ok(teller.tell("registry", &read, &wrong))
}

/// Whether each of `references` leads to a document that opens and is what its hash says.
async fn photos(
    documents: &Documents,
    references: &References,
    (name, whose): (&str, &str),
    teller: &Teller<'_>,
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
    Ok(teller.tell(name, &read, &wrong))
}

/// Whether the dialogues are whole, with the photos of their drafts; none: a bot that runs has them.
fn drafts(
    storage: &StorageSettings,
    vault: Vault,
    teller: &Teller<'_>,
) -> Result<Option<(bool, References)>, Failure> {
    let settings = storage.dialogues();
    if !settings.dir.exists() {
        let is_whole = teller.tell("dialogues", "none", &[]);
        return Ok(Some((is_whole, Vec::new())));
    }
    if Running::of(storage)?.is_some() {
        return Ok(None);
    }
    let unread = |fault| Failure::of("cannot read the dialogues", fault);
    let dialogues = Dialogues::open(&settings, vault)
        .map_err(|fault| Failure::of("cannot open the dialogues", fault))?;
    let (values, wrong) = dialogues.check().map_err(unread)?;
    let is_whole = teller.tell("dialogues", &format!("{values} values"), &wrong);
    let held = if is_whole { dialogues.held_photos().map_err(unread)? } else { Vec::new() };
    dialogues.close();
    Ok(Some((is_whole, held)))
}

/// Tells what was found beside the audit.
struct Teller<'a> {
    terminal: &'a Terminal,
    /// The audit is whole; otherwise only damage is worth a word.
    is_honest: bool,
}

impl Teller<'_> {
    fn note(&self, text: impl Display) {
        if self.is_honest {
            self.terminal.note(text);
        }
    }

    /// Says whether nothing is `wrong`.
    fn tell(&self, name: &str, read: &str, wrong: &[String]) -> bool {
        if wrong.is_empty() {
            self.note(format_args!("{name}: whole, {read}"));
            return true;
        }
        let places = wrong.len();
        self.terminal.note(format_args!("{name}: damaged in {places} places; whole are {read}"));
        for line in wrong {
            self.terminal.note(format_args!("  {line}"));
        }
        false
    }
}

fn unread(fault: RegistryFault) -> Failure {
    Failure::of("cannot read the registry", fault)
}
