//! A message for a person before it becomes words: a key of `locales/` and its arguments.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::persian::{JalaliDate, Mobile, NationalCode, Rial};

/// A key of `locales/` with its arguments. Kept in sessions and the outbox; becomes text only at the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The Fluent message id.
    pub key: String,
    /// Arguments by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Arg>,
}

impl Message {
    /// The message of `key` without arguments.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), args: BTreeMap::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

/// A value inside a message. How it is written depends on where the message is read: chat, button or SMS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// Words that a person typed: in a chat they are made harmless as Bale Markdown.
    Typed(String),
    /// Words of our own lists (names of provinces, services, documents); treated with the same care.
    Words(String),
    /// A count; may select a variant in Fluent, written in Persian digits.
    Number(i64),
    /// Money, written as rial with Persian digits and «٬».
    Money(Rial),
    /// Money, written as toman.
    Toman(Rial),
    /// Money, written out in words as rial.
    MoneyInWords(Rial),
    /// A day, written «شنبه ۵ مهر ۱۴۰۴».
    Date(JalaliDate),
    /// A moment, written as day and Tehran time.
    Moment(Timestamp),
    /// A code of ASCII digits or Latin letters, isolated so that it keeps its order; 12 digits are grouped 4-4-4.
    Code(String),
    /// A mobile number in clear, in ASCII digits, isolated.
    Mobile(Mobile),
    /// A national code in clear, isolated.
    NationalCode(NationalCode),
    /// Another message, put in as it is.
    Message(Box<Message>),
    /// Several messages, each on a line of its own.
    Lines(Vec<Message>),
    /// Several messages, joined by «، ».
    List(Vec<Message>),
}

impl Arg {
    /// Words that a person typed.
    pub fn typed(words: impl Into<String>) -> Self {
        Self::Typed(words.into())
    }

    /// Words of our own lists.
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// A code of ASCII digits or Latin letters.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }
}

/// Keys and counts only: words, codes, numbers and dates are somebody's.
impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Message(message) => write!(f, "{message:?}"),
            Self::Lines(messages) | Self::List(messages) => {
                f.debug_list().entries(messages).finish()
            }
            Self::Typed(_) | Self::Words(_) => f.write_str("words"),
            Self::Money(_) | Self::Toman(_) | Self::MoneyInWords(_) => f.write_str("money"),
            Self::Date(_) | Self::Moment(_) => f.write_str("time"),
            Self::Code(_) | Self::Mobile(_) | Self::NationalCode(_) => f.write_str("code"),
        }
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Arg {
    fn from(number: i32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Rial> for Arg {
    fn from(amount: Rial) -> Self {
        Self::Money(amount)
    }
}

impl From<JalaliDate> for Arg {
    fn from(date: JalaliDate) -> Self {
        Self::Date(date)
    }
}

impl From<Timestamp> for Arg {
    fn from(moment: Timestamp) -> Self {
        Self::Moment(moment)
    }
}

impl From<Mobile> for Arg {
    fn from(mobile: Mobile) -> Self {
        Self::Mobile(mobile)
    }
}

impl From<NationalCode> for Arg {
    fn from(code: NationalCode) -> Self {
        Self::NationalCode(code)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}
