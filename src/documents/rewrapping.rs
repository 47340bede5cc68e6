//! What follows from a new master key: the keys of scopes are wrapped anew. Photos are not touched, but for those that an
//! older program sealed by the master key itself.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutPayload};

use super::scope_key::ScopeKeyName;
use super::{DocumentFault, Documents, ObjectKey, off_the_executor};
use crate::runtime::FailPoint;
use crate::vault::KeyId;

/// How wrapping anew went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Objects that an older key had sealed.
    pub changed: u64,
    /// Objects that do not open. They are left as they are.
    pub unreadable: u64,
}

impl Documents {
    /// Seals by the newest master key whatever an older one sealed. Only the process that stores documents may do it.
    ///
    /// # Errors
    /// When the store fails; what was sealed anew until then stays so.
    pub async fn rewrap(&self) -> Result<Rewrapped, DocumentFault> {
        let mut rewrapped = Rewrapped::default();
        let mut objects = self.store.list(None);
        while let Some(object) = objects.try_next().await? {
            let done = match ScopeKeyName::of_path(&object.location) {
                Some(name) => self.rewrap_key(&name).await,
                None => self.reseal_object(&object.location).await,
            };
            match done {
                Ok(changed) => {
                    rewrapped.changed += u64::from(changed);
                    FailPoint::InRewrap.pass();
                }
                Err(DocumentFault::Sealed(why)) => {
                    tracing::error!(object = %object.location, %why, "it cannot be sealed anew");
                    rewrapped.unreadable += 1;
                }
                // Erased since it was listed.
                Err(DocumentFault::NotFound) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(rewrapped)
    }

    /// How many objects each master key has sealed. Looks at all of them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn key_usage(&self) -> Result<BTreeMap<KeyId, u64>, DocumentFault> {
        let masters = self.vault.keys();
        let mut usage = BTreeMap::new();
        let mut objects = self.store.list(None);
        while let Some(object) = objects.try_next().await? {
            let sealed_by = match self.sealed_by(&object.location).await {
                Err(DocumentFault::NotFound | DocumentFault::Sealed(_)) => continue,
                sealed_by => sealed_by?,
            };
            let is_key = ScopeKeyName::of_path(&object.location).is_some();
            if is_key || masters.contains(&sealed_by) {
                *usage.entry(sealed_by).or_default() += 1;
            }
        }
        Ok(usage)
    }

    /// Only a document of the time before keys of scopes is sealed by a master key.
    async fn reseal_object(&self, path: &Path) -> Result<bool, DocumentFault> {
        let sealed_by = self.sealed_by(path).await?;
        let mut older = self.vault.keys().into_iter().skip(1);
        if !older.any(|key| key == sealed_by) {
            return Ok(false);
        }
        let sealed = self.store.get(path).await?.bytes().await?;
        let (vault, key) = (self.vault.clone(), ObjectKey::of_path(path));
        let resealed = off_the_executor(move || Ok(vault.reseal(&key.place(), &sealed)?)).await?;
        let Some(resealed) = resealed else { return Ok(false) };
        self.store.put(path, PutPayload::from(resealed)).await?;
        Ok(true)
    }

    async fn sealed_by(&self, path: &Path) -> Result<KeyId, DocumentFault> {
        let header = self.store.get_range(path, 0..KeyId::HEADER as u64).await?;
        Ok(KeyId::of(&header)?)
    }
}
