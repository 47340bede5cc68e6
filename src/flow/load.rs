//! Files of lists (CSV, or TSV by name) to [`Datasets`], with every bad row reported.

use std::collections::{BTreeMap, BTreeSet};

use csv::{ReaderBuilder, StringRecord};

use super::dataset::{Cell, ColumnType, Dataset, Datasets, Row};
use super::names::did_you_mean;
use super::resolve::Resolver;
use super::schema::{Column, Schema, schema};
use crate::persian::text::{has_persian_digits, normalise, to_persian_digits};
use crate::wording::{Problem, Severity};

/// Lists that others refer to, in the order in which they must be read.
const FIRST: [&str; 6] = [
    "provinces",
    "center_types",
    "service_groups",
    "services",
    "document_titles",
    "disease_groups",
];

impl Datasets {
    /// Reads all `files` (name or path, source). The list is called as the file without folders and ending; a later file
    /// replaces an earlier one of the same list. Digits of all three scripts and Arabic letters are made alike, a byte
    /// order mark is passed over. All bad rows are reported; the good ones are kept.
    pub fn load(files: &[(String, String)]) -> (Self, Vec<Problem>) {
        let mut datasets = Self::default();
        let mut problems = Vec::new();
        let rank =
            |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
        let mut ordered: Vec<(&str, &str, &str)> = files
            .iter()
            .map(|(file, source)| (stem(file), file.as_str(), source.as_str()))
            .collect();
        ordered.sort_by_key(|(name, _, _)| rank(name));
        for (name, file, source) in ordered {
            problems.extend(datasets.replace(name, file, source));
        }
        (datasets, problems)
    }

    /// Reads `source` as the list `name`, in place of one that is there (setting `DATASETS__CENTERS`). Lists that it
    /// refers to must have been read before. `file` decides between CSV and TSV and is named in problems.
    pub fn replace(&mut self, name: &str, file: &str, source: &str) -> Vec<Problem> {
        let mut loading = Loading {
            file,
            schema: schema(name),
            resolver: Resolver::new(self),
            problems: Vec::new(),
            ids: BTreeSet::new(),
        };
        let dataset = loading.read(source);
        let problems = loading.finish();
        self.by_name.insert(name.to_owned(), dataset);
        problems
    }
}

/// `flows/data/centers.csv` → `centers`.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split('.').next().unwrap_or(name)
}

/// The line of a record. The reader counts the empty lines before it as a part of it.
fn line_of(source: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else {
        return 0;
    };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = source.as_bytes().get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + empty.filter(|byte| **byte == b'\n').map(|_| 1).sum::<u64>()
}

struct Loading<'a> {
    file: &'a str,
    schema: Schema,
    resolver: Resolver<'a>,
    problems: Vec<Problem>,
    ids: BTreeSet<String>,
}

/// Where a column of the file goes.
enum Target {
    Declared(Column),
    Kept(String),
}

