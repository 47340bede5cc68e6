//! The keys that Rust source uses, found by reading it as text.
//!
//! Two ways of naming a key are understood: `Message::new("key")` with the `.with("argument", …)` calls chained to it, and, for
//! keys that are put together while the program runs, a comment `// wording: key-a key-b(argument, other) key-c(..)`.
//! `(..)` leaves the arguments unchecked; no parentheses mean no arguments. A key in such a comment is taken from the comment
//! alone within that file, so it also serves where `.with` follows later. Tests (from `#[cfg(test)] mod` on) and other
//! comments do not count.

use std::collections::BTreeSet;
use std::str::CharIndices;

use super::usage::UsedKey;

const CONSTRUCTOR: &str = "Message::new(";
const ARGUMENT: &str = ".with(";
const MARK: &str = "// wording:";

/// Every use of a key in `rust_source`, in the order of the file.
pub fn scan_source(file: &str, rust_source: &str) -> Vec<UsedKey> {
    let source = without_tests(rust_source);
    let mut used = marked(file, source);
    let declared: BTreeSet<String> = used.iter().map(|used| used.key.clone()).collect();
    used.extend(constructed(file, source).into_iter().filter(|used| !declared.contains(&used.key)));
    used.sort_by_key(|used| used.line);
    used
}

/// The source before its test module, which by custom ends the file.
fn without_tests(source: &str) -> &str {
    let starts = source.match_indices("#[cfg(test)]").find(|(start, attribute)| {
        let rest = source.get(start + attribute.len()..).unwrap_or_default().trim_start();
        rest.starts_with("mod ")
    });
    starts.and_then(|(start, _)| source.get(..start)).unwrap_or(source)
}

fn marked(file: &str, source: &str) -> Vec<UsedKey> {
    let mut used = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let mut rest = line.split_once(MARK).map_or("", |(_, keys)| keys).trim_start();
        while let Some((key, args, tail)) = marked_key(rest) {
            used.push(UsedKey { key, args, file: file.to_owned(), line: index + 1 });
            rest = tail.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        }
    }
    used
}

/// The first key of a mark, its arguments, and what follows.
fn marked_key(text: &str) -> Option<(String, Option<BTreeSet<String>>, &str)> {
    let end = text.find(|letter| !is_key_letter(letter)).unwrap_or(text.len());
    let (key, rest) = text.split_at_checked(end).filter(|(key, _)| !key.is_empty())?;
    let Some((args, tail)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return Some((key.to_owned(), Some(BTreeSet::new()), rest));
    };
    let names = args.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let args = (args.trim() != "..").then(|| names.collect());
    Some((key.to_owned(), args, tail))
}

fn constructed(file: &str, source: &str) -> Vec<UsedKey> {
    let mut used = Vec::new();
    for (start, _) in source.match_indices(CONSTRUCTOR) {
        let before = source.get(..start).unwrap_or_default();
        let is_whole_name =
            !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let line = before.rsplit('\n').next().unwrap_or_default();
        if !is_whole_name || line.trim_start().starts_with("//") || line.contains(" // ") {
            continue;
        }
        let inside = source.get(start + CONSTRUCTOR.len()..).unwrap_or_default();
        if let Some((key, rest)) = literal(inside) {
            let line = before.matches('\n').count() + 1;
            used.push(UsedKey {
                key: key.to_owned(),
                args: Some(chained(rest)),
                file: file.to_owned(),
                line,
            });
        }
    }
    used
}

/// Names of the arguments that are chained to a constructor, whose key has been read.
fn chained(after_key: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = after_call(after_key);
    while let Some(inside) = rest.map(skip_blank).and_then(|rest| rest.strip_prefix(ARGUMENT)) {
        names.extend(literal(inside).map(|(name, _)| name.to_owned()));
        rest = after_call(inside);
    }
    names
}

