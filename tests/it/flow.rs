//! The room `flow`: shipped flows and lists, the language, and every lint rule by a planted mistake.

use std::collections::BTreeSet;
use std::fs;

use bimeyar::flow::{Datasets, WordingKeys, compile_all};
use bimeyar::wording::Problem;

/// Has every key, without arguments.
pub(crate) struct AnyKey;

impl WordingKeys for AnyKey {
    fn arguments(&self, _: &str) -> Option<BTreeSet<String>> {
        Some(BTreeSet::new())
    }

    fn keys(&self) -> Vec<String> {
        Vec::new()
    }
}

pub(crate) fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .map(|path| {
            (path.display().to_string(), fs::read_to_string(&path).expect("the file is text"))
        })
        .collect();
    files.sort();
    files
}

pub(crate) fn shipped_datasets() -> Datasets {
    let (datasets, problems) = Datasets::load(&files("flows/data", "csv"));
    assert_eq!(problems, [], "{}", listed(&problems));
    datasets
}

pub(crate) fn listed(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

#[test]
fn shipped_flows_have_no_problem() {
    let datasets = shipped_datasets();
    let (flows, problems) = compile_all(&files("flows", "toml"), &datasets, &AnyKey);
    assert_eq!(problems, [], "{}", listed(&problems));
    assert!(flows.contains_key("claim") && flows.contains_key("identify"));
}