impl Loading<'_> {
    fn read(&mut self, source: &str) -> Dataset {
        let is_tsv =
            self.file.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("tsv"));
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let mut reader = ReaderBuilder::new()
            .delimiter(if is_tsv { b'\t' } else { b',' })
            .quoting(!is_tsv)
            .flexible(true)
            .has_headers(false)
            .from_reader(source.as_bytes());
        let mut records = reader.records();
        let Some(Ok(header)) = records.next() else {
            self.error(1, "DS001", "the file is empty".to_owned(), None);
            return Dataset::default();
        };
        let header: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
        if !self.check_header(&header) {
            return Dataset::default();
        }
        let mut rows = Vec::new();
        for record in records {
            match record {
                Ok(record) => {
                    let line = line_of(source, record.position());
                    rows.extend(self.row(&header, line, &record));
                }
                Err(error) => {
                    let line = line_of(source, error.position());
                    self.error(line, "DS005", format!("this line cannot be read: {error}"), None);
                }
            }
        }
        if rows.is_empty() {
            self.error(1, "DS001", "there is no row that can be used".to_owned(), None);
        }
        Dataset::with_columns(rows, self.column_types(&header)).prepared()
    }

    fn column_types(&self, header: &[String]) -> BTreeMap<String, ColumnType> {
        self.targets(header)
            .into_iter()
            .map(|(_, target)| match target {
                Target::Declared(column) => (column.name.to_owned(), ColumnType::Text),
                Target::Kept(name) => (name, ColumnType::Text),
            })
            .collect()
    }

    /// Reports each column that is missing or there twice.
    fn check_header(&mut self, header: &[String]) -> bool {
        let mut wanted: BTreeSet<&str> =
            self.schema.columns.iter().map(|column| column.name).collect();
        wanted.extend(self.schema.id);
        wanted.insert(self.schema.label);
        let before = self.problems.len();
        for name in wanted.iter().filter(|name| !header.iter().any(|cell| cell == *name)) {
            let spare = header.iter().map(String::as_str).filter(|cell| !wanted.contains(cell));
            self.error(
                1,
                "DS002",
                format!("the column `{name}` is missing"),
                did_you_mean(name, spare),
            );
        }
        for (place, name) in header.iter().enumerate() {
            if wanted.contains(name.as_str())
                && header.iter().take(place).any(|other| other == name)
            {
                self.error(1, "DS003", format!("the column `{name}` is there twice"), None);
            }
        }
        self.problems.len() == before
    }

    /// The columns that are kept, with their place in the file.
    fn targets(&self, header: &[String]) -> Vec<(usize, Target)> {
        header
            .iter()
            .enumerate()
            .filter_map(|(place, name)| {
                let declared = self.schema.columns.iter().find(|column| column.name == name);
                let special = self.schema.id == Some(name.as_str()) || self.schema.label == name;
                match declared {
                    Some(column) => Some((place, Target::Declared(*column))),
                    None if special || self.schema.only_declared || name.is_empty() => None,
                    None => Some((place, Target::Kept(name.clone()))),
                }
            })
            .collect()
    }

    fn row(&mut self, header: &[String], line: u64, record: &StringRecord) -> Option<Row> {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        if record.len() != header.len() {
            let text = format!("{} columns here, {} in the header", record.len(), header.len());
            self.error(line, "DS005", text, None);
            return None;
        }
        let before = self.problems.len();
        let cell_of = |name: &str| {
            let place = header.iter().position(|cell| cell == name)?;
            Some(normalise(record.get(place)?))
        };
        let raw_label = header
            .iter()
            .position(|cell| cell == self.schema.label)
            .and_then(|place| record.get(place));
        let label = raw_label.map(readable).unwrap_or_default();
        if label.is_empty() {
            self.error(line, "DS006", format!("`{}` is empty", self.schema.label), None);
        }
        let id = match self.schema.id {
            Some(header) => cell_of(header).unwrap_or_default(),
            None => format!("n{line}"),
        };
        self.check_id(line, &id);
        let mut cells = BTreeMap::new();
        for (place, target) in self.targets(header) {
            let cell = normalise(record.get(place).unwrap_or_default());
            let (name, cell) = match target {
                Target::Declared(column) => (column.name.to_owned(), self.cell(line, column, cell)),
                Target::Kept(name) => (name, Some(cell).filter(|cell| !cell.is_empty())),
            };
            cells.extend(cell.map(|cell| (name, Cell::Text(cell))));
        }
        (self.problems.len() == before).then_some(Row { id, label, cells })
    }

    fn check_id(&mut self, line: u64, id: &str) {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.is_empty() || id.len() > 40 || !id.chars().all(fits) {
            let hint = Some("An id is 1 to 40 of `a-z A-Z 0-9 - _ .`".to_owned());
            self.error(line, "DS007", format!("`{id}` cannot be an id"), hint);
        } else if !self.ids.insert(id.to_owned()) {
            self.error(line, "DS004", format!("the id `{id}` is there twice"), None);
        }
    }

    fn cell(&mut self, line: u64, column: Column, cell: String) -> Option<String> {
        if cell.is_empty() {
            if !column.empty {
                self.error(line, "DS006", format!("`{}` is empty", column.name), None);
            }
            return None;
        }
        match self.resolver.resolve(line, column.rule, cell) {
            Ok(cell) => Some(cell),
            Err((cell, hint)) => {
                self.error(line, "DS008", format!("`{}` cannot be `{cell}`", column.name), hint);
                None
            }
        }
    }

    fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems;
        for (name, (line, count)) in self.resolver.strange_types {
            problems.push(Problem {
                file: self.file.to_owned(),
                line,
                code: "DS009",
                severity: Severity::Warning,
                text: format!(
                    "the centre type `{name}` is not known ({count} rows); they count as `other`"
                ),
                hint: Some("Add it to the aliases in `center_types.csv`.".to_owned()),
            });
        }
        problems.sort();
        problems
    }

    fn error(&mut self, line: u64, code: &'static str, text: String, hint: Option<String>) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line: usize::try_from(line).unwrap_or(0),
            code,
            severity: Severity::Error,
            text,
            hint,
        });
    }
}

/// A name as people read it: cleaned, but with the digits that it was written in.
fn readable(raw: &str) -> String {
    let clean = normalise(raw);
    if has_persian_digits(raw) { to_persian_digits(&clean) } else { clean }
}
