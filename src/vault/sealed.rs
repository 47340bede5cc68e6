//! The form of sealed bytes: version, suite, key id, nonce, ciphertext with its tag (`storage.md` §4.4).

use std::fmt;
use std::str::FromStr;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::Unsealable;
use super::subkeys::{KeyBytes, Subkey, with_lengths};
use crate::runtime::chance;

const VERSION: u8 = 1;
const XCHACHA20_POLY1305: u8 = 1;

/// Names a key without telling it: 4 bytes derived from the key itself, so that it is the same wherever the key is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId([u8; 4]);

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Display for KeyId {
    /// Eight hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_id = text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u32::from_str_radix(text, 16).ok().filter(|_| is_id);
        number
            .map(|number| Self(number.to_be_bytes()))
            .ok_or("The name of a key is 8 hexadecimal digits, as `keys list` prints it.")
    }
}

impl KeyId {
    /// The key that sealed `sealed`, by what stands before the ciphertext.
    ///
    /// # Errors
    /// When the bytes are of no known form.
    pub fn of(sealed: &[u8]) -> Result<Self, Unsealable> {
        let ([version, suite], rest) = sealed.split_first_chunk().ok_or(Unsealable::Malformed)?;
        if [*version, *suite] != [VERSION, XCHACHA20_POLY1305] {
            return Err(Unsealable::Malformed);
        }
        rest.first_chunk().copied().map(Self).ok_or(Unsealable::Malformed)
    }

    /// Its bytes, as they stand in what it sealed: after the first [`Self::OFFSET`] bytes.
    pub fn bytes(self) -> [u8; 4] {
        self.0
    }

    /// Bytes of sealed bytes before the name of the key.
    pub const OFFSET: usize = 2;
    /// How many bytes from the start tell the key.
    pub const HEADER: usize = 6;
}

/// Where sealed bytes are kept. They open at this place only, so nobody can move one person's data under another's name.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    table: &'a str,
    row: &'a [u8],
    field: &'a str,
}

impl<'a> Place<'a> {
    /// The field `field` of the row whose key is `row` in the table or tree `table`.
    pub fn new(table: &'a str, row: &'a (impl AsRef<[u8]> + ?Sized), field: &'a str) -> Self {
        Self { table, row: row.as_ref(), field }
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The row's key may be a person's number.
        write!(f, "{}/***/{}", self.table, self.field)
    }
}

/// What is inside: a wrapped key never opens as a value, nor a value as a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Value,
    ClaimKey,
    /// Sealed by a claim's key rather than by the ring.
    ClaimValue,
}

/// A key that seals, with its name. Prints its name only.
#[derive(Clone)]
pub(super) struct SealingKey {
    id: KeyId,
    key: Subkey,
}

impl SealingKey {
    pub(super) fn derive(from: &KeyBytes) -> Self {
        let [a, b, c, d, ..] = *Subkey::derive(from, "bimeyar key id").expose();
        Self { id: KeyId([a, b, c, d]), key: Subkey::derive(from, "bimeyar sealing") }
    }

    pub(super) fn id(&self) -> KeyId {
        self.id
    }

    #[expect(clippy::expect_used, reason = "the cipher refuses only more than 256 GiB at once")]
    pub(super) fn seal(&self, kind: Kind, place: &Place<'_>, plain: &[u8]) -> Vec<u8> {
        // 192 random bits do not repeat, so nobody need keep count.
        let nonce: [u8; 24] = chance::bytes();
        let aad = self.bound_to(kind, place);
        let body = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
            .expect("not more than 256 GiB");
        [&[VERSION, XCHACHA20_POLY1305][..], &self.id.0, &nonce, &body].concat()
    }

    pub(super) fn open(
        &self,
        kind: Kind,
        place: &Place<'_>,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Unsealable> {
        let parts = Parts::read(sealed)?;
        if parts.key != self.id {
            return Err(Unsealable::UnknownKey(parts.key));
        }
        let aad = self.bound_to(kind, place);
        self.cipher()
            .decrypt(&XNonce::from(parts.nonce), Payload { msg: parts.body, aad: &aad })
            .map_err(|_| Unsealable::NotAuthentic)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.expose().into())
    }

    /// What must be the same when sealing and when opening, beside the key.
    fn bound_to(&self, kind: Kind, place: &Place<'_>) -> Vec<u8> {
        let kind: &[u8] = match kind {
            Kind::Value => b"value",
            Kind::ClaimKey => b"claim key",
            Kind::ClaimValue => b"claim value",
        };
        let Place { table, row, field } = place;
        let header = [VERSION, XCHACHA20_POLY1305];
        with_lengths(&[&header, kind, table.as_bytes(), row, field.as_bytes(), &self.id.0])
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({:?})", self.id)
    }
}

/// Sealed bytes taken apart.
pub(super) struct Parts<'a> {
    pub(super) key: KeyId,
    nonce: [u8; 24],
    body: &'a [u8],
}

impl<'a> Parts<'a> {
    pub(super) fn read(sealed: &'a [u8]) -> Result<Self, Unsealable> {
        let key = KeyId::of(sealed)?;
        let rest = sealed.get(KeyId::HEADER..).unwrap_or_default();
        let (nonce, body) = rest.split_first_chunk().ok_or(Unsealable::Malformed)?;
        Ok(Self { key, nonce: *nonce, body })
    }
}
