//! Bale Markdown, which every outgoing text is read as and which has no escape (`bale-api.md` §5).

/// What Bale, or a Markdown reader more generous than the documented one, may take as markup, and the look-alike of each.
/// The fullwidth forms become the plain letters again under NFKC, so words copied out of the chat and sent back are the same words.
const MARKS: [(char, char); 9] = [
    ('*', '＊'),
    ('_', '＿'),
    ('[', '［'),
    (']', '］'),
    ('(', '（'),
    (')', '）'),
    ('~', '～'),
    ('`', '｀'),
    ('\\', '＼'),
];

/// The first of the private code points that stand for [`MARKS`] while the markup around them is taken off.
const PROTECTED: u32 = 0xE000;

/// Makes words harmless inside a Bale message: marks become look-alikes that read the same.
///
/// Parentheses alone are not markup and are frequent in names of centres and services, so they stay as they are, except where
/// they could be the target of a link: in words that hold a bracket, or that begin with one and may stand right after «]».
pub fn neutralise(text: &str) -> String {
    let link = text.contains(['[', ']']) || text.trim_start().starts_with('(');
    text.chars()
        .map(|letter| match MARKS.iter().find(|(mark, _)| *mark == letter) {
            Some((mark, _)) if matches!(mark, '(' | ')') && !link => letter,
            Some((_, look_alike)) => *look_alike,
            None => letter,
        })
        .collect()
}

/// Hides marks of typed words from [`strip`], which must not touch them; [`reveal`] brings them back.
pub(crate) fn protect(text: &str) -> String {
    text.chars()
        .map(|letter| {
            (PROTECTED..)
                .zip(MARKS)
                .find_map(|(code, (mark, _))| {
                    (mark == letter).then(|| char::from_u32(code)).flatten()
                })
                .unwrap_or(letter)
        })
        .collect()
}

/// Brings back what [`protect`] hid.
pub(crate) fn reveal(text: &str) -> String {
    text.chars()
        .map(|letter| {
            (PROTECTED..)
                .zip(MARKS)
                .find_map(|(code, (mark, _))| (u32::from(letter) == code).then_some(mark))
                .unwrap_or(letter)
        })
        .collect()
}

/// Takes off the markup of a text of our own: `*bold*`, `_italic_`, links and preview boxes become their words.
pub(crate) fn strip(text: &str) -> String {
    if !text.contains(['*', '_', '[', '`']) {
        return text.to_owned();
    }
    let text = without_links(&without_boxes(text));
    text.split('\n').map(without_pairs).collect::<Vec<_>>().join("\n")
}

/// ```` ```[title]body``` ```` becomes title and body on lines of their own.
fn without_boxes(text: &str) -> String {
    let parts: Vec<&str> = text.split("```").collect();
    if parts.len().is_multiple_of(2) {
        return text.to_owned();
    }
    let words = parts.iter().enumerate().map(|(position, part)| {
        let title = part.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        match title {
            Some((title, body)) if !position.is_multiple_of(2) => format!("{title}\n{body}"),
            Some(_) | None => (*part).to_owned(),
        }
    });
    words.collect()
}

/// `[label](target)` becomes the label, followed by the target where that is an address a person can use.
fn without_links(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        words.push_str(before);
        if let Some((label, target, tail)) = link(after) {
            words.push_str(label);
            if target.starts_with("http") {
                words.push_str(" (");
                words.push_str(target);
                words.push(')');
            }
            rest = tail;
        } else {
            words.push('[');
            rest = after;
        }
    }
    words.push_str(rest);
    words
}

/// Label, target and what follows, of a link whose «[» has been read.
fn link(after: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = after.split_once("](")?;
    let (target, tail) = rest.split_once(')')?;
    let one_line = !label.contains(['\n', '[']) && !target.contains('\n');
    one_line.then_some((label, target, tail))
}

/// A line without its pairs of `*` and `_`. A mark within a word (`a_b_c`) opens nothing and stays.
fn without_pairs(line: &str) -> String {
    let letters: Vec<char> = line.chars().collect();
    let mut dropped = vec![false; letters.len()];
    for (start, mark) in
        letters.iter().enumerate().filter(|(_, letter)| matches!(letter, '*' | '_'))
    {
        if dropped.get(start).copied().unwrap_or(true) || !opens(&letters, start) {
            continue;
        }
        let end = (start + 2..letters.len())
            .find(|end| letters.get(*end) == Some(mark) && closes(&letters, *end));
        for place in end.into_iter().chain(end.map(|_| start)) {
            if let Some(drop) = dropped.get_mut(place) {
                *drop = true;
            }
        }
    }
    letters.iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(letter, _)| *letter).collect()
}

fn opens(letters: &[char], place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| letters.get(before));
    let after = letters.get(place + 1);
    before.is_none_or(|letter| !letter.is_alphanumeric())
        && after.is_some_and(|letter| !letter.is_whitespace())
}

fn closes(letters: &[char], place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| letters.get(before));
    let after = letters.get(place + 1);
    before.is_some_and(|letter| !letter.is_whitespace())
        && after.is_none_or(|letter| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_look_alikes() {
        let cases = [
            ("علی *احمدی*", "علی ＊احمدی＊"),
            ("a_b_c", "a＿b＿c"),
            ("[متن](https://x.ir)", "［متن］（https://x.ir）"),
            ("```[title]body```", "｀｀｀［title］body｀｀｀"),
            ("~~x~~ \\*", "～～x～～ ＼＊"),
            ("بیمارستان امام (ره)", "بیمارستان امام (ره)"),
            ("(send:/cancel)", "（send:/cancel）"),
            ("", ""),
        ];
        for (typed, harmless) in cases {
            assert_eq!(neutralise(typed), harmless, "{typed}");
        }
    }

    #[test]
    fn own_markup_is_taken_off() {
        let cases = [
            ("*صفحه ۲* از ۵", "صفحه ۲ از ۵"),
            ("_کج_ و *پررنگ*.", "کج و پررنگ."),
            ("*یک\nدو*", "*یک\nدو*"),
            ("a_b_c و 2 * 3 * 4", "a_b_c و 2 * 3 * 4"),
            ("[راهنما](send:/help)", "راهنما"),
            ("[سایت](https://x.ir/a_b)", "سایت (https://x.ir/a_b)"),
            ("```[عنوان]متن```", "عنوان\nمتن"),
            ("[باز", "[باز"),
        ];
        for (marked, words) in cases {
            assert_eq!(strip(marked), words, "{marked}");
        }
    }

    #[test]
    fn protected_words_come_back_as_they_were() {
        let typed = "*a* _b_ [c](d) `e` ~f~ \\";
        assert_eq!(strip(&protect(typed)), protect(typed));
        assert_eq!(reveal(&protect(typed)), typed);
    }
}
