//! The words that people see, so that a driver of a person can tell questions apart however they are reworded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use bimeyar::wording::{Catalog, Message, Surface};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/fa");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    Catalog::load("fa", &files).0
});

/// What is said over and over, rendered once.
static SAID: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let bare = |key: &&str| CATALOG.arguments(key).is_some_and(BTreeSet::is_empty);
    let keys = CATALOG.keys().filter(bare);
    let mut said: BTreeMap<String, String> =
        keys.map(|key| (key.to_owned(), rendered(&Message::new(key)))).collect();
    // The way on is named; it is this one while a claim is registered or repaired.
    let overview = Message::new("documents-overview").with("done", Message::new("btn-next"));
    said.insert("documents-overview".to_owned(), rendered(&overview));
    said
});

/// The questions what a photo is, for as many photos as any plan has.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let pairs = (1..=6_usize).flat_map(|count| (1..=count).map(move |number| (number, count)));
    let question = |(number, count)| {
        let photo = Message::new("photo-name").with("number", number);
        rendered(&Message::new("ask-photo-title").with("photo", photo).with("count", count))
    };
    pairs.map(question).collect()
});

fn rendered(message: &Message) -> String {
    assert_eq!(CATALOG.faults(message), Vec::<String>::new());
    CATALOG.text(message, Surface::Chat).trim().to_owned()
}

/// What the text of `key` says, which takes no arguments.
pub(super) fn says(key: &str) -> &'static str {
    SAID.get(key).unwrap_or_else(|| panic!("`{key}` has no text, or takes arguments"))
}

/// What a message says that takes arguments.
pub(super) fn says_with(message: &Message) -> String {
    rendered(message)
}

/// Whether `text` asks what a photo is.
pub(super) fn asks_for_a_title(text: &str) -> bool {
    TITLES.iter().any(|question| text.contains(question))
}

/// What a button is called whose name takes arguments.
pub(super) fn label_with(message: &Message) -> String {
    CATALOG.text(message, Surface::Button)
}

/// What a button is called.
pub(super) fn label(key: &str) -> String {
    CATALOG.text(&Message::new(key), Surface::Button)
}
