//! What a part of a condition is worth, and what is said when two parts do not fit.

use super::codes;
use super::dataset::ColumnType;
use super::expression::{Expression, Fact};
use super::lexer::Fault;
use super::names::did_you_mean;
use super::parser::Node;

/// What a part of a condition is worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// A value; texts may be known to be one of a step's choices.
    Of(ColumnType, Option<Known>),
    /// Wrong already and reported: fits everywhere.
    Unknown,
}

/// The choices of a step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    pub(crate) step: String,
    pub(crate) ids: Vec<String>,
}

/// Reports a text that is compared with a step's answer but is none of its choices.
pub(crate) fn check_choice(
    found: &Type,
    column: usize,
    other: &Expression,
) -> Result<(), (&'static str, Fault)> {
    if let (Type::Of(_, Some(known)), Expression::Literal(Fact::Text(text))) = (found, other)
        && !known.ids.contains(text)
    {
        let mut fault =
            Fault::new(column, format!("the step `{}` offers no choice `{text}`", known.step));
        fault.hint = did_you_mean(text, known.ids.iter().map(String::as_str));
        return Err((codes::UNKNOWN_CHOICE, fault));
    }
    Ok(())
}

pub(crate) fn type_of(fact: &Fact) -> ColumnType {
    match fact {
        Fact::Truth(_) => ColumnType::Truth,
        Fact::Number(_) => ColumnType::Number,
        Fact::Date(_) => ColumnType::Date,
        Fact::Text(_) => ColumnType::Text,
    }
}

pub(crate) fn word(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Truth => "a condition",
        ColumnType::Number => "a number",
        ColumnType::Date => "a date",
        ColumnType::Text => "a text",
    }
}

/// What to write when unlike things are compared, where it is likely.
pub(crate) fn comparable(one: &Type, other: &Type) -> Option<String> {
    use ColumnType::{Date, Number, Text, Truth};
    let (Type::Of(a, known_a), Type::Of(b, known_b)) = (one, other) else { return None };
    let is_choice = known_a.is_some() || known_b.is_some();
    let hint = match (a, b) {
        (Truth, _) | (_, Truth) => {
            "A yes or no is a condition by itself: write its name alone, or `not` before it."
        }
        (Date, Text) | (Text, Date) => "A date has no quotes: `1401-07-01`.",
        (Text, _) | (_, Text) if is_choice => "The id of a choice stands in quotes: `'id'`.",
        (Number, Text) | (Text, Number) => "A number has no quotes.",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// The fault of a name that stands where one of the choices of `left` without its quotes would.
pub(crate) fn unquoted(fault: Fault, left: &Type, right: &Node) -> Fault {
    match (left, right) {
        (Type::Of(_, Some(known)), Node::Name(name))
            if known.ids.iter().any(|id| *id == name.join(".")) =>
        {
            fault.hint(format!("A choice stands in quotes: `'{}'`.", name.join(".")))
        }
        _ => fault,
    }
}
