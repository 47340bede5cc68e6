//! Search by what people really type: synonyms, Latin names, words spelled as they sound.

use std::sync::LazyLock;

use bimeyar::flow::{Dataset, Datasets, Row};
use bimeyar::persian::text::squeeze_key;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{row, shipped_datasets};

/// Read once for the many cases of a property.
static SHIPPED: LazyLock<Datasets> = LazyLock::new(shipped_datasets);

/// The lists of the special flows that are searched.
const LISTS: [&str; 3] = ["diseases", "supplementary_insurers", "special_services"];

fn found<'d>(dataset: &'d Dataset, typed: &str) -> Vec<&'d str> {
    dataset.search(typed, &|_| true).iter().map(|row| row.id.as_str()).collect()
}

/// What is typed and what is found first; none: nothing is found.
fn check(list: &str, cases: &[(&str, Option<&str>)]) {
    let datasets = shipped_datasets();
    let dataset = datasets.get(list).unwrap();
    for (typed, expected) in cases {
        let all = found(dataset, typed);
        assert_eq!(all.first().copied(), *expected, "{typed}: {all:?}");
    }
}

#[test]
fn a_disease_is_found_as_people_type_it() {
    check(
        "diseases",
        &[
            ("MS", Some("ms")),
            ("ms", Some("ms")),
            ("M.S", Some("ms")),
            ("m-s", Some("ms")),
            ("ام‌اس", Some("ms")),
            ("ام اس", Some("ms")),
            ("اماس", Some("ms")),
            ("بیماری ام اس", Some("ms")),
            ("Multiple Sclerosis", Some("ms")),
            ("sclerosis", Some("ms")),
            ("اسکلروز", Some("ms")),
            ("مولتیپل اسکلروزیس", Some("ms")),
            ("سرطان سینه", Some("cancer")),
            ("سرطان خون", Some("cancer")),
            ("لوسمی", Some("cancer")),
            ("breast", Some("cancer")),
            ("پروانه", Some("eb")),
            ("پروانه ای", Some("eb")),
            ("epidermolysis", Some("eb")),
            ("E.B.", Some("eb")),
            ("همودیالیز", Some("dialysis")),
            ("دیالیز", Some("dialysis")),
            ("نارسایی کلیه", Some("dialysis")),
            ("کلیه", Some("kidney-transplant")),
            ("تالاسمی ماژور", Some("thalassemia")),
            ("روماتیسم", Some("rheumatoid-arthritis")),
            ("روماتیسم مفصلی", Some("rheumatoid-arthritis")),
            ("RA", Some("rheumatoid-arthritis")),
            ("sle", Some("lupus")),
            ("پیوند مغز استخوان", Some("stem-cell-transplant")),
            ("BMT", Some("stem-cell-transplant")),
            ("hepatitis c", Some("hepatitis-c")),
            ("هپاتیت سی", Some("hepatitis-c")),
            ("HBV", Some("hepatitis-b")),
            ("spinal", Some("sma")),
            ("اس ام ای", Some("sma")),
            ("SMA تیپ ۲", Some("sma")),
            ("sma تیپ 2", Some("sma")),
            ("فشار خون ریه", Some("pah")),
            ("پارکین", Some("parkinson")),
            ("parkinson", Some("parkinson")),
            ("صرع", Some("refractory-epilepsy")),
            ("دوشن", Some("muscular-dystrophy")),
            ("cystic", Some("cf")),
            ("فیبروز", Some("cf")),
            ("MPS", Some("mps")),
            ("مورکیو", Some("mps")),
            ("PKU", Some("metabolic")),
            ("ناشنوا", Some("severe-hearing-loss")),
            ("عضلانی دیستروفی", Some("muscular-dystrophy")),
            ("سفینه فضایی", None),
        ],
    );
}

