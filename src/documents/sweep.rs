//! Clearing away what nothing refers to: photos whose draft ended between storing and noting (`storage.md` §2.3, F).

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use super::{DocumentFault, Documents, ObjectKey};

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
    /// Removes the objects that are older than 24 hours and not among `keep` ([`Documents::key`] of every reference in
    /// drafts and claims, read after `now` was).
    ///
    /// # Errors
    /// When the store fails; what was removed until then stays removed.
    pub async fn sweep_orphans(
        &self,
        keep: &BTreeSet<ObjectKey>,
        now: Timestamp,
    ) -> Result<Swept, DocumentFault> {
        let mut swept = Swept::default();
        let mut objects = self.store.list(None);
        while let Some(object) = objects.try_next().await? {
            let age = now.as_second() - object.last_modified.timestamp();
            if age <= YOUNG_SECONDS || keep.contains(&ObjectKey::of_path(&object.location)) {
                swept.kept += 1;
            } else {
                self.delete(&object.location).await?;
                swept.removed += 1;
            }
        }
        Ok(swept)
    }
}
