//! `bimeyar flows publish` and `bimeyar check` of flows as an operator runs them.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;

use crate::cli::{Copies, bimeyar, run};

fn publish(copies: &Copies) -> (i32, String, String) {
    run(copies.command().args(["flows", "publish"]))
}

/// The lock files, by name.
fn locks(copies: &Copies) -> BTreeMap<String, String> {
    let entries = fs::read_dir(copies.path().join("flows")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.display().to_string().contains(".lock"))
        .map(|path| {
            let name = path.file_name().unwrap().display().to_string();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn text(copies: &Copies, file: &str) -> String {
    fs::read_to_string(copies.path().join(file)).unwrap()
}

/// The line on which `words` first stand.
fn line_of(copies: &Copies, file: &str, words: &str) -> usize {
    text(copies, file).lines().position(|line| line.contains(words)).unwrap() + 1
}

/// Gives the flow its next version.
fn next_version(copies: &Copies, file: &str) -> u32 {
    let text = text(copies, file);
    let line = text.lines().find(|line| line.starts_with("version = ")).unwrap();
    let next = line.trim_start_matches("version = ").parse::<u32>().unwrap() + 1;
    copies.replace(file, line, &format!("version = {next}"));
    next
}

#[test]
fn what_is_published_already_stays_as_it_is() {
    let copies = Copies::new();
    let before = locks(&copies);
    let (code, out, err) = publish(&copies);
    assert_eq!(
        (code, out, err.as_str()),
        (0, format!("0 flows published, {} unchanged\n", before.len()), "")
    );
    assert_eq!(locks(&copies), before);
}

#[test]
fn locks_that_are_gone_are_written_again_as_they_are_shipped() {
    let copies = Copies::new();
    let before = locks(&copies);
    for name in before.keys() {
        fs::remove_file(copies.path().join("flows").join(name)).unwrap();
    }
    let (code, out) = copies.check();
    assert_eq!(code, 0, "{out}");
    assert_eq!(out.matches("is not published yet").count(), before.len());
    let (code, out, err) = publish(&copies);
    assert_eq!((code, err.as_str()), (0, ""));
    for name in before.keys() {
        assert!(out.contains(&format!("flows/{name}: version ")), "{out}");
    }
    assert_eq!(locks(&copies), before);
}

#[test]
fn nothing_is_published_while_anything_is_at_fault() {
    let copies = Copies::new();
    let version = next_version(&copies, "flows/claim.toml");
    copies.replace("flows/special_support.toml", "kind = \"multi\"", "kind = \"mutli\"");
    let before = locks(&copies);
    let (code, out, err) = publish(&copies);
    assert_eq!((code, out.as_str()), (1, ""));
    let line = line_of(&copies, "flows/special_support.toml", "mutli");
    assert!(err.contains(&format!("FL008 flows/special_support.toml:{line}: error: ")), "{err}");
    assert_eq!(locks(&copies), before);
    copies.replace("flows/special_support.toml", "kind = \"mutli\"", "kind = \"multi\"");
    let (code, out, _) = publish(&copies);
    assert_eq!(code, 0);
    let told =
        format!("flows/claim.lock: version {version}, was {}\n1 flows published, ", version - 1);
    assert!(out.starts_with(&told), "{out}");
    let changed: Vec<String> = locks(&copies)
        .into_iter()
        .filter(|(name, lock)| before.get(name) != Some(lock))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(changed, ["claim.lock"]);
}

#[test]
fn a_change_without_a_version_is_not_published() {
    let copies = Copies::new();
    copies.replace("flows/special_support.toml", "max = 120", "max = 121");
    let before = locks(&copies);
    let (code, _, err) = publish(&copies);
    assert_eq!(code, 1);
    let line = line_of(&copies, "flows/special_support.toml", "version = ");
    assert!(err.contains(&format!("FL044 flows/special_support.toml:{line}: error: ")), "{err}");
    assert_eq!(locks(&copies), before);
}

#[test]
fn a_folder_that_cannot_be_written_keeps_its_locks() {
    let copies = Copies::new();
    next_version(&copies, "flows/claim.toml");
    next_version(&copies, "flows/documents.toml");
    // Where the second lock would be written aside, a folder stands.
    fs::create_dir(copies.path().join("flows/documents.lock.new")).unwrap();
    let before = fs::read_to_string(copies.path().join("flows/claim.lock")).unwrap();
    let (code, out, err) = publish(&copies);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("cannot write flows/documents.lock.new"), "{err}");
    assert_eq!(fs::read_to_string(copies.path().join("flows/claim.lock")).unwrap(), before);
    assert!(!copies.path().join("flows/claim.lock.new").exists());
}

#[test]
fn flows_inside_the_program_are_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(bimeyar(folder.path()).args(["flows", "publish"]));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("BIMEYAR__FLOWS__DIR=flows bimeyar flows publish"), "{err}");
}

#[test]
fn ten_mistakes_at_once_are_ten_lines() {
    let copies = Copies::new();
    let file = "flows/special_expense.toml";
    let mistakes = [
        ("remind = ", "remnd = ", "FL002"),
        ("menu = \"special\"", "menu = \"specials\"", "FL047"),
        ("of = [\"amount\"]", "of = [\"amuont\"]", "FL020"),
        ("!= 'salamat'", "!= 'salamt'", "FL024"),
        ("1401-07-01\"", "1401/07/01\"", "FL021"),
        (
            "page = \"patient\"\nkind = \"national_code\"",
            "page = \"patien\"\nkind = \"national_code\"",
            "FL009",
        ),
        ("ask = \"ask-issuing-province\"", "ask = \"ask-isuing-province\"", "FL015"),
        ("kind = \"money\"", "kind = \"mony\"", "FL008"),
        ("dataset = \"special_services\"", "dataset = \"special_service\"", "FL013"),
        ("match = { supplementary_insurer", "match = { suplementary_insurer", "FL014"),
    ];
    for (old, new, _) in mistakes {
        copies.replace(file, old, new);
    }
    let (code, out) = copies.check();
    assert_eq!(code, 1);
    for (_, new, code) in mistakes {
        let wrong = new.lines().next().unwrap();
        let line = line_of(&copies, file, wrong);
        assert!(out.contains(&format!("{code} {file}:{line}: error: ")), "{wrong}:\n{out}");
    }
    assert!(out.contains("\n10 errors, 0 warnings; "), "{out}");
}

#[test]
fn a_file_that_is_no_toml_is_told_without_what_would_follow() {
    let copies = Copies::new();
    copies.replace("flows/special_expense.toml", "ask = \"ask-amount\"", "ask = \"ask-amount");
    let (code, out) = copies.check();
    assert_eq!(code, 1);
    let line = line_of(&copies, "flows/special_expense.toml", "ask-amount");
    let told = format!("FL001 flows/special_expense.toml:{line}: error: this is not TOML: invalid");
    assert!(out.starts_with(&told) && out.lines().count() == 2, "{out}");
}
