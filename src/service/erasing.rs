//! Removing what the store of documents has of erased claims.

use crate::dialogues::{Dialogues, StoreFault};
use crate::documents::{DocumentFault, Documents};
use crate::registry::LeftToRemove;

/// Why documents of an erased claim stay for now; the sweep of orphans removes them.
#[derive(Debug, thiserror::Error)]
pub enum NotRemoved {
    /// It cannot be told what drafts hold.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The store of documents said no.
    #[error(transparent)]
    Documents(#[from] DocumentFault),
}

/// Removes what is left of an erased claim, but for what a draft holds, because the person has sent it again; how many
/// documents these are.
///
/// # Errors
/// When a store says no; the sweep of orphans removes then what stays.
pub async fn remove_documents(
    dialogues: &Dialogues,
    store: &Documents,
    left: LeftToRemove,
) -> Result<usize, NotRemoved> {
    let LeftToRemove { mut documents, scope } = left;
    let own = scope.clone().unwrap_or_default();
    if documents.iter().any(|(scope, _)| *scope != own) {
        let dialogues = dialogues.clone();
        let held = tokio::task::spawn_blocking(move || dialogues.held_photos()).await;
        let held = held.map_err(|_| StoreFault::Closed)??;
        documents.retain(|document| !held.contains(document));
    }
    store.erase(&documents, scope.as_deref()).await?;
    Ok(documents.len())
}
