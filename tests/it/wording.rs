//! Texts as people see them: every kind of argument on every surface, hostile words, faulty files.

use bimeyar::persian::{JalaliDate, Mobile, NationalCode, Rial};
use bimeyar::wording::{Arg, Catalog, Message, Severity, Surface};
use proptest::prelude::*;

const SURFACES: [Surface; 4] = [Surface::Chat, Surface::Button, Surface::Sms, Surface::Plain];

fn load(source: &str) -> (Catalog, Vec<String>) {
    let (catalog, problems) = Catalog::load("fa", &[("a.ftl".to_owned(), source.to_owned())]);
    (catalog, problems.iter().map(ToString::to_string).collect())
}

fn catalog(source: &str) -> Catalog {
    let (catalog, problems) = load(source);
    assert_eq!(problems, [""; 0]);
    catalog
}

/// What `x = «{ $x }»` says on each of [`SURFACES`].
fn shown(arg: impl Into<Arg>) -> [String; 4] {
    let catalog = catalog("x = «{ $x }»\nin = درون { $y }\nitem = قلم { $n }\n");
    let message = Message::new("x").with("x", arg);
    SURFACES.map(|surface| catalog.text(&message, surface))
}

fn item(number: i64) -> Message {
    Message::new("item").with("n", number)
}

/// 2025-09-27 06:45 UTC, 10:15 in Tehran.
fn moment() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_758_955_500).unwrap_or_default()
}

/// One text in the chat, another on the other surfaces.
fn chat_or(chat: &str, elsewhere: &str) -> [String; 4] {
    [chat, elsewhere, elsewhere, elsewhere].map(str::to_owned)
}

#[test]
fn numbers_money_and_dates_are_alike_on_every_surface() {
    let day = JalaliDate::new(1404, 7, 5).unwrap();
    let long = day.long();
    let cases: Vec<(Arg, &str)> = vec![
        (Arg::Number(0), "۰"),
        (Arg::Number(1_234_567), "۱٬۲۳۴٬۵۶۷"),
        (Arg::Number(-12), "-۱۲"),
        (Arg::Number(i64::MAX), "۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۷"),
        (Rial(1_200_000).into(), "۱٬۲۰۰٬۰۰۰ ریال"),
        (Arg::Toman(Rial(1_200_000)), "۱۲۰٬۰۰۰ تومان"),
        (day.into(), &long),
    ];
    for (arg, expected) in cases {
        let text = format!("«{expected}»");
        assert_eq!(shown(arg), chat_or(&text, &text));
    }
    let words = format!("«{}»", Rial(5).in_words());
    assert_eq!(shown(Arg::MoneyInWords(Rial(5))), chat_or(&words, &words));
    let moment_text = format!("«{long}، ساعت ۱۰:۱۵»");
    assert_eq!(shown(moment()), chat_or(&moment_text, &moment_text));
}

#[test]
fn codes_are_isolated_and_grouped_in_the_chat_only() {
    let mobile = Mobile::try_from("09121234567".to_owned()).unwrap();
    let national_code = NationalCode::try_from("0499370899".to_owned()).unwrap();
    let cases: Vec<(Arg, &str, &str)> = vec![
        (Arg::code("483920175562"), "4839 2017 5562", "483920175562"),
        (Arg::code("48392017556"), "48392017556", "48392017556"),
        (Arg::code("A-7F3K"), "A-7F3K", "A-7F3K"),
        (Arg::code("a_b*"), "a＿b＊", "a_b*"),
        (mobile.into(), "09121234567", "09121234567"),
        (national_code.into(), "0499370899", "0499370899"),
    ];
    for (arg, chat, elsewhere) in cases {
        let expected = chat_or(&format!("«\u{2068}{chat}\u{2069}»"), &format!("«{elsewhere}»"));
        assert_eq!(shown(arg), expected);
    }
}

