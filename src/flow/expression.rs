//! Conditions of a flow file: a small typed language, checked when the file is loaded.

use std::cmp::Ordering;
use std::fmt;

use super::dataset::Row;
use crate::persian::JalaliDate;

/// A condition that was checked against the flow's steps and datasets.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `true`, `1200`, `'have'`, a date `1401-07-01`.
    Literal(Fact),
    /// A step, a fact of the engine (`today`, `open_mode`), or a dotted name: `contract.window_days`, `row.e_claims`.
    Name(Vec<String>),
    /// `not x`.
    Not(Box<Expression>),
    /// `a and b`.
    And(Box<Expression>, Box<Expression>),
    /// `a or b`.
    Or(Box<Expression>, Box<Expression>),
    /// `a < b` and so on.
    Compare(Box<Expression>, Comparison, Box<Expression>),
    /// `x in ('a', 'b')`.
    In(Box<Expression>, Vec<Fact>),
    /// `x is answered`, `x is skipped`, `x is escaped`, `x is proved`.
    Is(String, Condition),
    /// `days(a - b)`.
    Days(Box<Expression>, Box<Expression>),
    /// `count(x)`: photos that are there, or choices of a `multi`.
    Count(String),
    /// `missing(documents)`: required titles that are not there.
    Missing(String),
    /// `len(x)`: characters of a text or code.
    Len(Box<Expression>),
}

/// `== != < <= > >=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// What `is` asks of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It has an answer that is not skipped.
    Answered,
    /// It was passed over with «رد کردن».
    Skipped,
    /// It was left by its escape.
    Escaped,
    /// The number is proved to be the person's own.
    Proved,
}

/// A value in a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Yes or no.
    Truth(bool),
    /// A whole number; money is in rial.
    Number(i64),
    /// A day.
    Date(JalaliDate),
    /// A text, a code, or the id of a choice.
    Text(String),
}

/// What a condition may ask about while it is weighed.
pub trait Facts {
    /// The value of a name; none: not answered, or an empty cell.
    fn value(&self, name: &[String]) -> Option<Fact>;
    /// Whether the step is in the condition; none: not answered.
    fn is(&self, step: &str, condition: Condition) -> Option<bool>;
    /// Photos of a documents step that are there, or choices of a multi step.
    fn count(&self, step: &str) -> i64;
    /// Required titles of a documents step that are not there.
    fn missing(&self, step: &str) -> i64;
}

/// The outcome of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// Something it asks about is not answered.
    NotYet,
}

impl Truth {
    /// Kleene's "and": one no is enough for no.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::NotYet, _) | (_, Self::NotYet) => Self::NotYet,
        }
    }

    /// Kleene's "or": one yes is enough for yes.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.negate().and(other.negate()).negate()
    }

    /// Kleene's "not": what is not known stays so.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::NotYet => Self::NotYet,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl Comparison {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it asks for an order, which only numbers and dates have.
    pub fn is_order(self) -> bool {
        match self {
            Self::Equal | Self::Unequal => false,
            Self::Less | Self::AtMost | Self::Greater | Self::AtLeast => true,
        }
    }

    /// Whether two values that are so ordered satisfy it.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Condition {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Skipped => "skipped",
            Self::Escaped => "escaped",
            Self::Proved => "proved",
        }
    }
}

/// Facts that can also tell the cells of one row, for the `where` of a list.
pub struct WithRow<'a> {
    /// What else may be asked about.
    pub facts: &'a dyn Facts,
    /// The row that `row` names.
    pub row: &'a Row,
}

impl fmt::Debug for WithRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithRow").field("row", &self.row.id).finish_non_exhaustive()
    }
}

impl Facts for WithRow<'_> {
    fn value(&self, name: &[String]) -> Option<Fact> {
        match name {
            [first, column] if first == "row" => self.row.cell(column),
            _ => self.facts.value(name),
        }
    }

    fn is(&self, step: &str, condition: Condition) -> Option<bool> {
        self.facts.is(step, condition)
    }

    fn count(&self, step: &str) -> i64 {
        self.facts.count(step)
    }

    fn missing(&self, step: &str) -> i64 {
        self.facts.missing(step)
    }
}
