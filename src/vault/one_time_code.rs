//! One-time codes that are derived when sent and when checked, and stored nowhere (`DESIGN.md` §2; `storage.md` §4.1 I2, I3).

use std::fmt;

use subtle::ConstantTimeEq;

use super::subkeys::Subkey;
use crate::runtime::Secret;

/// What a code proves: this number, in this chat, for this purpose, asked once. Prints without the number.
#[derive(Clone, Copy)]
pub struct Challenge<'a> {
    /// Random, new for each code that is sent afresh.
    pub id: &'a [u8; 16],
    /// What the code is for, e.g. `identity`: a code for one purpose does not serve another.
    pub purpose: &'a str,
    /// The chat that asked.
    pub chat: i64,
    /// The number that the code goes to, in its canonical form.
    pub mobile: &'a str,
}

impl fmt::Debug for Challenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("purpose", &self.purpose)
            .field("chat", &self.chat)
            .finish_non_exhaustive()
    }
}

pub(super) fn derive(key: &Subkey, challenge: &Challenge<'_>) -> Secret<String> {
    let Challenge { id, purpose, chat, mobile } = challenge;
    let mac = key.mac(&[*id, purpose.as_bytes(), &chat.to_be_bytes(), mobile.as_bytes()]);
    // 128 bits: no code is likelier than another by more than 10⁻³².
    let number = mac.iter().take(16).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    Secret::new(format!("{:06}", number % 1_000_000))
}

pub(super) fn matches(key: &Subkey, challenge: &Challenge<'_>, typed: &str) -> bool {
    derive(key, challenge).expose().as_bytes().ct_eq(typed.as_bytes()).into()
}