#[test]
fn words_are_harmless_in_the_chat_and_as_they_are_elsewhere() {
    assert_eq!(shown(Arg::typed("علی (رضا)")), chat_or("«علی (رضا)»", "«علی (رضا)»"));
    assert_eq!(
        shown(Arg::words("MRI [سر]")),
        chat_or("«\u{2068}MRI ［سر］\u{2069}»", "«MRI [سر]»")
    );
    let lines = ["«\u{2068}＊CBC＊\u{2069}\nدوم»", "«*CBC* دوم»", "«*CBC*\nدوم»", "«*CBC*\nدوم»"];
    assert_eq!(shown(Arg::typed("*CBC*\nدوم")), lines);
}

#[test]
fn messages_stand_inside_messages() {
    let inner = Message::new("in").with("y", Arg::code("AB12"));
    assert_eq!(shown(inner), chat_or("«درون \u{2068}AB12\u{2069}»", "«درون AB12»"));
    let lines = ["«قلم ۱\nقلم ۲»", "«قلم ۱ قلم ۲»", "«قلم ۱\nقلم ۲»", "«قلم ۱\nقلم ۲»"];
    assert_eq!(shown(Arg::Lines(vec![item(1), item(2)])), lines);
    let list = "«قلم ۱، قلم ۲، قلم ۳»";
    assert_eq!(shown(Arg::List(vec![item(1), item(2), item(3)])), chat_or(list, list));
    assert_eq!(shown(Arg::List(vec![])), chat_or("«»", "«»"));
}

#[test]
fn counts_select_variants() {
    let catalog = catalog(
        "exact = { $n ->\n    [0] هیچ\n    [1] یکی\n    [12] دوازده\n   *[other] { $n } تا\n }\n\
         plural = { $n ->\n    [one] یک سند\n   *[other] { $n } سند\n }\n\
         year = سال { NUMBER($n, useGrouping: \"false\") }\n",
    );
    let cases = [
        ("exact", 0, "هیچ"),
        ("exact", 1, "یکی"),
        ("exact", 2, "۲ تا"),
        ("exact", 12, "دوازده"),
        // Persian has one category for 0 and 1: the reason why texts count with [0] and [1].
        ("plural", 0, "یک سند"),
        ("plural", 1, "یک سند"),
        ("plural", 2, "۲ سند"),
        ("year", 1404, "سال ۱۴۰۴"),
    ];
    for (key, number, expected) in cases {
        assert_eq!(
            catalog.text(&Message::new(key).with("n", number), Surface::Chat),
            expected,
            "{key} {number}"
        );
    }
}

#[test]
fn a_word_selects_a_variant_on_every_surface() {
    let catalog =
        catalog("x = { $kind ->\n    [armed_forces] نیروهای مسلح\n   *[other] سایر\n }\n");
    for surface in SURFACES {
        let text =
            |kind: &str| catalog.text(&Message::new("x").with("kind", Arg::words(kind)), surface);
        assert_eq!(text("armed_forces"), "نیروهای مسلح");
        assert_eq!(text("tamin"), "سایر");
    }
}

#[test]
fn own_markup_stays_in_the_chat_only() {
    let catalog = catalog("x = *صفحه { $n }* از _{ $name }_\n    {\"[\"}راهنما](send:/help)\n");
    let message = Message::new("x").with("n", 2).with("name", Arg::typed("_a_ *ب*"));
    assert_eq!(
        catalog.text(&message, Surface::Chat),
        "*صفحه ۲* از _\u{2068}＿a＿ ＊ب＊\u{2069}_\n[راهنما](send:/help)"
    );
    assert_eq!(catalog.text(&message, Surface::Sms), "صفحه ۲ از _a_ *ب*\nراهنما");
    assert_eq!(catalog.text(&message, Surface::Button), "صفحه ۲ از _a_ *ب* راهنما");
}

#[test]
fn typed_words_are_never_read_as_fluent() {
    for words in ["{ $x }", "{x}", "} { -term }", "{\"\\u2068\"}"] {
        let [_, _, _, plain] = shown(Arg::typed(words));
        assert_eq!(plain, format!("«{words}»"));
    }
}