#[test]
fn words_that_sound_the_same_are_forgiven_first() {
    check(
        "diseases",
        &[
            ("طالاسمی", Some("thalassemia")),
            ("طالاصمی", Some("thalassemia")),
            ("حموفیلی", Some("hemophilia")),
            ("اوطیسم", Some("autism")),
            ("عوتیسم", Some("autism")),
            ("پارکینصون", Some("parkinson")),
            ("صرطان", Some("cancer")),
            ("سرتان", Some("cancer")),
            ("سرطان ثینه", Some("cancer")),
            ("سرع", Some("refractory-epilepsy")),
            ("عم عث", Some("ms")),
            ("عم اس", Some("ms")),
            ("پیوند غلب", Some("heart-transplant")),
            ("حپاطیت ب", Some("hepatitis-b")),
            ("نغس ایمنی", Some("primary-immunodeficiency")),
            // One wrong letter besides.
            ("طالاسسمی", Some("thalassemia")),
            ("حموفیل", Some("hemophilia")),
            ("حموفیلیی", Some("hemophilia")),
            ("پارکینشون", Some("parkinson")),
            ("طرکینسون", None),
            // A short word is no part of a longer one by its sound, and no wrong letter is forgiven in it.
            ("طال", None),
            ("صرق", None),
        ],
    );
}

#[test]
fn insurers_and_services_are_found_by_their_everyday_names() {
    check(
        "supplementary_insurers",
        &[
            ("ندارم", Some("none")),
            ("تکمیلی ندارم", Some("none")),
            ("SOS", Some("sos")),
            ("اس او اس", Some("sos")),
            ("کمک رسان", Some("sos")),
            ("ایران", Some("iran")),
            ("دی", Some("day")),
            ("بیمه ما", Some("ma")),
            ("ما", Some("ma")),
            ("آتیه سازان", Some("atiyeh-sazan-hafez")),
            ("اتیه صازان", Some("atiyeh-sazan-hafez")),
            ("تجارت نو", Some("tejarat-no")),
            ("Pasargad", Some("pasargad")),
            ("کار آفرین", Some("karafarin")),
            ("کوسر", Some("kowsar")),
        ],
    );
    check(
        "special_services",
        &[
            ("شیمی درمانی", Some("chemotherapy")),
            ("رادیوتراپی", Some("radiotherapy")),
            ("برق درمانی", Some("radiotherapy")),
            ("ام آر آی", Some("imaging")),
            ("MRI", Some("imaging")),
            ("توانبخشی", Some("rehabilitation")),
            ("فیزیو تراپی", Some("rehabilitation")),
            ("طوانبخشی", Some("rehabilitation")),
            ("دارو", Some("medicine")),
            ("پیوند", Some("organ-transplant")),
            ("آزمایش خون", Some("laboratory")),
            ("بستری", Some("surgery")),
        ],
    );
}

#[test]
fn centers_are_found_by_sound_before_by_a_wrong_letter() {
    let centers = SHIPPED.get("centers").unwrap();
    for (typed, expected) in [
        ("شریئتی", "بیمارستان دکتر شریعتی"),
        ("شریاتی", "بیمارستان دکتر شریعتی"),
        ("بیمارصتان میلاد", "بیمارستان میلاد"),
        ("فیروزغر", "بیمارستان فیروزگر"),
    ] {
        let rows = centers.search(typed, &|_| true);
        assert_eq!(rows.first().map(|row| row.label.as_str()), Some(expected), "{typed}");
    }
    let sounding = centers.search("طهران", &|_| true);
    assert!(!sounding.is_empty(), "the city by its sound");
    assert!(
        sounding.iter().all(|row| {
            row.text("city") == Some("تهران") || row.label.contains("تهران")
        })
    );
}

#[test]
fn a_label_comes_before_a_synonym_and_the_whole_name_before_its_beginning() {
    let rows = vec![
        row("a", "نوربخش", &[]),
        row("b", "آفتاب", &[("synonyms", "نورتاب| نور |")]),
        row("c", "نور", &[]),
        row("d", "آب", &[("synonyms", "چراغ نور")]),
        row("e", "مرکز نور", &[]),
        row("f", "اجاق", &[("synonyms", "پرنور")]),
    ];
    let dataset = Dataset::new(rows);
    assert_eq!(found(&dataset, "نور"), ["c", "b", "a", "e", "d", "f"]);
    // All words, though in different names.
    assert_eq!(found(&dataset, "آب چراغ"), ["d"]);
    assert_eq!(found(&dataset, "").len(), 6);
}

