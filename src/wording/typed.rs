//! Words that come from outside (typed by people, or out of lists), before they go into a text.

/// More line breaks than this in one value become spaces, so that nobody can push the rest of a message off the screen.
const MAX_LINE_BREAKS: usize = 20;

/// First strong isolate.
pub(crate) const FSI: char = '\u{2068}';
/// Pop directional isolate.
pub(crate) const PDI: char = '\u{2069}';

/// Whether `letter` is an invisible mark that changes the direction of what follows it.
pub(crate) fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The words without direction marks, control letters and private code points; at most one empty line in a row.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<String> = text.split(is_line_break).map(clean_line).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    let mut words = String::with_capacity(text.len());
    for (position, line) in lines.iter().enumerate() {
        if position > 0 {
            words.push(if position <= MAX_LINE_BREAKS { '\n' } else { ' ' });
        }
        words.push_str(line);
    }
    words.trim().to_owned()
}

fn clean_line(line: &str) -> String {
    let letters = line.chars().map(|letter| if letter == '\t' { ' ' } else { letter });
    letters.filter(|letter| !is_unwanted(*letter)).collect::<String>().trim().to_owned()
}

/// Puts isolates around each line that would not keep its order inside a right-to-left text by itself.
pub(crate) fn isolate_lines(text: &str) -> String {
    let line = |line: &str| if needs_isolation(line) { isolate(line) } else { line.to_owned() };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Puts isolates around `text`, which is one line.
pub(crate) fn isolate(text: &str) -> String {
    format!("{FSI}{text}{PDI}")
}

fn is_line_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_unwanted(letter: char) -> bool {
    // Private code points stand for protected marks (`markdown::protect`) and no font shows them.
    letter.is_control()
        || is_direction_mark(letter)
        || matches!(letter, '\u{FEFF}' | '\u{E000}'..='\u{F8FF}')
}

fn needs_isolation(line: &str) -> bool {
    line.chars().any(|letter| letter.is_alphanumeric() && !is_persian_letter(letter))
}

/// A letter of the Arabic script; its digits are no letters, since groups of digits change places in a right-to-left line.
fn is_persian_letter(letter: char) -> bool {
    let script = matches!(letter, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
    script && !letter.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_words_are_cleaned() {
        let cases = [
            ("  علی  ", "علی"),
            ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("a\n\n\n\n\nb", "a\n\nb"),
            ("\n\nb\n\n", "b"),
            ("\u{202E}abc\u{202C}\u{2067}x\u{2069}\u{200F}", "abcx"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("a\u{0}\u{7}\tb\u{E003}", "a b"),
        ];
        for (typed, expected) in cases {
            assert_eq!(clean(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn line_breaks_are_capped() {
        assert_eq!(clean(&"x\n".repeat(500)).matches('\n').count(), MAX_LINE_BREAKS);
    }

    #[test]
    fn only_lines_that_need_it_are_isolated() {
        let cases = [
            ("علی احمدی", "علی احمدی"),
            ("آزمایش CBC", "\u{2068}آزمایش CBC\u{2069}"),
            ("۱۲ ۳۴", "\u{2068}۱۲ ۳۴\u{2069}"),
            ("علی\nreza", "علی\n\u{2068}reza\u{2069}"),
        ];
        for (typed, expected) in cases {
            assert_eq!(isolate_lines(typed), expected);
        }
    }
}
