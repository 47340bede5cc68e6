//! Search in a list by any part of the name, prepared once so that each keystroke of a person is cheap.

use std::collections::BTreeSet;

use super::dataset::Row;
use crate::persian::text::{collation_key, search_key, squeeze_key};

/// Words shorter than this forgive no wrong letter: too many others are one letter away.
const SHORTEST_WITH_TYPO: usize = 5;

/// Search keys of all rows of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    entries: Vec<Entry>,
    /// Each word of the list once, so that a typo is looked for once a word and not once a row.
    vocabulary: Vec<Vec<char>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// The label with one space between words and one before the first, so that ` word` finds word beginnings.
    spaced: String,
    /// The label without any space.
    squeezed: String,
    /// The city without any space; empty when there is none.
    city: String,
    /// Places in the vocabulary of the words of label and city.
    words: Vec<usize>,
    /// Place among all rows in alphabetical order.
    order: usize,
}

/// How well a row answers; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Beginning,
    WordBeginnings,
    Inside,
    WithCity,
    WithTypo,
}

impl Index {
    pub(crate) fn new(rows: &[Row]) -> Self {
        let keys: Vec<(String, String)> = rows
            .iter()
            .map(|row| {
                (search_key(&row.label), row.text("city").map(search_key).unwrap_or_default())
            })
            .collect();
        let words: BTreeSet<&str> =
            keys.iter().flat_map(|(label, city)| label.split(' ').chain(city.split(' '))).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let mut alphabetical: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (collation_key(&row.label), place))
            .collect();
        alphabetical.sort();
        let mut order = vec![0; rows.len()];
        for (rank, (_, place)) in alphabetical.iter().enumerate() {
            if let Some(slot) = order.get_mut(*place) {
                *slot = rank;
            }
        }
        let entries = keys
            .iter()
            .zip(order)
            .map(|((label, city), order)| Entry {
                spaced: format!(" {label}"),
                squeezed: label.replace(' ', ""),
                city: city.replace(' ', ""),
                words: label
                    .split(' ')
                    .chain(city.split(' '))
                    .filter(|word| !word.is_empty())
                    .filter_map(|word| words.binary_search(&word).ok())
                    .collect(),
                order,
            })
            .collect();
        Self { entries, vocabulary: words.iter().map(|word| word.chars().collect()).collect() }
    }

    /// Places of the rows that hold all that was typed, best first.
    pub(crate) fn find(&self, typed: &str) -> Vec<usize> {
        let key = search_key(typed);
        let whole = squeeze_key(typed);
        let words: Vec<(&str, String)> = key
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| (word, format!(" {word}")))
            .collect();
        self.ranked(|entry| {
            if entry.squeezed.starts_with(&whole) {
                Some(Rank::Beginning)
            } else if words.iter().all(|(_, begun)| entry.spaced.contains(begun)) {
                Some(Rank::WordBeginnings)
            } else if words.iter().all(|(word, _)| entry.squeezed.contains(word))
                || entry.squeezed.contains(&whole)
            {
                Some(Rank::Inside)
            } else if words.iter().all(|(word, _)| entry.has(word)) {
                Some(Rank::WithCity)
            } else {
                None
            }
        })
    }

    /// Places of the rows that are called what was typed, with or without their city.
    pub(crate) fn find_exactly(&self, typed: &str) -> Vec<usize> {
        let whole = squeeze_key(typed);
        let is_called = |entry: &Entry| {
            let rest = whole.strip_prefix(entry.squeezed.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest == entry.city)
        };
        let places = self.entries.iter().enumerate();
        places.filter(|(_, entry)| is_called(entry)).map(|(place, _)| place).collect()
    }

    /// As [`Index::find`], but a longer word may be one letter away from a word of the row.
    pub(crate) fn find_with_typo(&self, typed: &str) -> Vec<usize> {
        let key = search_key(typed);
        let words: Vec<(&str, Vec<bool>)> = key
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| (word, self.resembling(word)))
            .collect();
        if words.iter().all(|(_, resembling)| resembling.is_empty()) {
            return Vec::new();
        }
        self.ranked(|entry| {
            words
                .iter()
                .all(|(word, resembling)| {
                    entry.has(word)
                        || entry
                            .words
                            .iter()
                            .any(|at| resembling.get(*at).copied().unwrap_or(false))
                })
                .then_some(Rank::WithTypo)
        })
    }

    /// For each word of the vocabulary whether it is one edit away from `word`; empty when `word` forgives none.
    fn resembling(&self, word: &str) -> Vec<bool> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < SHORTEST_WITH_TYPO {
            return Vec::new();
        }
        self.vocabulary.iter().map(|known| is_one_edit(&letters, known)).collect()
    }

    fn ranked(&self, rank: impl Fn(&Entry) -> Option<Rank>) -> Vec<usize> {
        let mut found: Vec<(Rank, usize, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((rank(entry)?, entry.order, place)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, place)| place).collect()
    }
}

impl Entry {
    fn has(&self, word: &str) -> bool {
        self.squeezed.contains(word) || self.city.contains(word)
    }
}

/// Whether one letter put in, left out or changed, or two neighbours swapped, make one word of the other.
fn is_one_edit(left: &[char], right: &[char]) -> bool {
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let rest = left.len().min(right.len()) - head;
    let tail =
        left.iter().rev().zip(right.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let left = left.get(head..left.len() - tail).unwrap_or_default();
    let right = right.get(head..right.len() - tail).unwrap_or_default();
    match (left, right) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_one_edit;

    #[test]
    fn one_edit_is_one_letter_or_one_swap() {
        let cases = [
            ("بیمارستان", "بیمارستن", true),
            ("بیمارستان", "بیماریستان", true),
            ("بیمارستان", "بیمارصتان", true),
            ("بیمارستان", "بیماسرتان", true),
            ("بیمارستان", "بیمارستان", true),
            ("بیمارستان", "بیمارست", false),
            ("abcde", "abxyz", false),
            ("aab", "ab", true),
            ("", "a", true),
            ("ab", "ba", true),
            ("abcd", "badc", false),
        ];
        for (left, right, expected) in cases {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(is_one_edit(&letters(left), &letters(right)), expected, "{left} {right}");
            assert_eq!(is_one_edit(&letters(right), &letters(left)), expected, "{right} {left}");
        }
    }
}
