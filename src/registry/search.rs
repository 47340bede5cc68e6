//! What a reviewer's search text may mean (`DESIGN.md` §5).

use std::collections::BTreeSet;

use super::personal::Personal;
use super::sql::Statement;
use crate::claim::ClaimDetails;
use crate::persian::{Mobile, NationalCode, text};

/// Digits of a tracking code.
const CODE_DIGITS: usize = 12;

/// The keyed hashes under which a claim is found by the insured's name. Half spaces are written or not, so each name counts
/// in one piece too.
pub(super) fn name_words(personal: &Personal, details: &ClaimDetails) -> BTreeSet<[u8; 32]> {
    let mut words = BTreeSet::new();
    for name in [&details.insured.first_name, &details.insured.last_name] {
        words.extend(text::search_key(name).split_whitespace().map(|word| personal.word(word)));
        words.insert(personal.word(&text::squeeze_key(name)));
    }
    words
}

/// Appends ` AND (…)`, true for the claims that `typed` may mean; nothing when nothing was typed.
pub(super) fn matching(statement: Statement, personal: &Personal, typed: &str) -> Statement {
    let key = text::search_key(typed);
    if key.is_empty() {
        return statement;
    }
    let mut statement = statement.then(" AND (");
    if let Some((first, last)) = code_range(&key) {
        statement = statement
            .then("tracking_code BETWEEN ")
            .bind(first)
            .then(" AND ")
            .bind(last)
            .then(" OR ");
    }
    if let Ok(code) = NationalCode::parse(typed) {
        let hash = personal.national_code(&code);
        statement = statement.then("national_index = ").bind(hash);
        statement = statement.then(" OR principal_index = ").bind(hash).then(" OR ");
    }
    if let Some(mobile) = Mobile::parse(typed) {
        let hash = personal.mobile(&mobile);
        statement = statement.then("mobile_index = ").bind(hash).then(" OR ");
    }
    each_word(statement, personal, &key).then(")")
}

/// Each word stands in the insured's name or in the centre's.
fn each_word(statement: Statement, personal: &Personal, key: &str) -> Statement {
    let words = key.split_whitespace().enumerate();
    let statement = words.fold(statement.then("("), |statement, (place, word)| {
        let statement = if place == 0 { statement } else { statement.then(" AND ") };
        statement
            .then("(EXISTS (SELECT 1 FROM claim_words WHERE claim_words.claim = claims.id AND word = ")
            .bind(personal.word(word))
            .then(") OR center_name LIKE ")
            // A search key has letters, digits and spaces only, so nothing in it is a wildcard.
            .bind(format!("%{word}%"))
            .then(")")
    });
    statement.then(")")
}

/// The first and last code that begin with the typed digits.
fn code_range(key: &str) -> Option<(String, String)> {
    let digits: String = key.chars().filter(|c| *c != ' ').collect();
    let may_be_code =
        digits.len() <= CODE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    may_be_code.then(|| (format!("{digits:0<CODE_DIGITS$}"), format!("{digits:9<CODE_DIGITS$}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_the_beginning_of_a_code() {
        let range = |key| code_range(key).map(|(first, last)| format!("{first}-{last}"));
        assert_eq!(range("4839").as_deref(), Some("483900000000-483999999999"));
        assert_eq!(range("4839 2017 5562").as_deref(), Some("483920175562-483920175562"));
        assert_eq!(range("4839201755621"), None);
        assert_eq!(range("48a"), None);
    }
}
