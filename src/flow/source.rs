//! TOML with places: every value that is read keeps its line, so that every finding can name one.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes;
use super::duration::seconds;
use super::names::nearest;
use crate::wording::{Problem, Severity};

/// Collects what is wrong with one file.
pub(crate) struct Report<'a> {
    pub(crate) file: &'a str,
    source: &'a str,
    starts: Vec<usize>,
    pub(crate) problems: Vec<Problem>,
    absent: Vec<Absent>,
    /// The line of a section, and the key that an unknown one of its keys is likely meant to be.
    misspelt: Vec<(usize, String)>,
}

/// A key that is missing, unless it is there misspelt, which is said once.
struct Absent {
    /// The line of the section.
    section: usize,
    /// Any of them would do.
    keys: Vec<String>,
    problem: Problem,
}

/// A text of the file and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// Line from 1.
    pub(crate) line: usize,
    /// Whether the text begins on the line after its quotes.
    pub(crate) begins_below: bool,
}

impl<'a> Report<'a> {
    pub(crate) fn new(file: &'a str, source: &'a str) -> Self {
        let starts =
            source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self {
            file,
            source,
            starts: starts.collect(),
            problems: Vec::new(),
            absent: Vec::new(),
            misspelt: Vec::new(),
        }
    }

    /// The line, from 1, of a byte of the file.
    fn line(&self, span: &Range<usize>) -> usize {
        self.starts.partition_point(|start| *start <= span.start) + 1
    }

    pub(crate) fn add(
        &mut self,
        code: &'static str,
        line: usize,
        text: impl Into<String>,
        hint: Option<String>,
    ) {
        let warning = codes::WARNINGS.contains(&code);
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            code,
            severity: if warning { Severity::Warning } else { Severity::Error },
            text: text.into(),
            hint,
        });
    }

    /// Reports on `line` that the section which begins on line `section` has none of `keys`.
    pub(crate) fn miss(
        &mut self,
        (section, keys): (usize, &[&str]),
        line: usize,
        text: String,
        hint: Option<&str>,
    ) {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let problem = Problem::error(codes::MISSING_KEY, (self.file, line), text);
        let problem = problem.hinting(hint.map(str::to_owned));
        self.absent.push(Absent { section, keys, problem });
    }

    fn tell_missing(&mut self) {
        let misspelt = std::mem::take(&mut self.misspelt);
        for Absent { section, keys, problem } in std::mem::take(&mut self.absent) {
            if !misspelt.iter().any(|(place, key)| *place == section && keys.contains(key)) {
                self.problems.push(problem);
            }
        }
    }

    /// The whole file as a table; none when it is not TOML, with all that is wrong reported.
    pub(crate) fn parse(&mut self) -> Option<Section<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.source);
        // After another fault the parser takes what follows for a repetition.
        let only_twice = errors.iter().all(|error| error.message() == TWICE);
        for error in errors.iter().filter(|error| only_twice || error.message() != TWICE) {
            let line = error.span().map_or(0, |span| self.line(&span));
            let open = error.message().starts_with("invalid basic string");
            let hint = open.then(|| "A text ends on its line with a `\"`.".to_owned());
            self.add(codes::SYNTAX, line, format!("this is not TOML: {}", error.message()), hint);
        }
        errors
            .is_empty()
            .then(|| Section::new(self, "the file".to_owned(), WHOLE_FILE, table.into_inner()))
    }

    /// Drops the warnings that a comment `# flow-allow FL034` on their line allows, and sorts the rest.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.tell_missing();
        let allowed: Vec<(usize, &str)> = self
            .source
            .lines()
            .enumerate()
            .filter_map(|(at, line)| {
                Some((at + 1, line.split_once("# flow-allow")?.1.split('#').next()?))
            })
            .flat_map(|(line, rest)| rest.split([' ', ',']).map(move |code| (line, code.trim())))
            .filter(|(_, code)| !code.is_empty())
            .collect();
        for (line, code) in allowed {
            let is_it = |problem: &Problem| {
                problem.line == line
                    && problem.code == code
                    && problem.severity == Severity::Warning
            };
            if !self.problems.iter().any(is_it) {
                let hint = Some("Only warnings of this very line can be allowed.".to_owned());
                self.add(
                    codes::USELESS_ALLOW,
                    line,
                    format!("`flow-allow {code}` allows nothing"),
                    hint,
                );
            }
            self.problems.retain(|problem| !is_it(problem));
        }
        self.problems.sort_by(|a, b| (a.line, a.code, &a.text).cmp(&(b.line, b.code, &b.text)));
        self.problems.dedup();
        self.problems
    }
}

