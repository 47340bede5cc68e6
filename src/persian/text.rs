//! Persian letters and digits as people and keyboards write them, brought to one form (`domain.md` §2.2).

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Zero-width non-joiner, the half space of Persian orthography.
pub(crate) const ZWNJ: char = '\u{200c}';

/// The Persian alphabet in the order of dictionaries and of lists of provinces.
const ALPHABET: &str = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی";

/// The form in which text is stored: NFKC, ASCII digits, Persian ی and ک, no bidi marks, tatweel or diacritics,
/// single spaces, no space at the ends of lines. Half spaces inside words and line breaks stay. Idempotent.
pub fn normalise(text: &str) -> String {
    let letters: String = text
        .chars()
        .filter(|c| !is_dropped(*c))
        .nfkc()
        .filter(|c| !is_dropped(*c))
        .map(stored_letter)
        .collect();
    // Dropping a mark may bring together what Unicode composes, so the composition comes last.
    tidy_spaces(&letters).replace("ی\u{654}", "ئ").nfc().collect()
}

/// The form in which text is compared when searching: [`normalise`], and half space, punctuation and line break become
/// a space, variants of one letter become that letter, Latin is lower case. Also folds ئ and ؤ and leaves ء out, which
/// people write or not («الزهراء»). Idempotent.
pub fn search_key(text: &str) -> String {
    let mut key = fold_for_search(text);
    // Folding may bring together what Unicode composes; a second look settles it.
    for _ in 0..4 {
        let again = fold_for_search(&key);
        if again == key {
            break;
        }
        key = again;
    }
    key
}

/// [`search_key`] without spaces: «بیمارستان\u{200c}ها», «بیمارستان ها» and «بیمارستانها» are the same.
pub fn squeeze_key(text: &str) -> String {
    search_key(text).replace(' ', "")
}

/// `text` with its ASCII and Arabic digits as Persian digits.
pub fn to_persian_digits(text: &str) -> String {
    text.chars().map(|c| digit_value(c).map_or(c, persian_digit)).collect()
}

/// Whether `text` has digits of the Persian or Arabic script.
pub fn has_persian_digits(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, '۰'..='۹' | '٠'..='٩'))
}

/// `text` with its Persian and Arabic digits as ASCII digits.
pub fn to_ascii_digits(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

/// Persian alphabetical order (آ ا ب پ … گ … ی), a space before anything, then marks, digits, Latin, Persian. Half
/// spaces do not count. A total order: equal only for equal strings.
pub fn compare(left: &str, right: &str) -> Ordering {
    collation_key(left).cmp(&collation_key(right)).then_with(|| left.cmp(right))
}

/// What no person sees and no comparison should: bidi marks, joiners, tatweel, vowel signs, variation selectors.
fn is_dropped(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{180e}' | '\u{200b}' | '\u{200d}'
            ..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'
            ..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}'
    );
    let vowel_sign = matches!(
        c,
        '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}' | '\u{6d6}'
            ..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
    );
    invisible || vowel_sign || (c.is_control() && !c.is_whitespace())
}

fn stored_letter(c: char) -> char {
    match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        _ => ascii_digit(c),
    }
}

fn search_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'ٱ' | 'آ' => 'ا',
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ھ' | 'ۂ' | 'ۃ' => 'ه',
        'ئ' | 'ے' => 'ی',
        'ؤ' => 'و',
        _ => c,
    }
}

fn fold_for_search(text: &str) -> String {
    let spaced: String = normalise(text)
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c) && *c != 'ء')
        .map(search_letter)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tidy_spaces(text: &str) -> String {
    let lines: Vec<String> = text
        .replace("\r\n", "\n")
        .split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| {
            let words = line.split_whitespace().map(tidy_half_spaces);
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// A half space means something only between two letters or digits.
fn tidy_half_spaces(word: &str) -> String {
    let mut tidy = String::with_capacity(word.len());
    for part in word.split(ZWNJ).filter(|part| !part.is_empty()) {
        if tidy.ends_with(char::is_alphanumeric) && part.starts_with(char::is_alphanumeric) {
            tidy.push(ZWNJ);
        }
        tidy.push_str(part);
    }
    tidy
}

/// The value of an ASCII, Persian or Arabic digit.
fn digit_value(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

fn persian_digit(value: u32) -> char {
    char::from_u32(u32::from('۰') + value).unwrap_or('۰')
}

fn ascii_digit(c: char) -> char {
    digit_value(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// What [`compare`] compares; for those who sort much.
pub(crate) fn collation_key(text: &str) -> Vec<(u8, u32)> {
    let stored = normalise(text);
    let letters = stored.chars().filter(|c| *c != ZWNJ && !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).map(collation_weight).collect()
}

fn collation_weight(c: char) -> (u8, u32) {
    let letter = if c == 'آ' { c } else { search_letter(c) };
    let place = ALPHABET.chars().zip(0_u32..).find(|(known, _)| *known == letter);
    match (c, place) {
        (_, Some((_, place))) => (4, place),
        (' ' | '\n', None) => (0, 0),
        ('0'..='9', None) => (2, u32::from(c)),
        _ if c.is_alphabetic() => (3, u32::from(c)),
        _ => (1, u32::from(c)),
    }
}
