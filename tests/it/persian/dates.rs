//! Dates as people write them.

use bimeyar::persian::date_text::{DateReading, read_date};
use bimeyar::persian::jalali::JalaliDate;
use proptest::prelude::*;

#[expect(clippy::unwrap_used, reason = "the tables hold days that exist")]
fn day(iso: &str) -> JalaliDate {
    JalaliDate::try_from(iso.to_owned()).unwrap()
}

/// Wednesday 9 Mehr 1404, 1 October 2025, unless a table says otherwise.
const TODAY: &str = "1404-07-09";

#[test]
fn the_same_text_on_other_days() {
    let table = [
        ("امروز", "1404-07-05", "1404-07-05"),
        ("پریروز", "1404-07-05", "1404-07-03"),
        ("۵ مهر", "1404-07-20", "1404-07-05"),
        ("پنجم مهر", "1404-07-20", "1404-07-05"),
        ("۱۴۰۴/۷/۵", "1404-07-20", "1404-07-05"),
        ("1404-07-05", "1404-07-20", "1404-07-05"),
        ("1404.7.5", "1404-07-20", "1404-07-05"),
        ("۹۹/۱۲/۳۰", "1404-07-20", "1399-12-30"),
        ("۵/۷/۱۴۰۴", "1404-07-20", "1404-07-05"),
        ("14040705", "1404-07-20", "1404-07-05"),
        ("۳۰ اسفند ۱۴۰۳", "1404-01-10", "1403-12-30"),
        ("شنبه", "1404-07-09", "1404-07-05"),
        ("شنبه", "1404-07-05", "1404-07-05"),
        ("شنبه گذشته", "1404-07-05", "1404-06-29"),
        ("۳۰ اسفند", "1404-01-10", "1403-12-30"),
        ("۲۹ اسفند", "1404-01-01", "1403-12-29"),
        ("۱ فروردین", "1404-01-01", "1404-01-01"),
        ("دیروز", "1404-01-01", "1403-12-30"),
    ];
    for (typed, today, expected) in table {
        let expected = DateReading::Sure(day(expected));
        assert_eq!(read_date(typed, day(today)), expected, "{typed} on {today}");
    }
}

