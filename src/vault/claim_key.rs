//! A key for each claim, so that destroying the key erases the claim wherever copies of it lie (`storage.md` §4.4).

use super::sealed::{Kind, SealingKey};
use super::{Place, Unsealable};
use crate::runtime::{Secret, chance};

/// The key of one claim. It is kept only wrapped by the vault; prints its name only.
#[derive(Clone, Debug)]
pub struct ClaimKey {
    bytes: Secret<[u8; 32]>,
    sealing: SealingKey,
}

impl ClaimKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self::from_bytes(chance::bytes())
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        let bytes = Secret::new(bytes);
        Self { sealing: SealingKey::derive(&bytes), bytes }
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.bytes.expose()
    }

    /// Encrypts `plain` for one place of this claim.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Vec<u8> {
        self.sealing.seal(Kind::ClaimValue, place, plain)
    }

    /// Decrypts what [`ClaimKey::seal`] made for the same place.
    ///
    /// # Errors
    /// When it was changed, belongs to another place or to another claim.
    pub fn open_sealed(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        self.sealing.open(Kind::ClaimValue, place, sealed)
    }
}
