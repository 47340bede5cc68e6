//! The Jalali calendar of 1300 to 1500 by the 33-year rule, and the clock of Tehran (`domain.md` §3).

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::text::to_persian_digits;

const FIRST_YEAR: i16 = 1300;
const LAST_YEAR: i16 = 1500;

/// 1 Farvardin 1300.
const FIRST_GREGORIAN: Date = Date::constant(1921, 3, 21);

/// Places of the leap years within a cycle of 33 years.
const LEAP_PLACES: [i16; 8] = [1, 5, 9, 13, 17, 22, 26, 30];

/// The offset of Tehran since summer time was given up in 1401.
const TEHRAN: SignedDuration = SignedDuration::from_mins(3 * 60 + 30);

/// A day of the Jalali calendar that exists, years 1300 to 1500. Ordered by time; written `1405-08-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JalaliDate {
    year: i16,
    month: u8,
    day: u8,
}

impl JalaliDate {
    /// 1 Farvardin 1300.
    pub const FIRST: Self = Self { year: FIRST_YEAR, month: 1, day: 1 };
    /// 29 Esfand 1500.
    pub const LAST: Self = Self { year: LAST_YEAR, month: 12, day: 29 };

    /// The day of `year`, `month` and `day`, if there is such a day in the range.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let known = (FIRST_YEAR..=LAST_YEAR).contains(&year) && (1..=12).contains(&month);
        (known && day >= 1 && day <= Self::days_in_month(year, month)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// 1300 to 1500.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 (Farvardin) to 12 (Esfand).
    pub fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Whether Esfand has 30 days in `year`.
    pub fn is_leap(year: i16) -> bool {
        LEAP_PLACES.contains(&year.rem_euclid(33))
    }

    /// How many days `month` has in `year`.
    pub fn days_in_month(year: i16, month: u8) -> u8 {
        match month {
            1..=6 => 31,
            7..=11 => 30,
            _ => 29 + u8::from(Self::is_leap(year)),
        }
    }

    /// The same day in the Gregorian calendar.
    pub fn to_gregorian(self) -> Date {
        let days = i64::from(self.days_from_first());
        FIRST_GREGORIAN.saturating_add(SignedDuration::from_hours(24 * days))
    }

    /// The same day in the Jalali calendar, if it lies in 1300 to 1500.
    pub fn from_gregorian(date: Date) -> Option<Self> {
        let days = date.duration_since(FIRST_GREGORIAN).as_hours().div_euclid(24);
        Self::from_days(i32::try_from(days).ok()?)
    }

    /// Which day of the week it is.
    pub fn weekday(self) -> Weekday {
        // 1 Farvardin 1300 was a Monday.
        match (self.days_from_first() + 2).rem_euclid(7) {
            0 => Weekday::Saturday,
            1 => Weekday::Sunday,
            2 => Weekday::Monday,
            3 => Weekday::Tuesday,
            4 => Weekday::Wednesday,
            5 => Weekday::Thursday,
            _ => Weekday::Friday,
        }
    }

    /// The day that lies `days` later (earlier when negative), if it lies in 1300 to 1500.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        Self::from_days(self.days_from_first().checked_add(days)?)
    }

    /// How many days it is from `earlier` to this day; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.days_from_first() - earlier.days_from_first()
    }

    /// «شنبه ۵ مهر ۱۴۰۴».
    pub fn long(self) -> String {
        let numbers = format!("{} {} {}", self.day, month_name(self.month), self.year);
        format!("{} {}", self.weekday().name(), to_persian_digits(&numbers))
    }

    /// «۱۴۰۴/۰۷/۰۵».
    pub fn short(self) -> String {
        to_persian_digits(&format!("{:04}/{:02}/{:02}", self.year, self.month, self.day))
    }

    /// `14040705`, for callback data.
    pub fn compact(self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month, self.day)
    }

    /// Reads back [`JalaliDate::compact`]: eight ASCII digits and nothing else.
    pub fn from_compact(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u32 = text.parse().ok()?;
        let year = i16::try_from(number / 10_000).ok()?;
        let month = u8::try_from(number / 100 % 100).ok()?;
        Self::new(year, month, u8::try_from(number % 100).ok()?)
    }

    /// `1404-07-05`, the form in which dates are stored.
    pub fn iso(self) -> String {
        self.to_string()
    }

    fn days_from_first(self) -> i32 {
        let months = i32::from(self.month) - 1;
        let before_month = if months <= 6 { 31 * months } else { 186 + 30 * (months - 6) };
        days_before_year(i32::from(self.year)) + before_month + i32::from(self.day) - 1
    }

    fn from_days(days: i32) -> Option<Self> {
        if days < 0 || days > Self::LAST.days_from_first() {
            return None;
        }
        let mut year = i32::from(FIRST_YEAR) + days / 366;
        while days_before_year(year + 1) <= days {
            year += 1;
        }
        let day_of_year = days - days_before_year(year);
        let (month, day) = if day_of_year < 186 {
            (day_of_year / 31 + 1, day_of_year % 31 + 1)
        } else {
            ((day_of_year - 186) / 30 + 7, (day_of_year - 186) % 30 + 1)
        };
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        Self::new(i16::try_from(year).ok()?, month, day)
    }
}

