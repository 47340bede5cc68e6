//! `bimeyar backup`: a copy of everything at one moment, while the bot runs.
//!
//! In this order: photos, dialogues, photos that have come since, registry, photos that have come since. So the dialogues are
//! never ahead of the registry: what they have heard of it is in it, and what they still wanted done is done once more after
//! restoring, which is harmless. And every photo that either names is there.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::backup_folder::{
    DIALOGUES, DOCUMENTS, Description, FORM, KEYS, REGISTRY, Writing, failed,
};
use super::door::{Answer, Request, Running, misheard};
use super::registry::audit;
use super::stores::Stores;
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on};
use crate::config::StorageSettings;
use crate::dialogues::Export;
use crate::documents::{DocumentFault, StoredObjects};
use crate::registry::copy_registry;
use crate::runtime::Clock;

/// In `meta` of the dialogues: when the last backup was made.
pub(super) const LAST_BACKUP: &str = "last backup";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to write it into: a new or an empty one.
    #[arg(value_name = "DIR")]
    target: PathBuf,
    /// Puts the keys into it: whoever has it can then read everything.
    #[arg(long)]
    with_keys: bool,
    #[command(flatten)]
    settings: Settings,
}

/// What comes with an export of the dialogues.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Exported {
    /// Names of the master keys.
    keys: Vec<String>,
    /// How many rows.
    rows: u64,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let Arguments { target, with_keys, settings } = arguments;
    let config = settings.load()?;
    let storage = &config.storage;
    if !storage.dialogues().dir.exists() {
        return Err(Failure::saying(format!("nothing is kept in {}", storage.dir.display())));
    }
    let keys = if *with_keys { key_files(storage)? } else { Vec::new() };
    let mut writing = Writing::begin(target)?;
    let made_at = Clock::system().now().to_string();
    let Exported { keys: names, rows } = block_on(copy_stores(storage, &mut writing))?;
    for path in keys {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let key = fs::read(&path).map_err(|fault| failed(&path, fault))?;
        writing.put(&format!("{KEYS}{name}"), &key)?;
    }
    let documents = writing.count(DOCUMENTS);
    let description = Description {
        form: FORM,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at,
        keys: names.clone(),
        with_keys: *with_keys,
        documents,
        dialogues: rows,
        files: 0,
    };
    writing.finish(&description)?;
    terminal.say(format_args!(
        "backup in {}: the registry, {rows} rows of the dialogues, {documents} stored objects",
        target.display()
    ));
    if *with_keys {
        terminal.note("The keys are in it: whoever has it can read everything.");
    } else {
        let names = names.join(", ");
        terminal.note(format_args!(
            "It opens with the keys {names} and the pepper, which are not in it."
        ));
    }
    Ok(())
}

async fn copy_stores(
    storage: &StorageSettings,
    writing: &mut Writing,
) -> Result<Exported, Failure> {
    let documents = StoredObjects::open(&storage.documents_url()).map_err(uncopied)?;
    copy_documents(&documents, writing).await?;
    let exported = copy_dialogues(storage, writing).await?;
    copy_documents(&documents, writing).await?;
    let target = writing.path(REGISTRY);
    let copied = copy_registry(&storage.registry_url(), &target).await;
    copied.map_err(|fault| Failure::of("cannot copy the registry", fault))?;
    writing.take(REGISTRY)?;
    copy_documents(&documents, writing).await?;
    Ok(exported)
}

/// Copies those that are not copied yet. What is erased meanwhile is wanted by nobody.
async fn copy_documents(documents: &StoredObjects, writing: &mut Writing) -> Result<(), Failure> {
    for object in documents.names().await.map_err(uncopied)? {
        let name = format!("{DOCUMENTS}{object}");
        if writing.has(&name) {
            continue;
        }
        if let Some(content) = documents.read(&object).await.map_err(uncopied)? {
            writing.put(&name, &content)?;
        }
    }
    Ok(())
}

async fn copy_dialogues(
    storage: &StorageSettings,
    writing: &mut Writing,
) -> Result<Exported, Failure> {
    let target = writing.path(DIALOGUES);
    let exported = if let Some(running) = Running::of(storage)? {
        let (Answer::Export(exported), running) = running.ask(&Request::Export).await? else {
            return Err(misheard());
        };
        receive(running, &target).await.map_err(|fault| failed(&target, fault))?;
        exported
    } else {
        let stores = Stores::open(storage).await?;
        let copied = export(&stores).await;
        stores.close().await;
        let (exported, mut export) = copied?;
        let written =
            File::create_new(&target).and_then(|mut file| io::copy(&mut export, &mut file));
        written.map_err(|fault| failed(&target, fault))?;
        exported
    };
    writing.take(DIALOGUES)?;
    Ok(exported)
}

async fn receive(running: Running, target: &Path) -> io::Result<()> {
    let mut file = tokio::fs::File::create_new(target).await?;
    tokio::io::copy_buf(&mut running.into_rest(), &mut file).await?;
    // What is written by another thread is there only then.
    file.sync_all().await
}

/// Copies the dialogues of stores that this process has open, and notes it.
pub(super) async fn export(stores: &Stores) -> Result<(Exported, Export), Failure> {
    audit(&stores.registry, &Clock::system(), "backup_made", (None, None)).await?;
    let dialogues = stores.dialogues.clone();
    let export = tokio::task::spawn_blocking(move || dialogues.export()).await;
    let export = export
        .map_err(|fault| Failure::of("cannot copy the dialogues", fault))?
        .map_err(|fault| Failure::of("cannot copy the dialogues", fault))?;
    let now = Clock::system().now().to_string();
    let noted = stores.dialogues.set_meta(LAST_BACKUP, &now).await;
    noted.map_err(|fault| Failure::of("cannot note the backup", fault))?;
    let keys = stores.vault.keys().iter().map(ToString::to_string).collect();
    Ok((Exported { keys, rows: export.rows }, export))
}

fn key_files(storage: &StorageSettings) -> Result<Vec<PathBuf>, Failure> {
    let source = storage.keys();
    if !source.has_master_files() || source.pepper.is_some() {
        return Err(Failure::saying(
            "the keys are given by the settings or by credentials, not by files: keep them yourself",
        ));
    }
    let entries = fs::read_dir(&source.folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>());
    let mut files = entries.map_err(|fault| failed(&source.folder, fault))?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "key"));
    files.sort();
    Ok(files)
}

fn uncopied(fault: DocumentFault) -> Failure {
    Failure::of("cannot copy the documents", fault)
}
