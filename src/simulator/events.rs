//! What a person sees: the events of the page, numbered over the whole simulator.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::conversation::Author;
use super::keyboard::Keyboard;

/// The events of all people.
#[derive(Debug, Default)]
pub(crate) struct EventLog {
    epoch: u64,
    last: u64,
    by_person: BTreeMap<i64, Vec<(u64, Value)>>,
}

impl EventLog {
    /// Numbers and keeps an event of `person`.
    pub(crate) fn push(&mut self, person: i64, kind: &str, mut event: Map<String, Value>) {
        self.last += 1;
        event.insert("seq".to_owned(), json!(self.last));
        event.insert("kind".to_owned(), json!(kind));
        self.by_person.entry(person).or_default().push((self.last, Value::Object(event)));
    }

    /// The events of `person` with a number above `after`.
    pub(crate) fn after(&self, person: i64, after: u64) -> Vec<(u64, Value)> {
        let events = self.by_person.get(&person).map(Vec::as_slice).unwrap_or_default();
        events.iter().filter(|(seq, _)| *seq > after).cloned().collect()
    }

    /// The highest number given.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// How often the log was cleared: who follows it must begin anew when this changes.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Forgets all events and counts from 1 again, which is how a page notices.
    pub(crate) fn clear(&mut self) {
        *self = Self { epoch: self.epoch + 1, ..Self::default() };
    }
}

/// A message as the page shows it.
pub(crate) fn of_message(
    message: &Map<String, Value>,
    author: Author,
    keyboard: &Keyboard,
) -> Map<String, Value> {
    let mut event = Map::new();
    event.insert("from".to_owned(), json!(author.name()));
    let plain = [
        "message_id",
        "date",
        "text",
        "caption",
        "contact",
        "location",
        "media_group_id",
        "invoice",
    ];
    for key in plain {
        if let Some(value) = message.get(key) {
            event.insert(key.to_owned(), value.clone());
        }
    }
    let replied = message.get("reply_to_message").and_then(|replied| replied.get("message_id"));
    if let Some(id) = replied {
        event.insert("reply_to_message_id".to_owned(), id.clone());
    }
    if message.contains_key("forward_date") {
        event.insert("forwarded".to_owned(), json!(true));
    }
    if let Some(largest) = message.get("photo").and_then(Value::as_array).and_then(|s| s.last()) {
        event.insert("photo".to_owned(), shown_file(largest));
    }
    for key in ["document", "voice", "audio", "video", "animation", "sticker"] {
        if let Some(file) = message.get(key) {
            event.insert(key.to_owned(), shown_file(file));
        }
    }
    keyboard.shown(&mut event);
    event
}

/// The parts of a media object that the page needs, and where its bytes are.
fn shown_file(file: &Value) -> Value {
    let mut shown = Map::new();
    for (key, name) in [
        ("file_id", "file_id"),
        ("width", "width"),
        ("height", "height"),
        ("file_name", "file_name"),
        ("mime_type", "mime_type"),
        ("file_size", "size"),
    ] {
        if let Some(value) = file.get(key) {
            shown.insert(name.to_owned(), value.clone());
        }
    }
    let id = file.get("file_id").and_then(Value::as_str).unwrap_or_default();
    shown.insert("url".to_owned(), json!(format!("/sim/files/{id}")));
    Value::Object(shown)
}
