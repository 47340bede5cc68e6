//! Amounts as people write them.

use bimeyar::persian::money::read_money;
use bimeyar::persian::number_words::to_words;
use bimeyar::persian::text::to_ascii_digits;
use bimeyar::persian::{MoneyFault, MoneyReading, Rial};
use proptest::prelude::*;

/// What is typed, and the rial that it means.
const SURE: [(&str, u64); 76] = [
    // One unit, one number.
    ("۱،۲۰۰،۰۰۰ ریال", 1_200_000),
    ("1,200,000 ریال", 1_200_000),
    ("1/200/000 ریال", 1_200_000),
    ("1 200 000 ریال", 1_200_000),
    ("1\u{a0}200\u{202f}000 ریال", 1_200_000),
    ("۱٫۲۰۰٫۰۰۰ ریال", 1_200_000),
    ("1.200.000 تومان", 12_000_000),
    ("1'200'000 ریال", 1_200_000),
    ("1’200’000 ریال", 1_200_000),
    ("1, 200, 000 ریال", 1_200_000),
    ("١٬٢٠٠٬٠٠٠ ريال", 1_200_000),
    ("\u{2068}۱٬۲۰۰٬۰۰۰\u{2069} ریال", 1_200_000),
    ("۱۲۰۰۰۰۰﷼", 1_200_000),
    ("۱۲۰۰۰۰ تومن", 1_200_000),
    ("۱۲۰۰۰۰ت", 1_200_000),
    ("120000 toman", 1_200_000),
    ("500k تومان", 5_000_000),
    ("1200000 Rials", 1_200_000),
    ("۵۰۰/۰۰۰ تومان", 5_000_000),
    ("۵۰۰.۰۰۰ ریال", 500_000),
    ("۵۰۰/۰۰۰/-ریال", 500_000),
    ("=/500,000 ریال", 500_000),
    ("#۵۰۰٬۰۰۰# ریال", 500_000),
    ("ریال ۱۲۰۰۰۰۰", 1_200_000),
    ("مبلغ به ریال: ۱۲۰۰۰۰۰", 1_200_000),
    ("مبلغ پرداختی ۲۵۰ هزار تومان بود.", 2_500_000),
    ("۵۰۰ هزار تومان 🙏", 5_000_000),
    ("۱٬۲۰۰٫۵ تومان", 12_005),
    ("1,200,000.00 ریال", 1_200_000),
    ("۱۲۰ ریال", 120),
    ("۱ ریال", 1),
    ("1000000000000 ریال", 1_000_000_000_000),
    // Scales.
    ("۱۲۰هزار تومان", 1_200_000),
    ("۵۰۰هزارتومان", 5_000_000),
    ("۱/۵ میلیون تومان", 15_000_000),
    ("۱٫۵ میلیون تومان", 15_000_000),
    ("1.5 میلیون تومان", 15_000_000),
    ("1.25 میلیون ریال", 1_250_000),
    ("۱٫۲۵۰ میلیون تومان", 12_500_000),
    ("۱/۲۵۰ میلیون ریال", 1_250_000),
    ("۲٫۵ هزار تومان", 25_000),
    ("۱۵۰۰ هزار تومان", 15_000_000),
    ("۱ میلیون و ۲۰۰ هزار تومان", 12_000_000),
    ("۱میلیون و۲۰۰هزار تومن", 12_000_000),
    ("۱ میلیون ۲۰۰ هزار تومان", 12_000_000),
    ("۱ میلیون و ۲۰۰ هزار و ۵۰۰ تومان", 12_005_000),
    ("۲ میلیارد ریال", 2_000_000_000),
    ("ده هزار میلیون ریال", 10_000_000_000),
    ("صد هزار میلیون ریال", 100_000_000_000),
    // Words.
    ("دو ملیون تومان", 20_000_000),
    ("يك ميليون ريال", 1_000_000),
    ("یه میلیون تومن", 10_000_000),
    ("هزار تومان", 10_000),
    ("پونصد هزار تومن", 5_000_000),
    ("پنج صد هزار تومن", 5_000_000),
    ("دویست\u{200c}هزار تومان", 2_000_000),
    ("صدهزارتومان", 1_000_000),
    ("سیصد و پنجاه هزار و پانصد ریال", 350_500),
    ("سیصدوپنجاه هزار ریال", 350_000),
    ("سیصد پنجاه هزار ریال", 350_000),
    ("یک میلیون و دویست هزار تومان", 12_000_000),
    ("یک میلیون و دویست ریال", 1_000_200),
    ("یک میلیارد و دو میلیون و سه هزار و چهار ریال", 1_002_003_004),
    ("شونزده هزار و هیفده ریال", 16_017),
    ("چهارصد و چل و شیش ریال", 446),
    // Halves.
    ("یک و نیم میلیون تومان", 15_000_000),
    ("یک میلیون و نیم تومان", 15_000_000),
    ("۲ و نیم میلیون تومان", 25_000_000),
    ("دو میلیون و نیم تومن", 25_000_000),
    ("نیم میلیون تومان", 5_000_000),
    ("یک میلیارد و نیم میلیون ریال", 1_000_500_000),
    // One amount said twice, or in two parts.
    ("۱٬۲۰۰٬۰۰۰ ریال (۱۲۰٬۰۰۰ تومان) — یک میلیون و دویست هزار ریال", 1_200_000),
    ("۱۲۰۰ (هزار و دویست) ریال", 1_200),
    ("۱۲۰ تومن (۱۲۰ هزار تومان)", 1_200_000),
    ("یک میلیون تومان و ۲۰۰ هزار تومان", 12_000_000),
    ("۱۲ هزار تومان و ۵ ریال", 120_005),
];

