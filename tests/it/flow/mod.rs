//! The room `flow`: shipped flows and lists, the language, and every lint rule by a planted mistake.

#![expect(clippy::unwrap_used, reason = "what fails in a test's own set-up fails the test")]

mod conditions;
mod lists;
mod mistakes;
mod planted;
mod shipped;
mod special_lists;
mod synonyms;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bimeyar::flow::{Cell, Context, Dataset, Datasets, Flow, Row, WordingKeys, compile};
use bimeyar::wording::Problem;

/// Has every key that does not begin with `absent`, without arguments but for `uses-name`.
struct Keys;

impl WordingKeys for Keys {
    fn arguments(&self, key: &str) -> Option<BTreeSet<String>> {
        let arguments = if key == "uses-name" { vec!["name".to_owned()] } else { Vec::new() };
        (!key.starts_with("absent")).then(|| arguments.into_iter().collect())
    }

    fn keys(&self) -> Vec<String> {
        vec!["ask-amount".to_owned()]
    }

    fn characters(&self, key: &str) -> Option<usize> {
        Some(if key == "endless" { 5_000 } else { key.len() })
    }
}

/// The files of `folder` that end in `.ending`, in order of their names.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == ending) {
            files.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort();
    files
}

fn shipped_datasets() -> Datasets {
    let (datasets, problems) = Datasets::load(&files("flows/data", "csv"));
    assert_eq!(shown(&problems), [""; 0]);
    datasets
}

fn shown(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

fn row(id: &str, label: &str, cells: &[(&str, &str)]) -> Row {
    let cells =
        cells.iter().map(|(name, cell)| ((*name).to_owned(), Cell::Text((*cell).to_owned())));
    Row { id: id.to_owned(), label: label.to_owned(), cells: cells.collect() }
}

/// Small lists for planted mistakes.
fn small_datasets() -> Datasets {
    let cities =
        vec![row("rey", "ری", &[("region", "thr")]), row("qom", "قم", &[("region", "qom")])];
    let many = (0..81).map(|n| row(&format!("n{n}"), "ن", &[])).collect();
    let titles = vec![row("INV", "فاکتور", &[])];
    let needs = vec![row("n1", "INV", &[("title", "INV"), ("need", "required"), ("city", "*")])];
    let lists = [
        ("cities", cities),
        ("many", many),
        ("bare", Vec::new()),
        ("wordy", vec![row("a", &"دراز".repeat(11), &[])]),
        ("lengthy", vec![row(&"x".repeat(40), "ا", &[])]),
        ("document_titles", titles),
        ("needs", needs),
    ];
    let by_name: BTreeMap<String, Dataset> =
        lists.into_iter().map(|(name, rows)| (name.to_owned(), Dataset::new(rows))).collect();
    Datasets { by_name }
}

/// A flow file `flows/probe.toml` with one page and these steps.
fn probe(steps: &str) -> String {
    format!(
        "[flow]\nid = \"probe\"\nversion = 3\ntitle = \"t\"\ndraft_ttl = \"14d\"\n\
         submit = \"identity.establish\"\n\n[[page]]\nid = \"one\"\ntitle = \"t\"\n\n{steps}"
    )
}

/// A step on the page `one`; `rest` are its further lines.
fn step(id: &str, kind: &str, rest: &str) -> String {
    format!("[[step]]\nid = \"{id}\"\npage = \"one\"\nkind = \"{kind}\"\nask = \"a\"\n{rest}\n\n")
}

fn compile_probe(source: &str) -> (Option<Flow>, Vec<Problem>) {
    let datasets = small_datasets();
    compile("flows/probe.toml", source, &Context::new(&datasets, &Keys))
}
