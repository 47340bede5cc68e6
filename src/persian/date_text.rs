//! Dates as people write them (`domain.md` §3, «Natural input to support»).

use jiff::civil::Date;

use super::date_tokens::{Clues, DateNumber, Mark, read_clues};
use super::date_words::Month;
use super::jalali::JalaliDate;

/// Years of the Gregorian calendar that people write; they never meet the Jalali years 1300 to 1500.
const GREGORIAN_YEARS: std::ops::RangeInclusive<u32> = 1900..=2122;

/// What was read from the text of a person who was asked for a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// This day.
    Sure(JalaliDate),
    /// It was written in the Gregorian calendar, and is this day.
    Gregorian(JalaliDate),
    /// It may mean several days; ask for day, month and year.
    Ambiguous,
    /// It is written as a date, but there is no such day («۳۰ اسفند ۱۴۰۲»).
    NoSuchDay,
    /// It is no date.
    NotADate,
}

/// Reads a date from raw text. Without a year the latest such day that is not in the future is meant; a weekday is the
/// last one, today included. A day in the future is not refused here: the flow's own rule does that.
pub fn read_date(text: &str, today: JalaliDate) -> DateReading {
    let Some(clues) = read_clues(text) else {
        return DateReading::NotADate;
    };
    let reading = from_clues(&clues, today);
    match (day_of(reading), clues.weekday) {
        (Some(day), Some(weekday)) if day.weekday() != weekday => DateReading::Ambiguous,
        _ => reading,
    }
}

fn from_clues(clues: &Clues, today: JalaliDate) -> DateReading {
    if clues.has(Mark::Vague) {
        return DateReading::Ambiguous;
    }
    let counted = clues.days.map(|days| sure(today.plus_days(days)));
    let written = written_day(clues, today);
    match (counted, written) {
        (Some(counted), None) => counted,
        (None, Some(written)) => written,
        (Some(counted), Some(written)) if day_of(counted) == day_of(written) => written,
        (Some(_), Some(_)) => DateReading::Ambiguous,
        (None, None) => relative(clues, today),
    }
}

/// The day that numbers and the name of a month give; `None` when there are none.
fn written_day(clues: &Clues, today: JalaliDate) -> Option<DateReading> {
    match (clues.month, clues.numbers.as_slice()) {
        (Some(month), numbers) => Some(named_month(clues, month, numbers, today)),
        (None, []) => None,
        (None, [number]) => Some(one_number(clues, *number, today)),
        (None, [first, second]) => Some(day_and_month(clues, *first, *second, today)),
        (None, [first, second, third]) => {
            Some(three_numbers([*first, *second, *third], clues.has(Mark::Gregorian), today))
        }
        (None, _) => Some(DateReading::NotADate),
    }
}

/// «شنبه», «شنبه گذشته», «شنبه هفته پیش», «هفته پیش».
fn relative(clues: &Clues, today: JalaliDate) -> DateReading {
    let (week, ago) = (clues.has(Mark::Week), clues.has(Mark::Ago));
    let Some(weekday) = clues.weekday else {
        let counts =
            week || clues.has(Mark::Month) || clues.has(Mark::Year) || clues.years.is_some();
        let day = clues.has(Mark::Day) && (ago || clues.has(Mark::This));
        return if counts || day { DateReading::Ambiguous } else { DateReading::NotADate };
    };
    let (now, wanted) = (i32::from(today.weekday().index()), i32::from(weekday.index()));
    let back = match (week, ago) {
        (true, true) => now - wanted + 7,
        (true, false) => now - wanted,
        (false, true) => (now - wanted - 1).rem_euclid(7) + 1,
        (false, false) => (now - wanted).rem_euclid(7),
    };
    if clues.has(Mark::Month) || clues.has(Mark::Year) || clues.years.is_some() {
        return DateReading::Ambiguous;
    }
    sure(today.plus_days(-back))
}

