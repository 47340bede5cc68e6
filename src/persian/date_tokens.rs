//! The text of a date, cut into its clues: numbers, month, weekday, and words that count from today.

use super::date_words::{DateWord, Month, counted_weekday, date_word};
use super::jalali::Weekday;
use super::number_words::{read_words, small_word};
use super::text::{normalise, search_key};

/// The most words that one number is written in: «هزار و چهارصد و سی و پنج».
const NUMBER_WORDS_MOST: usize = 8;

/// A number of a date. `digits` is how many were typed, 0 for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateNumber {
    pub(crate) value: u32,
    pub(crate) digits: usize,
}

/// All that the text says about a date, not yet put together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Clues {
    pub(crate) numbers: Vec<DateNumber>,
    pub(crate) month: Option<Month>,
    pub(crate) weekday: Option<Weekday>,
    /// Days from today, «دیروز».
    pub(crate) days: Option<i32>,
    /// Years from this one, «پارسال».
    pub(crate) years: Option<i16>,
    pub(crate) marks: Vec<Mark>,
}

/// Words that change how the other clues are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Day,
    Week,
    Month,
    Year,
    Ago,
    This,
    Gregorian,
    Vague,
}

impl Clues {
    pub(crate) fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(String),
    Word(String),
    Separator(char),
}

/// The clues in raw text; `None` when something in it has no place in a date.
pub(crate) fn read_clues(text: &str) -> Option<Clues> {
    let tokens = without_clock(&tokenise(text)?);
    let mut clues = Clues::default();
    let mut rest = tokens.as_slice();
    let mut joined = false;
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            Token::Separator(_) => after,
            Token::Number(digits) => clues.take_digits(digits, after, joined)?,
            Token::Word(word) => clues.take_word(word, rest, after)?,
        };
        joined = matches!(first, Token::Separator(_));
    }
    Some(clues)
}

impl Clues {
    fn take_digits<'a>(
        &mut self,
        digits: &str,
        after: &'a [Token],
        joined: bool,
    ) -> Option<&'a [Token]> {
        let number = DateNumber { value: digits.parse().ok()?, digits: digits.len() };
        // In «۱۴۰۴/۷/۵ شنبه» the 5 belongs to the date, in «۵ شنبه» to the weekday.
        let weekday = counted_weekday(number.value).filter(|_| !joined && digits.len() == 1);
        if let (Some(weekday), Some((Token::Word(word), rest))) = (weekday, after.split_first())
            && word == "شنبه"
        {
            return set(&mut self.weekday, weekday).map(|()| rest);
        }
        self.numbers.push(number);
        Some(after)
    }

    fn take_word<'a>(
        &mut self,
        word: &str,
        from: &'a [Token],
        after: &'a [Token],
    ) -> Option<&'a [Token]> {
        let next = after.first().and_then(as_word).unwrap_or("");
        let counted = small_word(word).and_then(counted_weekday);
        if let (Some(weekday), "شنبه") = (counted, next) {
            set(&mut self.weekday, weekday)?;
            return after.get(1..);
        }
        if let Some((value, left)) = longest_number(from) {
            self.numbers.push(DateNumber { value, digits: 0 });
            return Some(left);
        }
        match (word, next) {
            ("پس", "پریروز") => set(&mut self.days, -3)?,
            ("پس", "فردا") => set(&mut self.days, 2)?,
            ("اردی", "بهشت") => set(&mut self.month, Month::Jalali(2))?,
            ("بعد", "از") => return Some(after.get(2..).unwrap_or(&[])),
            _ => {
                self.take_meaning(date_word(word)?)?;
                return Some(after);
            }
        }
        after.get(1..)
    }

    fn take_meaning(&mut self, word: DateWord) -> Option<()> {
        let mark = match word {
            DateWord::Month(month) => return set(&mut self.month, month),
            DateWord::Weekday(weekday) => return set(&mut self.weekday, weekday),
            DateWord::Saturday => return set(&mut self.weekday, Weekday::Saturday),
            DateWord::Days(days) => return set(&mut self.days, days),
            DateWord::Years(years) => return set(&mut self.years, years),
            DateWord::Clock | DateWord::Filler => return Some(()),
            DateWord::Day => Mark::Day,
            DateWord::Week => Mark::Week,
            DateWord::MonthUnit => Mark::Month,
            DateWord::Year => Mark::Year,
            DateWord::Ago => Mark::Ago,
            DateWord::This => Mark::This,
            DateWord::Gregorian => Mark::Gregorian,
            DateWord::Vague => Mark::Vague,
        };
        self.marks.push(mark);
        Some(())
    }
}

