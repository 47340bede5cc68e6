//! What outlives the process, opened from its settings.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

use nix::sys::stat::{Mode, umask};
use tokio::sync::Mutex;

use super::terminal::Failure;
use crate::config::StorageSettings;
use crate::dialogues::Dialogues;
use crate::documents::Documents;
use crate::registry::Registry;
use crate::vault::Vault;

/// All stores, and the keys to them.
#[derive(Clone, Debug)]
pub(super) struct Stores {
    pub(super) vault: Vault,
    pub(super) dialogues: Dialogues,
    pub(super) registry: Registry,
    pub(super) documents: Documents,
    /// Held by whoever changes keys or seals everything anew.
    pub(super) keys: Arc<Mutex<()>>,
}

impl Stores {
    /// Opens them all; the process has them for itself from then on.
    pub(super) async fn open(storage: &StorageSettings) -> Result<Self, Failure> {
        make_private(storage)?;
        let vault = open_vault(storage)?;
        // After the keys: the folder tells that there is something to open with them.
        make_folder(&storage.dialogues().dir)?;
        let dialogues = Dialogues::open(&storage.dialogues(), vault.clone())
            .map_err(|fault| Failure::of("cannot open the dialogues", fault))?;
        let registry = open_registry(storage, vault.clone()).await?;
        let documents = open_documents(storage, vault.clone())?;
        Ok(Self { vault, dialogues, registry, documents, keys: Arc::default() })
    }

    /// Makes what is waiting durable, and closes them.
    pub(super) async fn close(self) {
        self.dialogues.close();
        self.registry.close().await;
    }
}

/// Whatever this process makes from now on is for its owner alone: libraries make files of their own.
pub(super) fn close_to_others() {
    umask(Mode::S_IRWXG | Mode::S_IRWXO);
}

/// Makes the data folder.
pub(super) fn make_private(storage: &StorageSettings) -> Result<(), Failure> {
    make_folder(&storage.dir)
}

/// A folder for nobody but its owner. One that is there keeps its rights: it may hold other things.
pub(super) fn make_folder(path: &Path) -> Result<(), Failure> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|fault| Failure::of(format!("cannot make the folder {}", path.display()), fault))
}

pub(super) fn open_vault(storage: &StorageSettings) -> Result<Vault, Failure> {
    Vault::open(&storage.keys()).map_err(|fault| Failure::of("cannot open the keys", fault))
}

pub(super) async fn open_registry(
    storage: &StorageSettings,
    vault: Vault,
) -> Result<Registry, Failure> {
    let opened = Registry::open(&storage.registry_url(), vault).await;
    opened.map_err(|fault| Failure::of("cannot open the registry", fault))
}

pub(super) fn open_documents(
    storage: &StorageSettings,
    vault: Vault,
) -> Result<Documents, Failure> {
    Documents::open(&storage.documents_url(), vault)
        .map_err(|fault| Failure::of("cannot open the documents", fault))
}