#[test]
fn amounts_that_leave_no_doubt() {
    for (typed, rial) in SURE {
        assert_eq!(read_money(typed), MoneyReading::Sure(Rial(rial)), "{typed}");
    }
}

#[test]
fn amounts_that_must_be_asked_about() {
    let table = [
        ("1200000", 1_200_000, 12_000_000, None),
        ("۱٬۲۰۰٬۰۰۰", 1_200_000, 12_000_000, None),
        ("۱۲۰ هزار", 120_000, 1_200_000, None),
        ("یک میلیون و دویست هزار", 1_200_000, 12_000_000, None),
        ("۲۵۰", 250, 2_500, Some(2_500_000)),
        ("۱۲۰ تومن", 1_200, 1_200, Some(1_200_000)),
        ("۱۲۰ تومان", 1_200, 1_200, Some(1_200_000)),
        ("صد و بیست تومن", 1_200, 1_200, Some(1_200_000)),
        ("۹۹۹ تومان", 9_990, 9_990, Some(9_990_000)),
        ("یک میلیون و دویست تومن", 10_002_000, 10_002_000, Some(12_000_000)),
        ("۱٬۲۰۰ هزار تومان", 12_000, 12_000, Some(12_000_000)),
        ("۱/۲۰۰ هزار تومان", 12_000, 12_000, Some(12_000_000)),
        ("1,250 میلیون ریال", 1_250_000, 1_250_000, Some(1_250_000_000)),
        ("یک میلیون تومن و ۲۰۰ تومن", 10_002_000, 10_002_000, Some(12_000_000)),
    ];
    for (typed, as_rial, as_toman, thousands) in table {
        let reading = MoneyReading::UnitUnknown {
            as_rial: Rial(as_rial),
            as_toman: Rial(as_toman),
            or_thousand_toman: thousands.map(Rial),
        };
        assert_eq!(read_money(typed), reading, "{typed}");
    }
}

