//! Conditions: three-valued truth, what they mention, and that no text makes the reader fall over.

use std::collections::BTreeMap;

use bimeyar::flow::expression::{Condition, Fact};
use bimeyar::flow::{Expression, Facts, Truth, WithRow};
use bimeyar::persian::JalaliDate;
use proptest::prelude::*;

use super::{compile_probe, probe, row, step};

#[derive(Default)]
struct Known {
    values: BTreeMap<&'static str, Fact>,
    states: BTreeMap<&'static str, Condition>,
}

impl Facts for Known {
    fn value(&self, name: &[String]) -> Option<Fact> {
        self.values.get(name.join(".").as_str()).cloned()
    }

    fn is(&self, step: &str, condition: Condition) -> Option<bool> {
        self.states.get(step).map(|state| *state == condition)
    }

    fn count(&self, _: &str) -> i64 {
        2
    }

    fn missing(&self, _: &str) -> i64 {
        1
    }
}

fn date(year: i16, month: u8, day: u8) -> Fact {
    Fact::Date(JalaliDate::new(year, month, day).unwrap())
}

fn known() -> Known {
    Known {
        values: BTreeMap::from([
            ("yes", Fact::Truth(true)),
            ("no", Fact::Truth(false)),
            ("amount", Fact::Number(1_200)),
            ("erx", Fact::Text("have".to_owned())),
            ("code", Fact::Text("۱۲۳۴۵".to_owned())),
            ("today", date(1405, 1, 1)),
            ("then", date(1403, 12, 30)),
            ("contract.window_days", Fact::Number(366)),
        ]),
        states: BTreeMap::from([
            ("center", Condition::Escaped),
            ("notes", Condition::Skipped),
            ("amount", Condition::Answered),
            ("mobile", Condition::Proved),
        ]),
    }
}

#[test]
fn conditions_are_weighed() {
    let cases = [
        ("yes", Truth::Yes),
        ("not yes", Truth::No),
        ("not nothing", Truth::NotYet),
        ("yes and nothing", Truth::NotYet),
        ("no and nothing", Truth::No),
        ("yes or nothing", Truth::Yes),
        ("no or nothing", Truth::NotYet),
        ("yes or no and no", Truth::Yes),
        ("(yes or no) and no", Truth::No),
        ("not no and no", Truth::No),
        ("amount == 1200 and amount >= ۱۲۰۰", Truth::Yes),
        ("amount < 1_200 or amount > 1200", Truth::No),
        ("amount != -5", Truth::Yes),
        ("amount < nothing", Truth::NotYet),
        ("amount == 'have'", Truth::NotYet),
        ("erx in ('none', 'have')", Truth::Yes),
        ("erx not in ('none', \"have\")", Truth::No),
        ("nothing in ('none')", Truth::NotYet),
        ("len(code) == 5", Truth::Yes),
        ("len(nothing) == 5", Truth::NotYet),
        ("then < today and today == 1405-01-01", Truth::Yes),
        ("days(today - then) == 366", Truth::Yes),
        ("days(then - today) == -366", Truth::Yes),
        ("days(today - then) > contract.window_days", Truth::No),
        ("days(today - then) > contract.nothing", Truth::NotYet),
        ("count(documents) == 2 and missing(documents) > 0", Truth::Yes),
        ("center is escaped and notes is skipped and mobile is proved", Truth::Yes),
        ("center is not answered", Truth::Yes),
        ("nothing is answered", Truth::No),
        ("nothing is not answered", Truth::Yes),
        ("nothing is escaped", Truth::NotYet),
        ("not (nothing is proved)", Truth::NotYet),
        ("yes == true", Truth::Yes),
    ];
    for (text, expected) in cases {
        let condition = Expression::parse(text).unwrap();
        assert_eq!(condition.evaluate(&known()), expected, "{text}");
        let again = Expression::parse(&condition.to_string()).unwrap();
        assert_eq!(again, condition, "{text} → {condition}");
    }
}

#[test]
fn truth_is_kleenes() {
    use Truth::{No, NotYet, Yes};
    let order = [No, NotYet, Yes];
    for (a, left) in order.into_iter().enumerate() {
        assert_eq!(left.negate(), order[2 - a]);
        for (b, right) in order.into_iter().enumerate() {
            assert_eq!(left.and(right), order[a.min(b)]);
            assert_eq!(left.or(right), order[a.max(b)]);
        }
    }
}

