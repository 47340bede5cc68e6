//! Codes that people paste together with the sentence in which they came.

use std::collections::BTreeSet;

use super::text::normalise;

/// The one run of `len` digits in `text`, as ASCII digits: digits of any script, words around it, spaces or dashes
/// within it («۱۲۳ ۴۵۶»). A neighbouring number is not taken into it: an unbroken run comes before a broken one, and a
/// broken one must be the whole of what stands together. `None` when there is no such run or two different ones.
pub fn find_digits_run(text: &str, len: usize) -> Option<String> {
    let chains = digit_chains(&normalise(text));
    let unbroken: BTreeSet<&String> =
        chains.iter().flatten().filter(|run| run.len() == len).collect();
    if unbroken.is_empty() {
        let whole: BTreeSet<String> =
            chains.iter().map(|chain| chain.concat()).filter(|run| run.len() == len).collect();
        return only_one(whole);
    }
    only_one(unbroken).cloned()
}

fn only_one<T>(found: BTreeSet<T>) -> Option<T> {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Runs of digits, gathered into chains of runs with nothing but a few spaces or dashes between them.
fn digit_chains(text: &str) -> Vec<Vec<String>> {
    let mut chains: Vec<Vec<String>> = Vec::new();
    let mut gap = String::from("start");
    let mut within_run = false;
    for c in text.chars() {
        if !c.is_ascii_digit() {
            gap.push(c);
            within_run = false;
            continue;
        }
        match chains.last_mut() {
            Some(chain) if within_run => {
                if let Some(run) = chain.last_mut() {
                    run.push(c);
                }
            }
            Some(chain) if joins(&gap) => chain.push(c.to_string()),
            Some(_) | None => chains.push(vec![c.to_string()]),
        }
        gap.clear();
        within_run = true;
    }
    chains
}

fn joins(gap: &str) -> bool {
    gap.chars().count() <= 3
        && gap.chars().all(|c| matches!(c, ' ' | '-' | '–' | '—' | '−' | '_' | '\u{200c}'))
}
