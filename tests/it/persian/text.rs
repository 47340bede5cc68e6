//! Letters, digits, order, names, codes and small numbers.

use std::cmp::Ordering;

use bimeyar::persian::code::find_digits_run;
use bimeyar::persian::names::{NameFault, read_name};
use bimeyar::persian::number::read_small_number;
use bimeyar::persian::number_words::to_words;
use bimeyar::persian::text::{
    compare, normalise, search_key, squeeze_key, to_ascii_digits, to_persian_digits,
};
use proptest::prelude::*;

#[test]
fn the_stored_form() {
    let table = [
        ("  علي\u{a0} كريمى ", "علی کریمی"),
        ("۱۲٣٤5", "12345"),
        ("\u{2068}۱۲۰۰\u{2069}\u{200f}", "1200"),
        ("کتـــاب", "کتاب"),
        ("مُحَمَّد", "محمد"),
        ("می\u{200c}روم", "می\u{200c}روم"),
        ("می\u{200c}\u{200c}روم\u{200c}", "می\u{200c}روم"),
        ("می \u{200c}روم", "می روم"),
        ("خانه\u{200c}", "خانه"),
        ("\u{feff}سلام\u{200b}\u{ad}", "سلام"),
        ("خط یک \r\n\r\n  خط   دو\t", "خط یک\n\nخط دو"),
        ("\n \nسلام\n\n", "سلام"),
        ("۱۲۰۰﷼", "1200ریال"),
        ("ﻻﻟﻪ", "لاله"),
        ("مسي\u{654}ول", "مسئول"),
        ("مسی\u{654}ول", "مسئول"),
        ("آ\u{202f}ب", "آ ب"),
        ("ا\u{653}ب", "آب"),
        ("فاطمة", "فاطمة"),
        ("خانهٔ", "خانهٔ"),
        ("１２３", "123"),
        ("\u{0}\u{7}", ""),
        ("", ""),
    ];
    for (typed, stored) in table {
        assert_eq!(normalise(typed), stored, "{typed:?}");
    }
}

#[test]
fn the_search_form() {
    let table = [
        ("بیمارستان\u{200c}ها", "بیمارستان ها"),
        ("فاطمة", "فاطمه"),
        ("خانهٔ ما", "خانه ما"),
        ("خانۀ ما", "خانه ما"),
        ("أحمد إبراهیم ٱلله آب", "احمد ابراهیم الله اب"),
        ("دکتر (علي) - MRI!", "دکتر علی mri"),
        ("بیمارستانِ «الزهراء»", "بیمارستان الزهرا"),
        ("مسؤول / رئیس", "مسوول رییس"),
        ("تهران،\nکرج", "تهران کرج"),
        ("۱۲/۵", "12 5"),
        ("!؟", ""),
    ];
    for (typed, key) in table {
        assert_eq!(search_key(typed), key, "{typed:?}");
    }
    assert_eq!(squeeze_key("بیمارستان\u{200c}های ما"), squeeze_key("بیمارستانهای ما"));
}

#[test]
fn digits_both_ways() {
    assert_eq!(to_persian_digits("کد 12٣۴"), "کد ۱۲۳۴");
    assert_eq!(to_ascii_digits("کد 12٣۴"), "کد 1234");
}

#[test]
fn provinces_stand_in_the_order_of_the_alphabet() {
    let sorted = [
        "آذربایجان شرقی",
        "آذربایجان غربی",
        "اردبیل",
        "اصفهان",
        "البرز",
        "ایلام",
        "بوشهر",
        "تهران",
        "چهارمحال و بختیاری",
        "خراسان جنوبی",
        "خراسان رضوی",
        "خراسان شمالی",
        "خوزستان",
        "زنجان",
        "سمنان",
        "سیستان و بلوچستان",
        "فارس",
        "قزوین",
        "قم",
        "کردستان",
        "کرمان",
        "کرمانشاه",
        "کهگیلویه و بویراحمد",
        "گلستان",
        "گیلان",
        "لرستان",
        "مازندران",
        "مرکزی",
        "هرمزگان",
        "همدان",
        "یزد",
    ];
    let mut shuffled = sorted;
    shuffled.sort_unstable_by_key(|name| name.len());
    shuffled.sort_by(|left, right| compare(left, right));
    assert_eq!(shuffled, sorted);
    let pairs = [
        ("پا", "تا"),
        ("ژاله", "سارا"),
        ("کار", "گاز"),
        ("وام", "هما"),
        ("آب", "ابر"),
        ("زر", "ژاله"),
    ];
    for (before, after) in pairs {
        assert_eq!(compare(before, after), Ordering::Less, "{before} {after}");
    }
    assert_eq!(compare("علی رضا", "علیا"), Ordering::Less);
    assert_eq!(compare("كار", "کاری"), Ordering::Less);
    assert_eq!(compare("9", "abc"), Ordering::Less);
    assert_eq!(compare("z", "آ"), Ordering::Less);
}

