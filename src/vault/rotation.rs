//! A key ring that changes while it is used: another process adds a key, this one learns of it (`storage.md` §4.4).
//!
//! The folder of keys is the one truth. Who meets a key that they do not know reads it again, so in whatever order two
//! processes hear of a new key, both open what either sealed.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use super::key_files::{self, Wanted};
use super::ring::Ring;
use super::sealed::{Kind, SealingKey};
use super::{KeyId, KeySource, Place, Unsealable, Vault, VaultFault, WhenMissing};
use crate::runtime::Secret;

impl Vault {
    /// The names of all keys, that which seals first.
    pub fn keys(&self) -> Vec<KeyId> {
        self.ring().ids()
    }

    /// Reads the folder of keys again. Keys that settings name stay as they are until the next start.
    ///
    /// # Errors
    /// As [`Vault::open`]; the keys are then those of before.
    pub fn refresh(&self) -> Result<(), VaultFault> {
        if !self.0.source.has_master_files() {
            return Ok(());
        }
        let ring = Arc::new(Ring::new(&self.folder()?.masters()?)?);
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// Reads the folder of keys again if it has other files than were read: for a process that is going to seal what must
    /// outlive the keys that it began with.
    pub fn keep_up(&self) {
        if !self.has_news() {
            return;
        }
        if let Err(fault) = self.refresh() {
            let fault = &fault as &dyn std::error::Error;
            tracing::error!(fault, "the folder of keys has changed and cannot be read");
        }
    }

    /// Makes another master key, durably, and seals with it from then on; gives its name. What is sealed stays as it is.
    ///
    /// # Errors
    /// [`VaultFault::NamedBySettings`] when the keys are not files.
    pub fn add_master(&self) -> Result<KeyId, VaultFault> {
        if !self.0.source.has_master_files() {
            return Err(VaultFault::NamedBySettings);
        }
        self.folder()?.add_master()?;
        self.refresh()?;
        Ok(self.newest_key())
    }

    /// Takes the master key `key` out of the ring; gives where its file is put aside. The caller has made sure that nothing
    /// is sealed by it.
    ///
    /// # Errors
    /// When it is the one that seals, or there is no such key, or the keys are not files.
    pub fn retire(&self, key: KeyId) -> Result<PathBuf, VaultFault> {
        if !self.0.source.has_master_files() {
            return Err(VaultFault::NamedBySettings);
        }
        self.refresh()?;
        if self.newest_key() == key {
            return Err(VaultFault::StillSeals(key));
        }
        let folder = self.folder()?;
        for file in key_files::master_names(&folder.path)? {
            if SealingKey::derive(&key_files::read_key(&folder.path.join(&file))?).id() == key {
                let retired = folder.retire(&file)?;
                drop(folder);
                self.refresh()?;
                return Ok(retired);
            }
        }
        Err(VaultFault::NoSuchKey(key))
    }

    /// What an older key sealed for `place`, sealed by the newest; none when that sealed it already.
    ///
    /// # Errors
    /// As [`Vault::open_sealed`].
    pub fn reseal(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Option<Vec<u8>>, Unsealable> {
        self.reseal_kind(Kind::Value, place, sealed)
    }

    /// As [`Vault::reseal`], for what [`Vault::wrap_claim_key`] wrapped: the claim's key itself stays the same.
    ///
    /// # Errors
    /// As [`Vault::open_sealed`].
    pub fn rewrap_claim_key(
        &self,
        place: &Place<'_>,
        wrapped: &[u8],
    ) -> Result<Option<Vec<u8>>, Unsealable> {
        self.reseal_kind(Kind::ClaimKey, place, wrapped)
    }

    fn reseal_kind(
        &self,
        kind: Kind,
        place: &Place<'_>,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, Unsealable> {
        let ring = self.ring();
        if KeyId::of(sealed)? == ring.newest().id() {
            return Ok(None);
        }
        let plain = Secret::new(self.open_kind(kind, place, sealed)?);
        // The ring may have learned of a newer key meanwhile.
        Ok(Some(self.ring().newest().seal(kind, place, plain.expose())))
    }

    pub(super) fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.0.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn open_kind(
        &self,
        kind: Kind,
        place: &Place<'_>,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Unsealable> {
        match self.ring().open(kind, place, sealed) {
            Err(Unsealable::UnknownKey(_)) => {
                self.keep_up();
                self.ring().open(kind, place, sealed)
            }
            opened => opened,
        }
    }

    /// Whether the folder has other files of keys than were read.
    fn has_news(&self) -> bool {
        self.0.source.has_master_files()
            && key_files::master_names(&self.0.source.folder)
                .is_ok_and(|names| names != self.ring().files)
    }

    /// The folder, locked against others who change it.
    fn folder(&self) -> Result<key_files::KeyFolder, VaultFault> {
        let source = KeySource { when_missing: WhenMissing::Refuse, ..self.0.source.clone() };
        key_files::open(&source, Wanted { master: true, pepper: false })
    }
}
