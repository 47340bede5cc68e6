//! Names of persons.

use super::text::{ZWNJ, normalise};

/// The fewest and the most letters of a first or last name.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=60;

/// Why what was typed is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// Nothing was typed.
    Empty,
    /// Fewer than two letters.
    TooShort,
    /// More than sixty letters.
    TooLong,
    /// Digits, punctuation or letters of another script.
    NotLetters,
}

/// A first or last name in its stored form: Persian or Latin letters, 2 to 60 of them, spaces and half spaces.
pub fn read_name(text: &str) -> Result<String, NameFault> {
    let name = normalise(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if !name.chars().all(|c| is_name_letter(c) || c == ' ' || c == ZWNJ) {
        return Err(NameFault::NotLetters);
    }
    let letters = name.chars().filter(|c| is_name_letter(*c)).count();
    if LETTERS.contains(&letters) {
        Ok(name)
    } else if letters < *LETTERS.start() {
        Err(NameFault::TooShort)
    } else {
        Err(NameFault::TooLong)
    }
}

fn is_name_letter(c: char) -> bool {
    let script = matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{620}'..='\u{6d5}');
    script && c.is_alphabetic()
}