#[test]
fn names() {
    assert_eq!(read_name(" علي  رضا "), Ok("علی رضا".to_owned()));
    assert_eq!(read_name("کی\u{200c}کاووس"), Ok("کی\u{200c}کاووس".to_owned()));
    assert_eq!(read_name("Sara"), Ok("Sara".to_owned()));
    assert_eq!(read_name("فاطمه\nزهرا"), Ok("فاطمه زهرا".to_owned()));
    assert_eq!(read_name(" \u{200c} "), Err(NameFault::Empty));
    assert_eq!(read_name("ع"), Err(NameFault::TooShort));
    assert_eq!(read_name(&"ع".repeat(60)), Ok("ع".repeat(60)));
    assert_eq!(read_name(&"ع".repeat(61)), Err(NameFault::TooLong));
    for refused in ["علی ۲", "علی!", "Иван", "@ali", "علی🙂"] {
        assert_eq!(read_name(refused), Err(NameFault::NotLetters), "{refused}");
    }
}

#[test]
fn one_time_codes_in_a_sentence() {
    let table = [
        ("۱۲۳۴۵۶", 6, Some("123456")),
        ("کد تأیید شما: ١٢٣٤٥٦ (بیمه\u{200c}یار)", 6, Some("123456")),
        ("۱۲۳ ۴۵۶", 6, Some("123456")),
        ("123-456", 6, Some("123456")),
        ("کد 123456 تا 3 دقیقه", 6, Some("123456")),
        ("کد 123456 3 دقیقه", 6, Some("123456")),
        ("123456 123456", 6, Some("123456")),
        ("123456 یا 654321", 6, None),
        ("1234567", 6, None),
        ("12 345 678", 6, None),
        ("09121234567", 6, None),
        ("12345", 6, None),
        ("۱۲۳\n۴۵۶", 6, None),
        ("سلام", 6, None),
        ("کد رهگیری: ۴۸۳۹-۲۰۱۷-۵۵۶۲ است", 12, Some("483920175562")),
        ("4839 2017 5562 و 0912 123 4567", 12, Some("483920175562")),
    ];
    for (text, len, code) in table {
        assert_eq!(find_digits_run(text, len).as_deref(), code, "{text}");
    }
}

#[test]
fn numbers_of_choices() {
    let table = [
        ("۳", Some(3)),
        ("3.", Some(3)),
        ("٣)", Some(3)),
        ("3\u{fe0f}\u{20e3}", Some(3)),
        ("سه", Some(3)),
        ("سوم", Some(3)),
        ("سومی", Some(3)),
        ("اولی", Some(1)),
        ("اولین", Some(1)),
        ("گزینه ۲", Some(2)),
        ("شماره دو", Some(2)),
        ("بیست و یکم", Some(21)),
        ("سی\u{200c}ام", Some(30)),
        ("شیش", Some(6)),
        ("صفر", Some(0)),
        ("۱٫۵", None),
        ("یک دو", None),
        ("تهران", None),
        ("99999999999", None),
        ("", None),
        ("و", None),
    ];
    for (typed, number) in table {
        assert_eq!(read_small_number(typed), number, "{typed}");
    }
}

#[test]
fn numbers_in_words() {
    let table = [
        (0, "صفر"),
        (7, "هفت"),
        (10, "ده"),
        (19, "نوزده"),
        (20, "بیست"),
        (21, "بیست و یک"),
        (100, "صد"),
        (115, "صد و پانزده"),
        (999, "نهصد و نود و نه"),
        (1_000, "یک هزار"),
        (100_000, "صد هزار"),
        (350_500, "سیصد و پنجاه هزار و پانصد"),
        (1_000_001, "یک میلیون و یک"),
        (1_200_000, "یک میلیون و دویست هزار"),
        (1_000_000_000_000, "یک تریلیون"),
    ];
    for (number, words) in table {
        assert_eq!(to_words(number), words);
    }
    assert!(to_words(u64::MAX).starts_with("هجده کوینتیلیون و چهارصد"));
}

/// Text made of what meets in real messages: letters of both keyboards, marks, joiners, digits, line breaks.
fn messy() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[\u{621}-\u{6ff}]{0,3}",
        "[ \t\r\n\u{a0}\u{200b}-\u{200f}\u{2028}\u{2066}-\u{2069}\u{feff}\u{640}]{0,3}",
        "[0-9۰-۹٠-٩.,/'٬٫،:-]{0,4}",
        "[\u{300}-\u{36f}\u{653}-\u{655}\u{1100}-\u{11ff}\u{fb50}-\u{fdff}\u{fe70}-\u{feff}]{0,3}",
        "\\PC{0,3}",
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_stored_form_is_settled(text in messy()) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn the_search_form_is_settled(text in messy()) {
        let once = search_key(&text);
        prop_assert_eq!(search_key(&once), once.clone());
        prop_assert_eq!(search_key(&normalise(&text)), once);
        prop_assert!(!squeeze_key(&text).contains(' '));
    }

    #[test]
    fn order_is_total(left in messy(), right in messy()) {
        prop_assert_eq!(compare(&left, &right), compare(&right, &left).reverse());
        prop_assert_eq!(compare(&left, &right) == Ordering::Equal, left == right);
    }

    #[test]
    fn no_text_is_too_strange(text in messy(), len in 0_usize..14) {
        if let Some(run) = find_digits_run(&text, len) {
            prop_assert_eq!(run.len(), len);
        }
        if let Ok(name) = read_name(&text) {
            prop_assert_eq!(read_name(&name), Ok(name));
        }
        read_small_number(&text);
    }

    #[test]
    fn words_of_small_numbers_are_read_back(number in 0_u32..1000) {
        prop_assert_eq!(read_small_number(&to_words(number.into())), Some(number));
    }
}
