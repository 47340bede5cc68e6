//! `code`: letters and digits that mean nothing to us, such as the tracking code of an electronic prescription.

use super::Reading;
use crate::engine::session::Value;
use crate::flow::model::CodeFormat;
use crate::persian::text;
use crate::wording::{Arg, Message};

pub(crate) fn read(format: CodeFormat, min: usize, max: usize, typed: &str) -> Reading {
    let code: String =
        text::normalise(typed).chars().filter(|letter| !letter.is_whitespace()).collect();
    let length = code.chars().count();
    let fits = (min..=max).contains(&length)
        && match format {
            CodeFormat::Token => is_token(&code),
            CodeFormat::CouncilNumber => is_council_number(&code),
        };
    if fits {
        Reading::Answer(
            Value::Text(code.clone()),
            Message::new("value-code").with("code", Arg::Code(code)),
        )
    } else {
        let key = match format {
            CodeFormat::Token => "miss-code",
            CodeFormat::CouncilNumber => "miss-council-number",
        };
        // wording: miss-code(min, max) miss-council-number(min, max)
        Reading::Miss(Message::new(key).with("min", min).with("max", max))
    }
}

fn is_token(code: &str) -> bool {
    code.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        && code.chars().any(|letter| letter.is_ascii_digit())
}

/// Two to ten digits, perhaps after one to three Persian letters and a dash or dot (`domain.md` §1.6).
fn is_council_number(code: &str) -> bool {
    let digits: String = code.chars().rev().take_while(char::is_ascii_digit).collect();
    let letters: String = code.chars().take_while(|letter| ('آ'..='ی').contains(letter)).collect();
    let middle = code.chars().count() - digits.chars().count() - letters.chars().count();
    let separator =
        code.chars().nth(letters.chars().count()).filter(|letter| matches!(letter, '-' | '.'));
    let joined = middle == 0 || (middle == 1 && separator.is_some() && !letters.is_empty());
    (2..=10).contains(&digits.len()) && letters.chars().count() <= 3 && joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn council_numbers_with_and_without_letters_are_taken() {
        for code in ["12345", "2000200092", "د-1234", "گ.987", "م4455"] {
            assert!(is_council_number(code), "{code}");
        }
        for code in ["", "1", "12345678901", "abc123", "-123", "د--12", "دندان-12", "12د"] {
            assert!(!is_council_number(code), "{code}");
        }
    }

    #[test]
    fn codes_in_persian_digits_and_with_spaces_are_taken() {
        let Reading::Answer(Value::Text(code), _) = read(CodeFormat::Token, 4, 20, "۹۱۴۹ ۸۸۷۰۱۴")
        else {
            panic!("an answer")
        };
        assert_eq!(code, "9149887014");
        assert!(matches!(read(CodeFormat::Token, 4, 20, "ندارم"), Reading::Miss(_)));
        assert!(matches!(read(CodeFormat::Token, 4, 20, "12"), Reading::Miss(_)));
    }
}
