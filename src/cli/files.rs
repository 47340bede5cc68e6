//! Files of flows, lists and words: those in the program, or those of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::config::ContentSettings;
use crate::wording::Problem;

static FLOWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/flows");
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// A file: its name in problems, and its text.
pub(super) type Source = (String, String);

/// All files, read and not yet understood.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// `*.toml`.
    pub(super) flows: Vec<Source>,
    /// `*.lock`.
    pub(super) locks: Vec<Source>,
    /// `data/*.csv` and `data/*.tsv`.
    pub(super) lists: Vec<Source>,
    /// `*.ftl` by locale.
    pub(super) locales: BTreeMap<String, Vec<Source>>,
}

impl Sources {
    /// Reads what `settings` name; what they do not name is that in the program.
    pub(super) fn read(settings: &ContentSettings) -> (Self, Vec<Problem>) {
        let mut reading = Reading::default();
        let (flows, locks, lists) = match &settings.flows {
            None => embedded_flows(&mut reading),
            Some(folder) => (
                reading.folder(folder, &["toml"]),
                reading.folder(folder, &["lock"]),
                reading.folder(&folder.join("data"), &["csv", "tsv"]),
            ),
        };
        let locales = match &settings.locales {
            None => embedded_locales(&mut reading),
            Some(folder) => reading.locales(folder),
        };
        let sources = Self { flows, locks, lists, locales };
        (sources, reading.problems)
    }

    /// Those in the program.
    pub(super) fn embedded() -> Self {
        Self::read(&ContentSettings::default()).0
    }
}

/// Reads one file of an operator; what is wrong with it as a problem.
pub(super) fn read_file(path: &Path) -> Result<String, Problem> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|fault| {
        Problem::error("FI001", (&name, 0), format!("the file cannot be read: {fault}"))
    })?;
    String::from_utf8(bytes).map_err(|fault| {
        let valid = fault.as_bytes().iter().take(fault.utf8_error().valid_up_to());
        let line = valid.filter(|byte| **byte == b'\n').count() + 1;
        let hint = "Save it again as UTF-8.".to_owned();
        Problem::error("FI002", (&name, line), "this is not UTF-8").hinting(Some(hint))
    })
}

fn embedded_flows(reading: &mut Reading) -> (Vec<Source>, Vec<Source>, Vec<Source>) {
    let lists = FLOWS.get_dir("data").map(|data| reading.embedded("flows", data, &["csv", "tsv"]));
    (
        reading.embedded("flows", &FLOWS, &["toml"]),
        reading.embedded("flows", &FLOWS, &["lock"]),
        lists.unwrap_or_default(),
    )
}

fn embedded_locales(reading: &mut Reading) -> BTreeMap<String, Vec<Source>> {
    let folders = LOCALES.dirs();
    folders
        .map(|folder| {
            let locale = folder.path().display().to_string();
            (locale, reading.embedded("locales", folder, &["ftl"]))
        })
        .collect()
}

#[derive(Default)]
struct Reading {
    problems: Vec<Problem>,
}

impl Reading {
    fn embedded(&mut self, root: &str, folder: &Dir<'_>, endings: &[&str]) -> Vec<Source> {
        let mut found = Vec::new();
        for file in folder.files().filter(|file| has_ending(file.path(), endings)) {
            let name = format!("{root}/{}", file.path().display());
            match file.contents_utf8() {
                Some(text) => found.push((name, text.to_owned())),
                None => {
                    self.problems.push(Problem::error("FI002", (&name, 0), "this is not UTF-8"));
                }
            }
        }
        found.sort();
        found
    }

    /// The files of `folder` with one of `endings`, by name.
    fn folder(&mut self, folder: &Path, endings: &[&str]) -> Vec<Source> {
        let mut found = Vec::new();
        for path in self.entries(folder).iter().filter(|path| has_ending(path, endings)) {
            match read_file(path) {
                Ok(text) => found.push((path.display().to_string(), text)),
                Err(problem) => self.problems.push(problem),
            }
        }
        found
    }

    fn locales(&mut self, folder: &Path) -> BTreeMap<String, Vec<Source>> {
        let folders = self.entries(folder).into_iter().filter(|path| path.is_dir());
        folders
            .map(|path| {
                let locale = path.file_name().unwrap_or_default().display().to_string();
                (locale, self.folder(&path, &["ftl"]))
            })
            .collect()
    }

    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut entries: Vec<PathBuf> = entries.unwrap_or_else(|fault| {
            let name = folder.display().to_string();
            let text = format!("the folder cannot be read: {fault}");
            if !self.problems.iter().any(|problem| problem.file == name) {
                self.problems.push(Problem::error("FI001", (&name, 0), text));
            }
            Vec::new()
        });
        entries.sort();
        entries
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|found| endings.iter().any(|ending| found == *ending))
}