#[test]
fn a_synonym_names_its_row_unless_a_label_says_the_same() {
    let datasets = shipped_datasets();
    let named = |list: &str, typed: &str| -> Vec<String> {
        datasets.get(list).unwrap().named(typed).map(|row| row.id.clone()).collect()
    };
    for (typed, expected) in [
        ("MS", "ms"),
        ("m.s.", "ms"),
        ("ام اس", "ms"),
        ("multiple sclerosis", "ms"),
        ("eb", "eb"),
        ("هپاتیت ب", "hepatitis-b"),
        ("سرطان", "cancer"),
        ("همودیالیز", "dialysis"),
    ] {
        assert_eq!(named("diseases", typed), [expected], "{typed}");
    }
    assert_eq!(named("diseases", "DBS"), ["parkinson", "dystonia", "tremor", "tic"]);
    assert_eq!(named("diseases", "صرع"), [""; 0], "not every epilepsy is of the list");
    assert_eq!(named("diseases", "مولتیپل"), [""; 0]);
    assert_eq!(named("supplementary_insurers", "ایران"), ["iran"]);
    let dataset = Dataset::new(vec![
        row("label", "دی", &[]),
        row("synonym", "دسامبر", &[("synonyms", "دی|دسامبر ماه")]),
    ]);
    let rows: Vec<&str> = dataset.named("دی").map(|row| row.id.as_str()).collect();
    assert_eq!(rows, ["label"]);
}

/// Each label and synonym with its row, and how many rows share it.
fn names() -> Vec<(&'static str, String, String, usize)> {
    let datasets = shipped_datasets();
    let called = |row: &Row| -> Vec<String> {
        let synonyms = row.text("synonyms").unwrap_or_default().split('|').map(str::to_owned);
        std::iter::once(row.label.clone()).chain(synonyms).collect()
    };
    let mut names = Vec::new();
    for list in LISTS {
        let rows = &datasets.get(list).unwrap().rows;
        for row in rows {
            for name in called(row) {
                let key = squeeze_key(&name);
                let sharing = rows
                    .iter()
                    .filter(|row| called(row).iter().any(|name| squeeze_key(name) == key))
                    .count();
                names.push((list, row.id.clone(), name, sharing));
            }
        }
    }
    names
}

static NAMES: LazyLock<Vec<(&str, String, String, usize)>> = LazyLock::new(names);

/// A word of two or three letters, wrongly spelled, may be the beginning of another name; so may the last of «بیمه ما».
fn long_names() -> Vec<(&'static str, String, String, usize)> {
    let is_long = |name: &str| squeeze_key(name).chars().count() > 3 && name != "بیمه ما";
    NAMES.iter().filter(|(_, _, name, _)| is_long(name)).cloned().collect()
}

/// Letters that Persian says alike.
const SOUNDS: [&str; 7] = ["تط", "سصث", "زذضظ", "هح", "غق", "اعآأ", "یيئى"];

/// `name` with each letter that has others of its sound replaced by one of them.
fn misspelled(name: &str, picks: &[Index]) -> String {
    let mut picks = picks.iter().cycle();
    let mut pick = |letter: char| {
        let sounds = SOUNDS.iter().find(|sounds| sounds.contains(letter))?;
        let sounds: Vec<char> = sounds.chars().collect();
        Some(*picks.next()?.get(&sounds))
    };
    name.chars().map(|letter| pick(letter).unwrap_or(letter)).collect()
}

#[test]
fn every_name_finds_its_row() {
    for (list, id, name, sharing) in NAMES.clone() {
        let all = found(SHIPPED.get(list).unwrap(), &name);
        let place = all.iter().position(|found| *found == id);
        assert!(place.is_some_and(|place| place < sharing.max(1)), "{list} {id} {name}: {all:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// However it is spelled, as long as it sounds so, and however it is spaced.
    #[test]
    fn every_name_finds_its_row_by_its_sound(
        (list, id, name, sharing) in select(long_names()),
        picks in prop::collection::vec(any::<Index>(), 1..12),
        between in select(vec![" ", "\u{200c}", "-", "  "]),
    ) {
        let typed = misspelled(&name, &picks).replace([' ', '\u{200c}'], between);
        let all = found(SHIPPED.get(list).unwrap(), &typed);
        let place = all.iter().position(|found| *found == id);
        prop_assert!(place.is_some_and(|place| place < sharing.max(3)), "{id} {typed}: {all:?}");
    }
}
