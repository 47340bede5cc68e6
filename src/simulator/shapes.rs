//! Shape faults: the same message, as oddly written as Bale has been seen to write it (`bale-api.md` §4, §9).

use serde_json::{Map, Value, json};

use super::faults::{Chance, Faults};

/// Disturbs a message, or an update body that holds one under `message`.
pub(crate) fn disturb(body: &mut Value, faults: &Faults, chance: &mut Chance) {
    let Some(body) = body.as_object_mut() else { return };
    if body.contains_key("message_id") {
        disturb_message(body, faults, chance);
        return;
    }
    if body.contains_key("data") && chance.hits(faults.explicit_nulls) {
        write_nulls_of_a_press(body);
    }
    if let Some(message) = body.get_mut("message").and_then(Value::as_object_mut) {
        disturb_message(message, faults, chance);
    }
}

fn disturb_message(message: &mut Map<String, Value>, faults: &Faults, chance: &mut Chance) {
    if chance.hits(faults.missing_optional) {
        leave_out_optional(message);
    }
    if chance.hits(faults.explicit_nulls) {
        write_nulls(message);
    }
    if chance.hits(faults.extra_fields) {
        write_unknown(message);
    }
    if chance.hits(faults.missing_date) {
        message.remove("date");
    }
    if chance.hits(faults.missing_chat_type)
        && let Some(chat) = object(message, "chat")
    {
        chat.remove("type");
    }
    if message.contains_key("media_group_id") && chance.hits(faults.missing_media_group) {
        message.remove("media_group_id");
    }
}

fn object<'a>(
    message: &'a mut Map<String, Value>,
    key: &str,
) -> Option<&'a mut Map<String, Value>> {
    message.get_mut(key)?.as_object_mut()
}

fn leave_out_optional(message: &mut Map<String, Value>) {
    for holder in ["chat", "from", "document", "audio", "video", "animation", "sticker", "contact"]
    {
        if let Some(holder) = object(message, holder) {
            for key in ["title", "last_name", "file_name", "mime_type", "file_size"] {
                holder.remove(key);
            }
        }
    }
    for size in message.get_mut("photo").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(size) = size.as_object_mut() {
            size.remove("file_size");
        }
    }
}

fn write_nulls(message: &mut Map<String, Value>) {
    let absent = [
        "reply_to_message",
        "forward_from",
        "caption",
        "photo",
        "document",
        "contact",
        "text",
        "edit_date",
        "media_group_id",
        "reply_markup",
    ];
    for key in absent {
        message.entry(key).or_insert(Value::Null);
    }
    if let Some(chat) = object(message, "chat") {
        for (key, value) in [
            ("title", json!("")),
            ("last_name", json!("")),
            ("photo", Value::Null),
            ("pinned_message", Value::Null),
        ] {
            chat.entry(key).or_insert(value);
        }
    }
    if let Some(from) = object(message, "from") {
        from.entry("username").or_insert(json!(""));
        from.entry("last_name").or_insert(Value::Null);
        from.entry("language_code").or_insert(Value::Null);
    }
}

fn write_nulls_of_a_press(query: &mut Map<String, Value>) {
    for (key, value) in [
        ("message", Value::Null),
        ("inline_message_id", json!("")),
        ("game_short_name", Value::Null),
        ("chat_instance", json!("")),
    ] {
        query.entry(key).or_insert(value);
    }
    if let Some(from) = object(query, "from") {
        from.entry("username").or_insert(json!(""));
        from.entry("last_name").or_insert(Value::Null);
    }
}

fn write_unknown(message: &mut Map<String, Value>) {
    message.insert("paid_reaction".to_owned(), json!({ "count": 0, "kinds": [] }));
    message.insert("all_members_are_administrators".to_owned(), json!(false));
    if let Some(chat) = object(message, "chat") {
        chat.insert("accent_color_id".to_owned(), json!(3));
    }
    if let Some(from) = object(message, "from") {
        from.insert("type".to_owned(), json!("private"));
    }
}