/// What is typed on [`TODAY`], and the day that it means.
const SURE: [(&str, &str); 75] = [
    ("دیروز عصر", "1404-07-08"),
    ("پس پریروز", "1404-07-06"),
    ("پس\u{200c}فردا", "1404-07-11"),
    ("فردا", "1404-07-10"),
    ("۳ روز پیش", "1404-07-06"),
    ("سه روز قبل", "1404-07-06"),
    ("بیست و پنج روز پیش", "1404-06-15"),
    ("یکشنبه", "1404-07-06"),
    ("یک شنبه", "1404-07-06"),
    ("۱شنبه", "1404-07-06"),
    ("دو شنبه", "1404-07-07"),
    ("سه\u{200c}شنبه", "1404-07-08"),
    ("سه شنبه", "1404-07-08"),
    ("سهشنبه", "1404-07-08"),
    ("۳ شنبه", "1404-07-08"),
    ("چهارشنبه", "1404-07-09"),
    ("پنجشنبه", "1404-07-03"),
    ("پنج\u{200c}شنبه", "1404-07-03"),
    ("۵شنبه", "1404-07-03"),
    ("روز جمعه", "1404-07-04"),
    ("چهارشنبه پیش", "1404-07-02"),
    ("شنبه هفته پیش", "1404-06-29"),
    ("شنبه همین هفته", "1404-07-05"),
    ("۵ مهر", "1404-07-05"),
    ("۵مهر", "1404-07-05"),
    ("۵ مهرماه", "1404-07-05"),
    ("پنجم مهر ماه", "1404-07-05"),
    ("پنجم مهرماه ۱۴۰۴", "1404-07-05"),
    ("مهر ۵", "1404-07-05"),
    ("بیست و پنجم مهر", "1403-07-25"),
    ("سی\u{200c}ام شهریور", "1404-06-30"),
    ("سی و یکم شهریور", "1404-06-31"),
    ("اول مهر", "1404-07-01"),
    ("سوم مهر", "1404-07-03"),
    ("۱۰ام شهریور", "1404-06-10"),
    ("۱۵ امرداد", "1404-05-15"),
    ("۱۵ ابان", "1403-08-15"),
    ("۱۵ آبان", "1403-08-15"),
    ("۱۵ اذر ۱۴۰۲", "1402-09-15"),
    ("۲۹ اسفندماه", "1403-12-29"),
    ("۵ اردی\u{200c}بهشت", "1404-02-05"),
    ("۵ مهر پارسال", "1403-07-05"),
    ("۵ مهر سال گذشته", "1403-07-05"),
    ("۵ مهر امسال", "1404-07-05"),
    ("۵ آذر امسال", "1404-09-05"),
    ("۵ مهر ۰۳", "1403-07-05"),
    ("۵ مهر ۹۹", "1399-07-05"),
    ("۵ مهر سال ۱۴۰۳", "1403-07-05"),
    ("۱۴۰۳ مهر ۵", "1403-07-05"),
    ("۵-مهر-۱۴۰۳", "1403-07-05"),
    ("پنجم مهر هزار و چهارصد و سه", "1403-07-05"),
    ("شنبه ۵ مهر ۱۴۰۴", "1404-07-05"),
    ("۱۴۰۴/۷/۵ شنبه", "1404-07-05"),
    ("تاریخ: 1404/07/05", "1404-07-05"),
    ("١٤٠٤/٠٧/٠٥", "1404-07-05"),
    ("1404 7 5", "1404-07-05"),
    ("1404/ 7 / 5", "1404-07-05"),
    ("۱۴۰۴٫۷٫۵", "1404-07-05"),
    ("۱۴۰۴،۷،۵", "1404-07-05"),
    ("1404-7-5 ساعت ۱۰:۳۰", "1404-07-05"),
    ("1404/07/05-10:15:20", "1404-07-05"),
    ("04/07/05", "1404-07-05"),
    ("040705", "1404-07-05"),
    ("۰۳/۱۲/۳۰", "1403-12-30"),
    ("5/7/04", "1404-07-05"),
    ("25/12/98", "1398-12-25"),
    ("۴۰۳/۷/۵", "1403-07-05"),
    ("05071404", "1404-07-05"),
    ("۲۵/۶", "1404-06-25"),
    ("6/25", "1404-06-25"),
    ("۷/۷", "1404-07-07"),
    ("۱۴۰۵/۹/۲", "1405-09-02"),
    ("پنجم همین ماه", "1404-07-05"),
    ("\u{2068}۱۴۰۴/۰۷/۰۵\u{2069}", "1404-07-05"),
    ("امروز ۹ مهر", "1404-07-09"),
];

#[test]
fn dates_that_leave_no_doubt() {
    for (typed, expected) in SURE {
        assert_eq!(read_date(typed, day(TODAY)), DateReading::Sure(day(expected)), "{typed}");
    }
}

#[test]
fn gregorian_dates_are_converted() {
    let table = [
        ("2025-09-27", "1404-07-05"),
        ("2025/9/27", "1404-07-05"),
        ("20250927", "1404-07-05"),
        ("27/9/2025", "1404-07-05"),
        ("9/27/2025", "1404-07-05"),
        ("27 September 2025", "1404-07-05"),
        ("Sep 27, 2025", "1404-07-05"),
        ("27 sep", "1404-07-05"),
        ("۲۷ سپتامبر ۲۰۲۵", "1404-07-05"),
        ("۲۵ دسامبر", "1403-10-05"),
        ("۲۵/۹/۲۷ میلادی", "1404-07-05"),
        ("2025-03-20T10:15:00Z", "1403-12-30"),
        ("2025-09-27T10:15:00.000+03:30", "1404-07-05"),
    ];
    for (typed, expected) in table {
        assert_eq!(read_date(typed, day(TODAY)), DateReading::Gregorian(day(expected)), "{typed}");
    }
}

