//! Queries; every fault of them is named (`DESIGN.md` §6).

use std::ops::RangeInclusive;
use std::str::FromStr;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::Desk;
use super::problem::{FaultJson, Problem};
use crate::claim::{ClaimKind, Stage};
use crate::flow::Datasets;
use crate::persian::{JalaliDate, jalali, text};
use crate::registry::ClaimQuery;

const LARGEST_PAGE: u32 = 100;
const LARGEST_FEED_PAGE: u32 = 1_000;
/// What a page of a feed has when nothing is said.
pub(super) const USUAL_FEED_PAGE: u32 = 100;
/// Letters of a search text.
const LONGEST_SEARCH: usize = 200;
/// Tehran is ahead of UTC by so much (no summer time since 1401).
const TEHRAN: SignedDuration = SignedDuration::from_mins(3 * 60 + 30);

/// Decoded pairs of names and values.
pub(super) type Pairs = Vec<(String, String)>;

/// The pairs of a query, if it is UTF-8.
pub(super) fn pairs(pairs: Result<Query<Pairs>, QueryRejection>) -> Result<Pairs, Problem> {
    let Query(pairs) = pairs.map_err(|_| Problem::malformed("The query cannot be read."))?;
    let is_broken =
        |(name, value): &(String, String)| [name, value].iter().any(|it| it.contains('\u{fffd}'));
    if pairs.iter().any(is_broken) {
        return Err(Problem::malformed("The query is not UTF-8."));
    }
    Ok(pairs)
}

/// Gives each pair to `take`, which tells what is wrong with it, and tells all that is.
pub(super) fn each(
    pairs: &[(String, String)],
    mut take: impl FnMut(&str, &str) -> Result<(), &'static str>,
) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (place, (name, value)) in pairs.iter().enumerate() {
        let again = pairs.iter().take(place).any(|(before, _)| before == name);
        let taken = if again {
            Err("The parameter is given more than once.")
        } else {
            take(name, value.trim())
        };
        if let Err(detail) = taken {
            faults.push(FaultJson::of_parameter(name, detail));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::bad_parameters(faults)) }
}

/// What is said of a parameter that nobody asks for.
pub(super) const NO_SUCH_PARAMETER: &str = "There is no such parameter.";

/// A number within `range`.
pub(super) fn number<T: FromStr + PartialOrd>(value: &str, range: RangeInclusive<T>) -> Option<T> {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|number| is_plain && range.contains(number))
}

/// From where a feed is read on.
pub(super) fn after(value: &str) -> Result<i64, &'static str> {
    number(value, 0..=i64::MAX).ok_or("It is not a number from 0 on.")
}

/// How much of a feed is wanted.
pub(super) fn feed_limit(value: &str) -> Result<u32, &'static str> {
    number(value, 1..=LARGEST_FEED_PAGE).ok_or("It is not a number from 1 to 1000.")
}

/// Yes or no.
pub(super) fn truth(value: &str) -> Result<bool, &'static str> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("It is neither true nor false."),
    }
}

/// The query of the list of claims. A parameter without a value narrows nothing.
pub(super) fn of_claims(pairs: &[(String, String)], desk: &Desk) -> Result<ClaimQuery, Problem> {
    read(pairs, &desk.datasets, jalali::in_tehran(desk.clock.now()))
}

fn read(
    pairs: &[(String, String)],
    datasets: &Datasets,
    today: JalaliDate,
) -> Result<ClaimQuery, Problem> {
    let mut query = ClaimQuery::default();
    each(pairs, |name, value| match name {
        "province" | "overdue" if value.is_empty() => Ok(()),
        "province" => {
            let known = datasets.get("provinces").and_then(|list| list.row(value));
            query.province = Some(known.ok_or("It is no province.")?.id.clone());
            Ok(())
        }
        "overdue" => {
            query.overdue_on = truth(value)?.then_some(today);
            Ok(())
        }
        _ => parameter(&mut query, name, value),
    })?;
    Ok(query)
}

fn parameter(query: &mut ClaimQuery, name: &str, value: &str) -> Result<(), &'static str> {
    match name {
        "stage" | "kind" | "q" | "from" | "to" | "cursor" | "limit" if value.is_empty() => {}
        "stage" => query.stage = Some(Stage::from_name(value).ok_or("It is no stage.")?),
        "kind" => {
            query.kind = Some(ClaimKind::from_name(value).ok_or("It is no kind of claim.")?);
        }
        "q" if value.chars().count() > LONGEST_SEARCH => {
            return Err("It has more than 200 letters.");
        }
        "q" => query.q = Some(value.to_owned()),
        "from" => query.from = Some(moment(value, 0)?),
        // A day is meant to its end.
        "to" => query.to = Some(moment(value, 1)?),
        "cursor" => {
            let number = number(value, 0..=i64::MAX).map(|number| number.to_string());
            let cursor = number.and_then(|number| number.parse().ok());
            query.cursor = Some(cursor.ok_or("It is no `next_cursor` of a page before.")?);
        }
        "limit" => {
            let limit = number(value, 1..=LARGEST_PAGE);
            query.limit = limit.ok_or("It is not a number from 1 to 100.")?;
        }
        _ => return Err(NO_SUCH_PARAMETER),
    }
    Ok(())
}

/// The beginning of a day in Tehran `days_later`, or a moment as it is.
fn moment(value: &str, days_later: i32) -> Result<Timestamp, &'static str> {
    let value = text::to_ascii_digits(value);
    // An unescaped plus sign of an offset comes as a space.
    let moment = value.replace(' ', "+").parse::<Timestamp>().ok();
    let day = day(&value).and_then(|day| start_of(day, days_later));
    moment
        .or(day)
        .ok_or("It is neither a day such as 1405-08-20 or 2026-11-11 nor an RFC 3339 moment.")
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

    fn read(pairs: &[(String, String)]) -> Result<ClaimQuery, Problem> {
        super::read(pairs, &Datasets::default(), JalaliDate::FIRST)
    }

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
        let names = ["stage", "kind", "q", "from", "to", "province", "overdue", "cursor", "limit"];
        let empty: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
        assert_eq!(read(&pairs(&empty)).unwrap(), ClaimQuery::default());
    }
}
