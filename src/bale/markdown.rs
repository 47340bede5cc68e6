//! Text for Bale, which parses every text as its own Markdown and has no escape (`bale-api.md` §5).

/// Joins nothing and shows nothing, but keeps two characters from being read together.
const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';

/// Makes words that people typed harmless: characters that are markup become look-alikes that are not.
///
/// Round brackets are everyday punctuation and mark nothing but the address after a `]`: they stay, and one at the very
/// start is kept apart from whatever stands before it. Doing it twice is the same as once.
pub fn neutralise(typed: &str) -> String {
    let mut harmless = String::with_capacity(typed.len());
    if typed.starts_with('(') {
        harmless.push(ZERO_WIDTH_NON_JOINER);
    }
    harmless.extend(typed.chars().map(look_alike));
    harmless
}

/// The look-alikes are far from ASCII, so that no parser takes them for markup, and close to it for the eye.
fn look_alike(typed: char) -> char {
    match typed {
        '*' => '∗',
        '_' => 'ˍ',
        '`' => 'ˋ',
        '~' => '∼',
        '[' => '［',
        ']' => '］',
        other => other,
    }
}

/// Cuts `text` into parts of at most `max_chars` characters each: between lines if that leaves at least half a part,
/// else between words, else anywhere. White space at a cut is left out; so are parts of nothing but white space.
///
/// A character beyond the first plane counts as two, since Bale does not say in what it counts.
pub fn split(text: &str, max_chars: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, tail) = first_part(rest, max_chars);
        parts.push(part.trim_end());
        rest = tail.trim_start();
    }
    parts
}

fn first_part(text: &str, max_chars: usize) -> (&str, &str) {
    let Some(end) = end_of(text, max_chars) else {
        return (text, "");
    };
    let fits = end_with_next(text, end);
    let half = end / 2;
    let border = fits
        .rfind('\n')
        .filter(|&at| at >= half)
        .or_else(|| fits.rfind(char::is_whitespace))
        .filter(|&at| at > 0)
        .unwrap_or(end);
    text.split_at_checked(border).unwrap_or((text, ""))
}

/// Where the first `max` units end; `None` if all of `text` fits. At least one character is taken.
fn end_of(text: &str, max: usize) -> Option<usize> {
    let mut units = 0;
    text.char_indices().find_map(|(at, character)| {
        units += character.len_utf16();
        (units > max && at > 0).then_some(at)
    })
}

/// What fits and the one character after it: if that is white space, everything that fits is whole words.
fn end_with_next(text: &str, end: usize) -> &str {
    let next = text.get(end..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8);
    text.get(..end + next).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_becomes_look_alikes_and_prose_stays() {
        let cases = [
            ("علی (تهران) ۱۲٬۰۰۰", "علی (تهران) ۱۲٬۰۰۰"),
            ("*پررنگ* و _کج_", "∗پررنگ∗ و ˍکجˍ"),
            ("a_b_c 2*3", "aˍbˍc 2∗3"),
            ("[متن](send:/cancel)", "［متن］(send:/cancel)"),
            ("```[عنوان]متن```", "ˋˋˋ［عنوان］متنˋˋˋ"),
            ("~خط~", "∼خط∼"),
            ("(اول)", "\u{200c}(اول)"),
            ("", ""),
        ];
        for (typed, expected) in cases {
            assert_eq!(neutralise(typed), expected);
        }
    }

    #[test]
    fn long_texts_are_cut_between_lines_then_words() {
        assert_eq!(split("یک دو سه", 100), ["یک دو سه"]);
        assert_eq!(split("سطر یک\nسطر دو\nسطر سه", 15), ["سطر یک\nسطر دو", "سطر سه"]);
        assert_eq!(split("aaa bbb ccc", 7), ["aaa bbb", "ccc"]);
        assert_eq!(split("aaa bbb ccc", 6), ["aaa", "bbb", "ccc"]);
        assert_eq!(split("a\nbbb ccc ddd", 9), ["a\nbbb ccc", "ddd"]);
        assert_eq!(split("aaaaaaa", 3), ["aaa", "aaa", "a"]);
        assert_eq!(split("😀😀", 3), ["😀", "😀"]);
        assert_eq!(split("😀", 0), ["😀"]);
        assert_eq!(split(" \n ", 5), Vec::<&str>::new());
    }

    /// Text with plenty of what matters here.
    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("*"),
            Just("_"),
            Just("["),
            Just("]"),
            Just("("),
            Just(")"),
            Just("`"),
            Just("~"),
            Just("\\"),
            Just(" "),
            Just("\n"),
            Just("سلام"),
            Just("a1"),
            Just("😀"),
            Just("\u{200c}"),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_that_is_neutralised_is_markup(typed in typed(), before in "[*_\\])]{0,3}") {
            let harmless = neutralise(&typed);
            prop_assert!(!harmless.contains(['*', '_', '[', ']', '`', '~']));
            prop_assert_eq!(neutralise(&harmless), harmless.clone());
            let in_place = format!("{before}{harmless}");
            prop_assert!(!in_place.contains("]("));
        }

        #[test]
        fn parts_are_short_enough_and_lose_only_white_space(typed in typed(), max in 1_usize..20) {
            let parts = split(&typed, max);
            let dense = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(dense(&parts.concat()), dense(&typed));
            for part in parts {
                prop_assert!(!part.trim().is_empty());
                prop_assert!(part.chars().count() <= max);
                prop_assert!(part.encode_utf16().count() <= max.max(2));
            }
        }
    }
}