fn one_number(clues: &Clues, number: DateNumber, today: JalaliDate) -> DateReading {
    let (value, ago) = (number.value, clues.has(Mark::Ago));
    let larger_unit = clues.has(Mark::Week) || clues.has(Mark::Month) || clues.has(Mark::Year);
    if clues.has(Mark::Day) && ago && !larger_unit {
        let days = i32::try_from(value).ok().and_then(|days| today.plus_days(-days));
        return sure(days);
    }
    if clues.has(Mark::This) && clues.has(Mark::Month) {
        return jalali(i32::from(today.year()), u32::from(today.month()), value);
    }
    match number.digits {
        8 => compact(value),
        6 => {
            let parts = [value / 10_000, value / 100 % 100, value % 100];
            three_numbers(parts.map(|value| DateNumber { value, digits: 2 }), false, today)
        }
        _ if larger_unit || ago => DateReading::Ambiguous,
        _ if (1..=31).contains(&value) || is_year(value) => DateReading::Ambiguous,
        _ => DateReading::NotADate,
    }
}

/// `14040705`, `20250927`, or the day first.
fn compact(value: u32) -> DateReading {
    let year_first = (value / 10_000, value / 100 % 100, value % 100);
    let day_first = (value % 10_000, value / 10_000 % 100, value / 1_000_000);
    let (year, month, day) = if is_year(year_first.0) { year_first } else { day_first };
    if is_year(year) { with_full_year(year, month, day) } else { DateReading::NotADate }
}

/// «۵/۷»: only when it cannot be taken the other way round.
fn day_and_month(
    clues: &Clues,
    first: DateNumber,
    second: DateNumber,
    today: JalaliDate,
) -> DateReading {
    let (first, second) = (first.value, second.value);
    if is_year(first) || is_year(second) {
        return DateReading::Ambiguous;
    }
    if first > 31 || second > 31 || first == 0 || second == 0 {
        return DateReading::NotADate;
    }
    match (first <= 12, second <= 12) {
        (true, true) if first != second => DateReading::Ambiguous,
        (_, true) => without_year(clues, Month::Jalali(narrow(second)), first, today),
        (true, false) => without_year(clues, Month::Jalali(narrow(first)), second, today),
        (false, false) => DateReading::NoSuchDay,
    }
}

fn named_month(
    clues: &Clues,
    month: Month,
    numbers: &[DateNumber],
    today: JalaliDate,
) -> DateReading {
    match numbers {
        [] => DateReading::Ambiguous,
        [day] if day.digits > 2 || day.value > 99 => DateReading::Ambiguous,
        [day] => without_year(clues, month, day.value, today),
        [first, second] => {
            let year_first = first.digits > 2 || first.value > 31;
            let (year, day) = if year_first { (first, second) } else { (second, first) };
            match (full_year(*year, matches!(month, Month::Gregorian(_))), month) {
                (None, _) => DateReading::NotADate,
                (Some(year), Month::Jalali(_)) if GREGORIAN_YEARS.contains(&year) => {
                    DateReading::Ambiguous
                }
                (Some(year), Month::Jalali(month)) => {
                    with_full_year(year, u32::from(month), day.value)
                }
                (Some(year), Month::Gregorian(month)) => {
                    gregorian(year, u32::from(month), day.value)
                }
            }
        }
        _ => DateReading::NotADate,
    }
}

/// The latest such day that is not in the future, or the one of «پارسال» and «سال پیش».
fn without_year(clues: &Clues, month: Month, day: u32, today: JalaliDate) -> DateReading {
    let last_year = clues.has(Mark::Year) && clues.has(Mark::Ago);
    let years = clues.years.or(last_year.then_some(-1));
    if clues.has(Mark::Ago) && !last_year || clues.has(Mark::Week) {
        return DateReading::Ambiguous;
    }
    match month {
        Month::Jalali(month) => {
            let later = (u32::from(month), day) > (u32::from(today.month()), today.day().into());
            let back = years.map_or(-i32::from(later), i32::from);
            jalali(i32::from(today.year()) + back, month.into(), day)
        }
        Month::Gregorian(month) => {
            let now = today.to_gregorian();
            let at = |value: i8| u32::try_from(value).unwrap_or(0);
            let later = (u32::from(month), day) > (at(now.month()), at(now.day()));
            let back = years.map_or(-i32::from(later), i32::from);
            let year = u32::try_from(i32::from(now.year()) + back).unwrap_or(0);
            gregorian(year, month.into(), day)
        }
    }
}