#[test]
fn what_is_missing_is_visible_and_found() {
    let catalog =
        catalog("x = سلام { $name } { $n ->\n    [0] هیچ\n   *[other] بسیار\n }\nin = { $deep }\n");
    let message = Message::new("x").with("name", Message::new("in"));
    assert_eq!(catalog.text(&message, Surface::Sms), "سلام {$deep} بسیار");
    assert_eq!(catalog.faults(&message), ["x: {$n}", "in: {$deep}"]);
    assert_eq!(catalog.text(&Message::new("no-such"), Surface::Chat), "⟨no-such⟩");
    assert_eq!(catalog.faults(&Message::new("no-such")), ["⟨no-such⟩"]);
    assert_eq!(catalog.faults(&Message::new("in").with("deep", 1)), [""; 0]);
}

#[test]
fn messages_inside_messages_end_somewhere() {
    let catalog = catalog("in = <{ $in }>\n");
    let nested = (0..60)
        .fold(Message::new("in").with("in", 1), |inner, _| Message::new("in").with("in", inner));
    assert!(catalog.text(&nested, Surface::Chat).contains('…'));
}

#[test]
fn arguments_of_texts_inside_count() {
    let catalog = catalog("a = { b } { $x }\nb = { c } { $y }\nc = { -t } { $z }\n-t = بیمه\n");
    let names = |key| {
        catalog.arguments(key).map(|names| names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(names("a"), Some(vec!["x", "y", "z"]));
    assert_eq!(names("c"), Some(vec!["z"]));
    assert_eq!(names("t"), None);
    assert!(catalog.has("a") && !catalog.has("t") && !catalog.has("nothing"));
    let own: Vec<&str> = catalog.keys().filter(|key| !key.starts_with("value-")).collect();
    assert_eq!(own, ["a", "b", "c"]);
    let full = Message::new("a").with("x", 1).with("y", 2).with("z", 3);
    assert_eq!(catalog.text(&full, Surface::Plain), "بیمه ۳ ۲ ۱");
}

#[test]
fn every_fault_of_a_file_is_told_at_once_with_its_line() {
    let source = "good = خوب\nbad text\nn = { $n ->\n    [۱۲] x\n   *[other] y\n }\ngood = دوباره\nref = { nothing } { -no-term }\n    { good }\n\
                  mark = a\u{200F}b\nescaped = { \"\\u2068\" }\ncall = { DATETIME($x) }\nround = { trip }\ntrip = { round }\n\
                  empty =\n    .label = x\n-term = { $x }\nlink = [x](https://x.ir/{ $id })\n";
    let (catalog, problems) = load(source);
    let expected = [
        ("WD001", 2),
        ("WD001", 4),
        ("WD002", 7),
        ("WD003", 8),
        ("WD003", 8),
        ("WD004", 10),
        ("WD004", 11),
        ("WD005", 12),
        ("WD006", 13),
        ("WD006", 14),
        ("WD007", 15),
        ("WD007", 15),
        ("WD008", 18),
        ("WD009", 17),
    ];
    let mut found: Vec<(&str, usize)> = problems.iter().map(|line| place(line)).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{problems:#?}");
    assert_eq!(catalog.text(&Message::new("good"), Surface::Chat), "خوب");
    for key in ["round", "call", "ref"] {
        catalog.text(&Message::new(key), Surface::Chat);
    }
}

/// Code and line of `WD001 a.ftl:2: …`.
fn place(problem: &str) -> (&str, usize) {
    let (code, rest) = problem.split_once(" a.ftl:").unwrap_or_default();
    (code, rest.split_once(':').and_then(|(line, _)| line.parse().ok()).unwrap_or_default())
}

#[test]
fn markup_at_the_beginning_of_a_line_gets_advice() {
    let (_, problems) = load("x = یک\n    *دو*\n");
    let advice = "A line that begins with `*` is written `{\"*\"}…`.";
    assert!(
        problems.iter().any(|line| line.starts_with("WD001 a.ftl:2") && line.ends_with(advice)),
        "{problems:?}"
    );
}

#[test]
fn faults_across_files_name_both() {
    let files =
        [("a.ftl".to_owned(), "x = ۱\n".to_owned()), ("b.ftl".to_owned(), "\nx = ۲\n".to_owned())];
    let (_, problems) = Catalog::load("fa", &files);
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["WD002 b.ftl:2: error: `x` is defined twice; the first is a.ftl:1 and wins"]
    );
}

#[test]
fn a_locale_has_its_own_units_or_is_warned() {
    let (catalog, problems) = Catalog::load(
        "en",
        &[("a.ftl".to_owned(), "value-rial = { $digits } rials\nx = { $x }".to_owned())],
    );
    assert_eq!(catalog.locale(), "en");
    assert_eq!(catalog.text(&Message::new("x").with("x", Rial(5)), Surface::Sms), "۵ rials");
    assert_eq!(problems.len(), 3);
    assert!(
        problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning && problem.code == "WD012")
    );
    assert_eq!(
        Catalog::load("not a locale", &[]).1.first().map(|problem| problem.code),
        Some("WD011")
    );
}

#[test]
fn a_catalog_is_shared_between_threads() {
    fn shared<T: Send + Sync + std::fmt::Debug>(_: &T) {}
    let catalog = catalog("x = { $n ->\n    [one] یک\n   *[other] { $n }\n }\n");
    shared(&catalog);
    std::thread::scope(|threads| {
        for number in 2..6 {
            let catalog = &catalog;
            threads.spawn(move || {
                for _ in 0..100 {
                    catalog.text(&Message::new("x").with("n", number), Surface::Chat);
                }
            });
        }
    });
}

/// Words with all that could do harm, besides arbitrary ones.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "*", "_", "[", "](", ")", "```", "~", "\\", "{", "}", "$x", "\n", "\r\n", " ", "\u{2068}",
        "\u{2069}", "\u{202E}", "\u{200F}", "\u{E000}", "علی", "abc", "۱۲", "12", "(", "\u{85}",
        "\u{2029}",
    ]);
    let harmful = prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat());
    prop_oneof![harmful, any::<String>()]
}

