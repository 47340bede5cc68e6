//! A condition that can be read is weighed without a fault, and is read again as the same from the way in which it prints.

use bimeyar::flow::expression::{Condition, Fact};
use bimeyar::flow::{Expression, Facts};
use bimeyar::persian::JalaliDate;

/// Holds for any text of a condition in a flow file.
pub fn holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let condition = match Expression::parse(&text) {
        Ok(condition) => condition,
        Err(fault) => return names_a_column(&fault, &text),
    };
    prints_as_it_is_read(&condition);
    let opposite = Expression::Not(Box::new(condition.clone()));
    let worlds: [&dyn Facts; 3] = [&Nothing, &Something(false), &Something(true)];
    for facts in worlds {
        assert_eq!(opposite.evaluate(facts), condition.evaluate(facts).negate(), "{text:?}");
    }
    for name in condition.mentions() {
        assert!(text.contains(&name), "`{name}` is not in {text:?}");
    }
}

/// Brackets and spaces that are only printed may make it longer or deeper than a person may write it.
pub fn prints_as_it_is_read(condition: &Expression) {
    let printed = condition.to_string();
    match Expression::parse(&printed) {
        Ok(again) => assert_eq!(&again, condition, "{printed}"),
        Err(fault) => {
            let limits = ["a condition has at most", "the condition is nested too deeply"];
            assert!(limits.iter().any(|limit| fault.starts_with(limit)), "{fault}: {printed}");
        }
    }
}

/// «… (column 7)», within the text or just behind it.
fn names_a_column(fault: &str, text: &str) {
    let column = fault.rsplit_once("(column ").and_then(|(_, rest)| rest.strip_suffix(')'));
    let column: Option<usize> = column.and_then(|column| column.parse().ok());
    let within = 1..=text.chars().count() + 1;
    assert!(column.is_some_and(|column| within.contains(&column)), "{fault} in {text:?}");
}

/// Nothing is answered.
struct Nothing;

impl Facts for Nothing {
    fn value(&self, _: &[String]) -> Option<Fact> {
        None
    }

    fn is(&self, _: &str, _: Condition) -> Option<bool> {
        None
    }

    fn count(&self, _: &str) -> i64 {
        0
    }

    fn missing(&self, _: &str) -> i64 {
        0
    }
}

/// Everything is answered, by a value whose kind hangs on the name; states and truths are as told.
struct Something(bool);

impl Facts for Something {
    fn value(&self, name: &[String]) -> Option<Fact> {
        let name = name.join(".");
        match name.len() % 4 {
            0 => Some(Fact::Truth(self.0)),
            1 => Some(Fact::Number(if self.0 { i64::MAX } else { i64::MIN })),
            2 => Some(Fact::Date(if self.0 { JalaliDate::LAST } else { JalaliDate::FIRST })),
            _ => Some(Fact::Text(name)),
        }
    }

    fn is(&self, _: &str, _: Condition) -> Option<bool> {
        Some(self.0)
    }

    fn count(&self, step: &str) -> i64 {
        i64::try_from(step.len()).unwrap_or(i64::MAX)
    }

    fn missing(&self, _: &str) -> i64 {
        i64::from(self.0)
    }
}
