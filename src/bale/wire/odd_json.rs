//! JSON as it comes. One odd value in one message must not make a whole batch unreadable for ever: what cannot be read is
//! `null`, and what stands around it is read all the same.

use std::iter::Peekable;
use std::str::Chars;

use serde_json::{Map, Number, Value, json};

/// Lists and objects within each other; what lies deeper is `null`. `serde_json` refuses from 128 on.
const DEEPEST: usize = 100;

/// The JSON in `body`; `None` when it breaks off, or its brackets do not pair.
///
/// What `serde_json` reads is that. Else these are forgiven: bytes that are no UTF-8, halves of surrogate pairs, escapes
/// that do not exist and control characters in strings; numbers that are none or do not fit, words such as `NaN`, and what
/// nests too deeply, which are `null`; commas too many.
pub fn parse(body: &[u8]) -> Option<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).ok().or_else(|| read(&String::from_utf8_lossy(body)))
}

/// As [`parse`] reads what `serde_json` refuses; what stands behind the first object or list is left alone.
fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { letters: text.chars().peekable() };
    let is_json = matches!(reader.next_mark()?, '{' | '[');
    is_json.then(|| reader.value(0)).flatten()
}

/// With what an update begins, behind its bracket. In a string it would stand with `\` before its marks.
const FIRST_KEY: &str = "\"update_id\"";

/// The updates of a batch that [`parse`] cannot read because of brackets that do not pair, as a list: each is read alone, and
/// one that still cannot be read is left with its id. The last one is left out then: it may only have broken off.
pub(crate) fn updates_apart(body: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(body);
    let begins = text.match_indices(FIRST_KEY).filter_map(|(at, _)| {
        let before = text.get(..at)?.trim_end();
        before.ends_with('{').then(|| before.len() - 1)
    });
    let begins: Vec<usize> = begins.collect();
    let ends = begins.iter().skip(1).copied().map(Some).chain([None]);
    let mut updates = Vec::new();
    for (begin, end) in begins.iter().zip(ends) {
        let piece = text.get(*begin..end.unwrap_or(text.len()))?;
        match (read(piece), end) {
            (Some(update), _) => updates.push(update),
            (None, Some(_)) => updates.push(nameless(piece)),
            (None, None) => {}
        }
    }
    (!updates.is_empty()).then_some(Value::Array(updates))
}

/// What can be said of an update that cannot be read.
fn nameless(piece: &str) -> Value {
    let behind = piece.split_once(FIRST_KEY).map(|(_, behind)| behind).unwrap_or_default();
    let behind = behind.trim_start_matches(|mark: char| mark.is_whitespace() || mark == ':');
    let digits = behind.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    json!({"update_id": digits, "unreadable": piece})
}

struct Reader<'t> {
    letters: Peekable<Chars<'t>>,
}