fn is_balanced(text: &str) -> bool {
    text.split('\n').all(|line| {
        let mut depth = 0;
        line.chars().all(|letter| {
            depth += i32::from(letter == '\u{2068}') - i32::from(letter == '\u{2069}');
            depth == 0 || depth == 1
        }) && depth == 0
    })
}

proptest! {
    #[test]
    fn typed_words_cannot_break_out(words in hostile()) {
        for arg in [Arg::typed(words.clone()), Arg::words(words.clone()), Arg::code(words.clone())] {
            let [chat, button, sms, plain] = shown(arg);
            prop_assert!(!chat.contains(['*', '_', '[', ']', '~', '`', '\\']), "{chat:?}");
            prop_assert!(!chat.contains("«("), "{chat:?}");
            prop_assert!(is_balanced(&chat), "{chat:?}");
            let other_marks = |letter: char| matches!(letter, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{2067}');
            prop_assert!(!chat.contains(other_marks), "{chat:?}");
            prop_assert!(chat.matches('\n').count() <= 20);
            for text in [button, sms, plain] {
                prop_assert!(!text.contains(['\u{2068}', '\u{2069}']) && !text.contains(other_marks), "{text:?}");
            }
        }
    }

    #[test]
    fn any_file_gives_a_catalog(source in "[a-c={}$\\-\\[\\]*\" \n>.x0-1N()]{0,80}") {
        let (catalog, _) = load(&source);
        for key in catalog.keys() {
            catalog.text(&Message::new(key), Surface::Chat);
        }
    }
}
