//! The query of the list of claims; every fault of it is named (`DESIGN.md` §6).

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::problem::{ParameterFault, Problem};
use crate::claim::{ClaimKind, Stage};
use crate::persian::{JalaliDate, text};
use crate::registry::ClaimQuery;

const LARGEST_PAGE: u32 = 100;
/// Letters of a search text.
const LONGEST_SEARCH: usize = 200;
/// Tehran is ahead of UTC by so much (no summer time since 1401).
const TEHRAN: SignedDuration = SignedDuration::from_mins(3 * 60 + 30);

/// Reads the decoded pairs of a query. A parameter without a value narrows nothing.
pub(super) fn read(pairs: &[(String, String)]) -> Result<ClaimQuery, Problem> {
    let mut reading = Reading { query: ClaimQuery::default(), faults: Vec::new() };
    for (place, (name, value)) in pairs.iter().enumerate() {
        if value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Problem::malformed("The query is not UTF-8."));
        }
        if pairs.iter().take(place).any(|(before, _)| before == name) {
            reading.fault(name, "The parameter is given more than once.");
        } else {
            reading.parameter(name, value);
        }
    }
    if reading.faults.is_empty() {
        Ok(reading.query)
    } else {
        Err(Problem::bad_parameters(reading.faults))
    }
}

struct Reading {
    query: ClaimQuery,
    faults: Vec<ParameterFault>,
}

impl Reading {
    fn parameter(&mut self, name: &str, value: &str) {
        let value = value.trim();
        match name {
            "stage" | "kind" | "q" | "from" | "to" | "cursor" | "limit" if value.is_empty() => {}
            "stage" => {
                self.query.stage = self.taken(name, Stage::from_name(value), "It is no stage.");
            }
            "kind" => {
                self.query.kind =
                    self.taken(name, ClaimKind::from_name(value), "It is no kind of claim.");
            }
            "q" => self.search(value),
            "from" => self.query.from = self.moment(name, value, 0),
            // A day is meant to its end.
            "to" => self.query.to = self.moment(name, value, 1),
            "cursor" => {
                let cursor = value.parse().ok();
                self.query.cursor =
                    self.taken(name, cursor, "It is no `next_cursor` of a page before.");
            }
            "limit" => self.limit(value),
            _ => self.fault(name, "There is no such parameter."),
        }
    }

    fn search(&mut self, value: &str) {
        if value.chars().count() > LONGEST_SEARCH {
            self.fault("q", "It has more than 200 letters.");
        }
        self.query.q = Some(value.to_owned());
    }

    fn limit(&mut self, value: &str) {
        match value.parse() {
            Ok(limit @ 1..=LARGEST_PAGE) => self.query.limit = limit,
            Ok(_) | Err(_) => self.fault("limit", "It is not a number from 1 to 100."),
        }
    }

    /// The beginning of a day in Tehran `days_later`, or a moment as it is.
    fn moment(&mut self, name: &str, value: &str, days_later: i32) -> Option<Timestamp> {
        let value = text::to_ascii_digits(value);
        // An unescaped plus sign of an offset comes as a space.
        let moment = value.replace(' ', "+").parse::<Timestamp>().ok();
        let day = day(&value).and_then(|day| start_of(day, days_later));
        self.taken(
            name,
            moment.or(day),
            "It is neither a day such as 1405-08-20 or 2026-11-11 nor an RFC 3339 moment.",
        )
    }

    fn taken<T>(&mut self, name: &str, value: Option<T>, otherwise: &str) -> Option<T> {
        if value.is_none() {
            self.fault(name, otherwise);
        }
        value
    }

    fn fault(&mut self, name: &str, detail: &str) {
        self.faults.push(ParameterFault { parameter: name.to_owned(), detail: detail.to_owned() });
    }
}

/// The years tell the calendars apart.
fn day(value: &str) -> Option<Date> {
    let value = value.replace('/', "-");
    let jalali = JalaliDate::try_from(value.clone()).ok().map(JalaliDate::to_gregorian);
    jalali.or_else(|| value.parse::<Date>().ok().filter(|date| date.year() >= 1900))
}

fn start_of(day: Date, days_later: i32) -> Option<Timestamp> {
    let days = SignedDuration::from_hours(24 * i64::from(days_later));
    let midnight = day.checked_add(days).ok()?.to_datetime(jiff::civil::Time::midnight());
    Offset::UTC.to_timestamp(midnight).ok()?.checked_sub(TEHRAN).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &[(&str, &str)]) -> Vec<(String, String)> {
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn days_of_both_calendars_are_days_of_tehran() {
        for (from, to) in [
            ("1405-08-20", "1405-08-20"),
            ("۱۴۰۵/۰۸/۲۰", "1405/8/20"),
            ("2026-11-11", "2026-11-11"),
            ("2026-11-11T00:00:00+03:30", "2026-11-11T20:30:00Z"),
            ("2026-11-11T00:00:00 03:30", "2026-11-12T00:00:00 03:30"),
        ] {
            let query = read(&pairs(&[("from", from), ("to", to)])).unwrap();
            assert_eq!(query.from.unwrap().to_string(), "2026-11-10T20:30:00Z", "{from}");
            assert_eq!(query.to.unwrap().to_string(), "2026-11-11T20:30:00Z", "{to}");
        }
    }

    #[test]
    fn a_parameter_without_a_value_narrows_nothing() {
        let names = ["stage", "kind", "q", "from", "to", "cursor", "limit"];
        let empty: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
        assert_eq!(read(&pairs(&empty)).unwrap(), ClaimQuery::default());
    }
}