impl fmt::Display for JalaliDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for JalaliDate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().and_then(|part| part.parse::<i16>().ok());
        let (Some(year), Some(month), Some(day)) = (next(), next(), next()) else {
            return Err("a date is written year-month-day");
        };
        let (month, day) = (u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0));
        Self::new(year, month, day).ok_or("there is no such day")
    }
}

impl From<JalaliDate> for String {
    fn from(date: JalaliDate) -> Self {
        date.to_string()
    }
}

/// A day of the Persian week, which begins on Saturday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Saturday,
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
}

impl Weekday {
    /// The week in its order.
    pub const ALL: [Self; 7] = [
        Self::Saturday,
        Self::Sunday,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
    ];

    /// 0 for Saturday to 6 for Friday.
    pub fn index(self) -> u8 {
        self as u8
    }

    /// The name as it is written, with its half space: «سه\u{200c}شنبه».
    pub fn name(self) -> &'static str {
        match self {
            Self::Saturday => "شنبه",
            Self::Sunday => "یکشنبه",
            Self::Monday => "دوشنبه",
            Self::Tuesday => "سه\u{200c}شنبه",
            Self::Wednesday => "چهارشنبه",
            Self::Thursday => "پنجشنبه",
            Self::Friday => "جمعه",
        }
    }

    /// The one letter that heads a column of a calendar: «ش» to «ج».
    pub fn initial(self) -> &'static str {
        match self {
            Self::Saturday => "ش",
            Self::Sunday => "ی",
            Self::Monday => "د",
            Self::Tuesday => "س",
            Self::Wednesday => "چ",
            Self::Thursday => "پ",
            Self::Friday => "ج",
        }
    }
}

/// The name of a month, 1 «فروردین» to 12 «اسفند»; nothing for another number.
pub fn month_name(month: u8) -> &'static str {
    match month {
        1 => "فروردین",
        2 => "اردیبهشت",
        3 => "خرداد",
        4 => "تیر",
        5 => "مرداد",
        6 => "شهریور",
        7 => "مهر",
        8 => "آبان",
        9 => "آذر",
        10 => "دی",
        11 => "بهمن",
        12 => "اسفند",
        _ => "",
    }
}

/// The day it is in Tehran at `moment`; the nearest end of the calendar when it lies outside 1300 to 1500.
pub fn in_tehran(moment: Timestamp) -> JalaliDate {
    let date = tehran_time(moment).date();
    let nearest = if date < FIRST_GREGORIAN { JalaliDate::FIRST } else { JalaliDate::LAST };
    JalaliDate::from_gregorian(date).unwrap_or(nearest)
}

/// The moment at which `day` begins in Tehran, as the clock there has been set since 1401.
pub fn midnight_in_tehran(day: JalaliDate) -> Timestamp {
    let midnight = day.to_gregorian().to_datetime(Time::midnight());
    // Jalali years 1300 to 1500 lie well within what a timestamp can say.
    Offset::UTC.to_timestamp(midnight).map_or(Timestamp::UNIX_EPOCH, |moment| moment - TEHRAN)
}

/// The time of day in Tehran at `moment`: «۱۰:۱۵».
pub fn tehran_clock(moment: Timestamp) -> String {
    let time = tehran_time(moment);
    to_persian_digits(&format!("{:02}:{:02}", time.hour(), time.minute()))
}

/// The hour of the day in Tehran at `moment`, 0 to 23.
pub fn tehran_hour(moment: Timestamp) -> i8 {
    tehran_time(moment).hour()
}

/// The moment at which it is `hour` o'clock in Tehran on `date`.
pub fn at_tehran_hour(date: JalaliDate, hour: u8) -> Timestamp {
    let clock = date.to_gregorian().to_datetime(Time::midnight());
    let since_midnight = SignedDuration::from_hours(i64::from(hour)) - TEHRAN;
    Offset::UTC.to_timestamp(clock.saturating_add(since_midnight)).unwrap_or(Timestamp::MAX)
}

fn tehran_time(moment: Timestamp) -> DateTime {
    Offset::UTC.to_datetime(moment).saturating_add(TEHRAN)
}

/// Days from 1 Farvardin 1300 to 1 Farvardin of `year`.
fn days_before_year(year: i32) -> i32 {
    let first = i32::from(FIRST_YEAR);
    365 * (year - first) + leap_years_before(year) - leap_years_before(first)
}

fn leap_years_before(year: i32) -> i32 {
    let place = year.rem_euclid(33);
    let passed: i32 = LEAP_PLACES.iter().map(|leap| i32::from(i32::from(*leap) < place)).sum();
    8 * year.div_euclid(33) + passed
}
