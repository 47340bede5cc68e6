//! A tracking code that was read has a right check digit and stands in the text; a code that was made is read again.

use bimeyar::claim::{CodeReading, TrackingCode};
use bimeyar::persian::text::normalise;

use super::typed::{in_both_digits, typed};

/// Holds for any text in which there may be a tracking code, and for any chance.
pub fn holds(bytes: &[u8]) {
    let text = typed(bytes);
    let reading = TrackingCode::read(&text);
    for same in in_both_digits(&text) {
        assert_eq!(TrackingCode::read(&same), reading, "with other digits: {text:?}");
    }
    let digits: String = normalise(&text).chars().filter(char::is_ascii_digit).collect();
    match &reading {
        CodeReading::Code(code) => {
            assert!(digits.contains(code.as_str()), "{text:?}");
            is_read_again(code);
        }
        CodeReading::Mistyped => assert!(digits.len() >= 12, "{text:?}"),
        CodeReading::Foreign => assert!(digits.len() >= 5, "{text:?}"),
        CodeReading::None => {}
    }
    let chance = bytes.first_chunk().copied().unwrap_or_default();
    let made = TrackingCode::from_random(chance);
    is_read_again(&made);
    is_noticed_when_mistyped(&made, chance[0]);
}

fn is_read_again(code: &TrackingCode) {
    assert_eq!(TrackingCode::try_from(code.as_str().to_owned()).as_ref(), Ok(code));
    for written in [code.as_str().to_owned(), code.grouped(), code.grouped().replace(' ', "-")] {
        for same in in_both_digits(&written) {
            let said = format!("کد رهگیری: {same}.");
            for text in [same, said] {
                assert_eq!(TrackingCode::read(&text), CodeReading::Code(code.clone()), "{text}");
            }
        }
    }
}

/// One wrong digit, at a place and by a distance that `chance` tells (`storage.md` §4.2).
fn is_noticed_when_mistyped(code: &TrackingCode, chance: u8) {
    let place = usize::from(chance) % 12;
    let mistyped = code.as_str().bytes().enumerate().map(|(at, digit)| {
        let wrong = (digit - b'0' + 1 + chance / 12 % 9) % 10 + b'0';
        char::from(if at == place { wrong } else { digit })
    });
    let mistyped: String = mistyped.collect();
    assert!(!matches!(TrackingCode::read(&mistyped), CodeReading::Code(_)), "{mistyped}");
}
