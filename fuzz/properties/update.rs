//! Each update is understood or kept as unreadable. What is understood fits a row of the inbox, is the same after it was stored,
//! and means the same to the engine.

use bimeyar::bale::wire::{
    CAPTION_CHARS, Incoming, RAW_CHARS, TEXT_CHARS, Unreadable, Update, UpdateKind, parse,
    read_update, read_updates,
};
use bimeyar::chat::{Arrival, arrival};
use bimeyar::engine::Input;
use serde_json::Value;

use super::store_value::is_the_same_when_stored;

/// Bytes that a row of the inbox may have (DESIGN §5).
const ROW_BYTES: usize = 32 * 1024;

/// Holds for any JSON that Bale delivers.
pub fn holds(bytes: &[u8]) {
    let Some(value) = parse(bytes) else { return };
    let delivered = read_updates(&value);
    if let Value::Array(members) = &value {
        assert_eq!(
            delivered.len(),
            members.len(),
            "each member is understood or kept as unreadable"
        );
        let alone: Vec<Incoming> = members.iter().map(read_update).collect();
        assert_eq!(delivered, alone, "a member is read the same beside others");
    }
    for incoming in &delivered {
        can_be_taken_in(incoming);
    }
}

/// What holds for one member of what was delivered.
pub fn can_be_taken_in(incoming: &Incoming) {
    match incoming {
        Ok(update) => is_understood(update),
        Err(unreadable) => is_kept(unreadable),
    }
}

fn is_understood(update: &Update) {
    let trimmed = update.clone().trimmed();
    assert_eq!(trimmed.clone().trimmed(), trimmed, "cut twice is cut once");
    assert_eq!(trimmed.chat_id(), update.chat_id());
    is_the_same_when_stored(update);
    let size = is_the_same_when_stored(&trimmed);
    assert!(size <= ROW_BYTES, "{size} bytes: {trimmed:?}");
    if let UpdateKind::Message(message) = &trimmed.kind {
        let contents = [
            message.photo.is_some(),
            message.document.is_some(),
            message.contact.is_some(),
            message.other.is_some(),
        ];
        assert!(contents.into_iter().filter(|there| *there).count() <= 1, "{message:?}");
    }
    let Ok(taken) = arrival(update.clone()) else { return };
    assert_eq!(Ok(&taken), arrival(trimmed.clone()).as_ref(), "{trimmed:?}");
    is_for_its_chat(&taken, &trimmed);
}

fn is_for_its_chat(taken: &Arrival, update: &Update) {
    assert_eq!(Some(taken.chat), update.chat_id());
    assert_eq!(taken.identity, update.identity());
    assert!(is_the_same_when_stored(&taken.input) <= ROW_BYTES);
    if let Input::Text { text } = &taken.input {
        assert!(text.chars().count() <= TEXT_CHARS);
    }
    if let Input::Photo(upload) | Input::File(upload) = &taken.input {
        assert!(upload.caption.iter().all(|caption| caption.chars().count() <= CAPTION_CHARS));
    }
}

fn is_kept(unreadable: &Unreadable) {
    let trimmed = unreadable.clone().trimmed();
    assert!(trimmed.raw.chars().count() <= RAW_CHARS);
    assert_eq!((trimmed.update_id, trimmed.reason), (unreadable.update_id, unreadable.reason));
    assert!(is_the_same_when_stored(&trimmed) <= ROW_BYTES);
}