impl Reader<'_> {
    /// The next letter that is no space.
    fn next_mark(&mut self) -> Option<char> {
        while self.letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        self.letters.peek().copied()
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.next_mark()? {
            '{' | '[' if depth >= DEEPEST => self.skip().map(|()| Value::Null),
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.string().map(Value::String),
            _ => self.word().map(|word| meant(&word)),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.letters.next();
        let mut members = Map::new();
        loop {
            match self.next_mark()? {
                '}' => {
                    self.letters.next();
                    return Some(Value::Object(members));
                }
                ',' => {
                    self.letters.next();
                }
                ']' => return None,
                mark => {
                    let key = if mark == '"' { self.string()? } else { self.word()? };
                    let value = if self.next_mark()? == ':' {
                        self.letters.next();
                        self.value(depth + 1)?
                    } else {
                        Value::Null
                    };
                    members.insert(key, value);
                }
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.letters.next();
        let mut members = Vec::new();
        loop {
            match self.next_mark()? {
                ']' => {
                    self.letters.next();
                    return Some(Value::Array(members));
                }
                ',' => {
                    self.letters.next();
                }
                '}' => return None,
                _ => members.push(self.value(depth + 1)?),
            }
        }
    }

    /// What stands up to the next mark or space; at least one letter, so that reading goes on.
    fn word(&mut self) -> Option<String> {
        let mut word = String::from(self.letters.next()?);
        let is_part = |letter: &char| !letter.is_whitespace() && !"{}[],:\"".contains(*letter);
        while let Some(letter) = self.letters.next_if(is_part) {
            word.push(letter);
        }
        Some(word)
    }

    /// Passes over a list or an object by its brackets, however deep it is.
    fn skip(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.letters.peek()? {
                '"' => {
                    self.string()?;
                    continue;
                }
                '{' | '[' => open += 1,
                '}' | ']' => open -= 1,
                _ => {}
            }
            self.letters.next();
            if open == 0 {
                return Some(());
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.letters.next();
        let mut text = String::new();
        loop {
            match self.letters.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                letter => text.push(letter),
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<char> {
        Some(match self.letters.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unit(),
            letter => letter,
        })
    }

    /// `XXXX`, and its other half when it is one of a pair.
    fn unit(&mut self) -> char {
        let Some(first) = self.digits() else { return char::REPLACEMENT_CHARACTER };
        let mut ahead = Reader { letters: self.letters.clone() };
        let is_escaped = ahead.letters.next() == Some('\\') && ahead.letters.next() == Some('u');
        let second = ahead.digits().filter(|_| is_escaped);
        let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
        match pair.filter(|letter| letter.len_utf16() == 2) {
            Some(letter) => {
                self.letters = ahead.letters;
                letter
            }
            None => char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
        }
    }

    /// Four hexadecimal digits; those that are there are passed over in any case.
    fn digits(&mut self) -> Option<u16> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.letters.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
            unit = unit << 4 | u16::try_from(digit).ok()?;
        }
        Some(unit)
    }
}

/// What an unquoted word says; `null` for what is nothing known or does not fit.
fn meant(word: &str) -> Value {
    let number = |digits: &str| digits.parse::<Number>().ok().map(Value::Number);
    match word {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => {
            let bare = word.trim_start_matches('+').trim_start_matches('0');
            number(word).or_else(|| number(bare)).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_odd_value_costs_itself_only() {
        let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
        let huge = "9".repeat(400);
        let cases = [
            ("1e400", json!(null)),
            ("-1e400", json!(null)),
            (huge.as_str(), json!(null)),
            (deep.as_str(), json!(null)),
            ("NaN", json!(null)),
            ("-Infinity", json!(null)),
            ("undefined", json!(null)),
            ("007", json!(7)),
            ("+5", json!(5)),
            ("'x'", json!(null)),
            ("\"a\u{1}b\0\nc\"", json!("a\u{1}b\0\nc")),
            (r#""\q\"""#, json!("q\"")),
            (r#""\u12""#, json!("\u{fffd}")),
            (r#""\ud83d \ude00""#, json!("\u{fffd} \u{fffd}")),
            (r#""\ud83d\u0041""#, json!("\u{fffd}A")),
            (r#""\ud83d\ud83d\ude00""#, json!("\u{fffd}\u{1f600}")),
            (r#"{"a":1,}"#, json!({"a": 1})),
            (r#"{a:1 "b" ,"c":[1,,2,],}"#, json!({"a": 1, "b": null, "c": [1, 2]})),
        ];
        for (odd, expected) in cases {
            let body = format!(r#"{{"ok":true,"result":[{{"id":1}},{{"id":2,"x":{odd}}},3,"é"]}}"#);
            let around = json!({"ok": true, "result": [{"id": 1}, {"id": 2}, 3, "é"]});
            let mut read = parse(body.as_bytes()).unwrap_or_else(|| panic!("{odd}"));
            let found = read["result"][1].as_object_mut().and_then(|member| member.remove("x"));
            let depth = |value: &Value| value.to_string().matches('[').count();
            if odd == deep {
                assert!(found.as_ref().map(depth) < Some(DEEPEST), "{found:?}");
            } else {
                assert_eq!(found, Some(expected), "{odd}");
            }
            assert_eq!(read, around, "{odd}");
        }
    }

    #[test]
    fn what_breaks_off_or_does_not_pair_is_nothing() {
        let cases = [
            "",
            " ",
            "{",
            "[1",
            r#"{"a":"#,
            r#"{"a":1"#,
            r#"["a"#,
            r#"["\"#,
            r#"["\ud83d"#,
            r#"[{"a":1]"#,
            r#"{"a":[1}"#,
        ];
        for case in cases {
            assert_eq!(parse(case.as_bytes()), None, "{case}");
        }
    }

    #[test]
    fn updates_whose_brackets_do_not_pair_are_read_apart() {
        let torn = r#"{"update_id": 11, "message": {"text": "a {\"update_id\":1}"#;
        let body = format!(
            r#"{{"ok":true,"result":[{{"update_id":10,"message":{{"x":1}}}},{torn},{{ "update_id":12,"y":2}}]}}"#
        );
        assert_eq!(parse(body.as_bytes()), None);
        let expected = json!([
            {"update_id": 10, "message": {"x": 1}},
            {"update_id": "11", "unreadable": format!("{torn},")},
            {"update_id": 12, "y": 2},
        ]);
        assert_eq!(updates_apart(body.as_bytes()), Some(expected));
        let last = r#"{"ok":true,"result":[{"update_id":10},{"update_id":11,"message":{"text":"#;
        assert_eq!(updates_apart(last.as_bytes()), Some(json!([{"update_id": 10}])));
        assert_eq!(updates_apart(br#"{"ok":true,"result":[{"update_id":11,"#), None);
        assert_eq!(updates_apart(br#"{"ok":true,"result":{"id":1,"#), None);
    }

    #[test]
    fn words_are_no_json() {
        assert_eq!(parse(b"not json"), None);
        assert_eq!(parse(b"local_rate_limited"), None);
        assert_eq!(parse(b"7"), Some(json!(7)));
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(parse(b"[\"a\xff\"]"), Some(json!(["a\u{fffd}"])));
        assert_eq!(parse(b"\xef\xbb\xbf[1]"), Some(json!([1])));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC*".prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn good_json_is_read_as_others_read_it(value in any_json()) {
            let text = json!([value]).to_string();
            prop_assert_eq!(read(&text), serde_json::from_str(&text).ok());
        }

        #[test]
        fn anything_ends(text in "[\\[\\]{}:,\"\\\\ua0-9e.+tn \\PC]{0,200}") {
            read(&text);
        }
    }
}
