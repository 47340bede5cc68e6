//! `docs/GUIDE-B.md` holds: each text that it names is said in the conversation that it names.

use std::fs;

use super::{LISTED, played};

#[test]
fn every_sentence_of_guide_b_has_its_place() {
    let page = fs::read_to_string("docs/GUIDE-B.md").expect("the page is there");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".convo"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 20, "the table has {} rows", rows.len());
    let mut missed = Vec::new();
    for row in rows {
        let [sentence, keys, file] = row.as_slice() else { panic!("not three cells: {row:?}") };
        let file = file.trim_matches('`');
        let place = LISTED.iter().position(|listed| *listed == file);
        let place = place.unwrap_or_else(|| panic!("{file} is no conversation"));
        // A conversation that fails is told by its own test.
        let Some(Ok(spoken)) = played().into_iter().nth(place) else { continue };
        let keys = keys.split('`').filter(|key| !key.trim().is_empty());
        missed.extend(
            keys.filter(|key| !spoken.contains(*key))
                .map(|key| format!("{file} does not say `{key}` ({sentence})")),
        );
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
