//! The door of the room: opening, closing, and how its other files read and write.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::code_watch::CodeWatches;
use super::committer::Committer;
use super::folder::Folder;
use super::look::{self, Look};
use super::overlay::Changes;
use super::table::Table;
use super::tables::{Reader, Tables};
use super::witness::Witness;
use super::{DialoguesSettings, OpenFault, StoreFault};
use crate::vault::Vault;

const SCHEMA_KEY: &[u8] = b"schema";
const SCHEMA: &str = "1";

/// The store of dialogues. Cheap to clone; clones share the same store.
#[derive(Clone)]
pub struct Dialogues(Arc<Inner>);

// In the order of dropping: the thread ends, the trees close, the folder is free for others.
struct Inner {
    committer: Committer,
    tables: Arc<Tables>,
    _folder: Folder,
    witness: Witness,
    settings: DialoguesSettings,
    watches: CodeWatches,
}

impl Dialogues {
    /// Opens the store, makes it if there is none, and mends what a crash can leave behind.
    ///
    /// # Errors
    /// Each fault is a sentence for the operator. Nothing is ever erased to make it open.
    pub fn open(settings: &DialoguesSettings, vault: Vault) -> Result<Self, OpenFault> {
        let dir = &settings.dir;
        let folder = Folder::lock(dir)?;
        let tables = Arc::new(folder.open(settings, vault)?);
        let committer =
            Committer::start(Arc::clone(&tables), folder.data_file()?).map_err(|source| {
                OpenFault::Io { doing: "start a thread for", path: dir.clone(), source }
            })?;
        let inner = Inner {
            committer,
            tables,
            _folder: folder,
            witness: Witness::in_dir(dir),
            settings: settings.clone(),
            watches: CodeWatches::default(),
        };
        let store = Self(Arc::new(inner));
        store.check_schema()?;
        store.check_witness().map_err(|source| store.unusable(source))?;
        Ok(store)
    }

    /// Makes what is waiting durable, and closes. Clones that are left answer [`StoreFault::Closed`] to every write; the
    /// folder is free for others when the last of them is gone.
    pub fn close(self) {
        self.0.committer.stop();
        let reached = self.read().last_seq();
        match reached {
            Ok(seq) => self.0.witness.note(seq),
            Err(error) => tracing::warn!(%error, "cannot read how far the store has come"),
        }
    }

    /// Reads the state after some transaction. Writes wait as long as the answer lives: not to be held across one.
    pub(super) fn read(&self) -> Reader<'_> {
        self.0.tables.read()
    }

    /// A value. Nobody waits while it is decrypted.
    pub(super) fn get<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &[u8],
    ) -> Result<Option<T>, StoreFault> {
        let sealed = self.read().sealed(table, key)?;
        sealed.map(|sealed| look::unseal(&self.0.tables.vault, table, key, &sealed)).transpose()
    }

    /// Changes something, in one transaction with all that is changed at the same time; answers when it is durable.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Changes<'_>) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let answer = self.0.committer.submit(change);
        answer.await.map_err(|_| StoreFault::Closed)?
    }

    /// As [`Dialogues::write`], for the rare case that a reader must mend something: blocks for the time of one sync.
    pub(super) fn write_and_block<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Changes<'_>) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let answer = self.0.committer.submit_to_block(change);
        answer.recv().map_err(|_| StoreFault::Closed)?
    }

    /// Notes how far the store has come.
    pub(super) async fn note_seq(&self) -> Result<(), StoreFault> {
        // Answered when durable, so that the note never runs ahead of the store.
        let seq = self.write(|changes| changes.last_seq()).await?;
        let witness = self.0.witness.clone();
        self.write(move |_| {
            witness.note(seq);
            Ok(())
        })
        .await
    }

    pub(super) fn settings(&self) -> &DialoguesSettings {
        &self.0.settings
    }

    pub(super) fn watches(&self) -> &CodeWatches {
        &self.0.watches
    }

    pub(super) fn count(&self, table: Table) -> u64 {
        self.0.tables.count(table)
    }

    /// Refuses a folder that this program or these keys cannot read, before anything in it is taken for damaged.
    fn check_schema(&self) -> Result<(), OpenFault> {
        let dir = self.settings().dir.clone();
        let found = self.get::<String>(Table::Meta, SCHEMA_KEY);
        match found {
            Ok(Some(found)) if found == SCHEMA => Ok(()),
            Ok(Some(found)) => Err(OpenFault::OtherSchema { dir, found, known: SCHEMA }),
            Ok(None) => self
                .write_and_block(|changes| changes.put(Table::Meta, SCHEMA_KEY, &SCHEMA.to_owned()))
                .map_err(|source| self.unusable(source)),
            Err(StoreFault::Unreadable { .. }) => Err(OpenFault::OtherKeys { dir }),
            Err(source) => Err(self.unusable(source)),
        }
    }

    /// Tells loudly when the store is behind what was noted, and never gives the lost rows' names again: they may have served
    /// as idempotency keys.
    fn check_witness(&self) -> Result<(), StoreFault> {
        let reached = self.read().last_seq()?;
        let Some(noted) = self.0.witness.last().filter(|noted| reached < *noted) else {
            return Ok(());
        };
        tracing::error!(
            reached,
            noted,
            "the store of dialogues has lost rows that were durable: the disk is damaged, or a backup was put back"
        );
        self.write_and_block(move |changes| changes.skip_to_seq(noted))
    }

    fn unusable(&self, source: StoreFault) -> OpenFault {
        OpenFault::Unusable { dir: self.settings().dir.clone(), source }
    }
}

impl fmt::Debug for Dialogues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialogues").field("dir", &self.settings().dir).finish_non_exhaustive()
    }
}
