//! Text, contact, location, chat action, callback answers, forwards and copies.

use serde_json::{Map, Value, json};

use super::super::conversation::{Author, Draft};
use super::super::envelope::{Outcome, Refusal};
use super::super::params::Params;
use super::super::world::World;
use super::{Handler, chat_of, open_chat, returned, send};

pub(super) const TEXT_LIMIT: usize = 4_096;
const TOAST_LIMIT: usize = 200;

pub(super) fn find(name: &str) -> Option<Handler> {
    Some(match name {
        "sendmessage" => send_message,
        "sendlocation" => send_location,
        "sendcontact" => send_contact,
        "sendchataction" => send_chat_action,
        "forwardmessage" => forward_message,
        "copymessage" => copy_message,
        "answercallbackquery" => answer_callback_query,
        "askreview" => ask_review,
        _ => return None,
    })
}

fn send_message(world: &mut World, params: &Params) -> Outcome {
    let text = params.required_text("text", TEXT_LIMIT)?;
    send(world, params, Draft::of("text", json!(text)))
}

fn send_location(world: &mut World, params: &Params) -> Outcome {
    let (latitude, longitude) =
        (params.required_decimal("latitude")?, params.required_decimal("longitude")?);
    let location = json!({ "latitude": latitude, "longitude": longitude });
    send(world, params, Draft::of("location", location))
}

fn send_contact(world: &mut World, params: &Params) -> Outcome {
    let mut contact = Map::new();
    for (name, required) in [("phone_number", true), ("first_name", true), ("last_name", false)] {
        match params.text(name) {
            Some(text) => drop(contact.insert(name.to_owned(), json!(text))),
            None if required => return Err(Refusal::blank(name)),
            None => {}
        }
    }
    send(world, params, Draft::of("contact", Value::Object(contact)))
}

/// The documented actions; others of Telegram's are not listed.
const ACTIONS: &[&str] = &[
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "choose_sticker",
];

fn send_chat_action(world: &mut World, params: &Params) -> Outcome {
    let chat = open_chat(world, params)?;
    let action = params.text("action").ok_or_else(|| Refusal::blank("action"))?;
    if !ACTIONS.contains(&action.as_str()) {
        return Err(Refusal::invalid("action"));
    }
    let mut event = Map::new();
    event.insert("action".to_owned(), json!(action));
    world.events.push(chat, "typing", event);
    Ok(json!(true))
}

/// The message that a forward or a copy is made of: its chat, and the message.
fn source(world: &World, params: &Params) -> Result<(i64, Map<String, Value>), Refusal> {
    let from = chat_of(world, params, "from_chat_id")?;
    let id = params.required_integer("message_id")?;
    let kept = world.conversations.get(&from).and_then(|conversation| conversation.get(id));
    let message = kept.ok_or_else(Refusal::no_such_message)?.message.clone();
    Ok((from, message))
}

/// The fields that every message has anew.
fn content_of(mut message: Map<String, Value>) -> Map<String, Value> {
    for key in
        ["message_id", "date", "chat", "from", "reply_to_message", "reply_markup", "edit_date"]
    {
        message.remove(key);
    }
    message
}

fn forward_message(world: &mut World, params: &Params) -> Outcome {
    let chat = open_chat(world, params)?;
    let (_, original) = source(world, params)?;
    let fields = ["from", "message_id", "date"].map(|key| original.get(key).cloned());
    let mut draft = Draft { content: content_of(original), ..Draft::default() };
    for (key, value) in
        ["forward_from", "forward_from_message_id", "forward_date"].into_iter().zip(fields)
    {
        draft.set(key, value.unwrap_or_default());
    }
    let message = world.write(chat, Author::Bot, draft)?;
    Ok(returned(world, message.into()))
}

fn copy_message(world: &mut World, params: &Params) -> Outcome {
    let chat = open_chat(world, params)?;
    let (_, original) = source(world, params)?;
    if original.contains_key("invoice") || original.contains_key("successful_payment") {
        return Err(Refusal::bad("message can't be copied"));
    }
    let draft = Draft { content: content_of(original), ..Draft::default() };
    let message = world.write(chat, Author::Bot, draft)?;
    Ok(json!({ "message_id": message.get("message_id") }))
}

fn answer_callback_query(world: &mut World, params: &Params) -> Outcome {
    let id = params.text("callback_query_id").ok_or_else(|| Refusal::blank("callback_query_id"))?;
    let text = params.optional_text("text", TOAST_LIMIT)?;
    if world.chance.hits(world.faults.callback_answer_refused) {
        return Err(Refusal::bad("callback query cannot be answered"));
    }
    let pressed =
        world.pressed.get_mut(&id).ok_or_else(|| Refusal::invalid("callback_query_id"))?;
    pressed.answered = true;
    let mut event = Map::new();
    event.insert("callback_id".to_owned(), json!(id));
    event.insert("show_alert".to_owned(), json!(params.flag("show_alert")));
    // Clients older than Khordad 1404 show neither toast nor alert.
    if let Some(text) = text.filter(|_| !id.starts_with('1')) {
        event.insert("text".to_owned(), json!(text));
    }
    let person = pressed.person;
    world.events.push(person, "callback_answer", event);
    Ok(json!(true))
}

fn ask_review(world: &mut World, params: &Params) -> Outcome {
    chat_of(world, params, "user_id")?;
    params.integer("delay_seconds")?;
    Ok(json!(true))
}
