//! The text of an amount, cut into numerals, number words, units and breaks.

use super::money::MoneyFault;
use super::number_words::{scale_word, small_word};
use super::text::{normalise, search_key};

/// The longest word that is tried as several words written together.
const GLUED_MOST: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Digits with the separators between them, `1,200.5`.
    Numeral(String),
    /// A word of counting, 0 to 900.
    Small(u32),
    /// «هزار», «میلیون», …
    Scale(u64),
    /// «نیم».
    Half,
    /// «و».
    And,
    Unit(Unit),
    /// A bracket, a long dash or a new line.
    Break,
    Minus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Rial,
    Toman,
}

impl Unit {
    /// How many rial it is.
    pub(crate) fn in_rial(self) -> u128 {
        match self {
            Self::Rial => 1,
            Self::Toman => 10,
        }
    }
}

/// Whether `c` may stand between the digits of one numeral.
pub(crate) fn is_numeral_separator(c: char) -> bool {
    matches!(c, '٬' | '،' | ',' | '\'' | '’' | '‘' | '٫' | '/' | '.')
}

/// The tokens of raw text, or a fault when something in it has no place in an amount.
pub(crate) fn tokenise(text: &str) -> Result<Vec<Token>, MoneyFault> {
    let chars: Vec<char> = undecorated(&normalise(text)).chars().collect();
    let mut tokens = Vec::new();
    let mut rest = chars.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if first.is_ascii_digit() {
            let (numeral, left) = rest.split_at(numeral_length(rest));
            tokens.push(Token::Numeral(numeral.iter().collect()));
            rest = left;
        } else if first.is_alphabetic() {
            let length = rest.iter().take_while(|c| c.is_alphabetic()).count();
            let (word, left) = rest.split_at(length);
            tokens.extend(word_tokens(&search_key(&word.iter().collect::<String>()))?);
            rest = left;
        } else {
            tokens.extend(mark_token(*first)?);
            rest = after;
        }
    }
    Ok(join_spaced_groups(tokens))
}

/// The text without the strokes by which an amount is closed on paper, «۵۰۰٬۰۰۰/-» and «=/۵۰۰٬۰۰۰».
fn undecorated(text: &str) -> String {
    ["/-", "-/", "/=", "=/"].iter().fold(text.to_owned(), |text, mark| text.replace(mark, " "))
}

fn numeral_length(chars: &[char]) -> usize {
    let next = chars.iter().skip(1).map(Some).chain([None]);
    let inside = chars.iter().zip(next).take_while(|(c, next)| {
        let digit_follows = next.is_some_and(char::is_ascii_digit);
        c.is_ascii_digit() || (is_numeral_separator(**c) && digit_follows)
    });
    inside.count()
}

fn mark_token(mark: char) -> Result<Option<Token>, MoneyFault> {
    match mark {
        '-' | '−' | '–' => Ok(Some(Token::Minus)),
        '(' | ')' | '[' | ']' | '«' | '»' | '—' | '=' | '\n' => Ok(Some(Token::Break)),
        ' ' | '\u{200c}' | ':' | ';' | '؛' | '!' | '?' | '؟' | '"' | '#' | '*' | '+' | '~'
        | '|' | '…' | '_' => Ok(None),
        _ if is_numeral_separator(mark) || is_pictograph(mark) => Ok(None),
        _ => Err(MoneyFault::NotANumber),
    }
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

fn word_tokens(word: &str) -> Result<Vec<Token>, MoneyFault> {
    if is_filler(word) {
        return Ok(Vec::new());
    }
    if let Some(token) = known_word(word) {
        return Ok(vec![token]);
    }
    if word.chars().count() > GLUED_MOST {
        return Err(MoneyFault::NotANumber);
    }
    split_glued(word).ok_or(MoneyFault::NotANumber)
}

fn known_word(word: &str) -> Option<Token> {
    match word {
        "و" => Some(Token::And),
        "نیم" => Some(Token::Half),
        "منفی" => Some(Token::Minus),
        "ریال" | "ریالی" | "rial" | "rials" | "irr" => Some(Token::Unit(Unit::Rial)),
        "تومان" | "تومانی" | "تومانه" | "تومن" | "تومنی" | "تومنه" | "تمن" | "تمان" | "ت"
        | "toman" | "tomans" | "tuman" | "irt" => Some(Token::Unit(Unit::Toman)),
        _ => small_word(word).map(Token::Small).or_else(|| scale_word(word).map(Token::Scale)),
    }
}

/// Words that people put around an amount and that say nothing about it.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "" | "مبلغ"
            | "پرداختی"
            | "پرداخت"
            | "پول"
            | "هزینه"
            | "قیمت"
            | "فاکتور"
            | "سهم"
            | "بیمار"
            | "من"
            | "کل"
            | "جمع"
            | "جمعا"
            | "مجموعا"
            | "فقط"
            | "حدود"
            | "حدودا"
            | "تقریبا"
            | "معادل"
            | "یعنی"
            | "برابر"
            | "با"
            | "به"
            | "است"
            | "بود"
            | "هست"
            | "شد"
            | "شده"
            | "کردم"
            | "دادم"
            | "میشود"
            | "میشه"
            | "می"
            | "شود"
            | "شه"
            | "عدد"
            | "تمام"
            | "نقد"
    )
}

/// Words written together, «هزارتومان», «صدهزار»: letters that do not join hide the missing space.
fn split_glued(word: &str) -> Option<Vec<Token>> {
    let mut ends: Vec<usize> = word.char_indices().map(|(place, _)| place).skip(1).collect();
    ends.push(word.len());
    ends.iter().rev().find_map(|end| {
        let (head, tail) = word.split_at_checked(*end)?;
        // A lone «ت» is toman only right after digits.
        let token = known_word(head).filter(|_| head != "ت")?;
        let mut tokens = vec![token];
        if !tail.is_empty() {
            tokens.extend(split_glued(tail)?);
        }
        Some(tokens)
    })
}

/// `1 200 000` is one numeral: one to three digits, then groups of three.
fn join_spaced_groups(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if let (Some(Token::Numeral(open)), Token::Numeral(group)) = (joined.last_mut(), &token)
            && takes_group(open, group)
        {
            open.push(',');
            open.push_str(group);
            continue;
        }
        joined.push(token);
    }
    joined
}

fn takes_group(open: &str, group: &str) -> bool {
    let mut groups = open.split(',');
    let first_fits = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    first_fits
        && open.split(',').all(plain)
        && groups.all(|each| each.len() == 3)
        && group.len() == 3
        && plain(group)
}