/// Two clues of one kind are two dates.
fn set<T: PartialEq>(place: &mut Option<T>, value: T) -> Option<()> {
    if place.as_ref().is_some_and(|known| *known != value) {
        return None;
    }
    *place = Some(value);
    Some(())
}

fn as_word(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) => Some(word),
        Token::Number(_) | Token::Separator(_) => None,
    }
}

/// The number that the most words from the start of `tokens` say, and what is left: «بیست و پنجم».
fn longest_number(tokens: &[Token]) -> Option<(u32, &[Token])> {
    let words: Vec<&str> = tokens.iter().map_while(as_word).take(NUMBER_WORDS_MOST).collect();
    (1..=words.len()).rev().find_map(|count| {
        let value = read_words(words.get(..count)?)?;
        Some((value, tokens.get(count..).unwrap_or(&[])))
    })
}

fn tokenise(text: &str) -> Option<Vec<Token>> {
    let chars: Vec<char> = normalise(text).to_lowercase().chars().collect();
    let mut tokens = Vec::new();
    let mut rest = chars.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let run = |wanted: fn(&char) -> bool| rest.iter().take_while(|c| wanted(c)).count();
        if first.is_ascii_digit() {
            let (digits, left) = rest.split_at(run(char::is_ascii_digit));
            tokens.push(Token::Number(digits.iter().collect()));
            rest = left;
        } else if first.is_alphabetic() {
            let (word, left) = rest.split_at(run(|c| c.is_alphabetic()));
            tokens.push(Token::Word(search_key(&word.iter().collect::<String>())));
            rest = left;
        } else {
            match first {
                '/' | '-' | '.' | '٫' | '٬' | '،' | '؍' | ',' | '\\' | '_' | '–' | '−' | ':' =>
                {
                    tokens.push(Token::Separator(*first));
                }
                ' ' | '\n' | '\u{200c}' | '(' | ')' | '«' | '»' | '!' | '"' | '\'' | '’' | '+'
                | '؛' => {}
                _ => return None,
            }
            rest = after;
        }
    }
    Some(tokens)
}

/// The tokens without a time of day: «ساعت ۱۰», `10:15`, `10:15:00.000`.
fn without_clock(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        let named = matches!(first, Token::Word(word) if word == "ساعت");
        let length = clock_length(if named { after } else { rest });
        rest = match (length, named, after) {
            (Some(length), true, _) => after.get(length..).unwrap_or(&[]),
            (Some(length), false, _) => rest.get(length..).unwrap_or(&[]),
            (None, true, [Token::Number(_), left @ ..]) => left,
            (None, ..) => {
                kept.push(first.clone());
                after
            }
        };
    }
    kept
}

/// How many tokens at the start are a time of day.
fn clock_length(tokens: &[Token]) -> Option<usize> {
    let pair = |at: usize, mark: char| {
        tokens.get(at) == Some(&Token::Separator(mark))
            && matches!(tokens.get(at + 1), Some(Token::Number(_)))
    };
    let hour = matches!(tokens.first(), Some(Token::Number(hour)) if hour.len() <= 2);
    if !hour || !pair(1, ':') {
        return None;
    }
    let with_seconds = if pair(3, ':') { 5 } else { 3 };
    Some(if with_seconds == 5 && pair(5, '.') { 7 } else { with_seconds })
}
