//! Cuts the text of a condition into tokens, each with its column.

use super::expression::{Comparison, Fact};
use crate::persian::JalaliDate;

/// What is wrong with a condition, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Character from 1.
    pub(crate) column: usize,
    /// What is wrong.
    pub(crate) text: String,
    /// What to do, if it is known.
    pub(crate) hint: Option<String>,
}

impl Fault {
    pub(crate) fn new(column: usize, text: impl Into<String>) -> Self {
        Self { column, text: text.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) column: usize,
    pub(crate) sort: Sort,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sort {
    /// A keyword, a function or a name, dots included: `contract.window_days`.
    Word(String),
    Literal(Fact),
    Comparison(Comparison),
    Minus,
    Open,
    Close,
    Comma,
}

/// No condition that a person can still read is longer.
const LONGEST: usize = 1000;

const A_DATE: &str = "A date is year, month, day with dashes: `1401-07-01`.";

struct Cursor {
    letters: Vec<char>,
    at: usize,
}

impl Cursor {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(letter) = self.peek().filter(|letter| wanted(*letter)) {
            taken.push(letter);
            self.at += 1;
        }
        taken
    }

    fn take_if(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }
}

/// The tokens of `text`, or the first thing that is no token.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut cursor = Cursor { letters: text.chars().collect(), at: 0 };
    if cursor.letters.len() > LONGEST {
        return Err(Fault::new(1, format!("a condition has at most {LONGEST} characters")));
    }
    let mut tokens = Vec::new();
    loop {
        cursor.take_while(char::is_whitespace);
        let column = cursor.at + 1;
        let Some(letter) = cursor.peek() else {
            return Ok(tokens);
        };
        let sort = token(&mut cursor, letter).map_err(|fault| Fault { column, ..fault })?;
        tokens.push(Token { column, sort });
    }
}

fn token(cursor: &mut Cursor, letter: char) -> Result<Sort, Fault> {
    if letter.is_ascii_alphabetic() || letter == '_' {
        return Ok(Sort::Word(
            cursor.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')),
        ));
    }
    if digit(letter).is_some() {
        return number_or_date(cursor);
    }
    cursor.at += 1;
    match letter {
        '\'' | '"' => {
            let text = cursor.take_while(|c| c != letter);
            if cursor.take_if(letter) {
                Ok(Sort::Literal(Fact::Text(text)))
            } else {
                Err(Fault::new(0, "the text has no closing quote")
                    .hint(format!("Close it with `{letter}`.")))
            }
        }
        '(' => Ok(Sort::Open),
        ')' => Ok(Sort::Close),
        ',' => Ok(Sort::Comma),
        '-' => Ok(Sort::Minus),
        '<' if cursor.take_if('=') => Ok(Sort::Comparison(Comparison::AtMost)),
        '<' => Ok(Sort::Comparison(Comparison::Less)),
        '>' if cursor.take_if('=') => Ok(Sort::Comparison(Comparison::AtLeast)),
        '>' => Ok(Sort::Comparison(Comparison::Greater)),
        '=' if cursor.take_if('=') => Ok(Sort::Comparison(Comparison::Equal)),
        '!' if cursor.take_if('=') => Ok(Sort::Comparison(Comparison::Unequal)),
        '=' => Err(Fault::new(0, "`=` compares nothing").hint("Write `==`.")),
        '!' => Err(Fault::new(0, "`!` is not known here").hint("Write `not`.")),
        '&' => Err(Fault::new(0, "`&` is not known here").hint("Write `and`.")),
        '|' => Err(Fault::new(0, "`|` is not known here").hint("Write `or`.")),
        '/' => Err(Fault::new(0, "`/` is not known here").hint(A_DATE)),
        '«' | '»' | '“' | '”' | '‘' | '’' => {
            Err(Fault::new(0, format!("`{letter}` is not known here")).hint("Write `'`."))
        }
        other => Err(Fault::new(0, format!("`{}` is not known here", other.escape_debug()))),
    }
}

fn number_or_date(cursor: &mut Cursor) -> Result<Sort, Fault> {
    let first = number(cursor)?;
    let after = cursor.at;
    // `1401-07-01` without spaces is a day; `days(a - b)` has names on both sides, so nothing is lost.
    if cursor.take_if('-') && cursor.peek().and_then(digit).is_some() {
        let month = number(cursor)?;
        if !cursor.take_if('-') {
            return Err(Fault::new(0, "this is neither a number nor a date").hint(A_DATE));
        }
        let day = number(cursor)?;
        let (year, month, day) = (i16::try_from(first), u8::try_from(month), u8::try_from(day));
        return match (year, month, day) {
            (Ok(year), Ok(month), Ok(day)) => JalaliDate::new(year, month, day),
            _ => None,
        }
        .map(|date| Sort::Literal(Fact::Date(date)))
        .ok_or_else(|| Fault::new(0, "there is no such day from 1300 to 1500").hint(A_DATE));
    }
    cursor.at = after;
    Ok(Sort::Literal(Fact::Number(first)))
}

fn number(cursor: &mut Cursor) -> Result<i64, Fault> {
    let digits = cursor.take_while(|c| digit(c).is_some() || c == '_');
    digits
        .chars()
        .filter_map(digit)
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit)))
        .ok_or_else(|| Fault::new(0, "the number is too large"))
}

/// The worth of a digit in any of the three scripts.
fn digit(letter: char) -> Option<u32> {
    let zero = match letter {
        '0'..='9' => '0',
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        _ => return None,
    };
    Some(u32::from(letter) - u32::from(zero))
}
