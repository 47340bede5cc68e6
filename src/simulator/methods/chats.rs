//! The bot itself, chats and their members. All chats are private, so what needs a group is refused.

use serde_json::{Value, json};

use super::super::envelope::{Outcome, Refusal};
use super::super::params::Params;
use super::super::world::World;
use super::{Handler, chat_of};

pub(super) fn find(name: &str) -> Option<Handler> {
    Some(match name {
        "getme" => |world, _| Ok(me(world)),
        "logout" | "close" | "setmycommands" => |_, _| Ok(json!(true)),
        "getchat" => get_chat,
        // python-bale-bot uses Telegram's newer name.
        "getchatmemberscount" | "getchatmembercount" => members_count,
        "getchatmember" => get_member,
        "getchatadministrators" => administrators,
        "pinchatmessage" | "unpinchatmessage" => pin,
        "unpinallchatmessages" => unpin_all,
        "banchatmember"
        | "unbanchatmember"
        | "promotechatmember"
        | "restrictchatmember"
        | "setchatphoto"
        | "deletechatphoto"
        | "setchattitle"
        | "setchatdescription"
        | "leavechat"
        | "inviteuser"
        | "createchatinvitelink"
        | "revokechatinvitelink"
        | "exportchatinvitelink" => groups_only,
        _ => return None,
    })
}

fn me(world: &World) -> Value {
    let mut user = world.bot.user();
    if let Some(user) = user.as_object_mut() {
        user.insert("can_join_groups".to_owned(), json!(true));
    }
    user
}

fn get_chat(world: &mut World, params: &Params) -> Outcome {
    let chat = chat_of(world, params, "chat_id")?;
    let mut full = world.people.get(&chat).ok_or_else(Refusal::no_such_chat)?.chat();
    if let Some(full) = full.as_object_mut() {
        full.insert("photo".to_owned(), Value::Null);
        full.insert("accent_color_id".to_owned(), json!(0));
        full.insert("max_reaction_count".to_owned(), json!(0));
    }
    Ok(full)
}

fn members_count(world: &mut World, params: &Params) -> Outcome {
    chat_of(world, params, "chat_id").map(|_| json!(2))
}

fn get_member(world: &mut World, params: &Params) -> Outcome {
    let chat = chat_of(world, params, "chat_id")?;
    let user = params.required_integer("user_id")?;
    let person = world.people.get(&chat).filter(|_| user == chat);
    match person {
        Some(person) => Ok(json!({ "status": "member", "user": person.user() })),
        None if user == world.bot.id => Ok(json!({ "status": "member", "user": world.bot.user() })),
        None => Err(Refusal::no_such_chat()),
    }
}

fn administrators(world: &mut World, params: &Params) -> Outcome {
    chat_of(world, params, "chat_id").map(|_| json!([]))
}

fn pin(world: &mut World, params: &Params) -> Outcome {
    let chat = chat_of(world, params, "chat_id")?;
    let id = params.required_integer("message_id")?;
    let kept = world.conversations.get(&chat).and_then(|conversation| conversation.get(id));
    kept.map(|_| json!(true)).ok_or_else(Refusal::no_such_message)
}

fn unpin_all(world: &mut World, params: &Params) -> Outcome {
    chat_of(world, params, "chat_id").map(|_| json!(true))
}

fn groups_only(world: &mut World, params: &Params) -> Outcome {
    chat_of(world, params, "chat_id")?;
    Err(Refusal::permission_denied())
}
