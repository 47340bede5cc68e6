//! Iranian mobile numbers (`domain.md` §1.2).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::find_digits_run;
use super::text::normalise;

/// Ways in which the country is put before the number, typing slips included; longest first.
const COUNTRY_PREFIXES: [&str; 4] = ["0098", "098", "98", ""];

/// Lengths that a number can have with its prefix, likeliest first.
const LENGTHS_IN_SENTENCE: [usize; 5] = [11, 12, 14, 13, 10];

/// A mobile number in the canonical form `09` and nine digits. Prints masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

impl Mobile {
    /// The number in what a person typed or in the `phone_number` of a contact (`bale-api.md` §7): any digits, with or
    /// without 0, 98, +98 or 0098, spaces, dashes and brackets, words around it. `None` when it is not one mobile number.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = normalise(text);
        if typed.chars().any(char::is_alphabetic) {
            return LENGTHS_IN_SENTENCE
                .iter()
                .filter_map(|length| find_digits_run(&typed, *length))
                .find_map(|digits| Self::from_digits(&digits, false));
        }
        let compact: String = typed.chars().filter(|c| !is_separator(*c)).collect();
        let plain = compact.trim_matches('+');
        Self::from_digits(plain, plain.len() < compact.len())
    }

    /// The number in clear, `09121234567`: for the gateway and the person's own screen, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The number in clear with the country's code, `989121234567`, as Safir wants it (`bale-api.md` §7).
    pub fn international(&self) -> String {
        format!("98{}", self.0.trim_start_matches('0'))
    }

    /// `0912***4567`.
    pub fn masked(&self) -> String {
        let head: String = self.0.chars().take(4).collect();
        let tail: String = self.0.chars().skip(7).collect();
        format!("{head}***{tail}")
    }

    fn from_digits(digits: &str, with_plus: bool) -> Option<Self> {
        COUNTRY_PREFIXES
            .iter()
            .filter(|prefix| !(with_plus && prefix.is_empty()))
            .filter_map(|prefix| digits.strip_prefix(prefix))
            .map(|rest| rest.strip_prefix('0').unwrap_or(rest))
            .find_map(|rest| Self::try_from(format!("0{rest}")).ok())
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '–' | '—' | '−' | '_' | '.' | '(' | ')' | '/' | '\u{200c}')
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for Mobile {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() == 11 && text.starts_with("09") && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err("a mobile number is 09 and nine digits")
        }
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}
