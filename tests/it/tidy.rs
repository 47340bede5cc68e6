//! The shape of the source itself: who imports whom, what pure rooms keep away from, where words for people may stand.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bimeyar::wording::{Catalog, UsedKey, check_usage, scan_source};

/// `DESIGN.md` §2: a room, and the rooms that it may import. Rooms stand below those that they import.
const ROOMS: &[(&str, &[&str])] = &[
    ("persian", &[]),
    ("wording", &["persian"]),
    ("photo", &[]),
    ("flow", &["persian", "wording"]),
    ("claim", &["persian", "wording", "flow"]),
    ("engine", &["persian", "wording", "photo", "flow", "claim"]),
    ("runtime", &[]),
    ("vault", &["runtime"]),
    ("bale", &["runtime"]),
    ("sms", &["persian", "runtime"]),
    ("dialogues", &["claim", "engine", "runtime", "vault"]),
    ("registry", &["persian", "claim", "runtime", "vault"]),
    ("documents", &["claim", "runtime", "vault"]),
    ("chat", &["persian", "wording", "engine", "bale"]),
    (
        "service",
        &[
            "persian",
            "wording",
            "photo",
            "flow",
            "claim",
            "engine",
            "runtime",
            "vault",
            "bale",
            "sms",
            "dialogues",
            "registry",
            "documents",
            "chat",
        ],
    ),
    (
        "reviewer",
        &["persian", "wording", "flow", "claim", "runtime", "vault", "registry", "documents"],
    ),
    ("simulator", &["runtime"]),
    // Settings of rooms, and `wording` for the form of findings.
    (
        "config",
        &[
            "wording",
            "photo",
            "engine",
            "runtime",
            "vault",
            "bale",
            "sms",
            "dialogues",
            "registry",
            "documents",
            "service",
            "reviewer",
        ],
    ),
    (
        "cli",
        &[
            "persian",
            "wording",
            "photo",
            "flow",
            "claim",
            "engine",
            "runtime",
            "vault",
            "bale",
            "sms",
            "dialogues",
            "registry",
            "documents",
            "chat",
            "service",
            "reviewer",
            "simulator",
            "config",
        ],
    ),
];

const PURE: [&str; 6] = ["persian", "wording", "photo", "flow", "claim", "engine"];

/// What a pure room has nothing to do with.
const WORLDLY: &[&str] = &[
    "async ",
    ".await",
    "tokio",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "std::process",
    "tracing",
    "SystemTime",
    "Instant::",
    "Timestamp::now",
    "getrandom",
    "reqwest",
    "println!",
];

/// Where words in Persian letters may stand outside `persian` and `locales/`, and why.
const WORDS_ALLOWED: &[(&str, &str)] = &[
    ("src/engine/kinds/code.rs", "letters that a council number may begin with"),
    ("src/engine/kinds/money.rs", "what people type for a unit"),
    ("src/flow/lexer.rs", "digits of conditions"),
    ("src/flow/resolve.rs", "words that names in lists carry or leave out"),
    ("src/wording/value.rs", "the decimal mark, of the locale itself"),
    ("src/simulator/", "the simulator speaks as Bale, an SMS gateway and its page do"),
    ("src/cli/demo", "sample people and what the demo tells about them"),
    ("src/cli/sample/", "sample people"),
];

const LONGEST_FILE: usize = 400;

struct Source {
    path: String,
    room: Option<String>,
    text: String,
}

impl Source {
    /// Without comments and test modules.
    fn code(&self) -> String {
        let tests = self.text.split_once("#[cfg(test)]\nmod ");
        without_comments(tests.map_or(self.text.as_str(), |(before, _)| before))
    }
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    walk(Path::new("src"), &mut paths);
    paths.sort();
    assert!(paths.len() > 100, "the sources were not found");
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let inside = path.strip_prefix("src").unwrap();
            let room = (inside.components().count() > 1)
                .then(|| inside.iter().next().unwrap().display().to_string());
            Source { path: path.display().to_string(), room, text }
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Rust source with comments blanked out; string and character literals are kept.
fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut letters = source.chars().peekable();
    let mut in_text = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if in_text => {
                kept.push(letter);
                kept.extend(letters.next());
            }
            // The character literal of a quote opens no text.
            '\'' if !in_text && letters.peek() == Some(&'"') => {
                kept.push(letter);
                kept.extend(letters.next());
            }
            '"' => {
                in_text = !in_text;
                kept.push(letter);
            }
            '/' if !in_text && letters.peek() == Some(&'/') => {
                while letters.peek().is_some_and(|next| *next != '\n') {
                    letters.next();
                }
            }
            _ => kept.push(letter),
        }
    }
    kept
}

