//! The words in which people write dates, as search keys (`domain.md` §3).

use super::jalali::{Weekday, month_name};
use super::text::search_key;

/// A month by its name, in the calendar to which the name belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Month {
    Jalali(u8),
    Gregorian(u8),
}

/// What a word of a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateWord {
    Month(Month),
    Weekday(Weekday),
    /// «شنبه» by itself: Saturday, or the second half of another day's name.
    Saturday,
    /// «دیروز»: so many days from today.
    Days(i32),
    /// «پارسال»: so many years from this one.
    Years(i16),
    Day,
    Week,
    MonthUnit,
    Year,
    /// «پیش», «قبل», «گذشته».
    Ago,
    /// «این», «همین».
    This,
    /// «میلادی».
    Gregorian,
    /// «چند», «حدود», «آینده»: no certain day.
    Vague,
    /// «ساعت»: the number after it is no part of the date.
    Clock,
    /// Says nothing about which day it is.
    Filler,
}

/// What `word` says in a date, if anything. Numbers are not among them.
pub(crate) fn date_word(word: &str) -> Option<DateWord> {
    jalali_month(word)
        .map(|month| DateWord::Month(Month::Jalali(month)))
        .or_else(|| gregorian_month(word).map(|month| DateWord::Month(Month::Gregorian(month))))
        .or_else(|| weekday(word).map(DateWord::Weekday))
        .or_else(|| other_word(word))
}

/// The weekday that a number before «شنبه» makes: «۳ شنبه», «سه شنبه».
pub(crate) fn counted_weekday(number: u32) -> Option<Weekday> {
    match number {
        1 => Some(Weekday::Sunday),
        2 => Some(Weekday::Monday),
        3 => Some(Weekday::Tuesday),
        4 => Some(Weekday::Wednesday),
        5 => Some(Weekday::Thursday),
        _ => None,
    }
}

fn jalali_month(word: &str) -> Option<u8> {
    let plain = word.strip_suffix("ماه").unwrap_or(word);
    match plain {
        "امرداد" => return Some(5),
        "شهریر" => return Some(6),
        "اسپند" => return Some(12),
        _ => {}
    }
    (1..=12).find(|month| search_key(month_name(*month)) == plain)
}

fn gregorian_month(word: &str) -> Option<u8> {
    Some(match word {
        "ژانویه" | "january" | "jan" => 1,
        "فوریه" | "february" | "feb" => 2,
        "مارس" | "march" | "mar" => 3,
        "اوریل" | "اپریل" | "april" | "apr" => 4,
        "مه" | "می" | "may" => 5,
        "ژوین" | "ژون" | "june" | "jun" => 6,
        "ژوییه" | "ژویه" | "جولای" | "ژولای" | "july" | "jul" => 7,
        "اوت" | "اگوست" | "august" | "aug" => 8,
        "سپتامبر" | "september" | "sept" | "sep" => 9,
        "اکتبر" | "october" | "oct" => 10,
        "نوامبر" | "november" | "nov" => 11,
        "دسامبر" | "december" | "dec" => 12,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "یکشنبه" | "یهشنبه" => Weekday::Sunday,
        "دوشنبه" => Weekday::Monday,
        "سهشنبه" | "سشنبه" => Weekday::Tuesday,
        "چهارشنبه" | "چارشنبه" => Weekday::Wednesday,
        "پنجشنبه" | "پنشنبه" | "پنجشمبه" => Weekday::Thursday,
        "جمعه" | "ادینه" => Weekday::Friday,
        _ => return None,
    })
}

fn other_word(word: &str) -> Option<DateWord> {
    Some(match word {
        "شنبه" => DateWord::Saturday,
        "امروز" | "امشب" | "today" => DateWord::Days(0),
        "دیروز" | "دیشب" | "yesterday" => DateWord::Days(-1),
        "پریروز" | "پریشب" => DateWord::Days(-2),
        "پسپریروز" => DateWord::Days(-3),
        "فردا" => DateWord::Days(1),
        "پسفردا" => DateWord::Days(2),
        "امسال" => DateWord::Years(0),
        "پارسال" => DateWord::Years(-1),
        "پیرارسال" => DateWord::Years(-2),
        "روز" => DateWord::Day,
        "هفته" => DateWord::Week,
        "ماه" => DateWord::MonthUnit,
        "سال" => DateWord::Year,
        "پیش" | "قبل" | "گذشته" | "پیشین" | "قبلی" | "ago" => DateWord::Ago,
        "این" | "همین" => DateWord::This,
        "میلادی" => DateWord::Gregorian,
        "چند" | "چندروز" | "حدود" | "حدودا" | "تقریبا" | "شاید" | "اینده" | "بعد" | "بعدی"
        | "دیگر" | "دیگه" | "اول" | "اخر" | "اواخر" | "اوایل" | "اواسط" | "وسط" => {
            DateWord::Vague
        }
        "ساعت" => DateWord::Clock,
        "" | "تاریخ" | "در" | "به" | "مورخ" | "مورخه" | "صبح" | "ظهر" | "عصر" | "غروب" | "شب"
        | "بعدازظهر" | "شمسی" | "خورشیدی" | "هجری" | "جلالی" | "ه" | "ش" | "ام" | "م" | "t"
        | "z" | "بود" | "بوده" | "است" | "هست" | "رفتم" | "انجام" | "شد" | "شده" | "خدمت"
        | "فاکتور" | "یعنی" | "و" | "of" | "the" | "th" | "st" | "nd" | "rd" => {
            DateWord::Filler
        }
        _ => return None,
    })
}
