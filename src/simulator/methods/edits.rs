//! Editing and deleting. An edit is answered with a stub whose `message_id` is 0 (`bale-api.md` §4).

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::super::conversation::{Author, Kept};
use super::super::envelope::{Outcome, Refusal};
use super::super::keyboard::Keyboard;
use super::super::params::Params;
use super::super::world::World;
use super::texts::TEXT_LIMIT;
use super::{Handler, open_chat};

const CAPTION_LIMIT: usize = 4_096;
const DELETABLE_FOR: SignedDuration = SignedDuration::from_hours(48);

pub(super) fn find(name: &str) -> Option<Handler> {
    Some(match name {
        "editmessagetext" => edit_text,
        "editmessagecaption" => edit_caption,
        "editmessagereplymarkup" => |world, params| edit(world, params, None),
        "deletemessage" => delete,
        _ => return None,
    })
}

fn edit_text(world: &mut World, params: &Params) -> Outcome {
    let text = params.required_text("text", TEXT_LIMIT)?;
    edit(world, params, Some(("text", text)))
}

fn edit_caption(world: &mut World, params: &Params) -> Outcome {
    let caption = params.optional_text("caption", CAPTION_LIMIT)?.unwrap_or_default();
    edit(world, params, Some(("caption", caption)))
}

/// Changes a message of the bot's own; an edit without a keyboard takes the keyboard away.
fn edit(world: &mut World, params: &Params, change: Option<(&str, String)>) -> Outcome {
    let chat = open_chat(world, params)?;
    let id = params.required_integer("message_id")?;
    let keyboard = Keyboard::of(params)?;
    let now = world.now.as_second();
    let kept = own_message(world, chat, id)?;
    let mut event = Map::new();
    event.insert("message_id".to_owned(), json!(id));
    if let Some((key, value)) = change {
        if key == "text" && !kept.message.contains_key("text") {
            return Err(Refusal::bad("message can't be edited"));
        }
        kept.message.insert(key.to_owned(), json!(value));
        event.insert(key.to_owned(), json!(value));
    }
    let rows = keyboard.returned();
    event.insert("inline_keyboard".to_owned(), shown_rows(rows.as_ref()));
    match rows {
        Some(rows) => kept.message.insert("reply_markup".to_owned(), rows),
        None => kept.message.remove("reply_markup"),
    };
    kept.message.insert("edit_date".to_owned(), json!(now));
    let date = kept.message.get("date").cloned();
    world.events.push(chat, "edit", event);
    Ok(json!({ "message_id": 0, "date": date, "edit_date": now,
        "chat": { "id": chat, "type": "private", "photo": null } }))
}

fn shown_rows(markup: Option<&Value>) -> Value {
    markup.and_then(|markup| markup.get("inline_keyboard")).cloned().unwrap_or_else(|| json!([]))
}

fn own_message(world: &mut World, chat: i64, id: i64) -> Result<&mut Kept, Refusal> {
    let conversation = world.conversations.get_mut(&chat).ok_or_else(Refusal::no_such_message)?;
    let kept = conversation.get_mut(id).ok_or_else(Refusal::no_such_message)?;
    match kept.author {
        Author::Bot => Ok(kept),
        Author::Person => Err(Refusal::bad("message can't be edited")),
    }
}

fn delete(world: &mut World, params: &Params) -> Outcome {
    let chat = open_chat(world, params)?;
    let id = params.required_integer("message_id")?;
    let now = world.now.as_second();
    let conversation = world.conversations.get_mut(&chat).ok_or_else(Refusal::no_such_message)?;
    let kept = conversation.get(id).ok_or_else(Refusal::no_such_message)?;
    let date = kept.message.get("date").and_then(Value::as_i64).unwrap_or(now);
    if now - date > DELETABLE_FOR.as_secs() {
        return Err(Refusal::bad("message can't be deleted"));
    }
    conversation.remove(id);
    let mut event = Map::new();
    event.insert("message_id".to_owned(), json!(id));
    world.events.push(chat, "delete", event);
    Ok(json!(true))
}