/// The string literal at the beginning of `text`, if it is a key or a name, and what follows.
fn literal(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = skip_blank(text).strip_prefix('"')?.split_once('"')?;
    (!word.is_empty() && word.chars().all(is_key_letter)).then_some((word, rest))
}

fn is_key_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

/// Past white space and comments.
fn skip_blank(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("//").and_then(|comment| comment.split_once('\n')) {
        Some((_, rest)) => skip_blank(rest),
        None => text,
    }
}

/// What follows the parenthesis that closes the call one is inside of.
fn after_call(text: &str) -> Option<&str> {
    let mut letters = text.char_indices();
    let mut depth = 1;
    while let Some((place, letter)) = letters.next() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            '"' => skip_string(&mut letters),
            '\'' => skip_letter(&mut letters),
            _ => {}
        }
        if depth == 0 {
            return text.get(place + 1..);
        }
    }
    None
}

fn skip_string(letters: &mut CharIndices<'_>) {
    while let Some((_, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return,
            _ => {}
        }
    }
}

/// Past a letter in quotes (`'('`, `'\''`), whose opening quote has been read; a lifetime is left alone.
fn skip_letter(letters: &mut CharIndices<'_>) {
    let mut ahead = letters.clone().map(|(_, letter)| letter);
    let length = match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => ahead.position(|letter| letter == '\'').map_or(0, |more| more + 3),
        (Some(_), Some('\'')) => 2,
        (_, _) => 0,
    };
    letters.by_ref().take(length).for_each(drop);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<String> {
        let written = |used: UsedKey| {
            let args = used
                .args
                .map_or("..".to_owned(), |args| args.into_iter().collect::<Vec<_>>().join(","));
            format!("{}:{}({args})", used.line, used.key)
        };
        scan_source("x.rs", source).into_iter().map(written).collect()
    }

    #[test]
    fn constructors_are_found_with_their_arguments() {
        let cases = [
            (r#"Message::new("menu")"#, "1:menu()"),
            (r#"wording::Message::new( "a-b" ).into()"#, "1:a-b()"),
            (
                "x\nMessage::new(\n  \"a\",\n)\n  .with(\"n\", count(1))\n  // why\n  .with(\"m\", f(\")\"))",
                "2:a(m,n)",
            ),
            (
                r#"Message::new("a").with("n", ')').with("m", '"').with("o", 'x')
                .with("p", '\'').with("q", x::<'a>())"#,
                "1:a(m,n,o,p,q)",
            ),
            (r#"Message::new("a").with("n", Arg::words("https://x.ir"))"#, "1:a(n)"),
            (r#"Message::new("a").with("n", "\")(").clone().with("m", 1)"#, "1:a(n)"),
        ];
        for (source, expected) in cases {
            assert_eq!(found(source), [expected], "{source}");
        }
    }

    #[test]
    fn messages_inside_messages_are_found() {
        let source =
            r#"Message::new("out").with("part", Message::new("in").with("x", 1)).with("y", 2)"#;
        assert_eq!(found(source), ["1:out(part,y)", "1:in(x)"]);
    }

    #[test]
    fn what_is_no_key_is_left_out() {
        let cases = [
            "Message::new(key)",
            r#"Message::new(format!("a-{b}"))"#,
            r#"BaleMessage::new("a")"#,
            r#"/// Message::new("a")"#,
            "x();\n#[cfg(test)]\nmod tests { Message::new(\"a\") }",
            r#"Message::new("two words")"#,
            r#"Message::new("unclosed"#,
        ];
        for source in cases {
            assert_eq!(found(source), [""; 0], "{source}");
        }
    }

    #[test]
    fn marks_name_keys_made_at_run_time() {
        let source = "// wording: a b(x, y) c(..)\nlet m = Message::new(\"b\");\nf(); // wording: d, e()\nMessage::new(\"f\")";
        assert_eq!(found(source), ["1:a()", "1:b(x,y)", "1:c(..)", "3:d()", "3:e()", "4:f()"]);
    }
}
