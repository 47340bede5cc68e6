//! Tracking codes: 11 random digits, the first not 0, and a Verhoeff check digit (DESIGN §6, `storage.md` §4.2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::persian::text;

const MULTIPLICATION: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const PERMUTATION: [[u8; 10]; 8] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
    [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
    [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];
const INVERSE: [u8; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];

/// A tracking code whose check digit is right: 12 ASCII digits. An identifier, not a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrackingCode(String);

/// What a text is when it is read as a tracking code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeReading {
    /// A code of our shape with a right check digit.
    Code(TrackingCode),
    /// Twelve digits of our shape, but a digit is mistyped.
    Mistyped,
    /// Digits that could be somebody else's code: not of our shape.
    Foreign,
    /// No code in it.
    None,
}

impl TrackingCode {
    /// The code that `random` makes. The caller inserts it only if it is not taken.
    pub fn from_random(random: [u8; 8]) -> Self {
        let number = 10_000_000_000 + u64::from_le_bytes(random) % 90_000_000_000;
        let body = number.to_string();
        let check = check_digit(&body);
        Self(format!("{body}{check}"))
    }

    /// The 12 digits without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Grouped for the eye, `4839 2017 5562`.
    pub fn grouped(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// Reads a code out of typed text: any digits, spaces or dashes inside, words around it.
    pub fn read(typed: &str) -> CodeReading {
        let runs = digit_runs(&text::normalise(typed));
        let mut twelve: Vec<(usize, String)> = runs.iter().flat_map(|run| twelves(run)).collect();
        // What was typed in fewest parts is meant: other numbers beside the code may join to twelve digits by chance.
        twelve.sort_by_key(|(parts, _)| *parts);
        if let Some(code) = twelve.iter().find_map(|(_, run)| Self::try_from(run.clone()).ok()) {
            return CodeReading::Code(code);
        }
        if twelve.iter().any(|(_, run)| !run.starts_with('0')) {
            return CodeReading::Mistyped;
        }
        let digits = |run: &Vec<String>| run.iter().map(String::len).sum::<usize>();
        if runs.iter().any(|run| digits(run) >= 5) {
            CodeReading::Foreign
        } else {
            CodeReading::None
        }
    }
}

/// The twelve digits that neighbouring parts of a run join to, each with how many parts it takes.
fn twelves(run: &[String]) -> Vec<(usize, String)> {
    let windows = (1..=run.len().min(12)).flat_map(|parts| run.windows(parts));
    let joined = windows.map(|window| (window.len(), window.concat()));
    joined.filter(|(_, digits)| digits.len() == 12).collect()
}

/// Runs of ASCII digits, each in the parts in which it was typed: single spaces and dashes do not end a run.
fn digit_runs(text: &str) -> Vec<Vec<String>> {
    let mut runs: Vec<Vec<String>> = vec![Vec::new()];
    let mut gap = false;
    for letter in text.chars() {
        let run = runs.last_mut().filter(|run| !run.is_empty());
        match (letter, run) {
            ('0'..='9', Some(run)) => {
                match run.last_mut().filter(|_| !gap) {
                    Some(part) => part.push(letter),
                    None => run.push(letter.to_string()),
                }
                gap = false;
            }
            ('0'..='9', None) => {
                runs.push(vec![letter.to_string()]);
                gap = false;
            }
            (' ' | '-' | '\u{200c}', Some(_)) if !gap => gap = true,
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn check_digit(body: &str) -> u8 {
    let sum = body
        .bytes()
        .rev()
        .zip(1_usize..)
        .fold(0, |sum, (digit, place)| combine(sum, digit - b'0', place));
    INVERSE.get(usize::from(sum)).copied().unwrap_or(0)
}

fn combine(sum: u8, digit: u8, place: usize) -> u8 {
    let permuted = PERMUTATION
        .get(place % 8)
        .and_then(|row| row.get(usize::from(digit)))
        .copied()
        .unwrap_or_default();
    MULTIPLICATION
        .get(usize::from(sum))
        .and_then(|row| row.get(usize::from(permuted)))
        .copied()
        .unwrap_or_default()
}

impl fmt::Display for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for TrackingCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let shaped = text.len() == 12
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && !text.starts_with('0');
        let sum = text
            .bytes()
            .rev()
            .zip(0..)
            .fold(0, |sum, (digit, place)| combine(sum, digit.wrapping_sub(b'0'), place));
        if shaped && sum == 0 { Ok(Self(text)) } else { Err("not a tracking code") }
    }
}

impl From<TrackingCode> for String {
    fn from(code: TrackingCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> TrackingCode {
        TrackingCode::from_random([7, 1, 200, 33, 5, 6, 7, 8])
    }

    #[test]
    fn every_single_digit_error_and_swap_of_neighbours_is_noticed() {
        let code = sample();
        let digits: Vec<char> = code.as_str().chars().collect();
        for place in 0..12 {
            for wrong in '0'..='9' {
                let mut other = digits.clone();
                other[place] = wrong;
                let same = other == digits;
                assert_eq!(TrackingCode::try_from(other.iter().collect::<String>()).is_ok(), same);
            }
            if place < 11 && digits[place] != digits[place + 1] {
                let mut other = digits.clone();
                other.swap(place, place + 1);
                assert!(TrackingCode::try_from(other.iter().collect::<String>()).is_err());
            }
        }
    }

    #[test]
    fn a_code_is_read_in_any_digits_spacing_and_words() {
        let code = sample();
        let persian: String = code
            .grouped()
            .chars()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32('۰' as u32 + d)).unwrap_or(c))
            .collect();
        for typed in [
            code.as_str().to_owned(),
            code.grouped(),
            code.grouped().replace(' ', "-"),
            persian.clone(),
            format!("کد رهگیری من {persian} است"),
        ] {
            assert_eq!(TrackingCode::read(&typed), CodeReading::Code(code.clone()), "{typed}");
        }
    }

    #[test]
    fn a_code_is_read_beside_other_numbers() {
        let code = sample();
        let (plain, grouped) = (code.as_str().to_owned(), code.grouped());
        for typed in [
            format!("فاکتور ۲ {plain}"),
            format!("{plain} ۲"),
            format!("09121234567 {plain}"),
            format!("09121234567 {grouped}"),
            format!("{grouped} - 1405/08/30"),
            format!("12 34 {grouped} 56"),
        ] {
            assert_eq!(TrackingCode::read(&typed), CodeReading::Code(code.clone()), "{typed}");
        }
        assert_eq!(TrackingCode::read(&format!("{plain}2")), CodeReading::Foreign);
        assert_eq!(TrackingCode::read(&format!("2{plain}")), CodeReading::Foreign);
    }

    #[test]
    fn typo_foreign_code_and_plain_text_are_told_apart() {
        let mut wrong: Vec<char> = sample().as_str().chars().collect();
        wrong[11] = if wrong[11] == '0' { '1' } else { '0' };
        assert_eq!(TrackingCode::read(&wrong.iter().collect::<String>()), CodeReading::Mistyped);
        assert_eq!(TrackingCode::read("کد 98761234"), CodeReading::Foreign);
        assert_eq!(TrackingCode::read("سلام"), CodeReading::None);
        assert_eq!(TrackingCode::read("۳"), CodeReading::None);
    }
}
