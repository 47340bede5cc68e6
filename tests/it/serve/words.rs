//! The words that people see, so that a driver of a person can tell questions apart however they are reworded.

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

/// What a message of the bot says.
pub(super) fn said(message: &Message) -> String {
    assert_eq!(CATALOG.faults(message), Vec::<String>::new());
    CATALOG.text(message, Surface::Chat)
}

/// What a button is called.
pub(super) fn label(key: &str) -> String {
    CATALOG.text(&Message::new(key), Surface::Button)
}
