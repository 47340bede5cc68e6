//! What people type for yes and no.

use super::text::search_key;

/// A bare yes or no, in the words that people use; none for anything else.
pub fn read_yes_no(typed: &str) -> Option<bool> {
    match search_key(typed).as_str() {
        "بله" | "بلی" | "اره" | "دارم" | "yes" => Some(true),
        "خیر" | "نه" | "ندارم" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_read_and_nothing_else() {
        for (typed, meant) in [
            ("بله", Some(true)),
            (" آره ", Some(true)),
            ("بلي", Some(true)),
            ("نه", Some(false)),
            ("خیر!", Some(false)),
            ("شاید", None),
            ("", None),
        ] {
            assert_eq!(read_yes_no(typed), meant, "{typed}");
        }
    }
}
