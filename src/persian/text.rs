//! Replaced at merge.
use std::cmp::Ordering;

/// Normalises.
pub fn normalise(text: &str) -> String {
    let mapped: String = text
        .chars()
        .filter_map(|c| match c {
            'ي' | 'ى' => Some('ی'),
            'ك' => Some('ک'),
            '\u{a0}' | '\u{202f}' => Some(' '),
            '\u{feff}'
            | '\u{200b}'
            | '\u{200d}'..='\u{200f}'
            | '\u{64b}'..='\u{652}'
            | '\u{640}' => None,
            other => Some(other),
        })
        .collect();
    to_ascii_digits(&mapped).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Digits of three scripts to ASCII.
pub fn to_ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10).unwrap_or(c),
            '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// For search.
pub fn search_key(text: &str) -> String {
    let mapped: String = normalise(text)
        .chars()
        .map(|c| match c {
            'أ' | 'إ' | 'ٱ' | 'آ' => 'ا',
            'ة' | 'ۀ' => 'ه',
            '\u{200c}' => ' ',
            other if other.is_alphanumeric() => other.to_ascii_lowercase(),
            _ => ' ',
        })
        .collect();
    mapped.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For search without spaces.
pub fn squeeze_key(text: &str) -> String {
    search_key(text).replace(' ', "")
}

/// Persian order.
pub fn compare(a: &str, b: &str) -> Ordering {
    const ORDER: &str = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی";
    let key = |text: &str| -> Vec<(usize, char)> {
        normalise(text)
            .chars()
            .map(|c| (ORDER.chars().position(|o| o == c).map_or(0, |p| p + 1), c))
            .collect()
    };
    key(a).cmp(&key(b))
}
