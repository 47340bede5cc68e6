//! What the queue is narrowed to, as the address of the page says it.

use super::address::with_query;
use super::form::Fields;
use crate::claim::{ClaimKind, Stage};
use crate::persian::jalali::midnight_in_tehran;
use crate::persian::{DateReading, JalaliDate, date_text};
use crate::registry::ClaimQuery;

/// Claims on a page.
const ON_A_PAGE: u32 = 25;
/// Letters of a search, at most.
const LONGEST_SEARCH: usize = 200;

/// What was asked for. What is not understood narrows nothing and is told beside its field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    pub(super) stage: Option<Stage>,
    pub(super) kind: Option<ClaimKind>,
    pub(super) province: String,
    pub(super) overdue: bool,
    pub(super) q: String,
    /// As they were typed.
    pub(super) from: String,
    pub(super) to: String,
    pub(super) cursor: String,
}

impl Filters {
    pub(super) fn read(fields: &Fields) -> Self {
        let owned = |name: &str| fields.one(name).to_owned();
        Self {
            stage: Stage::from_name(fields.one("stage")),
            kind: ClaimKind::from_name(fields.one("kind")),
            province: owned("province"),
            overdue: fields.one("overdue") == "1",
            q: fields.one("q").chars().take(LONGEST_SEARCH).collect(),
            from: owned("from"),
            to: owned("to"),
            cursor: owned("cursor"),
        }
    }

    /// The day of a field; none when nothing was typed or it is no day.
    pub(super) fn day(typed: &str, today: JalaliDate) -> Option<JalaliDate> {
        match date_text::read_date(typed, today) {
            DateReading::Sure(day) | DateReading::Gregorian(day) => Some(day),
            DateReading::Ambiguous | DateReading::NoSuchDay | DateReading::NotADate => None,
        }
    }

    pub(super) fn query(&self, today: JalaliDate) -> ClaimQuery {
        ClaimQuery {
            stage: self.stage,
            kind: self.kind,
            province: Some(self.province.clone()).filter(|province| !province.is_empty()),
            overdue_on: self.overdue.then_some(today),
            q: Some(self.q.clone()).filter(|q| !q.is_empty()),
            from: Self::day(&self.from, today).map(midnight_in_tehran),
            // A day is meant to its end.
            to: Self::day(&self.to, today).and_then(|day| day.plus_days(1)).map(midnight_in_tehran),
            cursor: self.cursor.parse().ok(),
            limit: ON_A_PAGE,
        }
    }

    /// Whether anything but the stage narrows the list.
    pub(super) fn is_narrowed(&self) -> bool {
        *self != Self { stage: self.stage, cursor: self.cursor.clone(), ..Self::default() }
    }

    /// The first page of the same list at another stage, or at all.
    pub(super) fn at_stage(&self, stage: Option<Stage>) -> String {
        Self { stage, overdue: false, cursor: String::new(), ..self.clone() }.address()
    }

    pub(super) fn only_overdue(&self) -> String {
        Self { stage: None, overdue: true, cursor: String::new(), ..self.clone() }.address()
    }

    pub(super) fn at_cursor(&self, cursor: String) -> String {
        Self { cursor, ..self.clone() }.address()
    }

    fn address(&self) -> String {
        let pairs = [
            ("stage", self.stage.map_or("", Stage::name)),
            ("kind", self.kind.map_or("", ClaimKind::name)),
            ("province", &self.province),
            ("overdue", if self.overdue { "1" } else { "" }),
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("cursor", &self.cursor),
        ];
        with_query("/console", &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> JalaliDate {
        JalaliDate::new(1405, 8, 30).unwrap()
    }

    fn read(pairs: &[(&str, &str)]) -> Filters {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Filters::read(&Fields::new(pairs.iter().map(owned).collect()))
    }

    #[test]
    fn days_are_days_of_tehran_and_meant_to_their_end() {
        let query = read(&[("from", "۱۴۰۵/۰۸/۲۰"), ("to", "1405-08-20")]).query(today());
        assert_eq!(query.from.unwrap().to_string(), "2026-11-10T20:30:00Z");
        assert_eq!(query.to.unwrap().to_string(), "2026-11-11T20:30:00Z");
    }

    #[test]
    fn nonsense_narrows_nothing() {
        let filters =
            read(&[("stage", "nowhere"), ("from", "آن روز"), ("cursor", "x"), ("q", "  ")]);
        let query = filters.query(today());
        assert_eq!(query, ClaimQuery { limit: ON_A_PAGE, ..ClaimQuery::default() });
    }

    #[test]
    fn an_address_says_what_was_asked() {
        let filters = read(&[("stage", "defect"), ("q", "علی"), ("cursor", "7")]);
        assert_eq!(filters.at_stage(None), "/console?q=%D8%B9%D9%84%DB%8C");
        assert_eq!(
            filters.at_cursor("5".to_owned()),
            "/console?stage=defect&q=%D8%B9%D9%84%DB%8C&cursor=5"
        );
    }
}
