//! Search in a list by any part of the name, prepared once so that each keystroke of a person is cheap.

use super::dataset::Row;
use super::search_names::{Keys, Names, Query, Rank, Vocabulary, Written};
use crate::persian::sound::sound_key;
use crate::persian::text::{collation_key, search_key, squeeze_key};

/// What is forgiven to the person who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lenience {
    /// Nothing but what spelling leaves free.
    Nothing,
    /// Letters that sound alike.
    Sound,
    /// One wrong letter in a longer word.
    Letter,
    /// One wrong letter besides letters that sound alike.
    SoundAndLetter,
}

impl Lenience {
    /// In the order in which they are tried.
    pub(crate) const ALL: [Self; 4] =
        [Self::Nothing, Self::Sound, Self::Letter, Self::SoundAndLetter];
}

/// Search keys of all rows of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    entries: Vec<Entry>,
    spelled: Vocabulary,
    sounding: Vocabulary,
}

/// A row as it is spelled and as it sounds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    spelled: Names,
    sounding: Names,
    /// Place among all rows in alphabetical order.
    order: usize,
}

/// What was typed.
struct Typed {
    words: Vec<TypedWord>,
    spelled: Query,
    sounding: Query,
}

struct TypedWord {
    spelled: Written,
    sounding: Written,
    /// For each word of the vocabulary in question whether it is one letter away; empty when none may be.
    resembling: Vec<bool>,
}

impl Index {
    pub(crate) fn new(rows: &[Row]) -> Self {
        let (spelled, names) = Vocabulary::of(&rows.iter().map(Keys::of).collect::<Vec<_>>());
        let (sounding, places) = spelled.sounding();
        let entries = names
            .into_iter()
            .zip(alphabetical(rows))
            .map(|(spelled, order)| Entry { sounding: spelled.sounding(&places), spelled, order })
            .collect();
        Self { entries, spelled, sounding }
    }

    /// Places of the rows that hold all that was typed, best first.
    pub(crate) fn find(&self, typed: &str, lenience: Lenience) -> Vec<usize> {
        let says_something = !typed.trim().is_empty();
        let typed = self.typed(typed, lenience);
        if says_something && typed.words.is_empty() {
            // Nothing but signs: that names nothing.
            return Vec::new();
        }
        let forgives_a_letter = matches!(lenience, Lenience::Letter | Lenience::SoundAndLetter);
        if forgives_a_letter && !typed.words.iter().any(|word| word.resembling.contains(&true)) {
            return Vec::new();
        }
        let mut found: Vec<((Rank, bool), usize, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.has(&typed.words, lenience))
            .map(|(place, entry)| (entry.rank(&typed, lenience), entry.order, place))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, place)| place).collect()
    }

    /// Places of the rows that are called what was typed, with or without their city: by their label, or, when none
    /// is, by a synonym.
    pub(crate) fn find_exactly(&self, typed: &str) -> Vec<usize> {
        let whole = squeeze_key(typed);
        let places = |is_meant: &dyn Fn(&Names) -> bool| -> Vec<usize> {
            let entries = self.entries.iter().enumerate();
            let meant = entries.filter(|(_, entry)| is_meant(&entry.spelled));
            meant.map(|(place, _)| place).collect()
        };
        let labelled = places(&|names| names.are_labelled(&whole));
        if labelled.is_empty() { places(&|names| names.are_called(&whole)) } else { labelled }
    }

    fn typed(&self, typed: &str, lenience: Lenience) -> Typed {
        let key = search_key(typed);
        let words: Vec<TypedWord> = key
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| self.typed_word(word, lenience))
            .collect();
        let form =
            |of: fn(&TypedWord) -> &str| Query::of(&words.iter().map(of).collect::<Vec<_>>());
        let (spelled, sounding) =
            (form(|word| &word.spelled.word), form(|word| &word.sounding.word));
        Typed { words, spelled, sounding }
    }

    fn typed_word(&self, word: &str, lenience: Lenience) -> TypedWord {
        let spelled = self.spelled.written(word.to_owned());
        let sounding = self.sounding.written(sound_key(word));
        let resembling = match lenience {
            Lenience::Nothing | Lenience::Sound => Vec::new(),
            Lenience::Letter => self.spelled.resembling(&spelled.word),
            Lenience::SoundAndLetter => self.sounding.resembling(&sounding.word),
        };
        TypedWord { spelled, sounding, resembling }
    }
}

/// For each row its place in alphabetical order.
fn alphabetical(rows: &[Row]) -> Vec<usize> {
    let mut sorted: Vec<_> =
        rows.iter().enumerate().map(|(place, row)| (collation_key(&row.label), place)).collect();
    sorted.sort();
    let mut order = vec![0; rows.len()];
    for (rank, (_, place)) in sorted.iter().enumerate() {
        if let Some(slot) = order.get_mut(*place) {
            *slot = rank;
        }
    }
    order
}

impl Entry {
    /// Whether one name, with the city, has all words, or all names have them together.
    fn has(&self, words: &[TypedWord], lenience: Lenience) -> bool {
        let have = |within| words.iter().all(|word| self.has_word(word, within, lenience));
        let count = self.spelled.count();
        (0..count).any(|name| have(Some(name))) || (count > 1 && have(None))
    }

    fn has_word(&self, word: &TypedWord, within: Option<usize>, lenience: Lenience) -> bool {
        let is_spelled = || self.spelled.have(&word.spelled, within);
        let sounds = || {
            if word.sounding.is_short {
                self.sounding.have_whole(&word.sounding) || is_spelled()
            } else {
                self.sounding.have(&word.sounding, within)
            }
        };
        match lenience {
            Lenience::Nothing => is_spelled(),
            Lenience::Sound => sounds(),
            Lenience::Letter => is_spelled() || self.spelled.resemble(&word.resembling),
            Lenience::SoundAndLetter => sounds() || self.sounding.resemble(&word.resembling),
        }
    }

    /// The best rank that a name has, and whether that name is a synonym.
    fn rank(&self, typed: &Typed, lenience: Lenience) -> (Rank, bool) {
        match lenience {
            Lenience::Nothing => self.spelled.rank(&typed.spelled),
            Lenience::Sound => self.sounding.rank(&typed.sounding),
            Lenience::Letter | Lenience::SoundAndLetter => (Rank::Scattered, false),
        }
    }
}
