//! What a condition is worth, and which names it asks about.

use std::collections::BTreeSet;
use std::fmt;

use super::expression::{Comparison, Condition, Expression, Fact, Facts, Truth};
use super::parser::{Node, Syntax, parse};
use crate::persian::JalaliDate;

impl Expression {
    /// Reads a condition without a flow to check it against, such as the `=` line of a conversation test: names and
    /// types are taken as they are written. The error says what is wrong and in which column.
    pub fn parse(text: &str) -> Result<Self, String> {
        match parse(text) {
            Ok(tree) => Ok(unchecked(tree)),
            Err(fault) => Err(format!("{} (column {})", fault.text, fault.column)),
        }
    }

    /// Weighs the condition. Three-valued: what hangs on a missing value is [`Truth::NotYet`], unless the rest decides alone.
    pub fn evaluate(&self, facts: &dyn Facts) -> Truth {
        match self {
            Self::Not(inner) => inner.evaluate(facts).negate(),
            Self::And(left, right) => left.evaluate(facts).and(right.evaluate(facts)),
            Self::Or(left, right) => left.evaluate(facts).or(right.evaluate(facts)),
            Self::Compare(left, comparison, right) => {
                compare(left.worth(facts), *comparison, right.worth(facts))
            }
            Self::In(inner, list) => match inner.worth(facts) {
                Some(value) => list.contains(&value).into(),
                None => Truth::NotYet,
            },
            Self::Is(step, condition) => match (facts.is(step, *condition), condition) {
                (Some(value), _) => value.into(),
                (None, Condition::Answered) => Truth::No,
                (None, Condition::Skipped | Condition::Escaped | Condition::Proved) => {
                    Truth::NotYet
                }
            },
            Self::Literal(_)
            | Self::Name(_)
            | Self::Days(..)
            | Self::Count(_)
            | Self::Missing(_)
            | Self::Len(_) => match self.worth(facts) {
                Some(Fact::Truth(value)) => value.into(),
                Some(Fact::Number(_) | Fact::Date(_) | Fact::Text(_)) | None => Truth::NotYet,
            },
        }
    }

    fn worth(&self, facts: &dyn Facts) -> Option<Fact> {
        match self {
            Self::Literal(fact) => Some(fact.clone()),
            Self::Name(name) => facts.value(name),
            Self::Days(later, earlier) => {
                let (Fact::Date(later), Fact::Date(earlier)) =
                    (later.worth(facts)?, earlier.worth(facts)?)
                else {
                    return None;
                };
                Some(Fact::Number(day_number(later) - day_number(earlier)))
            }
            Self::Count(step) => Some(Fact::Number(facts.count(step))),
            Self::Missing(step) => Some(Fact::Number(facts.missing(step))),
            Self::Len(inner) => match inner.worth(facts)? {
                Fact::Text(text) => i64::try_from(text.chars().count()).ok().map(Fact::Number),
                Fact::Truth(_) | Fact::Number(_) | Fact::Date(_) => None,
            },
            Self::Not(_)
            | Self::And(..)
            | Self::Or(..)
            | Self::Compare(..)
            | Self::In(..)
            | Self::Is(..) => match self.evaluate(facts) {
                Truth::Yes => Some(Fact::Truth(true)),
                Truth::No => Some(Fact::Truth(false)),
                Truth::NotYet => None,
            },
        }
    }

    /// The steps and facts that the condition asks about: the first part of each name. `row` is not among them.
    pub fn mentions(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.visit(&mut |part| match part {
            Self::Name(name) => {
                names.extend(name.first().filter(|first| *first != "row").cloned());
            }
            Self::Is(step, _) | Self::Count(step) | Self::Missing(step) => {
                names.insert(step.clone());
            }
            Self::Literal(_)
            | Self::Not(_)
            | Self::And(..)
            | Self::Or(..)
            | Self::Compare(..)
            | Self::In(..)
            | Self::Days(..)
            | Self::Len(_) => {}
        });
        names
    }

    /// Calls `look` for this condition and all of its parts.
    pub(crate) fn visit(&self, look: &mut dyn FnMut(&Self)) {
        look(self);
        match self {
            Self::Not(inner) | Self::In(inner, _) | Self::Len(inner) => inner.visit(look),
            Self::And(left, right)
            | Self::Or(left, right)
            | Self::Compare(left, _, right)
            | Self::Days(left, right) => {
                left.visit(look);
                right.visit(look);
            }
            Self::Literal(_) | Self::Name(_) | Self::Is(..) | Self::Count(_) | Self::Missing(_) => {
            }
        }
    }
}

