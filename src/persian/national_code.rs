//! National codes (`domain.md` §1.1).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::find_digits_run;
use super::text::normalise;

const LENGTH: usize = 10;

/// A national code whose check digit is right: ten ASCII digits. Prints masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NationalCode(String);

/// Why what was typed is not a national code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NationalCodeFault {
    /// Nothing was typed.
    Empty,
    /// There is something else than digits in it.
    NotDigits,
    /// It has this many digits, not ten.
    Length(usize),
    /// It has eight or nine digits and is right with zeros before it: ask whether this is meant.
    MayStartWithZero(NationalCode),
    /// It has ten digits, but no such code is given out.
    Checksum,
}

impl NationalCode {
    /// The code in what a person typed: any digits, with spaces and dashes, with words around it.
    pub fn parse(text: &str) -> Result<Self, NationalCodeFault> {
        let typed = normalise(text);
        let compact: String = typed.chars().filter(|c| !is_separator(*c)).collect();
        if compact.is_empty() {
            return Err(NationalCodeFault::Empty);
        }
        if compact.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from_typed_digits(compact);
        }
        let within = find_digits_run(&typed, LENGTH).ok_or(NationalCodeFault::NotDigits)?;
        Self::from_typed_digits(within)
    }

    /// The ten digits in clear: for storage under encryption and the person's own screen, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last two digits only: `********99`.
    pub fn masked(&self) -> String {
        let tail: String = self.0.chars().skip(8).collect();
        format!("********{tail}")
    }

    /// The last four digits, by which people tell members of a family apart.
    pub fn last_four(&self) -> &str {
        self.0.get(6..).unwrap_or_default()
    }

    fn from_typed_digits(digits: String) -> Result<Self, NationalCodeFault> {
        let length = digits.len();
        match length {
            LENGTH => Self::try_from(digits).map_err(|_| NationalCodeFault::Checksum),
            8 | 9 => match Self::try_from(format!("{digits:0>LENGTH$}")) {
                Ok(padded) => Err(NationalCodeFault::MayStartWithZero(padded)),
                Err(_) => Err(NationalCodeFault::Length(length)),
            },
            _ => Err(NationalCodeFault::Length(length)),
        }
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '−' | '_' | '.' | '/' | '\u{200c}')
}

impl fmt::Debug for NationalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Display for NationalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for NationalCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        let Some((check, body)) = digits.split_last() else {
            return Err("a national code has ten digits");
        };
        if text.len() != LENGTH || digits.len() != LENGTH {
            return Err("a national code has ten digits");
        }
        let all_alike = body.iter().all(|digit| digit == check);
        let serial_is_zero = body.iter().skip(3).all(|digit| *digit == 0);
        if all_alike || serial_is_zero {
            return Err("no such national code is given out");
        }
        let sum: u32 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
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
