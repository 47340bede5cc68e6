//! A settings file as text → its settings by dotted key, each with its line.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes;
use crate::wording::Problem;

/// What stands behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `"…"`.
    Text(String),
    /// `5`; none when it is beyond 64 bits.
    Whole(Option<i64>),
    /// `true`.
    Truth(bool),
    /// From the environment: what it is depends on the key.
    Bare(String),
    /// Something that no setting is: a list, a date, a fraction.
    Strange(&'static str),
}

/// Where a setting was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    /// The file, or the variable of the environment.
    pub(super) source: String,
    /// Line from 1; 0 for a variable.
    pub(super) line: usize,
}

/// Settings and sections of a file.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) values: BTreeMap<String, (Origin, Value)>,
    /// Headers such as `[bale.webhook]`.
    pub(super) sections: BTreeMap<String, Origin>,
}

/// Reads `source`, called `file` in problems. What is no TOML at all gives no settings.
pub(super) fn read(file: &str, source: &str) -> (Written, Vec<Problem>) {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let lines = Lines { file, source };
    let (table, errors) = DeTable::parse_recoverable(source);
    let mut written = Written::default();
    if errors.is_empty() {
        collect(&lines, "", table.get_ref(), &mut written);
    }
    let problems = errors.iter().map(|error| {
        let line = error.span().map_or(0, |span| lines.line(&span));
        let text = format!("this is not TOML: {}", error.message());
        Problem::error(codes::SYNTAX, (file, line), text)
    });
    (written, problems.collect())
}

struct Lines<'a> {
    file: &'a str,
    source: &'a str,
}

impl Lines<'_> {
    /// The line, from 1, on which `span` begins.
    fn line(&self, span: &Range<usize>) -> usize {
        self.source.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
    }

    fn origin(&self, span: &Range<usize>) -> Origin {
        Origin { source: self.file.to_owned(), line: self.line(span) }
    }
}

fn collect(lines: &Lines<'_>, prefix: &str, table: &DeTable<'_>, written: &mut Written) {
    for (key, value) in table {
        let origin = lines.origin(&key.span());
        let key = format!("{prefix}{}", key.get_ref());
        if let Some(table) = value.get_ref().as_table() {
            collect(lines, &format!("{key}."), table, written);
            written.sections.insert(key, origin);
        } else {
            written.values.insert(key, (origin, plain(value)));
        }
    }
}

fn plain(value: &Spanned<DeValue<'_>>) -> Value {
    let value = value.get_ref();
    if let Some(text) = value.as_str() {
        Value::Text(text.to_owned())
    } else if let Some(whole) = value.as_integer() {
        Value::Whole(i64::from_str_radix(whole.as_str(), whole.radix()).ok())
    } else if let Some(truth) = value.as_bool() {
        Value::Truth(truth)
    } else {
        Value::Strange(value.type_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_keeps_its_line() {
        let (written, problems) = read("c.toml", "a = 1\n[b]\nc = \"x\"\nd.e = true\n\n[b.f]\n");
        assert_eq!(problems, []);
        let lines = |key: &str| written.values.get(key).map(|(origin, _)| origin.line);
        assert_eq!(["a", "b.c", "b.d.e"].map(lines), [Some(1), Some(3), Some(4)]);
        assert_eq!(written.sections.get("b.f").map(|origin| origin.line), Some(6));
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let (written, problems) = read("c.toml", "a = 1\nb = = 2\n");
        assert!(written.values.is_empty());
        assert_eq!(
            problems.first().map(|problem| (problem.code, problem.line)),
            Some(("CF001", 2))
        );
    }
}
