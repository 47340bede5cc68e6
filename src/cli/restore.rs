//! `bimeyar restore`: a data folder out of a backup, whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use clap::Args;

use super::backup_folder::{
    Backup, DIALOGUES, DOCUMENTS, KEYS, REGISTRY, failed, is_new_or_empty, sync_folders,
};
use super::block_on;
use super::stores::make_folder;
use super::terminal::{Failure, Terminal};
use crate::dialogues::{Dialogues, DialoguesSettings};
use crate::documents::{DocumentFault, StoredObjects};

/// In the folder that is being made. When it is left behind, restoring was interrupted: remove all and begin again.
const UNFINISHED: &str = "restoring";
/// What a data folder has, in the order in which it gets its names: the dialogues last, since they say that a bot was here.
const PARTS: [&str; 4] = ["documents", "keys", "registry.sqlite", "dialogues"];

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of the backup.
    #[arg(value_name = "FROM")]
    from: PathBuf,
    /// The data folder to make: a new or an empty one.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let Arguments { from, to } = arguments;
    if !is_new_or_empty(to).map_err(|fault| failed(to, fault))? {
        let text = format!("{} is not empty: a backup is restored into a new folder", to.display());
        return Err(Failure::saying(text));
    }
    let backup = Backup::check(from)?;
    make_folder(to)?;
    let unfinished = to.join(UNFINISHED);
    let made = fill(&backup, &unfinished).and_then(|()| give_names(&unfinished, to));
    if let Err(failure) = made {
        // What cannot be removed says by its name what it is.
        let _left = fs::remove_dir_all(&unfinished);
        return Err(failure);
    }
    let told = &backup.description;
    terminal.say(format_args!(
        "{} has what was kept at {}: the registry, {} rows of the dialogues, {} stored objects",
        to.display(),
        told.made_at,
        told.dialogues,
        told.documents
    ));
    if !told.with_keys {
        terminal.note(format_args!(
            "The keys are not in the backup: put the files of the keys {} and of the pepper into {}, or set KEYS__MASTER and \
             KEYS__PEPPER.",
            told.keys.join(", "),
            to.join("keys").display()
        ));
    }
    terminal.note("Then `bimeyar verify` with this data folder, before the bot is started.");
    Ok(())
}

fn fill(backup: &Backup, target: &Path) -> Result<(), Failure> {
    make_folder(target)?;
    block_on(fill_documents(backup, &target.join("documents")))?;
    copy(&backup.path(REGISTRY), &target.join("registry.sqlite"))?;
    let keys = target.join("keys");
    for name in backup.below(KEYS) {
        make_folder(&keys)?;
        copy(&backup.path(&format!("{KEYS}{name}")), &keys.join(name))?;
    }
    let export = File::open(backup.path(DIALOGUES))
        .map_err(|fault| failed(&backup.path(DIALOGUES), fault))?;
    let dialogues = target.join("dialogues");
    make_folder(&dialogues)?;
    Dialogues::import(&DialoguesSettings::in_dir(dialogues), BufReader::new(export))
        .map_err(|fault| Failure::of(format!("cannot restore `{DIALOGUES}`"), fault))?;
    Ok(())
}

async fn fill_documents(backup: &Backup, target: &Path) -> Result<(), Failure> {
    let fault = |fault: DocumentFault| Failure::of("cannot restore the documents", fault);
    let documents = StoredObjects::open(&format!("file:{}", target.display())).map_err(fault)?;
    for name in backup.below(DOCUMENTS) {
        let path = backup.path(&format!("{DOCUMENTS}{name}"));
        let content = fs::read(&path).map_err(|fault| failed(&path, fault))?;
        documents.write(name, content.into()).await.map_err(fault)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let copied = || {
        let mut target = File::create_new(to)?;
        io::copy(&mut File::open(from)?, &mut target)?;
        target.sync_all()
    };
    copied().map_err(|fault| failed(to, fault))
}

fn give_names(unfinished: &Path, to: &Path) -> Result<(), Failure> {
    sync_folders(unfinished).map_err(|fault| failed(unfinished, fault))?;
    for part in PARTS {
        let made = unfinished.join(part);
        if made.exists() {
            fs::rename(&made, to.join(part)).map_err(|fault| failed(&made, fault))?;
        }
    }
    fs::remove_dir(unfinished).map_err(|fault| failed(unfinished, fault))?;
    sync_folders(to).map_err(|fault| failed(to, fault))
}
