//! Keys derived for one purpose each, and keyed hashes of several parts.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::runtime::Secret;

/// The bytes of a 256-bit key.
pub(super) type KeyBytes = Secret<[u8; 32]>;

/// A key that serves one purpose only. Prints masked.
#[derive(Clone, Debug)]
pub(super) struct Subkey(KeyBytes);

impl Subkey {
    /// HKDF-SHA256 (RFC 5869) of `key`, without salt, with `label` as info.
    #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8160 bytes, 32 are asked for")]
    pub(super) fn derive(key: &KeyBytes, label: &str) -> Self {
        let mut derived = [0; 32];
        Hkdf::<Sha256>::new(None, key.expose())
            .expand(label.as_bytes(), &mut derived)
            .expect("32 bytes are not too many");
        Self(Secret::new(derived))
    }

    /// HMAC-SHA256 of `parts`, each with its length before it, so that no two lists of parts give the same bytes.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub(super) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose()).expect("any length will do");
        mac.update(&with_lengths(parts));
        mac.finalize().into_bytes().into()
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

/// `parts` one after the other, each after its length in 8 bytes, highest first.
pub(super) fn with_lengths(parts: &[&[u8]]) -> Vec<u8> {
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        all.extend_from_slice(&(part.len() as u64).to_be_bytes());
        all.extend_from_slice(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn different_lists_of_parts_never_give_the_same_bytes(
            one in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..4),
            other in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..4),
        ) {
            let encode = |parts: &Vec<Vec<u8>>| {
                with_lengths(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
            };
            prop_assert_eq!(one == other, encode(&one) == encode(&other));
        }
    }

    #[test]
    fn each_label_gives_a_key_of_its_own() {
        let key = Secret::new([7; 32]);
        let one = Subkey::derive(&key, "one");
        assert_eq!(one.expose(), Subkey::derive(&key, "one").expose());
        assert_ne!(one.expose(), Subkey::derive(&key, "other").expose());
        assert_ne!(one.expose(), key.expose());
        assert_eq!(format!("{one:?}"), "Subkey(***)");
    }
}
