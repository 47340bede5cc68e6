//! Photo bytes: content-addressed, encrypted, in an object store (`DESIGN.md` §5, `storage.md` §3.2).
//!
//! A document is stored under its *scope* (the id of the draft it was sent for) and the hash of its content. Neither can be
//! read off the name of the object, which is a keyed hash of both, nor can content be told from the object, which is sealed
//! by a key of its scope.

mod copying;
mod fault;
mod folder;
mod rewrapping;
mod scope_key;
mod settings;
mod sweep;

use std::path::Path as FolderPath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use sha2::{Digest as _, Sha256};
use tokio::sync::RwLock;

use crate::claim::lower_hex;
use crate::runtime::FailPoint;
use crate::vault::{Place, Vault};

pub use copying::StoredObjects;
pub use fault::DocumentFault;
pub use rewrapping::Rewrapped;
pub use settings::DocumentsSettings;
pub use sweep::Swept;

/// The stored documents. Cheap to clone; clones share the same store.
#[derive(Clone, Debug)]
pub struct Documents {
    store: Arc<dyn ObjectStore>,
    vault: Vault,
    /// Read: a document is being sealed by the key of its scope. Write: such a key is rewritten or taken away.
    scope_keys: Arc<RwLock<()>>,
    /// Where the store is a folder.
    folder: Option<Arc<FolderPath>>,
}

/// The name of an object: 64 lower-case hex letters that tell nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ObjectKey(String);

impl ObjectKey {
    /// In 256 folders by the first two letters.
    fn path(&self) -> Path {
        let folder: String = self.0.chars().take(2).collect();
        let rest: String = self.0.chars().skip(2).collect();
        Path::from_iter([folder, rest])
    }

    fn place(&self) -> Place<'_> {
        Place::new("documents", &self.0, "content")
    }

    fn of_path(path: &Path) -> Self {
        Self(path.parts().map(|part| part.as_ref().to_owned()).collect())
    }
}

impl Documents {
    /// Opens the store at `url` (`file:PATH`); the folder is made when it is not there.
    ///
    /// # Errors
    /// When the address is not of a known kind or the folder cannot be had.
    pub fn open(url: &str, vault: Vault) -> Result<Self, DocumentFault> {
        let folder = folder::of_url(url)?;
        let documents = Self::over(Arc::new(folder::open(folder)?), vault);
        Ok(Self { folder: Some(Arc::from(folder)), ..documents })
    }

    /// A store that lasts as long as the process.
    pub fn in_memory(vault: Vault) -> Self {
        Self::over(Arc::new(InMemory::new()), vault)
    }

    fn over(store: Arc<dyn ObjectStore>, vault: Vault) -> Self {
        Self { store, vault, scope_keys: Arc::default(), folder: None }
    }

    /// The name under which the document of this scope and hash is stored.
    fn key(&self, scope: &str, sha256: &str) -> ObjectKey {
        ObjectKey(lower_hex(&self.vault.index("document", format!("{scope}/{sha256}"))))
    }

    /// Seals and stores `content`, durably when this returns. Twice is harmless.
    ///
    /// # Errors
    /// When `sha256` (lower-case hex) is not the hash of `content`, or the store fails.
    pub async fn put(
        &self,
        scope: &str,
        sha256: &str,
        content: Bytes,
    ) -> Result<(), DocumentFault> {
        let key = self.key(scope, sha256);
        let _held = self.scope_keys.read().await;
        let scope_key = self.scope_key_to_seal(scope).await?;
        let (name, expected) = (key.clone(), sha256.to_owned());
        let sealed = off_the_executor(move || {
            let is_it = lower_hex(&Sha256::digest(&content)) == expected;
            is_it
                .then(|| scope_key.seal(&name.place(), &content))
                .ok_or(DocumentFault::NotThatContent)
        })
        .await?;
        FailPoint::InDocumentWrite.pass();
        self.store.put(&key.path(), PutPayload::from(sealed)).await?;
        Ok(())
    }

    /// The content, looked over: it opens, and it has this hash.
    ///
    /// # Errors
    /// [`DocumentFault::NotFound`] when there is no such document in this scope.
    pub async fn get(&self, scope: &str, sha256: &str) -> Result<Bytes, DocumentFault> {
        let key = self.key(scope, sha256);
        let sealed = self.store.get(&key.path()).await?.bytes().await?;
        let scope_key = self.scope_key(scope).await?;
        let (documents, expected) = (self.clone(), sha256.to_owned());
        off_the_executor(move || {
            let content = scope_key::open(&documents, scope_key.as_ref(), &key.place(), &sealed)?;
            let is_it = lower_hex(&Sha256::digest(&content)) == expected;
            is_it.then(|| Bytes::from(content)).ok_or(DocumentFault::NotThatContent)
        })
        .await
    }

    /// Whether there is such a document in this scope.
    pub async fn exists(&self, scope: &str, sha256: &str) -> Result<bool, DocumentFault> {
        match self.store.head(&self.key(scope, sha256).path()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Removes the document of this scope. That it is gone already is no fault.
    pub async fn remove(&self, scope: &str, sha256: &str) -> Result<(), DocumentFault> {
        self.delete(&self.key(scope, sha256).path()).await
    }

    /// Removes what an erased claim leaves: documents by scope and SHA-256 (hex), and the key of the scope that goes with it.
    /// May be repeated.
    ///
    /// # Errors
    /// When the store fails; the rest stays for the sweep of orphans.
    pub async fn erase(
        &self,
        documents: &[(String, String)],
        scope: Option<&str>,
    ) -> Result<(), DocumentFault> {
        // The key first: without it nothing of the scope opens, whatever happens then.
        if let Some(scope) = scope {
            self.forget_scope(scope).await?;
        }
        for (scope, sha256) in documents {
            self.remove(scope, sha256).await?;
        }
        Ok(())
    }

    async fn delete(&self, path: &Path) -> Result<(), DocumentFault> {
        match self.store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// Ciphers and hashes of megabytes do not belong on the threads that answer people.
async fn off_the_executor<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DocumentFault> + Send + 'static,
) -> Result<T, DocumentFault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DocumentFault::Interrupted)?
}
