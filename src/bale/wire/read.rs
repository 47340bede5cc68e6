//! Raw JSON → [`Update`].

use serde_json::Value;

use super::content;
use super::lenient::{as_integer, field, filled, integer, text, truth};
use super::trim::RAW_CHARS;
use super::trim::cut;
use super::types::{
    Callback, Chat, ChatKind, Message, Unreadable, UnreadableReason, Update, UpdateKind, User,
};

/// One member of what Bale delivered.
pub type Incoming = Result<Update, Unreadable>;

/// Reads whatever `getUpdates` or the webhook delivered: a list of updates, one update, or an envelope around either.
pub fn read_updates(value: &Value) -> Vec<Incoming> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(members) => members.iter().map(read_update).collect(),
        Value::Object(members) => match members.get("result") {
            Some(inner) if !members.contains_key("update_id") => read_updates(inner),
            Some(_) | None => vec![read_update(value)],
        },
        Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![read_update(value)],
    }
}

/// Reads one update.
///
/// # Errors
/// When it is no object, names nothing that happened, or leaves nobody to answer.
pub fn read_update(value: &Value) -> Incoming {
    let id = integer(value, "update_id");
    read_kind(value).map(|kind| Update { id, kind }).map_err(|reason| Unreadable {
        update_id: id,
        reason,
        raw: cut(value.to_string(), RAW_CHARS),
    })
}

type Reading<T> = Result<T, UnreadableReason>;
type Reader = fn(&Value) -> Reading<UpdateKind>;

/// The first kind that can be read wins: a sibling that is `null`, empty or broken hides nothing.
fn read_kind(value: &Value) -> Reading<UpdateKind> {
    let members = value.as_object().ok_or(UnreadableReason::NotAnObject)?;
    let mut broken = None;
    let readers: [(&str, Reader); 3] = [
        ("message", |message| read_message(message).map(UpdateKind::Message)),
        ("edited_message", |message| read_message(message).map(UpdateKind::EditedMessage)),
        ("callback_query", |query| read_callback(query).map(UpdateKind::Callback)),
    ];
    for (key, read) in readers {
        match filled(value, key).map(read) {
            Some(Ok(kind)) => return Ok(kind),
            Some(Err(reason)) => broken = broken.or(Some(reason)),
            None => {}
        }
    }
    if let Some(reason) = broken {
        return Err(reason);
    }
    members
        .iter()
        .find(|(_, member)| member.as_object().is_some_and(|object| !object.is_empty()))
        .map(|(name, _)| UpdateKind::Other(cut(name.clone(), NAME_CHARS)))
        .ok_or(UnreadableReason::NoContent)
}

const NAME_CHARS: usize = 64;

fn read_message(value: &Value) -> Reading<Message> {
    if !value.is_object() {
        return Err(UnreadableReason::NotAnObject);
    }
    let from = field(value, "from").and_then(read_user);
    let sender_chat = field(value, "sender_chat").and_then(|chat| integer(chat, "id"));
    let fallback = from.as_ref().map(|user| user.id).or(sender_chat);
    let chat = read_chat(field(value, "chat"), from.as_ref().map(|user| user.id), fallback)?;
    let content = content::read(value);
    Ok(Message {
        id: integer(value, "message_id").unwrap_or(0),
        chat,
        from,
        date: read_date(value),
        text: text(value, "text"),
        caption: text(value, "caption"),
        photo: content.photo,
        document: content.document,
        contact: content.contact,
        other: content.other,
        media_group_id: text(value, "media_group_id"),
        forwarded: FORWARD_MARKS.iter().any(|key| filled(value, key).is_some()),
        reply_to_message_id: field(value, "reply_to_message")
            .and_then(|replied| integer(replied, "message_id")),
    })
}

/// Any of these says that a message was forwarded, be it only a stub (`bale-api.md` §4).
const FORWARD_MARKS: &[&str] = &[
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_sender_name",
    "forward_date",
    "forward_origin",
];

fn read_callback(value: &Value) -> Reading<Callback> {
    if !value.is_object() {
        return Err(UnreadableReason::NotAnObject);
    }
    let from = field(value, "from").and_then(read_user);
    let presser = from.as_ref().map(|user| user.id);
    let message = field(value, "message");
    // The message's own `from` is the bot: only who pressed can stand in for a missing chat.
    let chat = read_chat(message.and_then(|message| field(message, "chat")), presser, presser)?;
    Ok(Callback {
        id: text(value, "id"),
        chat,
        from,
        message_id: message.and_then(|message| integer(message, "message_id")),
        date: message.and_then(read_date),
        data: text(value, "data"),
    })
}

/// The chat, or `fallback` where it has no id. Without a type it is private when its id is the `sender`'s
/// (`bale-api.md` §4, §9).
fn read_chat(chat: Option<&Value>, sender: Option<i64>, fallback: Option<i64>) -> Reading<Chat> {
    let id = chat
        .and_then(|chat| integer(chat, "id").or_else(|| as_integer(chat)))
        .or(fallback)
        .ok_or(UnreadableReason::NoChat)?;
    let name = chat.and_then(|chat| text(chat, "type")).unwrap_or_default();
    let kind = match name.trim().to_ascii_lowercase().as_str() {
        "private" => ChatKind::Private,
        "group" | "supergroup" => ChatKind::Group,
        "channel" => ChatKind::Channel,
        _ if sender == Some(id) => ChatKind::Private,
        _ => ChatKind::Unknown,
    };
    Ok(Chat { id, kind })
}

fn read_user(value: &Value) -> Option<User> {
    Some(User {
        id: integer(value, "id")?,
        first_name: text(value, "first_name"),
        last_name: text(value, "last_name"),
        username: text(value, "username"),
        is_bot: truth(value, "is_bot").unwrap_or(false),
    })
}

/// Later than this in seconds is the year 5138: such a date is in milliseconds.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// Very old messages have no date (`bale-api.md` §4); a date of 0 is none either.
fn read_date(message: &Value) -> Option<i64> {
    let date = integer(message, "date").filter(|&date| date > 0)?;
    Some(if date >= MILLISECONDS_FROM { date / 1000 } else { date })
}
