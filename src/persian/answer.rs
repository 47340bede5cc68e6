//! What people type for yes and no, and for several things at once.

use super::text::search_key;

/// A bare yes or no, in the words that people use; none for anything else.
pub fn read_yes_no(typed: &str) -> Option<bool> {
    match search_key(typed).as_str() {
        "بله" | "بلی" | "اره" | "دارم" | "yes" => Some(true),
        "خیر" | "نه" | "ندارم" | "no" => Some(false),
        _ => None,
    }
}

/// The things that are named one after the other: «ام‌اس، لوپوس و هپاتیت». One thing is one part.
pub fn enumerated(typed: &str) -> Vec<String> {
    let separated = typed.replace(" و ", "،");
    let parts = separated.split(['،', ',', '\n', '؛', ';', '+']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_things_are_told_apart() {
        for (typed, parts) in [
            ("ام‌اس", vec!["ام‌اس"]),
            ("ام‌اس، لوپوس و هپاتیت B", vec!["ام‌اس", "لوپوس", "هپاتیت B"]),
            ("MS+SMA\nCF;", vec!["MS", "SMA", "CF"]),
            ("دیالیز ونوس", vec!["دیالیز ونوس"]),
            (" ، ", vec![]),
        ] {
            assert_eq!(enumerated(typed), parts, "{typed}");
        }
    }

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
