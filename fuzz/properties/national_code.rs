//! A national code that was taken has ten digits, of which the last checks the others; a mobile number that was taken has its
//! one form. Both are read again from any digits, and never print whole.

use bimeyar::persian::{Mobile, NationalCode, NationalCodeFault};

use super::typed::{in_both_digits, typed};

/// Holds for any text that a person types when asked for a national code or a mobile number.
pub fn holds(bytes: &[u8]) {
    let text = typed(bytes);
    let code = NationalCode::parse(&text);
    let mobile = Mobile::parse(&text);
    for same in in_both_digits(&text) {
        assert_eq!(NationalCode::parse(&same), code, "with other digits: {text:?}");
        assert_eq!(Mobile::parse(&same), mobile, "with other digits: {text:?}");
    }
    match code {
        Ok(code) | Err(NationalCodeFault::MayStartWithZero(code)) => is_given_out(&code),
        Err(NationalCodeFault::Length(length)) => assert_ne!(length, 10, "{text:?}"),
        Err(
            NationalCodeFault::Empty | NationalCodeFault::NotDigits | NationalCodeFault::Checksum,
        ) => {}
    }
    if let Some(mobile) = mobile {
        is_a_mobile(&mobile);
    }
}

/// The rule of `domain.md` §1.1, written another way than in the program: the sum of all ten weighted digits.
fn is_given_out(code: &NationalCode) {
    let digits: Vec<u32> = code.expose().chars().filter_map(|digit| digit.to_digit(10)).collect();
    assert_eq!((digits.len(), code.expose().len()), (10, 10));
    let (body, check) = digits.split_at(9);
    let rest = body
        .iter()
        .zip([10, 9, 8, 7, 6, 5, 4, 3, 2])
        .map(|(digit, weight)| digit * weight)
        .sum::<u32>()
        % 11;
    let expected = [0, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    assert_eq!(check.first(), expected.get(rest as usize));
    for same in in_both_digits(code.expose()) {
        assert_eq!(NationalCode::parse(&format!("کد ملی من {same} است")).as_ref(), Ok(code));
    }
    for printed in [code.to_string(), format!("{code:?}"), code.masked()] {
        assert!(!printed.contains(code.expose()));
    }
}

fn is_a_mobile(mobile: &Mobile) {
    let number = mobile.expose();
    assert!(
        number.len() == 11
            && number.starts_with("09")
            && number.bytes().all(|byte| byte.is_ascii_digit())
    );
    let written =
        [number.to_owned(), mobile.international(), format!("+{}", mobile.international())];
    for written in written.iter().flat_map(|number| in_both_digits(number)) {
        assert_eq!(Mobile::parse(&written).as_ref(), Some(mobile), "{written}");
    }
    for printed in [mobile.to_string(), format!("{mobile:?}"), mobile.masked()] {
        assert!(!printed.contains(number));
    }
}
