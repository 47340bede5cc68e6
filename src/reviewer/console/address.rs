//! Addresses of the console's pages.

use std::fmt::Write as _;

use crate::claim::TrackingCode;

/// `text` as it stands in a query.
pub(super) fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            write!(encoded, "%{byte:02X}").ok();
        }
        encoded
    })
}

/// `path` with those of `pairs` that say something.
pub(super) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let said = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> =
        said.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

pub(super) fn claim(code: &TrackingCode) -> String {
    format!("/console/claims/{code}")
}

pub(super) fn document(code: &TrackingCode, id: &str) -> String {
    format!("/console/claims/{code}/documents/{id}")
}

/// Where somebody may be led after signing in: a page of the console and nothing else.
pub(super) fn is_of_the_console(next: &str) -> bool {
    let is_inside =
        next == "/console" || next.starts_with("/console/") || next.starts_with("/console?");
    is_inside && !next.contains(['\\', '\r', '\n']) && !next.contains("//") && !next.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_encoded_and_empty_parts_left_out() {
        assert_eq!(
            with_query("/console", &[("q", "a b&c"), ("stage", "")]),
            "/console?q=a%20b%26c"
        );
        assert_eq!(with_query("/console", &[("q", "")]), "/console");
        assert_eq!(encode("ی"), "%DB%8C");
    }

    #[test]
    fn nobody_is_led_away_after_signing_in() {
        for inside in ["/console", "/console?q=1", "/console/claims/483920175562"] {
            assert!(is_of_the_console(inside), "{inside}");
        }
        for outside in [
            "",
            "/",
            "https://evil.example",
            "//evil.example",
            "/console//evil",
            "/consolex",
            "/console/../api",
        ] {
            assert!(!is_of_the_console(outside), "{outside}");
        }
    }
}
