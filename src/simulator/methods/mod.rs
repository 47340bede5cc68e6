//! The methods of the Bot API by name, in groups (`bale-api.md` §3).

mod albums;
mod chats;
mod edits;
mod media;
mod payments;
mod texts;
mod updates;

pub(crate) use updates::long_poll;

use super::conversation::{Author, Draft};
use super::envelope::{Outcome, Refusal};
use super::keyboard::Keyboard;
use super::params::Params;
use super::shapes;
use super::world::World;

/// A method that is carried out at once.
pub(crate) type Handler = fn(&mut World, &Params) -> Outcome;

/// What a name stands for.
pub(crate) enum Method {
    /// `getUpdates`, the only one that waits.
    LongPoll,
    /// Any other method that Bale has.
    AtOnce(Handler),
    /// Telegram has it, Bale does not: 501.
    NotInBale,
    /// Nobody has it: 404.
    Unknown,
}

/// Finds a method; `name` is in lower case, since Bale takes any.
pub(crate) fn find(name: &str) -> Method {
    if name == "getupdates" {
        return Method::LongPoll;
    }
    let groups = [
        texts::find,
        media::find,
        albums::find,
        edits::find,
        chats::find,
        payments::find,
        updates::find,
    ];
    match groups.into_iter().find_map(|group| group(name)) {
        Some(handler) => Method::AtOnce(handler),
        None if NOT_IN_BALE.contains(&name) => Method::NotInBale,
        None => Method::Unknown,
    }
}

/// Telegram's methods that Bale lacks, in lower case.
const NOT_IN_BALE: &[&str] = &[
    "addstickertoset",
    "answerinlinequery",
    "answershippingquery",
    "answerwebappquery",
    "approvechatjoinrequest",
    "banchatsenderchat",
    "closeforumtopic",
    "copymessages",
    "createforumtopic",
    "createnewstickerset",
    "declinechatjoinrequest",
    "deletechatstickerset",
    "deletemessages",
    "deletemycommands",
    "deletestickerfromset",
    "editchatinvitelink",
    "editmessagelivelocation",
    "editmessagemedia",
    "forwardmessages",
    "getbusinessconnection",
    "getchatmenubutton",
    "getcustomemojistickers",
    "getgamehighscores",
    "getmycommands",
    "getmydefaultadministratorrights",
    "getmydescription",
    "getmyname",
    "getmyshortdescription",
    "getstickerset",
    "getuserchatboosts",
    "getuserprofilephotos",
    "refundstarpayment",
    "senddice",
    "sendgame",
    "sendpaidmedia",
    "sendpoll",
    "sendvenue",
    "sendvideonote",
    "setchatadministratorcustomtitle",
    "setchatmenubutton",
    "setchatpermissions",
    "setchatstickerset",
    "setgamescore",
    "setmessagereaction",
    "setmydefaultadministratorrights",
    "setmydescription",
    "setmyname",
    "setmyshortdescription",
    "setpassportdataerrors",
    "stopmessagelivelocation",
    "stoppoll",
    "unbanchatsenderchat",
    "uploadstickerfile",
];

/// The private chat that `parameter` names.
///
/// # Errors
/// It is missing, no number, or nobody's.
fn chat_of(world: &World, params: &Params, parameter: &str) -> Result<i64, Refusal> {
    let text = params.text(parameter).ok_or_else(|| Refusal::blank(parameter))?;
    if text.starts_with('@') {
        return Err(Refusal::no_such_chat());
    }
    let chat = text.trim().parse().map_err(|_| Refusal::invalid(parameter))?;
    if world.people.contains_key(&chat) { Ok(chat) } else { Err(Refusal::no_such_chat()) }
}

/// A chat that the bot may write to.
fn open_chat(world: &World, params: &Params) -> Result<i64, Refusal> {
    let chat = chat_of(world, params, "chat_id")?;
    let blocked = world.people.get(&chat).is_some_and(|person| person.blocked);
    if blocked { Err(Refusal::blocked()) } else { Ok(chat) }
}

/// Sends `draft` with the reply and the keyboard of the call.
fn send(world: &mut World, params: &Params, mut draft: Draft) -> Outcome {
    let chat = open_chat(world, params)?;
    draft.reply_to = params.integer("reply_to_message_id")?;
    draft.keyboard = Keyboard::of(params)?;
    let message = world.write(chat, Author::Bot, draft)?;
    Ok(returned(world, message.into()))
}

/// A message as a result, with the shape faults.
fn returned(world: &mut World, mut message: serde_json::Value) -> serde_json::Value {
    shapes::disturb(&mut message, &world.faults, &mut world.chance);
    message
}
