//! A day that was read exists in both calendars, and is read again from the ways in which it is shown.

use bimeyar::persian::text::normalise;
use bimeyar::persian::{DateReading, JalaliDate, date_text::read_date};

use super::typed::{in_both_digits, typed};

/// Holds for any text that a person types when asked for a date, on any day.
pub fn holds(bytes: &[u8]) {
    // The first byte tells the day on which it is typed: around the turn of a leap year, and at both ends of the calendar.
    let (day, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let text = typed(rest);
    let today = today(*day);
    let reading = read_date(&text, today);
    for same in in_both_digits(&text) {
        assert_eq!(read_date(&same, today), reading, "with other digits: {text:?}");
    }
    assert_eq!(read_date(&normalise(&text), today), reading, "in the stored form: {text:?}");
    match reading {
        DateReading::Sure(date) | DateReading::Gregorian(date) => is_read_again(date, today),
        DateReading::Ambiguous | DateReading::NoSuchDay | DateReading::NotADate => {}
    }
}

fn today(byte: u8) -> JalaliDate {
    let days = i32::from(byte / 4);
    let from = match byte % 4 {
        0 => JalaliDate::new(1405, 8, 1),
        1 => JalaliDate::new(1403, 12, 1),
        2 => return JalaliDate::FIRST.plus_days(days).unwrap_or(JalaliDate::FIRST),
        _ => return JalaliDate::LAST.plus_days(-days).unwrap_or(JalaliDate::LAST),
    };
    from.and_then(|from| from.plus_days(days)).unwrap_or(JalaliDate::FIRST)
}

fn is_read_again(date: JalaliDate, today: JalaliDate) {
    for shown in [date.short(), date.long(), date.iso(), date.compact()] {
        assert_eq!(read_date(&shown, today), DateReading::Sure(date), "{shown}");
    }
    assert_eq!(JalaliDate::from_gregorian(date.to_gregorian()), Some(date));
    assert_eq!(JalaliDate::from_compact(&date.compact()), Some(date));
    assert_eq!(JalaliDate::try_from(date.iso()), Ok(date));
    assert_eq!(today.plus_days(date.days_since(today)), Some(date));
}