fn unchecked(tree: Syntax) -> Expression {
    let inner = |tree: Box<Syntax>| Box::new(unchecked(*tree));
    match tree.node {
        Node::Literal(fact) => Expression::Literal(fact),
        Node::Name(name) => Expression::Name(name),
        Node::Not(part) => Expression::Not(inner(part)),
        Node::And(left, right) => Expression::And(inner(left), inner(right)),
        Node::Or(left, right) => Expression::Or(inner(left), inner(right)),
        Node::Compare(left, comparison, right) => {
            Expression::Compare(inner(left), comparison, inner(right))
        }
        Node::In(part, list) => {
            Expression::In(inner(part), list.into_iter().map(|(_, fact)| fact).collect())
        }
        Node::Is(step, condition) => Expression::Is(step, condition),
        Node::Days(later, earlier) => Expression::Days(inner(later), inner(earlier)),
        Node::Count(step) => Expression::Count(step),
        Node::Missing(step) => Expression::Missing(step),
        Node::Len(part) => Expression::Len(inner(part)),
    }
}

fn compare(left: Option<Fact>, comparison: Comparison, right: Option<Fact>) -> Truth {
    let (Some(left), Some(right)) = (left, right) else {
        return Truth::NotYet;
    };
    // The compiler lets only like be compared with like; a stored value of another kind is no answer.
    if std::mem::discriminant(&left) != std::mem::discriminant(&right) {
        return Truth::NotYet;
    }
    comparison.holds(left.cmp(&right)).into()
}

/// Days since the first of Farvardin 1300.
fn day_number(date: JalaliDate) -> i64 {
    let years: i64 =
        (1300..date.year()).map(|year| 365 + i64::from(JalaliDate::is_leap(year))).sum();
    let months: i64 = (1..date.month())
        .map(|month| i64::from(JalaliDate::days_in_month(date.year(), month)))
        .sum();
    years + months + i64::from(date.day()) - 1
}

/// As it would be written in a flow file, with all brackets that matter.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(fact) => write!(f, "{fact}"),
            Self::Name(name) => f.write_str(&name.join(".")),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::And(left, right) => {
                write_side(f, left, matches!(**left, Self::Or(..)))?;
                f.write_str(" and ")?;
                write_side(f, right, matches!(**right, Self::Or(..) | Self::And(..)))
            }
            Self::Or(left, right) => {
                write!(f, "{left} or ")?;
                write_side(f, right, matches!(**right, Self::Or(..)))
            }
            Self::Compare(left, comparison, right) => {
                write_operand(f, left)?;
                write!(f, " {} ", comparison.sign())?;
                write_operand(f, right)
            }
            Self::In(inner, list) => {
                let list: Vec<String> = list.iter().map(ToString::to_string).collect();
                write_operand(f, inner)?;
                write!(f, " in ({})", list.join(", "))
            }
            Self::Is(step, condition) => write!(f, "{step} is {}", condition.word()),
            Self::Days(later, earlier) => {
                f.write_str("days(")?;
                write_operand(f, later)?;
                f.write_str(" - ")?;
                write_operand(f, earlier)?;
                f.write_str(")")
            }
            Self::Count(step) => write!(f, "count({step})"),
            Self::Missing(step) => write!(f, "missing({step})"),
            Self::Len(inner) => {
                f.write_str("len(")?;
                write_operand(f, inner)?;
                f.write_str(")")
            }
        }
    }
}

/// A side of `and` or `or`. On the right also a condition of the same kind needs brackets: it would join with the left.
fn write_side(f: &mut fmt::Formatter<'_>, side: &Expression, brackets: bool) -> fmt::Result {
    if brackets { write!(f, "({side})") } else { write!(f, "{side}") }
}

/// A side of a comparison, or what a function takes: everything that is itself a condition needs brackets.
fn write_operand(f: &mut fmt::Formatter<'_>, side: &Expression) -> fmt::Result {
    let bare = matches!(
        side,
        Expression::Literal(_)
            | Expression::Name(_)
            | Expression::Days(..)
            | Expression::Count(_)
            | Expression::Missing(_)
            | Expression::Len(_)
    );
    if bare { write!(f, "{side}") } else { write!(f, "({side})") }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truth(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Date(date) => write!(f, "{date}"),
            // Read from between quotes of one kind, it does not have both kinds.
            Self::Text(text) if text.contains('\'') => write!(f, "\"{text}\""),
            Self::Text(text) => write!(f, "'{text}'"),
        }
    }
}
