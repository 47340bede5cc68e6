//! National codes and mobile numbers.

use bimeyar::persian::{Mobile, NationalCode, NationalCodeFault};
use proptest::prelude::*;

#[test]
fn national_codes_that_are_right() {
    let codes = [
        "0499370899",
        "0790419904",
        "0084575948",
        "0963695398",
        "0684159414",
        "0067749828",
        "0650451252",
        "4032152314",
        "0076229645",
        "4271467685",
        "0200203241",
        "1583250689",
        "0010350829",
        "1729374654",
        "1234567891",
    ];
    for code in codes {
        assert_eq!(NationalCode::parse(code).unwrap().expose(), code);
    }
    let spellings = [
        "۰۴۹۹۳۷۰۸۹۹",
        "٠٤٩٩٣٧٠٨٩٩",
        " 049-937089-9 ",
        "049 937 0899",
        "\u{2068}0499370899\u{2069}",
        "کد ملی من ۰۴۹۹۳۷۰۸۹۹ است",
    ];
    for typed in spellings {
        assert_eq!(NationalCode::parse(typed).unwrap().expose(), "0499370899", "{typed}");
    }
}

#[test]
fn national_codes_that_are_wrong() {
    use NationalCodeFault::{Checksum, Empty, Length, NotDigits};
    let table = [
        ("0684159415", Checksum),
        ("0499370891", Checksum),
        ("1234567890", Checksum),
        ("1230000000", Checksum),
        ("0000000000", Checksum),
        ("1111111111", Checksum),
        ("9999999999", Checksum),
        ("999999999", Length(9)),
        ("04993708990", Length(11)),
        ("1234567", Length(7)),
        ("079041a904", NotDigits),
        ("ندارم", NotDigits),
        ("", Empty),
        (" - ", Empty),
    ];
    for (typed, fault) in table {
        assert_eq!(NationalCode::parse(typed), Err(fault), "{typed}");
    }
}

#[test]
fn zeros_left_out_are_asked_about() {
    for (typed, whole) in [("499370899", "0499370899"), ("84575948", "0084575948")] {
        match NationalCode::parse(typed) {
            Err(NationalCodeFault::MayStartWithZero(code)) => assert_eq!(code.expose(), whole),
            other => panic!("{typed}: {other:?}"),
        }
    }
}

#[test]
fn mobiles_in_every_form() {
    let forms = [
        "09121234567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        "+989121234567",
        "00989121234567",
        "989121234567",
        "9121234567",
        "0912 123 4567",
        "0912-123-4567",
        "(0912) 123.4567",
        "+98 (0) 912 123 4567",
        "+9809121234567",
        "0989121234567",
        "9809121234567",
        "989121234567+",
        "\u{200e}+98 912 123 4567\u{200e}",
        "شماره من ۰۹۱۲۱۲۳۴۵۶۷ است",
        "موبایل: 98 912 123 4567",
    ];
    for typed in forms {
        let mobile = Mobile::parse(typed).unwrap_or_else(|| panic!("{typed}"));
        assert_eq!(mobile.expose(), "09121234567", "{typed}");
        assert_eq!(mobile.international(), "989121234567");
    }
}

#[test]
fn what_is_no_mobile() {
    let refused = [
        "0912123456",
        "08121234567",
        "02112345678",
        "091212345678",
        "+9121234567",
        "09121234567 09351234567",
        "0912abc4567",
        "سلام",
        "+",
        "",
    ];
    for typed in refused {
        assert_eq!(Mobile::parse(typed), None, "{typed}");
    }
}

#[test]
fn both_print_masked() {
    let mobile = Mobile::parse("09121234567").unwrap();
    assert_eq!(mobile.masked(), "0912***4567");
    assert_eq!(format!("{mobile} {mobile:?}"), "0912***4567 0912***4567");
    let code = NationalCode::parse("0499370899").unwrap();
    assert_eq!(format!("{code} {code:?} {}", code.masked()), "********99 ********99 ********99");
    assert!(serde_json::from_str::<NationalCode>("\"0499370891\"").is_err());
    assert!(serde_json::from_str::<Mobile>("\"9121234567\"").is_err());
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC*", digits in "[0-9۰-۹+ -]{0,16}") {
        for typed in [text, digits] {
            drop(NationalCode::parse(&typed));
            if let Some(mobile) = Mobile::parse(&typed) {
                prop_assert_eq!(Mobile::parse(&mobile.international()), Some(mobile));
            }
        }
    }

    #[test]
    fn one_wrong_digit_is_always_noticed(place in 0_usize..10, by in 1_u8..10) {
        let mut digits = *b"0499370899";
        digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
        let typed = String::from_utf8(digits.to_vec()).unwrap();
        prop_assert_eq!(NationalCode::parse(&typed), Err(NationalCodeFault::Checksum));
    }
}
