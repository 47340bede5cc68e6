//! Collecting what is wrong with a decision, and the lists that it is held against.

use super::decision_body::filled;
use super::decision_fault::{FieldFault, Wrong};
use crate::claim::DocumentTitle;
use crate::flow::{Datasets, Row};
use crate::persian::{JalaliDate, Rial, text};

/// What was found wrong, each at its place.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<FieldFault>,
    inside: Vec<String>,
}

impl Faults {
    pub(super) fn add(&mut self, name: &str, wrong: Wrong) {
        let places = self.inside.iter().map(String::as_str).chain([name]);
        let pointer = places.filter(|place| !place.is_empty()).map(|place| format!("/{place}"));
        self.found.push(FieldFault { pointer: pointer.collect(), wrong });
    }

    /// What `work` finds lies within `place`.
    pub(super) fn within<T>(&mut self, place: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.inside.push(place.to_owned());
        let outcome = work(self);
        self.inside.pop();
        outcome
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_list(self) -> Vec<FieldFault> {
        self.found
    }

    pub(super) fn required<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(name, Wrong::Missing);
        }
        value
    }

    /// Words for the person as they were written, without marks that no letter belongs to; none when they are blank.
    pub(super) fn note(&mut self, name: &str, note: Option<&str>, most: usize) -> Option<String> {
        let note = note?;
        if note.chars().count() > most {
            self.add(name, Wrong::TooLong(most));
        }
        let is_kept = |letter: &char| *letter == '\n' || !letter.is_control();
        filled(Some(&note.chars().filter(is_kept).collect::<String>()))
    }

    pub(super) fn amount(&mut self, name: &str, rial: Option<u64>, least: u64) -> Option<u64> {
        let rial = self.required(name, rial)?;
        if !(least..=Rial::MOST.0).contains(&rial) {
            self.add(name, Wrong::OutOfRange(least));
        }
        Some(rial)
    }

    pub(super) fn day(&mut self, name: &str, day: Option<&str>) -> Option<JalaliDate> {
        let day = jalali_day(&filled(day)?);
        if day.is_none() {
            self.add(name, Wrong::NoDay);
        }
        day
    }

    pub(super) fn title(&mut self, lists: Lists<'_>, code: &str) -> Option<DocumentTitle> {
        let title = lists.row("document_titles", code);
        if title.is_none() {
            self.add("title", Wrong::Unknown);
        }
        title.map(|row| DocumentTitle { code: row.id.clone(), name: row.label.clone() })
    }
}

/// A day with digits of any script, and dashes or slashes between.
fn jalali_day(day: &str) -> Option<JalaliDate> {
    let day = text::to_ascii_digits(day).replace('/', "-");
    // A number's sign is no part of a day.
    let is_plain = day.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
    JalaliDate::try_from(day).ok().filter(|_| is_plain)
}

/// The lists that codes come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists<'a> {
    pub(super) datasets: &'a Datasets,
}

impl<'a> Lists<'a> {
    pub(super) fn row(self, list: &str, id: &str) -> Option<&'a Row> {
        self.datasets.get(list)?.row(id)
    }

    pub(super) fn has(self, list: &str, id: &str) -> bool {
        self.row(list, id).is_some()
    }
}