fn names_after<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    text.match_indices(mark)
        .filter_map(|(at, _)| text.get(at + mark.len()..))
        .filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next())
        .collect()
}

#[test]
fn the_table_lists_the_rooms_of_the_crate_and_has_no_cycle() {
    let in_table: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let in_lib: BTreeSet<&str> = names_after(&lib, "pub mod ").into_iter().collect();
    assert_eq!(in_lib, in_table);
    let mut above = BTreeSet::new();
    for (room, may) in ROOMS {
        for import in *may {
            assert!(
                above.contains(import),
                "`{room}` may import `{import}`, which is not above it"
            );
        }
        above.insert(*room);
    }
}

#[test]
fn rooms_import_only_rooms_above_them() {
    let table: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = &source.room else { continue };
        let text = without_comments(&source.text);
        if text.contains("crate::{") {
            wrong.push(format!("{}: `crate::{{…}}`: one line for each room", source.path));
        }
        for import in names_after(&text, "crate::") {
            let is_room = table.contains_key(import);
            let may = table[room.as_str()].contains(&import) || import == room;
            if is_room && !may {
                wrong.push(format!("{}: `{room}` imports `{import}`", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is_and_is_not_long() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//!") {
            wrong.push(format!("{}: does not open with `//!`", source.path));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{}: {lines} lines", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_touch_no_world() {
    let is_pure = |source: &Source| source.room.as_deref().is_some_and(|room| PURE.contains(&room));
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| is_pure(source)) {
        let code = source.code();
        for word in WORLDLY.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{}: `{}`", source.path, word.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_for_people_stand_in_locales() {
    let is_persian =
        |letter: char| matches!(letter, '\u{600}'..='\u{6ff}' | '\u{fb50}'..='\u{feff}');
    let allowed = |path: &str| {
        path.starts_with("src/persian/")
            || WORDS_ALLOWED.iter().any(|(start, _)| path.starts_with(start))
    };
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !allowed(&source.path)) {
        for (line, text) in source.code().lines().enumerate() {
            if text.chars().any(is_persian) {
                wrong.push(format!("{}:{}: {}", source.path, line + 1, text.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keys that flow files name, as values of these keys or in tables of choices.
fn keys_in_flows(words: &Catalog) -> Vec<UsedKey> {
    let mut used = Vec::new();
    for entry in fs::read_dir("flows").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let file = path.display().to_string();
        for (line, text) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let texts = text.split('"').skip(1).step_by(2);
            // Besides the keys that are written: those that steps and filters have by their names.
            let keys = texts.flat_map(|text| {
                let dashed = text.replace('_', "-");
                let by_name = ["label", "help", "filter", "filter-ask"]
                    .map(|begin| format!("{begin}-{dashed}"));
                std::iter::once(text.to_owned()).chain(by_name)
            });
            let keys = keys.filter(|key| words.has(key));
            used.extend(keys.map(|key| UsedKey {
                key,
                args: None,
                file: file.clone(),
                line: line + 1,
            }));
        }
    }
    used
}

#[test]
fn no_key_without_text_and_no_text_without_use() {
    let mut files: Vec<(String, String)> = fs::read_dir("locales/fa")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    let (words, problems) = Catalog::load("fa", &files);
    assert_eq!(problems, []);
    // The scanner explains its marks with keys that there are not.
    let naming = sources().into_iter().filter(|source| source.path != "src/wording/scan.rs");
    let mut used: Vec<UsedKey> =
        naming.flat_map(|source| scan_source(&source.path, &source.text)).collect();
    used.extend(keys_in_flows(&words));
    let found: Vec<String> = check_usage(&words, &used).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
