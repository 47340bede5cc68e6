//! The Jalali calendar, checked against counting days one by one.

use bimeyar::persian::jalali::{
    JalaliDate, Weekday, in_tehran, month_name, tehran_clock, tehran_hour,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// The leap years of 1300 to 1500, written out year by year.
const LEAP_YEARS: [i16; 49] = [
    1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358, 1362,
    1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428,
    1432, 1436, 1441, 1445, 1449, 1453, 1457, 1461, 1465, 1469, 1474, 1478, 1482, 1486, 1490, 1494,
    1498,
];

#[expect(clippy::unwrap_used, reason = "the tables hold days that exist")]
fn day(year: i16, month: u8, day: u8) -> JalaliDate {
    JalaliDate::new(year, month, day).unwrap()
}

/// Every day from 1300 to 1500, month by month with the lengths that are taught at school.
fn every_day() -> impl Iterator<Item = JalaliDate> {
    let months = (1300..=1500).flat_map(|year| (1..=12).map(move |month| (year, month)));
    months.flat_map(|(year, month)| {
        let esfand = if LEAP_YEARS.contains(&year) { 30 } else { 29 };
        let lengths = [31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, esfand];
        let length = lengths.into_iter().nth(usize::from(month) - 1).unwrap_or(0);
        assert_eq!(JalaliDate::new(year, month, length + 1), None, "{year}-{month}");
        (1..=length).map(move |number| day(year, month, number))
    })
}

#[test]
fn every_day_of_two_centuries_follows_the_one_before() {
    let mut gregorian = date(1921, 3, 21);
    let weekdays = Weekday::ALL.iter().cycle().skip_while(|day| **day != Weekday::Monday);
    let mut previous = JalaliDate::FIRST;
    for ((jalali, weekday), passed) in every_day().zip(weekdays).zip(0..) {
        assert_eq!(jalali.to_gregorian(), gregorian, "{jalali}");
        assert_eq!(JalaliDate::from_gregorian(gregorian), Some(jalali));
        assert_eq!(jalali.weekday(), *weekday, "{jalali}");
        assert_eq!(JalaliDate::from_compact(&jalali.compact()), Some(jalali));
        assert_eq!(jalali.days_since(JalaliDate::FIRST), passed);
        assert_eq!(previous.plus_days(i32::from(passed > 0)), Some(jalali));
        assert!(passed == 0 || previous < jalali);
        previous = jalali;
        gregorian = gregorian.tomorrow().unwrap();
    }
    assert_eq!(previous, JalaliDate::LAST);
    assert_eq!(JalaliDate::from_gregorian(gregorian), None);
}

#[test]
fn the_calendar_has_two_ends() {
    assert_eq!(JalaliDate::LAST.plus_days(1), None);
    assert_eq!(JalaliDate::FIRST.plus_days(-1), None);
    assert_eq!(JalaliDate::from_gregorian(date(1921, 3, 20)), None);
    assert_eq!(JalaliDate::from_gregorian(Date::MIN), None);
    assert_eq!(JalaliDate::from_gregorian(Date::MAX), None);
}

#[test]
fn known_days() {
    let table: [(i16, u8, u8, Date, &str); 38] = [
        (1300, 1, 1, date(1921, 3, 21), "دوشنبه"),
        (1348, 10, 11, date(1970, 1, 1), "پنجشنبه"),
        (1350, 12, 30, date(1972, 3, 20), "دوشنبه"),
        (1354, 12, 30, date(1976, 3, 20), "شنبه"),
        (1357, 11, 22, date(1979, 2, 11), "یکشنبه"),
        (1370, 12, 30, date(1992, 3, 20), "جمعه"),
        (1375, 12, 30, date(1997, 3, 20), "پنجشنبه"),
        (1391, 12, 30, date(2013, 3, 20), "چهارشنبه"),
        (1395, 12, 30, date(2017, 3, 20), "دوشنبه"),
        (1398, 12, 29, date(2020, 3, 19), "پنجشنبه"),
        (1399, 1, 1, date(2020, 3, 20), "جمعه"),
        (1399, 12, 29, date(2021, 3, 19), "جمعه"),
        (1399, 12, 30, date(2021, 3, 20), "شنبه"),
        (1400, 1, 1, date(2021, 3, 21), "یکشنبه"),
        (1400, 12, 29, date(2022, 3, 20), "یکشنبه"),
        (1401, 7, 1, date(2022, 9, 23), "جمعه"),
        (1402, 12, 29, date(2024, 3, 19), "سه\u{200c}شنبه"),
        (1403, 1, 1, date(2024, 3, 20), "چهارشنبه"),
        (1403, 10, 10, date(2024, 12, 30), "دوشنبه"),
        (1403, 11, 12, date(2025, 1, 31), "جمعه"),
        (1403, 12, 29, date(2025, 3, 19), "چهارشنبه"),
        (1403, 12, 30, date(2025, 3, 20), "پنجشنبه"),
        (1404, 1, 1, date(2025, 3, 21), "جمعه"),
        (1404, 6, 31, date(2025, 9, 22), "دوشنبه"),
        (1404, 7, 1, date(2025, 9, 23), "سه\u{200c}شنبه"),
        (1404, 7, 5, date(2025, 9, 27), "شنبه"),
        (1404, 12, 29, date(2026, 3, 20), "جمعه"),
        (1405, 1, 1, date(2026, 3, 21), "شنبه"),
        (1405, 8, 30, date(2026, 11, 21), "شنبه"),
        (1407, 12, 29, date(2029, 3, 19), "دوشنبه"),
        (1408, 1, 1, date(2029, 3, 20), "سه\u{200c}شنبه"),
        (1408, 12, 29, date(2030, 3, 19), "سه\u{200c}شنبه"),
        (1408, 12, 30, date(2030, 3, 20), "چهارشنبه"),
        (1409, 1, 1, date(2030, 3, 21), "پنجشنبه"),
        (1412, 12, 30, date(2034, 3, 20), "دوشنبه"),
        (1436, 12, 30, date(2058, 3, 20), "چهارشنبه"),
        (1441, 12, 30, date(2063, 3, 20), "سه\u{200c}شنبه"),
        (1498, 12, 29, date(2120, 3, 19), "سه\u{200c}شنبه"),
    ];
    for (year, month, number, gregorian, weekday) in table {
        let jalali = day(year, month, number);
        assert_eq!(jalali.to_gregorian(), gregorian, "{jalali}");
        assert_eq!(jalali.weekday().name(), weekday, "{jalali}");
    }
}

#[test]
fn days_that_do_not_exist() {
    let table = [
        (1404, 12, 30),
        (1402, 12, 30),
        (1407, 12, 30),
        (1403, 7, 31),
        (1403, 13, 1),
        (1403, 0, 1),
        (1403, 1, 0),
        (1403, 1, 32),
        (1299, 12, 29),
        (1501, 1, 1),
    ];
    for (year, month, number) in table {
        assert_eq!(JalaliDate::new(year, month, number), None, "{year}-{month}-{number}");
    }
}

#[test]
fn forms_for_people_and_for_machines() {
    let jalali = day(1404, 7, 5);
    assert_eq!(jalali.long(), "شنبه ۵ مهر ۱۴۰۴");
    assert_eq!(jalali.short(), "۱۴۰۴/۰۷/۰۵");
    assert_eq!(jalali.compact(), "14040705");
    assert_eq!(jalali.iso(), "1404-07-05");
    assert_eq!(day(1404, 7, 1).long(), "سه\u{200c}شنبه ۱ مهر ۱۴۰۴");
    assert_eq!(month_name(12), "اسفند");
    assert_eq!(month_name(13), "");
    assert_eq!(serde_json::to_string(&jalali).unwrap(), "\"1404-07-05\"");
    for broken in ["", "1404070", "140407055", "+1404705", "۱۴۰۴۰۷۰۵", "14041230", "1404-7-5"]
    {
        assert_eq!(JalaliDate::from_compact(broken), None, "{broken}");
    }
}

#[test]
fn the_day_turns_at_midnight_in_tehran() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let before = at("2026-11-20T20:29:59Z");
    let after = at("2026-11-20T20:30:00Z");
    assert_eq!(in_tehran(before), day(1405, 8, 29));
    assert_eq!(in_tehran(after), day(1405, 8, 30));
    assert_eq!(tehran_clock(before), "۲۳:۵۹");
    assert_eq!(tehran_clock(at("2026-11-21T06:45:00Z")), "۱۰:۱۵");
    assert_eq!((tehran_hour(before), tehran_hour(after)), (23, 0));
    assert_eq!(in_tehran(Timestamp::MIN), JalaliDate::FIRST);
    assert_eq!(in_tehran(Timestamp::MAX), JalaliDate::LAST);
}

proptest! {
    #[test]
    fn adding_days_and_counting_them_agree(start in 0..73_413, days in any::<i32>()) {
        let from = JalaliDate::FIRST.plus_days(start).unwrap();
        let place = i64::from(start) + i64::from(days);
        match from.plus_days(days) {
            Some(to) => prop_assert_eq!(to.days_since(from), days),
            None => prop_assert!(!(0..73_413).contains(&place)),
        }
    }

    #[test]
    fn stored_text_never_panics(text in "\\PC*") {
        let _ = JalaliDate::try_from(text.clone());
        let _ = JalaliDate::from_compact(&text);
    }
}
