//! What is wrong with a decision, and where.

use std::fmt;

use crate::persian::Rial;

/// Something that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Where: a JSON pointer such as `/items/0/title`; empty: all of it.
    pub pointer: String,
    /// What.
    pub wrong: Wrong,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is wanted, and is not there or empty.
    Missing,
    /// It does not belong here.
    NotWanted,
    /// It is not of this form: a text, a whole number, a list or an object.
    NotA(Form),
    /// It is not in the list of known values.
    Unknown,
    /// It has more than so many letters or items.
    TooLong(usize),
    /// The amount is not from so much on up to [`Rial::MOST`].
    OutOfRange(u64),
    /// It is no Jalali day.
    NoDay,
    /// The day has passed.
    Past,
    /// A title or a document of the claim must be named.
    NamesNoDocument,
    /// The title is another than that of the document.
    OtherTitle,
    /// A reason or a note must tell the person what is meant.
    SaysNothing,
}

/// The forms of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `"…"`
    Text,
    /// `12`
    Whole,
    /// `[…]`
    List,
    /// `{…}`
    Object,
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{place}: {}", self.wrong.detail())
    }
}

impl Wrong {
    /// In a sentence for whoever writes a client.
    pub fn detail(self) -> String {
        match self {
            Self::Missing => "It is required.".to_owned(),
            Self::NotWanted => "It does not belong here.".to_owned(),
            Self::NotA(Form::Text) => "It is not a text.".to_owned(),
            Self::NotA(Form::Whole) => "It is not a whole number from 0 on.".to_owned(),
            Self::NotA(Form::List) => "It is not a list.".to_owned(),
            Self::NotA(Form::Object) => "It is not an object.".to_owned(),
            Self::Unknown => "It is not a known value.".to_owned(),
            Self::TooLong(most) => format!("It is longer than {most}."),
            Self::OutOfRange(least) => {
                format!("It is not from {least} to {}.", Rial::MOST.0)
            }
            Self::NoDay => "It is no Jalali day such as 1405-09-30.".to_owned(),
            Self::Past => "The day has passed.".to_owned(),
            Self::NamesNoDocument => "Name a title, or a document of the claim.".to_owned(),
            Self::OtherTitle => "The document has another title.".to_owned(),
            Self::SaysNothing => "Give a reason or a note.".to_owned(),
        }
    }
}
