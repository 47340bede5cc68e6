//! A key for each scope, wrapped by the vault and kept beside the documents that it seals: a new master key rewrites these few
//! bytes and no photo, and without them no photo of the scope opens, wherever copies of it lie (`storage.md` §4.4).

use bytes::Bytes;
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt as _, PutMode, PutPayload};

use super::{DocumentFault, Documents};
use crate::claim::lower_hex;
use crate::runtime::Clock;
use crate::vault::{ClaimKey, Place, Unsealable};

/// Ends the name of the object that holds a scope's key.
const ENDING: &str = ".key";
/// A key that is used again after so long counts as young again, so that no sweep takes it from under the new document.
const STALE_SECONDS: i64 = 12 * 60 * 60;

/// The name of the object that holds the key of a scope; tells nothing of the scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ScopeKeyName(String);

impl ScopeKeyName {
    pub(super) fn path(&self) -> Path {
        let folder: String = self.0.chars().take(2).collect();
        let rest: String = self.0.chars().skip(2).collect();
        Path::from_iter([folder, rest + ENDING])
    }

    /// None: the object is no key.
    pub(super) fn of_path(path: &Path) -> Option<Self> {
        let name: String = path.parts().map(|part| part.as_ref().to_owned()).collect();
        name.strip_suffix(ENDING).map(|name| Self(name.to_owned()))
    }

    fn place(&self) -> Place<'_> {
        Place::new("documents", &self.0, "scope_key")
    }
}

impl Documents {
    pub(super) fn scope_key_name(&self, scope: &str) -> ScopeKeyName {
        ScopeKeyName(lower_hex(&self.vault.index("document scope", scope)))
    }

    /// The key of `scope`; none: it has none.
    pub(super) async fn scope_key(&self, scope: &str) -> Result<Option<ClaimKey>, DocumentFault> {
        let name = self.scope_key_name(scope);
        let Some((wrapped, _)) = self.wrapped(&name).await? else { return Ok(None) };
        Ok(Some(self.vault.unwrap_claim_key(&name.place(), &wrapped)?))
    }

    /// The key of `scope`, which is made if there is none. The caller holds the keys against being taken away.
    pub(super) async fn scope_key_to_seal(&self, scope: &str) -> Result<ClaimKey, DocumentFault> {
        let name = self.scope_key_name(scope);
        if let Some((wrapped, meta)) = self.wrapped(&name).await? {
            let key = self.vault.unwrap_claim_key(&name.place(), &wrapped)?;
            if age_of(&meta, Clock::system().now()) > STALE_SECONDS {
                self.store.put(&name.path(), PutPayload::from(wrapped)).await?;
            }
            return Ok(key);
        }
        let key = ClaimKey::generate();
        let wrapped = PutPayload::from(self.vault.wrap_claim_key(&name.place(), &key));
        match self.store.put_opts(&name.path(), wrapped, PutMode::Create.into()).await {
            Ok(_) => Ok(key),
            // Another document of the scope was faster.
            Err(object_store::Error::AlreadyExists { .. }) => {
                self.scope_key(scope).await?.ok_or(DocumentFault::NotFound)
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// Destroys the key of `scope`: none of its documents opens any more. That it is gone already is no fault.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_scope(&self, scope: &str) -> Result<(), DocumentFault> {
        let _alone = self.scope_keys.write().await;
        self.delete(&self.scope_key_name(scope).path()).await
    }

    /// Wraps the key of this name by the newest master key, if an older one did. Says whether it did.
    pub(super) async fn rewrap_key(&self, name: &ScopeKeyName) -> Result<bool, DocumentFault> {
        let _alone = self.scope_keys.write().await;
        let Some((wrapped, _)) = self.wrapped(name).await? else { return Ok(false) };
        let Some(rewrapped) = self.vault.rewrap_claim_key(&name.place(), &wrapped)? else {
            return Ok(false);
        };
        self.store.put(&name.path(), PutPayload::from(rewrapped)).await?;
        Ok(true)
    }

    async fn wrapped(
        &self,
        name: &ScopeKeyName,
    ) -> Result<Option<(Bytes, ObjectMeta)>, DocumentFault> {
        match self.store.get(&name.path()).await {
            Ok(found) => {
                let meta = found.meta.clone();
                Ok(Some((found.bytes().await?, meta)))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// In seconds, since it was last written.
pub(super) fn age_of(meta: &ObjectMeta, now: Timestamp) -> i64 {
    now.as_second() - meta.last_modified.timestamp()
}

/// What opens `sealed` at `place`: the key of the scope or, for what is older than such keys, the vault itself.
pub(super) fn open(
    documents: &Documents,
    key: Option<&ClaimKey>,
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<Vec<u8>, Unsealable> {
    match key.map(|key| key.open_sealed(place, sealed)) {
        Some(Err(Unsealable::UnknownKey(_))) | None => documents.vault.open_sealed(place, sealed),
        Some(opened) => opened,
    }
}