/// The line on which the file as a section begins.
pub(crate) const WHOLE_FILE: usize = 1;

/// How the parser calls a key that is there twice.
const TWICE: &str = "duplicate key";

/// A table of the file.
pub(crate) struct Section<'t> {
    /// How it is called in findings: «step `center`».
    pub(crate) name: String,
    /// Its first line.
    pub(crate) line: usize,
    entries: Vec<Entry<'t>>,
}

struct Entry<'t> {
    key: String,
    line: usize,
    at: usize,
    value: Spanned<DeValue<'t>>,
}

impl<'t> Section<'t> {
    fn new(report: &Report<'_>, name: String, line: usize, table: DeTable<'t>) -> Self {
        let mut entries: Vec<Entry<'t>> = table
            .into_iter()
            .map(|(key, value)| Entry {
                line: report.line(&key.span()),
                at: key.span().start,
                key: key.into_inner().into_owned(),
                value,
            })
            .collect();
        // The parser sorts keys by name; the order of choices in the file is the order on the screen.
        entries.sort_by_key(|entry| entry.at);
        Self { name, line, entries }
    }

    /// A section that is not there: none of its keys is.
    pub(crate) fn absent(name: &str) -> Self {
        Self { name: name.to_owned(), line: 1, entries: Vec::new() }
    }

    fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The line of `key`, or of the section when the key is not there.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        self.entry(key).map_or(self.line, |entry| entry.line)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    pub(crate) fn is_table(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|entry| entry.value.get_ref().is_table())
    }

    /// Reports each key that is not among `known`.
    pub(crate) fn allow_only(&self, report: &mut Report<'_>, known: &[&str]) {
        for entry in self.entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let meant = nearest(&entry.key, known.iter().copied());
            let hint = meant.map(|meant| format!("Did you mean `{meant}`?"));
            report.misspelt.extend(meant.map(|meant| (self.line, meant.to_owned())));
            let text = format!("{}: unknown key `{}`", self.name, entry.key);
            report.add(codes::UNKNOWN_KEY, entry.line, text, hint);
        }
    }

    /// The keys that are there, with their lines.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, usize)> {
        self.entries.iter().map(|entry| (entry.key.as_str(), entry.line))
    }

    pub(crate) fn text(&self, report: &mut Report<'_>, key: &str) -> Option<Written> {
        let entry = self.entry(key)?;
        let found = written(report, &entry.value);
        if found.is_none() {
            self.wrong(report, entry, "a text");
        }
        found
    }

    pub(crate) fn needed_text(&self, report: &mut Report<'_>, key: &str) -> Option<Written> {
        self.needed(report, key);
        self.text(report, key)
    }

    /// Reports `key` when it is not there.
    pub(crate) fn needed(&self, report: &mut Report<'_>, key: &str) -> bool {
        let there = self.has(key);
        if !there {
            let text = format!("{}: `{key}` is missing", self.name);
            report.miss((self.line, &[key]), self.line, text, None);
        }
        there
    }

    pub(crate) fn truth(&self, report: &mut Report<'_>, key: &str) -> Option<bool> {
        let entry = self.entry(key)?;
        let found = entry.value.get_ref().as_bool();
        if found.is_none() {
            self.wrong(report, entry, "`true` or `false`");
        }
        found
    }

    /// A whole number inside `range`.
    pub(crate) fn whole(
        &self,
        report: &mut Report<'_>,
        key: &str,
        range: RangeInclusive<u32>,
    ) -> Option<u32> {
        let entry = self.entry(key)?;
        let Some(integer) = entry.value.get_ref().as_integer() else {
            self.wrong(report, entry, "a whole number");
            return None;
        };
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
        let fits = number.filter(|number| range.contains(number));
        if fits.is_none() {
            let text =
                format!("{}: `{key}` must be from {} to {}", self.name, range.start(), range.end());
            report.add(codes::OUT_OF_RANGE, entry.line, text, None);
        }
        fits
    }

    /// A duration such as `20h`, in seconds.
    pub(crate) fn duration(&self, report: &mut Report<'_>, key: &str) -> Option<i64> {
        let written = self.text(report, key)?;
        seconds(report, &written)
    }

    /// A list of texts.
    pub(crate) fn texts(&self, report: &mut Report<'_>, key: &str) -> Vec<Written> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let Some(array) = entry.value.get_ref().as_array() else {
            self.wrong(report, entry, "a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in array {
            match written(report, item) {
                Some(text) => texts.push(text),
                None => self.wrong(report, entry, "a list of texts"),
            }
        }
        texts
    }

    /// A list of durations, each with its line.
    pub(crate) fn durations(&self, report: &mut Report<'_>, key: &str) -> Vec<(i64, usize)> {
        let texts = self.texts(report, key);
        texts.iter().filter_map(|text| Some((seconds(report, text)?, text.line))).collect()
    }

    /// A table inside this one.
    pub(crate) fn section(&self, report: &mut Report<'_>, key: &str) -> Option<Self> {
        let entry = self.entry(key)?;
        let Some(table) = entry.value.get_ref().as_table() else {
            self.wrong(report, entry, "a table");
            return None;
        };
        let name = if self.name == "the file" {
            format!("[{key}]")
        } else {
            format!("{}, `{key}`", self.name)
        };
        Some(Self::new(report, name, entry.line, table.clone()))
    }

    /// The tables of a list, `[[key]]` or `key = [{…}]`.
    pub(crate) fn sections(&self, report: &mut Report<'_>, key: &str) -> Vec<Self> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let Some(array) = entry.value.get_ref().as_array() else {
            self.wrong(report, entry, "a list of tables");
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in array {
            let line = report.line(&item.span());
            match item.get_ref().as_table() {
                Some(table) => {
                    let name = if self.name == "the file" {
                        key.to_owned()
                    } else {
                        format!("{}, `{key}`", self.name)
                    };
                    sections.push(Self::new(report, name, line, table.clone()));
                }
                None => self.wrong(report, entry, "a list of tables"),
            }
        }
        sections
    }

    /// All entries as (key, text) in file order.
    pub(crate) fn pairs(&self, report: &mut Report<'_>) -> Vec<(Written, Written)> {
        let mut pairs = Vec::new();
        for entry in &self.entries {
            let key = Written { text: entry.key.clone(), line: entry.line, begins_below: false };
            match written(report, &entry.value) {
                Some(value) => pairs.push((key, value)),
                None => self.wrong(report, entry, "a text"),
            }
        }
        pairs
    }

    fn wrong(&self, report: &mut Report<'_>, entry: &Entry<'t>, wanted: &str) {
        let found = entry.value.get_ref().type_str();
        let text = format!("{}: `{}` must be {wanted}, not {found}", self.name, entry.key);
        let hint = match (found, wanted) {
            ("string", "a list of texts") => Some("Write it in brackets: `[\"…\"]`."),
            ("string", "a whole number" | "`true` or `false`") => Some("Leave the quotes away."),
            _ => None,
        };
        report.add(codes::WRONG_SHAPE, entry.line, text, hint.map(str::to_owned));
    }
}

fn written(report: &Report<'_>, value: &Spanned<DeValue<'_>>) -> Option<Written> {
    let span = value.span();
    let raw = report.source.get(span.clone()).unwrap_or_default();
    let opened = raw.strip_prefix("\"\"\"").or_else(|| raw.strip_prefix("'''"));
    let begins_below = opened.is_some_and(|rest| rest.trim_start_matches('\r').starts_with('\n'));
    let text = value.get_ref().as_str()?.to_owned();
    Some(Written { text, line: report.line(&span), begins_below })
}
