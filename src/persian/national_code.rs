//! National codes (`domain.md` §1.1).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A national code whose check digit is right: ten ASCII digits. Prints masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NationalCode(String);

impl NationalCode {
    /// The ten digits in clear: for storage under encryption and the person's own screen, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NationalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail: String = self.0.chars().skip(8).collect();
        write!(f, "********{tail}")
    }
}

impl TryFrom<String> for NationalCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        let [a, b, c, d, e, f, g, h, i, check] = digits.as_slice() else {
            return Err("a national code has ten digits");
        };
        if text.len() != 10 || digits.iter().all(|digit| digit == a) {
            return Err("a national code has ten digits, not all alike");
        }
        let sum: u32 = [a, b, c, d, e, f, g, h, i]
            .iter()
            .zip((2..=10).rev())
            .map(|(digit, weight)| **digit * weight)
            .sum();
        let rest = sum % 11;
        let expected = if rest < 2 { rest } else { 11 - rest };
        if *check == expected { Ok(Self(text)) } else { Err("the check digit is wrong") }
    }
}

impl From<NationalCode> for String {
    fn from(code: NationalCode) -> Self {
        code.0
    }
}
