//! The Jalali calendar of 1300 to 1500 by the 33-year rule (`domain.md` §3).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A day of the Jalali calendar that exists, years 1300 to 1500. Ordered by time; written `1405-08-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JalaliDate {
    year: i16,
    month: u8,
    day: u8,
}

impl JalaliDate {
    /// The day of `year`, `month` and `day`, if there is such a day in the range.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let known = (1300..=1500).contains(&year) && (1..=12).contains(&month);
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
        matches!(year.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
    }

    /// How many days `month` has in `year`.
    pub fn days_in_month(year: i16, month: u8) -> u8 {
        match month {
            1..=6 => 31,
            7..=11 => 30,
            _ => 29 + u8::from(Self::is_leap(year)),
        }
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

impl JalaliDate {
    /// «شنبه ۵ مهر ۱۴۰۴».
    pub fn long(self) -> String {
        crate::persian::text::to_persian_digits(&format!(
            "{} ماه {} {}",
            self.day, self.month, self.year
        ))
    }
}

/// The day in Tehran.
pub fn in_tehran(_: jiff::Timestamp) -> JalaliDate {
    JalaliDate { year: 1404, month: 7, day: 5 }
}

/// The clock in Tehran, «۱۰:۱۵».
pub fn tehran_clock(moment: jiff::Timestamp) -> String {
    let minutes = (moment.as_second() / 60 + 210).rem_euclid(1440);
    crate::persian::text::to_persian_digits(&format!("{:02}:{:02}", minutes / 60, minutes % 60))
}
