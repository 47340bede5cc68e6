//! The key ring: the newest key seals, all open.

use super::sealed::{KeyId, Kind, Parts, SealingKey};
use super::subkeys::KeyBytes;
use super::{Place, Unsealable, VaultFault};

#[derive(Debug)]
pub(super) struct Ring {
    newest: SealingKey,
    older: Vec<SealingKey>,
    /// Names of the files that it was read from.
    pub(super) files: Vec<String>,
}

/// The master keys, as they were read.
#[derive(Debug)]
pub(super) struct Masters {
    pub(super) newest: KeyBytes,
    pub(super) older: Vec<KeyBytes>,
    /// Names of the files that they were read from; none of the settings'.
    pub(super) files: Vec<String>,
}

impl Ring {
    /// # Errors
    /// When a key stands twice in the ring: its owner meant another one.
    pub(super) fn new(masters: &Masters) -> Result<Self, VaultFault> {
        let newest = SealingKey::derive(&masters.newest);
        let mut older: Vec<SealingKey> = Vec::new();
        for key in masters.older.iter().map(SealingKey::derive) {
            if key.id() == newest.id() || older.iter().any(|known| known.id() == key.id()) {
                return Err(VaultFault::GivenTwice(key.id()));
            }
            older.push(key);
        }
        Ok(Self { newest, older, files: masters.files.clone() })
    }

    pub(super) fn newest(&self) -> &SealingKey {
        &self.newest
    }

    /// The names of all keys, the newest first.
    pub(super) fn ids(&self) -> Vec<KeyId> {
        std::iter::once(&self.newest).chain(&self.older).map(SealingKey::id).collect()
    }

    pub(super) fn open(
        &self,
        kind: Kind,
        place: &Place<'_>,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Unsealable> {
        let wanted = Parts::read(sealed)?.key;
        std::iter::once(&self.newest)
            .chain(&self.older)
            .find(|key| key.id() == wanted)
            .ok_or(Unsealable::UnknownKey(wanted))?
            .open(kind, place, sealed)
    }
}
