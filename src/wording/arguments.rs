//! The arguments of a text include those of the texts in it.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Problem;
use super::reading::{Reader, Text};

/// Checks every reference and hands the arguments of referred texts to those that refer to them.
pub(crate) fn close(reader: &mut Reader) {
    check_references(reader);
    let closed: Vec<_> =
        reader.texts.keys().map(|id| (id.clone(), reach(&reader.texts, id))).collect();
    let mut circles: Vec<Problem> = Vec::new();
    let own = reader.texts.clone();
    for (id, reached) in closed {
        let Some(text) = reader.texts.get_mut(&id) else { continue };
        let parts = reached
            .iter()
            .filter(|part| !text.is_term && !own.get(*part).is_some_and(|part| part.is_term));
        for part in parts.filter_map(|part| own.get(part)) {
            text.arguments.extend(part.arguments.iter().cloned());
            text.selectors.extend(part.selectors.iter().cloned());
        }
        if reached.contains(&id) {
            circles.push(Problem::error(
                "WD006",
                (&text.file, text.line),
                format!("`{id}` refers to itself"),
            ));
        }
    }
    reader.problems.extend(circles);
}

/// Every text that `id` refers to, directly or through others.
pub(crate) fn reach(texts: &BTreeMap<String, Text>, id: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![id];
    while let Some(text) = open.pop().and_then(|id| texts.get(id)) {
        for part in text.messages.keys().chain(text.terms.keys()) {
            if reached.insert(part.clone()) {
                open.push(part);
            }
        }
    }
    reached
}

fn check_references(reader: &mut Reader) {
    let mut found = Vec::new();
    for (id, text) in &reader.texts {
        let messages = text.messages.iter().map(|(part, line)| (part, line, false));
        let terms = text.terms.iter().map(|(part, line)| (part, line, true));
        for (part, line, is_term) in messages.chain(terms) {
            if reader.texts.get(part).is_none_or(|target| target.is_term != is_term) {
                let dash = if is_term { "-" } else { "" };
                let fault = format!("`{id}` refers to `{dash}{part}`, which does not exist");
                found.push(Problem::error("WD003", (&text.file, *line), fault));
            }
        }
    }
    reader.problems.extend(found);
}
