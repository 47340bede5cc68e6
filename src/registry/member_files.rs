//! The tables `people.csv` and `contracts.csv` as rows of named fields (`DESIGN.md` §6).

use std::fmt;

use csv::{ReaderBuilder, StringRecord};

use crate::persian::hidden::print_name_only;
use crate::persian::text;

/// A file of members or contracts, read whole.
#[derive(Clone)]
pub struct MemberFile {
    /// The name for messages; ending in `.tsv` it says that tabs separate the fields, else commas do.
    pub name: String,
    /// UTF-8, with or without a byte order mark.
    pub text: String,
}

print_name_only!(MemberFile);

/// One finding in a file of members. Shown as `MB005 people.csv:12: …`. Never tells the values: they are people's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportProblem {
    /// The name of the file.
    pub file: String,
    /// Line from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Stable code, `MB001` to `MB015`.
    pub code: &'static str,
    /// What is wrong.
    pub text: String,
    /// What to do, if it is known.
    pub hint: Option<&'static str>,
}

impl fmt::Display for ImportProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}:{}: {}", self.code, self.file, self.line, self.text)?;
        self.hint.map_or(Ok(()), |hint| write!(f, " {hint}"))
    }
}

/// A file whose header has the columns that are needed.
pub(super) struct Table<'a> {
    file: &'a MemberFile,
    header: StringRecord,
}

/// One row of a [`Table`].
pub(super) struct Fields<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    header: &'a StringRecord,
    values: StringRecord,
}

impl<'a> Table<'a> {
    /// # Errors
    /// Every column of `wanted` that the header lacks.
    pub(super) fn open(
        file: &'a MemberFile,
        wanted: &[&'static str],
    ) -> Result<Self, Vec<ImportProblem>> {
        let mut reader = reader(file);
        let header: StringRecord = match reader.records().next() {
            Some(Ok(names)) => {
                names.iter().map(|name| text::normalise(name).to_lowercase()).collect()
            }
            Some(Err(_)) | None => StringRecord::new(),
        };
        let problems: Vec<ImportProblem> = wanted
            .iter()
            .filter_map(|name| {
                let times = header.iter().filter(|column| column == name).count();
                let what = match times {
                    0 => "is missing",
                    1 => return None,
                    _ => "is there more than once",
                };
                let text = format!("The column `{name}` {what}.");
                Some(ImportProblem {
                    file: file.name.clone(),
                    line: 1,
                    code: "MB002",
                    text,
                    hint: None,
                })
            })
            .collect();
        if problems.is_empty() { Ok(Self { file, header }) } else { Err(problems) }
    }

    /// The rows below the header; empty ones are passed over. A row that is not of the header's length is a problem.
    pub(super) fn rows(&self) -> impl Iterator<Item = Result<Fields<'_>, ImportProblem>> {
        let records = reader(self.file).into_records().skip(1);
        let filled = records.filter(|record| {
            record
                .as_ref()
                .map_or(true, |record| record.iter().any(|value| !value.trim().is_empty()))
        });
        filled.map(|record| self.row(record))
    }

    fn row(&self, record: Result<StringRecord, csv::Error>) -> Result<Fields<'_>, ImportProblem> {
        let problem = |line, text| {
            let file = self.file.name.clone();
            let hint = Some("A field that holds the separator itself is put in double quotes.");
            ImportProblem { file, line, code: "MB001", text, hint }
        };
        let values = record.map_err(|fault| {
            let line = fault.position().map_or(0, |position| line_number(position.line()));
            problem(line, "The row cannot be read.".to_owned())
        })?;
        let line = values.position().map_or(0, |position| line_number(position.line()));
        let beyond = values.iter().skip(self.header.len()).any(|value| !value.trim().is_empty());
        if values.len() < self.header.len() || beyond {
            let (has, wants) = (values.len(), self.header.len());
            return Err(problem(line, format!("The row has {has} fields, the header {wants}.")));
        }
        Ok(Fields { file: &self.file.name, line, header: &self.header, values })
    }
}

impl Fields<'_> {
    /// The field in the column `name`, in its stored form.
    pub(super) fn get(&self, name: &str) -> String {
        let place = self.header.iter().position(|column| column == name);
        let value = place.and_then(|place| self.values.get(place)).unwrap_or_default();
        // Most fields of a large file are of this kind and need not be looked at letter by letter.
        let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'/');
        if is_plain { value.to_owned() } else { text::normalise(value) }
    }

    pub(super) fn problem(&self, code: &'static str, text: String) -> ImportProblem {
        ImportProblem { file: self.file.to_owned(), line: self.line, code, text, hint: None }
    }
}

fn reader(file: &MemberFile) -> csv::Reader<&[u8]> {
    let is_tabbed = file.name.to_ascii_lowercase().ends_with(".tsv");
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    ReaderBuilder::new()
        .delimiter(if is_tabbed { b'\t' } else { b',' })
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

fn line_number(line: u64) -> usize {
    usize::try_from(line).unwrap_or(0)
}