fn three_numbers(numbers: [DateNumber; 3], marked: bool, today: JalaliDate) -> DateReading {
    let [first, second, third] = numbers;
    if second.digits > 2 || numbers.iter().any(|number| number.digits > 4) {
        return DateReading::NotADate;
    }
    let day_first = |year: u32| {
        let usual = with_full_year(year, second.value, first.value);
        let turned = with_full_year(year, first.value, second.value);
        match (usual, turned) {
            // The month may come first only in the Gregorian way of writing.
            (DateReading::Gregorian(_), DateReading::Gregorian(_)) if usual != turned => {
                DateReading::Ambiguous
            }
            (DateReading::NoSuchDay, DateReading::Gregorian(_)) => turned,
            _ => usual,
        }
    };
    let is_long = |number: DateNumber| number.digits > 2 || number.value > 99;
    let year_of = |number: DateNumber| full_year(number, marked);
    match (is_long(first), is_long(third)) {
        (true, true) => DateReading::NotADate,
        (true, false) => year_of(first)
            .map_or(DateReading::NotADate, |year| with_full_year(year, second.value, third.value)),
        (false, true) => year_of(third).map_or(DateReading::NotADate, day_first),
        (false, false) => {
            let year_first = year_of(first).filter(|_| first.digits != 1);
            let year_last = year_of(third).filter(|_| third.digits != 1);
            let before = year_first.map(|year| with_full_year(year, second.value, third.value));
            two_digit_years(before, year_last.map(day_first), today)
        }
    }
}

/// The year comes first by rule (`domain.md` §3), unless that is no day, or lies ahead while the other way round does not.
fn two_digit_years(
    year_first: Option<DateReading>,
    year_last: Option<DateReading>,
    today: JalaliDate,
) -> DateReading {
    let first_day = year_first.and_then(day_of);
    let last_day = year_last.and_then(day_of);
    match (first_day, last_day) {
        (Some(first), Some(last)) if first > today && last <= today => DateReading::Ambiguous,
        (Some(_), _) => year_first.unwrap_or(DateReading::NotADate),
        (None, Some(_)) => year_last.unwrap_or(DateReading::NotADate),
        (None, None) if year_first.is_none() && year_last.is_none() => DateReading::Ambiguous,
        (None, None) => DateReading::NoSuchDay,
    }
}

/// 00–49 → 14xx, 50–99 → 13xx; «۴۰۴» → 1404; in the Gregorian calendar 20xx.
fn full_year(number: DateNumber, gregorian: bool) -> Option<u32> {
    let shortened = number.digits <= 2;
    match number.value {
        value @ 0..=99 if shortened && gregorian => Some(2000 + value),
        value @ 0..=49 if shortened => Some(1400 + value),
        value @ 50..=99 if shortened => Some(1300 + value),
        value @ 300..=499 if number.digits <= 3 && !gregorian => Some(1000 + value),
        value @ 1000..=9999 => Some(value),
        _ => None,
    }
}

fn is_year(value: u32) -> bool {
    (1300..=1500).contains(&value) || GREGORIAN_YEARS.contains(&value)
}

fn with_full_year(year: u32, month: u32, day: u32) -> DateReading {
    if GREGORIAN_YEARS.contains(&year) {
        return gregorian(year, month, day);
    }
    i32::try_from(year).map_or(DateReading::NoSuchDay, |year| jalali(year, month, day))
}

fn jalali(year: i32, month: u32, day: u32) -> DateReading {
    let year = i16::try_from(year).unwrap_or(0);
    sure(JalaliDate::new(year, narrow(month), narrow(day)))
}

fn gregorian(year: u32, month: u32, day: u32) -> DateReading {
    let part = |value: u32| i8::try_from(value).unwrap_or(0);
    Date::new(i16::try_from(year).unwrap_or(0), part(month), part(day))
        .ok()
        .and_then(JalaliDate::from_gregorian)
        .map_or(DateReading::NoSuchDay, DateReading::Gregorian)
}

fn narrow(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(0)
}

fn sure(day: Option<JalaliDate>) -> DateReading {
    day.map_or(DateReading::NoSuchDay, DateReading::Sure)
}

fn day_of(reading: DateReading) -> Option<JalaliDate> {
    match reading {
        DateReading::Sure(day) | DateReading::Gregorian(day) => Some(day),
        DateReading::Ambiguous | DateReading::NoSuchDay | DateReading::NotADate => None,
    }
}
