//! The names of the rows of a list, in the form in which they are compared with what is typed.

use std::collections::BTreeSet;

use super::dataset::Row;
use crate::persian::sound::sound_key;
use crate::persian::text::search_key;

/// Words shorter than this forgive no wrong letter: too many others are one letter away.
const SHORTEST_WITH_TYPO: usize = 5;

/// Words up to this length count only where they are a whole word, when they are looked for by their sound or in all
/// names together: as a part of a word they are in too many.
const LONGEST_WHOLE: usize = 3;

/// The column of other names of a row, and what stands between them.
const SYNONYMS: (&str, char) = ("synonyms", '|');

/// Each word of the list once and in order, so that a typo is looked for once a word and not once a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vocabulary(Vec<Vec<char>>);

/// What a row is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The label, then the synonyms.
    all: Vec<Name>,
    /// The city without any space; empty when there is none.
    city: String,
    /// Places in the vocabulary of the words of names and city.
    words: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    /// With one space between words and one before the first, so that ` word` finds word beginnings.
    spaced: String,
    /// Without any space.
    squeezed: String,
}

/// How well a name answers; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Whole,
    Beginning,
    WordBeginnings,
    Inside,
    /// Each word somewhere: in different names, in the city, or not as it was typed.
    Scattered,
}

/// Search keys of the names of one row.
pub(crate) struct Keys {
    names: Vec<String>,
    city: String,
}

/// A word that was typed, in one form.
pub(crate) struct Written {
    pub(crate) word: String,
    pub(crate) is_short: bool,
    /// Where it stands in the vocabulary.
    place: Option<usize>,
}

/// All words of what was typed, in one form.
pub(crate) struct Query {
    /// Without any space.
    whole: String,
    /// Each with a space before it.
    begun: Vec<String>,
}

impl Keys {
    pub(crate) fn of(row: &Row) -> Self {
        let (column, between) = SYNONYMS;
        let synonyms = row.text(column).into_iter().flat_map(|cell| cell.split(between));
        let label = std::iter::once(search_key(&row.label));
        let names = label.chain(synonyms.map(search_key).filter(|name| !name.is_empty())).collect();
        Self { names, city: row.text("city").map(search_key).unwrap_or_default() }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let all = self.names.iter().chain([&self.city]);
        all.flat_map(|name| name.split(' ')).filter(|word| !word.is_empty())
    }
}

impl Vocabulary {
    /// All words of `keys`, and each row with the places of its own.
    pub(crate) fn of(keys: &[Keys]) -> (Self, Vec<Names>) {
        let words: BTreeSet<&str> = keys.iter().flat_map(Keys::words).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let name =
            |key: &String| Name { spaced: format!(" {key}"), squeezed: key.replace(' ', "") };
        let names = keys
            .iter()
            .map(|keys| Names {
                all: keys.names.iter().map(name).collect(),
                city: keys.city.replace(' ', ""),
                words: keys.words().filter_map(|word| words.binary_search(&word).ok()).collect(),
            })
            .collect();
        (Self(words.iter().map(|word| word.chars().collect()).collect()), names)
    }

    /// The same as it sounds, and for each word the place of its sound.
    pub(crate) fn sounding(&self) -> (Self, Vec<usize>) {
        let sound = |word: &Vec<char>| -> Vec<char> {
            sound_key(&word.iter().collect::<String>()).chars().collect()
        };
        let each: Vec<Vec<char>> = self.0.iter().map(sound).collect();
        let sounds: BTreeSet<&Vec<char>> = each.iter().collect();
        let sounds: Vec<Vec<char>> = sounds.into_iter().cloned().collect();
        let places = each.iter().filter_map(|sound| sounds.binary_search(sound).ok()).collect();
        (Self(sounds), places)
    }

    pub(crate) fn written(&self, word: String) -> Written {
        let letters: Vec<char> = word.chars().collect();
        let place = self.0.binary_search(&letters).ok();
        Written { word, is_short: letters.len() <= LONGEST_WHOLE, place }
    }

    /// For each word whether it is one edit away from `word`; empty when `word` forgives none.
    pub(crate) fn resembling(&self, word: &str) -> Vec<bool> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < SHORTEST_WITH_TYPO {
            return Vec::new();
        }
        self.0.iter().map(|known| is_one_edit(&letters, known)).collect()
    }
}

impl Query {
    pub(crate) fn of(words: &[&str]) -> Self {
        Self { whole: words.concat(), begun: words.iter().map(|word| format!(" {word}")).collect() }
    }
}

impl Names {
    /// The same as they sound; `places` are those of [`Vocabulary::sounding`].
    pub(crate) fn sounding(&self, places: &[usize]) -> Self {
        let sound = |name: &Name| Name {
            spaced: sound_key(&name.spaced),
            squeezed: sound_key(&name.squeezed),
        };
        Self {
            all: self.all.iter().map(sound).collect(),
            city: sound_key(&self.city),
            words: self.words.iter().filter_map(|at| places.get(*at).copied()).collect(),
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether the name at the place `within`, or else any of them, holds `word`; or the city does.
    pub(crate) fn have(&self, word: &Written, within: Option<usize>) -> bool {
        let holds = |name: &Name| name.squeezed.contains(&word.word);
        match within {
            Some(place) => self.all.get(place).is_some_and(holds) || self.city.contains(&word.word),
            None if word.is_short => self.have_whole(word),
            None => self.all.iter().any(holds) || self.city.contains(&word.word),
        }
    }

    /// Whether `word` is a word of theirs.
    pub(crate) fn have_whole(&self, word: &Written) -> bool {
        word.place.is_some_and(|place| self.words.contains(&place))
    }

    /// Whether a word of theirs is marked in `resembling`, which goes with the vocabulary.
    pub(crate) fn resemble(&self, resembling: &[bool]) -> bool {
        self.words.iter().any(|at| resembling.get(*at).copied().unwrap_or(false))
    }

    /// Whether `whole`, without spaces, is the label, alone or followed by the city.
    pub(crate) fn are_labelled(&self, whole: &str) -> bool {
        self.all.first().is_some_and(|label| self.is_it(label, whole))
    }

    /// As [`Names::are_labelled`], by the label or a synonym.
    pub(crate) fn are_called(&self, whole: &str) -> bool {
        self.all.iter().any(|name| self.is_it(name, whole))
    }

    fn is_it(&self, name: &Name, whole: &str) -> bool {
        let rest = whole.strip_prefix(name.squeezed.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest == self.city)
    }

    /// For a row that has all words: the best rank that a name has, and whether that name is a synonym.
    pub(crate) fn rank(&self, query: &Query) -> (Rank, bool) {
        let names = self.all.iter().enumerate();
        let best = names.map(|(place, name)| (name.rank(query), place > 0)).min();
        best.unwrap_or((Rank::Scattered, false))
    }
}

impl Name {
    fn rank(&self, query: &Query) -> Rank {
        if self.squeezed == query.whole {
            Rank::Whole
        } else if self.squeezed.starts_with(&query.whole) {
            Rank::Beginning
        } else if query.begun.iter().all(|begun| self.spaced.contains(begun)) {
            Rank::WordBeginnings
        } else if query.begun.iter().all(|begun| self.squeezed.contains(begun.trim_start())) {
            Rank::Inside
        } else {
            Rank::Scattered
        }
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
