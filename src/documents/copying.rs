//! The objects as they lie in the store, for copies of all of them: sealed, under names that tell nothing. Needs no key.

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutPayload};

use super::{DocumentFault, folder};

/// The objects of a store.
#[derive(Debug)]
pub struct StoredObjects(LocalFileSystem);

impl StoredObjects {
    /// Opens the store at `url`, as [`super::Documents::open`] does.
    ///
    /// # Errors
    /// As there.
    pub fn open(url: &str) -> Result<Self, DocumentFault> {
        folder::open(folder::of_url(url)?).map(Self)
    }

    /// The names of all objects, in order: two letters, a slash, and the rest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn names(&self) -> Result<Vec<String>, DocumentFault> {
        let names = self.0.list(None).map_ok(|object| object.location.to_string());
        let mut names: Vec<String> = names.try_collect().await?;
        names.sort_unstable();
        Ok(names)
    }

    /// An object; none: it is gone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read(&self, name: &str) -> Result<Option<Bytes>, DocumentFault> {
        match self.0.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Puts an object there under a name that [`StoredObjects::names`] gave, durably.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn write(&self, name: &str, content: Bytes) -> Result<(), DocumentFault> {
        self.0.put(&Path::from(name), PutPayload::from(content)).await?;
        Ok(())
    }
}