#[test]
fn mentions_are_first_parts_without_row() {
    let condition = Expression::parse(
        "row.contract == contract and days(today - service_date) > contract.window_days \
         or center is escaped and count(documents) > 1 and len(code) in (1, 2)",
    )
    .unwrap();
    let mentions: Vec<String> = condition.mentions().into_iter().collect();
    assert_eq!(mentions, ["center", "code", "contract", "documents", "service_date", "today"]);
}

#[test]
fn row_names_the_cells_of_a_row() {
    let row = row("c1", "قرارداد", &[("insurer", "dana")]);
    let facts = known();
    let with_row = WithRow { facts: &facts, row: &row };
    for text in ["row.insurer == 'dana'", "row.id == 'c1'", "row.label != ''", "erx == 'have'"] {
        assert_eq!(Expression::parse(text).unwrap().evaluate(&with_row), Truth::Yes, "{text}");
    }
    assert_eq!(Expression::parse("row.ends == 1").unwrap().evaluate(&with_row), Truth::NotYet);
}

#[test]
fn faults_name_their_column() {
    let cases = [
        ("", 1),
        ("a = 1", 3),
        ("a && b", 3),
        ("a == 'x", 6),
        ("a == ", 6),
        ("a b", 3),
        ("a < b < c", 7),
        ("(a == 1", 8),
        ("a is great", 6),
        ("a.b is answered", 1),
        ("a in 'x'", 6),
        ("a in (b)", 7),
        ("a == 1405-13-01", 6),
        ("a == 99999999999999999999", 6),
        ("a not 1", 3),
        ("days(a, b)", 7),
        ("count 3", 7),
        ("1 == and", 6),
        ("سن == 1", 1),
    ];
    for (text, column) in cases {
        let fault = Expression::parse(text).unwrap_err();
        assert!(fault.ends_with(&format!("(column {column})")), "{text}: {fault}");
    }
    assert!(Expression::parse(&"(".repeat(900)).is_err());
    assert!(Expression::parse(&"not ".repeat(200)).is_err());
    assert!(Expression::parse(&"a or ".repeat(400)).is_err());
}

#[test]
fn what_prints_is_read_again_as_the_same() {
    let cases = [
        "a or (b or c)",
        "a and (b and c)",
        "a and (b or c) and d",
        "(a or b) in (true)",
        "(not a) in (true, false)",
        "days((a or b) - (c and d))",
        "len((a == b))",
        "code == \"it's\"",
        "code in ('\"', \"'\")",
        "not not a",
    ];
    for text in cases {
        let condition = Expression::parse(text).unwrap();
        let printed = condition.to_string();
        assert_eq!(Expression::parse(&printed).as_ref(), Ok(&condition), "{text} → {printed}");
    }
}

const WORDS: &[&str] = &[
    "a",
    "b.c",
    "row.x",
    "and",
    "or",
    "not",
    "in",
    "is",
    "answered",
    "days",
    "count",
    "len",
    "(",
    ")",
    ",",
    "-",
    "==",
    "<",
    ">=",
    "'x'",
    "12",
    "1405-01-01",
    "true",
];

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
        let _outcome = Expression::parse(&text);
    }

    #[test]
    fn what_is_read_is_written_the_same(picks in prop::collection::vec(0..WORDS.len(), 0..14)) {
        let text: Vec<&str> = picks.into_iter().map(|pick| WORDS[pick]).collect();
        if let Ok(condition) = Expression::parse(&text.join(" ")) {
            prop_assert_eq!(Expression::parse(&condition.to_string()), Ok(condition.clone()));
            let _truth = condition.evaluate(&known());
        }
    }

    #[test]
    fn no_bytes_make_the_compiler_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        compile_probe(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_value_makes_the_compiler_panic(
        key in "(id|kind|when|choices|check|of|escape|columns|min|titles|needs|invalidates)",
        value in "(true|-3|99999999999|1.5|\\[\\]|\\{\\}|\\[\\{\\}\\]|\\{ dataset = 1 \\}|\"\\PC{0,12}\"|1979-05-27)",
    ) {
        let (flow, problems) = compile_probe(&probe(&step("x", "choice", &format!("{key} = {value}"))));
        prop_assert!(flow.is_some() || !problems.is_empty());
    }
}
