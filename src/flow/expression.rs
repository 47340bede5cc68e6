//! Conditions of a flow file: a small typed language, checked when the file is loaded.

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
    /// `count(documents)`: photos that are there.
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
    /// Photos of a documents step that are there.
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
