//! The documentation does not rot: its examples are compiled, its files and commands exist.

#![cfg(test)]

use std::fs;
use std::path::Path;

use bimeyar::flow::{Datasets, compile_all};
use bimeyar::wording::{Catalog, Severity};

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

/// The fenced blocks of `page` that begin with ```` ```{info} ````.
fn blocks(page: &str, info: &str) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let opening = format!("```{info}\n");
    text.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_flows_of_the_flow_guide_compile_without_a_problem() {
    let (words, _) = Catalog::load("fa", &files("locales/fa", "ftl"));
    let (datasets, _) = Datasets::load(&files("flows/data", "csv"));
    let examples = blocks("docs/FLOWS.md", "toml flow");
    assert!(!examples.is_empty());
    for source in examples {
        let id = source.split("id = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let file = (format!("flows/{id}.toml"), source.clone());
        let (flows, problems) = compile_all(&[file], &datasets, &words);
        let errors: Vec<String> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        assert!(flows.contains_key(id));
    }
}

#[test]
fn the_kinds_and_keys_of_the_flow_guide_are_those_of_the_language() {
    let guide = fs::read_to_string("docs/FLOWS.md").unwrap();
    for kind in [
        "info",
        "choice",
        "search",
        "yes_no",
        "text",
        "money",
        "jalali_date",
        "national_code",
        "mobile",
        "otp",
        "code",
        "documents",
        "review",
    ] {
        assert!(guide.contains(&format!("| `{kind}` |")), "{kind}");
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