#[test]
fn amounts_that_are_refused() {
    use MoneyFault::{Fraction, Negative, NotANumber, TooLarge, Zero};
    let table = [
        ("۰ ریال", Zero),
        ("صفر تومان", Zero),
        ("000", Zero),
        ("-۱۲۰۰ ریال", Negative),
        ("−1200", Negative),
        ("منفی هزار تومان", Negative),
        ("ریال -۵۰۰", Negative),
        ("1000000000001 ریال", TooLarge),
        ("100000000001 تومان", TooLarge),
        ("999999999999", TooLarge),
        ("99999999999999999999999999 ریال", TooLarge),
        ("هزار میلیارد تومان", TooLarge),
        ("صد هزار میلیون میلیارد تریلیون ریال", TooLarge),
        ("یک میلیون هزار ریال", NotANumber),
        ("۱۲۰٫۵ ریال", Fraction),
        ("۱۲۰۰٫۲۵ تومان", Fraction),
        ("۱٫۵", Fraction),
        ("", NotANumber),
        ("سلام", NotANumber),
        ("ریال", NotANumber),
        ("و", NotANumber),
        ("۱۲۰ دلار", NotANumber),
        ("$120", NotANumber),
        ("۵۰٪", NotANumber),
        ("½ میلیون تومان", NotANumber),
        ("1404/7/5", NotANumber),
        ("09121234567", NotANumber),
        ("۰۱۲۰۰ ریال", NotANumber),
        ("1200.000 ریال", NotANumber),
        ("12,00,000 ریال", NotANumber),
        ("1,200.000 ریال", NotANumber),
        ("1.200/000 ریال", NotANumber),
        ("۱۰۰ تا ۲۰۰ هزار تومان", NotANumber),
        ("۱۰۰-۲۰۰ هزار تومان", NotANumber),
        ("۱۲۰۰ ریال ۱۳۰۰ ریال", NotANumber),
        ("۱۲۰۰ ریال (۱۲۰۰ تومان)", NotANumber),
        ("ریال ۱۲۰۰ تومان", NotANumber),
        ("هزار میلیون و سه میلیارد ریال", NotANumber),
        ("بیست سی تومان", NotANumber),
        ("دو صد و دویست ریال", NotANumber),
        ("یک میلیون و", NotANumber),
        ("یک هزار و ۱۵۰۰ ریال", NotANumber),
    ];
    for (typed, fault) in table {
        assert_eq!(read_money(typed), MoneyReading::Rejected(fault), "{typed}");
    }
}

#[test]
fn amounts_as_they_are_shown() {
    let amount = Rial(1_200_000);
    assert_eq!(amount.digits(), "۱٬۲۰۰٬۰۰۰");
    assert_eq!(amount.toman_digits(), "۱۲۰٬۰۰۰");
    assert_eq!(amount.in_words(), "یک میلیون و دویست هزار ریال");
    assert_eq!(Rial(1_205).toman_digits(), "۱۲۰٫۵");
    assert_eq!(Rial(999).digits(), "۹۹۹");
    assert_eq!(Rial(0).digits(), "۰");
    assert_eq!(Rial::from_toman(120_000), amount);
}

/// Amounts of every size, not only large ones.
fn rial() -> impl Strategy<Value = Rial> {
    prop_oneof![
        1_u64..2_000,
        1_u64..2_000_000,
        1_u64..=Rial::MOST.0,
        (1_u64..1_000_000).prop_map(|n| n * 1_000_000)
    ]
    .prop_map(Rial)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_shown_is_read_back(amount in rial()) {
        let sure = MoneyReading::Sure(amount);
        prop_assert_eq!(read_money(&format!("{} ریال", amount.digits())), sure);
        prop_assert_eq!(read_money(&format!("{} ریال", to_ascii_digits(&amount.digits()))), sure);
        prop_assert_eq!(read_money(&format!("{} ریال", amount.0)), sure);
        prop_assert_eq!(read_money(&format!("{} ریال", to_words(amount.0))), sure);
        prop_assert_eq!(read_money(&amount.in_words()), sure);
        let echo = format!("{} ریال ({} تومان) — {}", amount.digits(), amount.toman_digits(), amount.in_words());
        prop_assert_eq!(read_money(&echo), sure);
    }

    #[test]
    fn toman_is_read_back_or_asked_about(amount in rial()) {
        match read_money(&format!("{} تومان", amount.toman_digits())) {
            MoneyReading::Sure(read) => prop_assert_eq!(read, amount),
            MoneyReading::UnitUnknown { as_toman, .. } => {
                prop_assert!(amount.0 < 10_000);
                prop_assert_eq!(as_toman, amount);
            }
            MoneyReading::Rejected(fault) => prop_assert!(false, "{fault:?}"),
        }
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC*", money in "[0-9۰-۹.,/٬٫' -]{0,12}(هزار|میلیون|نیم|و|صد|یک|تومان|ریال| |[0-9/.,(-]){0,8}") {
        for typed in [text, money] {
            match read_money(&typed) {
                MoneyReading::Sure(amount) => prop_assert!(amount.0 > 0 && amount <= Rial::MOST),
                MoneyReading::UnitUnknown { as_rial, as_toman, or_thousand_toman } => {
                    prop_assert!(as_rial.0 > 0 && as_rial <= as_toman && as_toman <= Rial::MOST);
                    prop_assert!(or_thousand_toman.is_none_or(|more| more > as_toman && more <= Rial::MOST));
                }
                MoneyReading::Rejected(_) => {}
            }
        }
    }
}
