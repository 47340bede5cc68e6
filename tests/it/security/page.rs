//! `docs/SECURITY.md` does not rot: every threat has its row, and every test that a row names exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The threats of `storage.md` §4.1.
const THREATS: &[&str] = &[
    "S1", "S2", "S3", "T1", "T2", "R1", "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "D1", "D2",
    "D3", "E1", "E2", "E3",
];

/// The table's rows: their cells.
fn rows() -> Vec<Vec<String>> {
    let page = fs::read_to_string("docs/SECURITY.md").unwrap();
    let is_of_threat = |line: &&str| {
        let number = line.trim_start_matches("| ").split(' ').next().unwrap_or_default();
        let mut letters = number.chars();
        letters.next().is_some_and(|it| "STRIDE".contains(it))
            && letters.next().is_some_and(|it| it.is_ascii_digit())
    };
    page.lines()
        .filter(|line| line.starts_with("| "))
        .filter(is_of_threat)
        .map(|line| {
            line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

/// What the page says that guards against `threat`.
pub(super) fn guard_of(threat: &str) -> String {
    let row = rows().into_iter().find(|cells| cells[0] == threat);
    row.unwrap_or_else(|| panic!("there is no row {threat}"))[2].clone()
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_threat_has_a_row_of_its_own() {
    let numbers: Vec<String> = rows().into_iter().map(|cells| cells[0].clone()).collect();
    for threat in THREATS {
        assert!(numbers.iter().any(|number| number == threat), "there is no row {threat}");
    }
    let distinct: BTreeSet<&String> = numbers.iter().collect();
    assert_eq!(distinct.len(), numbers.len(), "a number stands twice");
}

#[test]
fn every_row_names_what_guards_it_and_all_of_that_exists() {
    for cells in rows() {
        assert_eq!(cells.len(), 5, "{cells:?}");
        let [number, _, _, places, tests] = cells.as_slice() else { unreachable!() };
        for place in quoted(places) {
            let path = place.split("::").next().unwrap();
            assert!(Path::new(path).exists(), "{number}: there is no `{path}`");
        }
        assert!(quoted(tests).count() > 0, "{number} has no test");
        for test in quoted(tests) {
            let Some((path, name)) = test.split_once("::") else {
                assert!(Path::new(test).exists(), "{number}: there is no `{test}`");
                continue;
            };
            let source = fs::read_to_string(path).unwrap_or_default();
            assert!(is_test(&source, name), "{number}: `{path}` has no test `{name}`");
        }
    }
}

/// Whether `source` has a function of this name that is run as a test.
fn is_test(source: &str, name: &str) -> bool {
    let listed = source.split_once("on_every_database! {").and_then(|(_, it)| it.split_once('}'));
    if listed.is_some_and(|(listed, _)| listed.split(',').any(|one| one.trim() == name)) {
        return source.contains(&format!("fn {name}("));
    }
    let head = format!("fn {name}(");
    source.match_indices(&head).any(|(at, _)| {
        let before = source.split_at(at).0.trim_end();
        let before = before.strip_suffix("async").unwrap_or(before).trim_end();
        let line = before.lines().next_back().unwrap_or_default().trim();
        let line = if line.starts_with(')') { "#[test]" } else { line };
        line.starts_with("#[test]")
            || line.starts_with("#[tokio::test")
            || line.starts_with("#[ignore")
    })
}

#[test]
fn a_helper_is_no_test() {
    assert!(is_test("#[test]\nfn a() {}", "a"));
    assert!(is_test("    #[tokio::test(flavor = \"x\")]\n    async fn a() {}", "a"));
    assert!(!is_test("}\n\nfn a() {}", "a"));
    assert!(!is_test("#[test]\nfn ab() {}", "a"));
    let listed = "on_every_database! {\n    a,\n}\n\nasync fn a(place: Place) {}";
    assert!(is_test(listed, "a") && !is_test(listed, "b"));
}

/// A file of settings, where a line that is commented out says nothing.
fn settings(path: &str) -> toml::Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn the_build_looks_at_its_libraries() {
    let deny = settings("deny.toml");
    for (section, key, value) in [
        ("advisories", "yanked", "deny"),
        ("advisories", "unmaintained", "all"),
        ("bans", "multiple-versions", "deny"),
        ("bans", "wildcards", "deny"),
        ("sources", "unknown-registry", "deny"),
        ("sources", "unknown-git", "deny"),
    ] {
        assert_eq!(deny[section][key].as_str(), Some(value), "[{section}] {key}");
    }
    assert!(!deny["licenses"]["allow"].as_array().unwrap().is_empty());
    let build = fs::read_to_string(".ci/run").unwrap();
    let lines: Vec<&str> = build.lines().map(str::trim).collect();
    for check in ["check licenses bans sources", "check advisories"] {
        let asks = |line: &&str| !line.starts_with('#') && line.ends_with(check);
        assert!(lines.iter().any(asks), "nothing asks `cargo deny` to {check}");
    }
    for line in lines {
        let builds = ["test", "clippy", "run", "deny --", "doc", "install"]
            .iter()
            .any(|it| line.starts_with(&format!("cargo {it}")));
        let only_asks = line.starts_with("cargo deny --version");
        assert!(!builds || only_asks || line.contains("--locked"), "{line}");
    }
    assert!(Path::new("Cargo.lock").exists());
}

#[test]
fn unsafe_is_forbidden() {
    let manifest = settings("Cargo.toml");
    let lints = &manifest["lints"]["rust"];
    let unsafe_code = lints.get("unsafe_code").and_then(toml::Value::as_str);
    assert_eq!(unsafe_code, Some("forbid"), "[lints.rust] unsafe_code");
}
