//! What a person may type.

use bimeyar::persian::text::{to_ascii_digits, to_persian_digits};

/// The bytes as Bale would deliver them: valid text, at most 4 096 characters (`bale-api.md` §5).
pub fn typed(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(4096).collect()
}

/// The same text with its digits in each of two scripts.
pub fn in_both_digits(text: &str) -> [String; 2] {
    [to_ascii_digits(text), to_persian_digits(text)]
}
