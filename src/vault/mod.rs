//! Key ring, authenticated encryption, keyed hashes, one-time codes (`storage.md` §4.4).
//!
//! Two secrets come from outside: *master keys*, which can be replaced (the newest seals, all open), and the *pepper*,
//! which cannot: what is looked up by a keyed hash would not be found again. Everything else is derived from them.

mod claim_key;
mod fault;
mod key_files;
mod key_source;
mod one_time_code;
mod ring;
mod rotation;
mod sealed;
mod subkeys;

use std::fmt;
use std::sync::{Arc, RwLock};

use crate::runtime::Secret;

pub use claim_key::ClaimKey;
pub use fault::{Unsealable, VaultFault};
pub use key_source::{KeySource, WhenMissing};
pub use one_time_code::Challenge;
pub use sealed::{KeyId, Place};

use ring::Ring;
use sealed::Kind;
use subkeys::Subkey;

/// All that needs a key. Cheap to clone; clones share the same keys.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    ring: RwLock<Arc<Ring>>,
    source: KeySource,
    index: Subkey,
    code: Subkey,
}

impl Vault {
    /// Reads the keys that `source` names, or makes them at the first start.
    ///
    /// # Errors
    /// Each fault is a sentence for the operator that says which setting or file to mend.
    pub fn open(source: &KeySource) -> Result<Self, VaultFault> {
        let (masters, pepper) = key_source::load(source)?;
        Ok(Self(Arc::new(Keys {
            ring: RwLock::new(Arc::new(Ring::new(&masters)?)),
            source: source.clone(),
            // From the pepper and not from a master key: lookups must survive a new master key.
            index: Subkey::derive(&pepper, "bimeyar index"),
            code: Subkey::derive(&pepper, "bimeyar one-time code"),
        })))
    }

    /// Encrypts `plain` for one place: what is moved elsewhere does not open.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Vec<u8> {
        self.ring().newest().seal(Kind::Value, place, plain)
    }

    /// Decrypts what [`Vault::seal`] made for the same place, by whichever key of the ring sealed it.
    ///
    /// # Errors
    /// When it was changed, belongs to another place or was sealed by a key that is not in the ring.
    pub fn open_sealed(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        self.open_kind(Kind::Value, place, sealed)
    }

    /// Encrypts a claim's key for keeping at `place`. Destroying what this returns erases the claim.
    pub fn wrap_claim_key(&self, place: &Place<'_>, key: &ClaimKey) -> Vec<u8> {
        self.ring().newest().seal(Kind::ClaimKey, place, key.expose())
    }

    /// The claim's key that [`Vault::wrap_claim_key`] wrapped for the same place.
    ///
    /// # Errors
    /// As [`Vault::open_sealed`].
    pub fn unwrap_claim_key(
        &self,
        place: &Place<'_>,
        wrapped: &[u8],
    ) -> Result<ClaimKey, Unsealable> {
        let bytes = Secret::new(self.open_kind(Kind::ClaimKey, place, wrapped)?);
        let key = bytes.expose().first_chunk().ok_or(Unsealable::Malformed)?;
        Ok(ClaimKey::from_bytes(*key))
    }

    /// The key that seals at present. A backup keeps it beside the data, to tell at once which keys it needs.
    pub fn newest_key(&self) -> KeyId {
        self.ring().newest().id()
    }

    /// The keyed hash by which `value` is looked up where it must not be kept in clear. `purpose` keeps apart hashes of equal
    /// values (a mobile as insured, a mobile as sender). The caller normalises `value`.
    pub fn index(&self, purpose: &str, value: impl AsRef<[u8]>) -> [u8; 32] {
        self.0.index.mac(&[purpose.as_bytes(), value.as_ref()])
    }

    /// The six digits that `challenge` asks for; the same each time, so that they need be stored nowhere (`DESIGN.md` §2).
    pub fn one_time_code(&self, challenge: &Challenge<'_>) -> Secret<String> {
        one_time_code::derive(&self.0.code, challenge)
    }

    /// Whether `typed` (ASCII digits, nothing around them) is the code of `challenge`. Takes as long for a near miss as for a
    /// far one. Counting tries and the time limit are the caller's.
    pub fn code_matches(&self, challenge: &Challenge<'_>, typed: &str) -> bool {
        one_time_code::matches(&self.0.code, challenge, typed)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("newest_key", &self.newest_key()).finish_non_exhaustive()
    }
}
