//! How an argument is written on each surface.

use fluent::types::FluentNumber;
use fluent::{FluentArgs, FluentValue};
use jiff::Timestamp;

use super::catalog::Catalog;
use super::message::{Arg, Message};
use super::surface::Surface;
use super::{builtin, markdown, typed};
use crate::persian::jalali::{in_tehran, tehran_clock};
use crate::persian::text::to_persian_digits;
use crate::persian::{JalaliDate, Rial};

/// Messages inside messages deeper than this are left out: no screen needs it, and a stored session might hold anything.
const MAX_DEPTH: usize = 8;

/// Fluent counts in `f64`, which is exact up to here.
const MAX_EXACT: u64 = 1 << 53;

/// Writes messages for one surface. Markup of our own is still in, and typed marks are protected where they will be revealed.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'catalog> {
    pub catalog: &'catalog Catalog,
    pub surface: Surface,
    pub depth: usize,
}

impl Writer<'_> {
    /// The text of `message`; the key in ⟨⟩ if there is none.
    pub(crate) fn message(self, message: &Message) -> String {
        let inner = Self { depth: self.depth + 1, ..self };
        if self.depth > MAX_DEPTH {
            return "…".to_owned();
        }
        let Some(taken) = self.catalog.text_facts(&message.key) else {
            return format!("⟨{}⟩", self.outside_words(&message.key));
        };
        let mut arguments = FluentArgs::with_capacity(message.args.len());
        for (name, arg) in message.args.iter().filter(|(name, _)| taken.arguments.contains(*name)) {
            arguments.set(name.as_str(), inner.value(arg, taken.selectors.contains(name)));
        }
        self.catalog.format(&message.key, &arguments)
    }

    /// `selects`: the text compares the value with variants, so a word must come bare.
    fn value(self, arg: &Arg, selects: bool) -> FluentValue<'static> {
        match arg {
            Arg::Number(number) if number.unsigned_abs() <= MAX_EXACT => FluentValue::from(*number),
            Arg::Number(number) => grouped(*number).into(),
            Arg::Typed(words) | Arg::Words(words) | Arg::Code(words)
                if selects && is_identifier(words) =>
            {
                words.clone().into()
            }
            Arg::Typed(words) | Arg::Words(words) => self.isolated_words(words).into(),
            Arg::Money(amount) => self.joined(builtin::RIAL, &[("digits", amount.digits())]).into(),
            Arg::Toman(amount) => {
                self.joined(builtin::TOMAN, &[("digits", amount.toman_digits())]).into()
            }
            Arg::MoneyInWords(amount) => amount.in_words().into(),
            Arg::Date(date) => JalaliDate::long(*date).into(),
            Arg::Moment(moment) => self.moment(*moment).into(),
            Arg::Code(code) => self.code(code).into(),
            Arg::Mobile(mobile) => self.isolated(mobile.expose()).into(),
            Arg::NationalCode(code) => self.isolated(code.expose()).into(),
            Arg::Message(message) => self.message(message).into(),
            Arg::Lines(messages) => self.lines(messages).into(),
            Arg::List(messages) => self.list(messages).into(),
        }
    }

    fn outside_words(self, words: &str) -> String {
        let words = typed::clean(words);
        if self.surface.is_chat() {
            markdown::neutralise(&words)
        } else {
            markdown::protect(&words)
        }
    }

    fn isolated_words(self, words: &str) -> String {
        let words = self.outside_words(words);
        if self.surface.is_chat() { typed::isolate_lines(&words) } else { words }
    }

    fn isolated(self, text: &str) -> String {
        if self.surface.is_chat() { typed::isolate(text) } else { text.to_owned() }
    }

    /// Groups only where isolates keep them in order: groups of digits change places in a right-to-left line.
    fn code(self, code: &str) -> String {
        let code = self.outside_words(code).replace('\n', " ");
        let is_tracking_code = code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_digit());
        if !(self.surface.is_chat() && is_tracking_code) {
            return self.isolated(&code);
        }
        let mut grouped = String::with_capacity(14);
        for (position, digit) in code.chars().enumerate() {
            if matches!(position, 4 | 8) {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        self.isolated(&grouped)
    }

    fn moment(self, moment: Timestamp) -> String {
        let parts = [("date", in_tehran(moment).long()), ("clock", tehran_clock(moment))];
        self.joined(builtin::MOMENT, &parts)
    }

    fn lines(self, messages: &[Message]) -> String {
        messages.iter().map(|message| self.message(message)).collect::<Vec<_>>().join("\n")
    }

    fn list(self, messages: &[Message]) -> String {
        let items = messages.iter().map(|message| self.message(message));
        let joined = items.reduce(|first, second| {
            self.joined(builtin::PAIR, &[("first", first), ("second", second)])
        });
        joined.unwrap_or_default()
    }

    fn joined(self, key: &str, parts: &[(&'static str, String)]) -> String {
        let mut arguments = FluentArgs::with_capacity(parts.len());
        for (name, part) in parts {
            arguments.set(*name, part.as_str());
        }
        self.catalog.format(key, &arguments)
    }
}

/// How Fluent writes numbers: Persian digits, «٬» between thousands unless `NUMBER($n, useGrouping: "false")`, «٫» before a fraction.
pub(crate) fn persian_number(number: &FluentNumber) -> String {
    let text = number.as_string();
    let (whole, fraction) =
        text.split_once('.').map_or((&*text, None), |(whole, rest)| (whole, Some(rest)));
    let whole = match whole.parse() {
        Ok(whole) if number.options.use_grouping => grouped(whole),
        Ok(_) | Err(_) => to_persian_digits(whole),
    };
    match fraction {
        Some(fraction) => format!("{whole}٫{}", to_persian_digits(fraction)),
        None => whole,
    }
}

/// What a variant can be called, which is harmless in a text as well: `_` opens no markup inside a word.
fn is_identifier(word: &str) -> bool {
    let inside = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    word.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && word.chars().all(inside)
        && !word.ends_with('_')
}

fn grouped(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", Rial(number.unsigned_abs()).digits())
}
