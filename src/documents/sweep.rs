//! Clearing away what nothing refers to: photos whose draft ended between storing and noting (`storage.md` §2.3, F).

use std::collections::BTreeSet;
use std::time::SystemTime;

use futures_util::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use object_store::{ObjectMeta, ObjectStoreExt as _};

use super::scope_key::{ScopeKeyName, age_of};
use super::{DocumentFault, Documents, ObjectKey, folder, off_the_executor};

/// A young object may belong to a turn that is not committed yet.
const YOUNG_SECONDS: i64 = 24 * 60 * 60;

/// What a sweep found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Referred to, or too young to tell.
    pub kept: u64,
    /// Removed.
    pub removed: u64,
}

impl Documents {
    /// Removes the objects that are older than 24 hours and to which none of `references` leads: scope and SHA-256 (hex) of
    /// every document of drafts and claims, read after `now` was. The keys of scopes without any of them go too, and so does
    /// what writes that a crash cut off have left: it may hold the key of an erased claim.
    ///
    /// # Errors
    /// When the store fails; what was removed until then stays removed.
    pub async fn sweep_orphans(
        &self,
        references: &[(String, String)],
        now: Timestamp,
    ) -> Result<Swept, DocumentFault> {
        let keep: BTreeSet<ObjectKey> =
            references.iter().map(|(scope, sha256)| self.key(scope, sha256)).collect();
        let scopes: BTreeSet<ScopeKeyName> =
            references.iter().map(|(scope, _)| self.scope_key_name(scope)).collect();
        let mut swept = Swept::default();
        let mut objects = self.store.list(None);
        while let Some(object) = objects.try_next().await? {
            let removed = if let Some(name) = ScopeKeyName::of_path(&object.location) {
                !scopes.contains(&name) && self.remove_key(&object, now).await?
            } else {
                let is_old = age_of(&object, now) > YOUNG_SECONDS;
                let is_orphan = is_old && !keep.contains(&ObjectKey::of_path(&object.location));
                if is_orphan {
                    self.delete(&object.location).await?;
                }
                is_orphan
            };
            swept.kept += u64::from(!removed);
            swept.removed += u64::from(removed);
        }
        swept.removed += self.remove_unfinished(now).await?;
        Ok(swept)
    }

    async fn remove_unfinished(&self, now: Timestamp) -> Result<u64, DocumentFault> {
        let Some(path) = self.folder.clone() else { return Ok(0) };
        let before = now.checked_sub(SignedDuration::from_secs(YOUNG_SECONDS));
        let before = SystemTime::from(before.unwrap_or(Timestamp::MIN));
        off_the_executor(move || {
            let removed = folder::remove_unfinished(&path, before);
            removed.map_err(|source| DocumentFault::Folder { path: path.to_path_buf(), source })
        })
        .await
    }

    /// Removes the key of a scope unless it is young. Its age is looked at while nothing is being sealed by it.
    async fn remove_key(&self, key: &ObjectMeta, now: Timestamp) -> Result<bool, DocumentFault> {
        let _alone = self.scope_keys.write().await;
        let is_old = match self.store.head(&key.location).await {
            Ok(meta) => age_of(&meta, now) > YOUNG_SECONDS,
            Err(object_store::Error::NotFound { .. }) => return Ok(true),
            Err(fault) => return Err(fault.into()),
        };
        if is_old {
            self.delete(&key.location).await?;
        }
        Ok(is_old)
    }
}
