//! The documentation does not rot: what it names is there, and what is there is named. `flow_guide.rs` carries out `docs/FLOWS.md`.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bimeyar::flow::{ACTIONS, Datasets, MENUS, STAGES, compile_all};
use bimeyar::wording::Catalog;

fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_flow_guide_names_all_that_the_language_has() {
    let guide = fs::read_to_string("docs/FLOWS.md").unwrap();
    let (words, _) = Catalog::load("fa", &files("locales/fa", "ftl"));
    let (datasets, _) = Datasets::load(&files("flows/data", "csv"));
    let (flows, _) = compile_all(&files("flows", "toml"), &datasets, &words);
    let used: BTreeSet<&str> =
        flows.values().flat_map(|flow| &flow.steps).map(|step| step.kind.name()).collect();
    // Kinds that no shipped flow uses.
    for kind in used.into_iter().chain(["yes_no", "code", "search"]) {
        assert!(guide.contains(&format!("\n| `{kind}` |")), "{kind}");
    }
    let actions = ACTIONS.iter().map(|action| action.name);
    for name in actions.chain(MENUS.iter().copied()).chain(STAGES.iter().copied()) {
        assert!(guide.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_files_that_the_map_names_exist() {
    let map = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let names = map.split('`').skip(1).step_by(2);
    let paths = names.filter(|name| {
        name.contains('/') && !name.contains([' ', '{', '…', ':']) && !name.starts_with('/')
    });
    for name in paths {
        let found = Path::new(name).exists() || Path::new("src").join(name).exists();
        assert!(found, "ARCHITECTURE.md names `{name}`");
    }
}