#[test]
fn dates_that_must_be_asked_about() {
    let table = [
        "هفته پیش",
        "هفته گذشته",
        "یک هفته پیش",
        "دو هفته قبل",
        "ماه پیش",
        "پارسال",
        "چند روز پیش",
        "دو سه روز پیش",
        "ده پانزده روز پیش",
        "اول ماه",
        "اواخر مهر",
        "مهر",
        "مهر ۱۴۰۴",
        "۱۴۰۴/۷",
        "۱۴۰۴",
        "۵",
        "پنجم",
        "۵ ماه پیش",
        "۵/۷",
        "5/7/4",
        "12/05/03",
        "5/6/2025",
        "یکشنبه ۵ مهر ۱۴۰۴",
        "دیروز ۵ مهر",
        "۵ مهر ۲۰۲۵",
        "شنبه آینده",
        "این هفته",
        "۱۴۰۴ ۷ ۵ شنبه",
    ];
    for typed in table {
        assert_eq!(read_date(typed, day(TODAY)), DateReading::Ambiguous, "{typed}");
    }
}

#[test]
fn days_that_do_not_exist() {
    let table = [
        "۳۰ اسفند ۱۴۰۲",
        "1404/12/30",
        "۳۱ مهر",
        "۳۲ خرداد",
        "1404/13/1",
        "1404/7/0",
        "1404/0/5",
        "14041330",
        "۴۵ مهر",
        "2025-02-30",
        "30 February",
        "99/13/40",
        "۱۴/۱۳",
        "1250/1/1",
    ];
    for typed in table {
        assert_eq!(read_date(typed, day(TODAY)), DateReading::NoSuchDay, "{typed}");
    }
    assert_eq!(read_date("۳۰ اسفند ۱۴۰۲", day("1404-01-10")), DateReading::NoSuchDay);
    assert_eq!(read_date("۳۰ اسفند", day("1403-01-10")), DateReading::NoSuchDay);
}

#[test]
fn what_is_no_date() {
    let table = [
        "",
        " ",
        "سلام",
        "نمی\u{200c}دانم",
        "۱۲۰۰۰ تومان",
        "09121234567",
        "0499370899",
        "1404/7/5/3",
        "۳۵",
        "۱۴۰۴/۷/۵ تا ۱۴۰۴/۷/۱۰",
        "🙂",
        "قبل",
        "شنبه یا یکشنبه",
        "12345/6/7",
        "5 مهر آبان",
        "99999999",
    ];
    for typed in table {
        assert_eq!(read_date(typed, day(TODAY)), DateReading::NotADate, "{typed}");
    }
}

fn any_day() -> impl Strategy<Value = JalaliDate> {
    (0_i32..73_413)
        .prop_filter_map("a day of the calendar", |days| JalaliDate::FIRST.plus_days(days))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_shown_is_read_back(date in any_day(), today in any_day()) {
        for text in [date.long(), date.short(), date.compact(), date.iso()] {
            prop_assert_eq!(read_date(&text, today), DateReading::Sure(date), "{}", text);
        }
    }

    #[test]
    fn gregorian_is_read_back(date in any_day(), today in any_day()) {
        let text = date.to_gregorian().to_string();
        prop_assert_eq!(read_date(&text, today), DateReading::Gregorian(date), "{}", text);
    }

    #[test]
    fn without_a_year_it_is_never_ahead(today in any_day(), month in 1_u8..=12, number in 1_u8..=29) {
        let text = format!("{number} {}", bimeyar::persian::jalali::month_name(month));
        let reading = read_date(&text, today);
        if let DateReading::Sure(date) = reading {
            prop_assert!(date <= today && today.days_since(date) < 367);
            prop_assert_eq!((date.month(), date.day()), (month, number));
        } else {
            prop_assert_eq!((reading, today.year()), (DateReading::NoSuchDay, 1300));
        }
    }

    #[test]
    fn no_text_is_too_strange(
        text in "\\PC*",
        date in "([0-9۰-۹]{1,5}|[ /.:-]|مهر|شنبه|پیش|روز|هفته|پنجم|سی|و|سال|ساعت|می|هزار){0,8}",
        today in any_day(),
    ) {
        read_date(&text, today);
        read_date(&date, today);
    }
}
