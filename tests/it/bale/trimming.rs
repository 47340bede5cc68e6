//! What the durable inbox keeps of an update.

use bimeyar::bale::wire::{CAPTION_CHARS, TEXT_CHARS, Update, UpdateKind, read_update};
use serde_json::{Value, json};

/// Bytes of a row of the inbox (`storage.md`).
const ROW: usize = 32 * 1024;

fn update(fields: &Value) -> Update {
    let mut message = json!({"message_id": 1, "chat": {"id": 5}});
    message.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    read_update(&json!({"update_id": 0, "message": message})).unwrap()
}

#[test]
fn only_known_fields_that_are_there_are_kept() {
    let kept = update(&json!({"text": "سلام", "caption": null, "entities": [], "stranger": 1}));
    let expected = json!({"id": 0, "kind": {"message":
        {"id": 1, "chat": {"id": 5, "kind": "unknown"}, "text": "سلام"}}});
    assert_eq!(serde_json::to_value(kept.trimmed()).unwrap(), expected);
}

#[test]
fn the_longest_update_fits_into_a_row() {
    for character in ["ی", "😀", "\"", "\u{1}", "\u{7f}", "\n"] {
        let long = character.repeat(50_000);
        let kept = update(&json!({"text": long, "caption": long, "media_group_id": long,
            "photo": [{"file_id": "f", "file_unique_id": long}],
            "from": {"id": 1, "first_name": long, "last_name": long, "username": long}}));
        let row = serde_json::to_string(&kept.trimmed()).unwrap();
        assert!(row.len() <= ROW, "{} bytes of {character:?}", row.len());
        let whole = json!({"update_id": 1, "message": {"text": long}}).to_string();
        let unreadable =
            read_update(&json!({"update_id": 1, "message": {"text": long}})).unwrap_err();
        assert!(unreadable.raw.len() <= whole.len());
        let row = serde_json::to_string(&unreadable.trimmed()).unwrap();
        assert!(row.len() <= ROW, "{} bytes of {character:?}", row.len());
    }
}

#[test]
fn texts_are_cut_to_their_limits_and_lose_control_characters() {
    let long = "ی".repeat(5000);
    let kept = update(&json!({"text": long, "caption": long})).trimmed();
    let UpdateKind::Message(message) = kept.kind else { panic!("no message") };
    assert_eq!(message.text.unwrap().chars().count(), TEXT_CHARS);
    assert_eq!(message.caption.unwrap().chars().count(), CAPTION_CHARS);
    let kept = update(&json!({"text": "a\u{0}b\nc\td\u{9b}", "caption": "\u{1}"})).trimmed();
    let UpdateKind::Message(message) = kept.kind else { panic!("no message") };
    assert_eq!((message.text.as_deref(), message.caption), (Some("ab\nc\td"), None));
}

#[test]
fn the_same_update_has_the_same_identity_and_others_do_not() {
    let text = |id: i64, message: i64, date: i64| {
        let inner = json!({"message_id": message, "date": date, "chat": {"id": 5}, "text": "x"});
        read_update(&json!({"update_id": id, "message": inner})).unwrap().identity()
    };
    let press = |id: i64, query: &str| {
        let inner = json!({"id": query, "from": {"id": 5}, "data": "x"});
        read_update(&json!({"update_id": id, "callback_query": inner})).unwrap().identity()
    };
    assert_eq!(text(0, 7, 9), text(0, 7, 9));
    assert_eq!(press(0, "q"), press(0, "q"));
    let all =
        [text(0, 7, 9), text(1, 7, 9), text(0, 8, 9), text(0, 7, 8), press(0, "q"), press(0, "r")];
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn debug_shows_nothing_that_a_person_wrote() {
    let kept = update(
        &json!({"text": "PRIVATE words", "caption": "PRIVATE", "from": {"id": 1, "first_name": "PRIVATE"},
        "contact": {"phone_number": "PRIVATE", "user_id": 1}}),
    );
    assert!(!format!("{kept:?}").contains("PRIVATE"));
    let file = update(&json!({"document": {"file_id": "f", "file_name": "PRIVATE.pdf"}}));
    assert!(!format!("{file:?}").contains("PRIVATE"));
    let unreadable = read_update(&json!({"message": {"text": "PRIVATE"}})).unwrap_err();
    assert!(!format!("{unreadable:?}").contains("PRIVATE"));
}
