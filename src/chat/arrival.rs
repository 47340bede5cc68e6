//! An update of Bale becomes an input of the engine, or is ignored for a reason that has a name.

use crate::bale::wire::{
    Callback, ChatKind, Contact, Document, Message, OtherContent, Photo, Update, UpdateKind,
};
use crate::engine::Input;
use crate::engine::input::Upload;

/// An input as it came in, with what the durable inbox wants to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The private chat.
    pub chat: i64,
    /// Its place among the arrivals of one batch: the update id; an update without one comes last.
    pub order: i64,
    /// The same for the same update delivered again, within one bot ([`Update::identity`]).
    pub identity: String,
    /// What happened.
    pub input: Input,
    /// The press that is to be answered.
    pub callback: Option<String>,
}

/// Why an update is no input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ignored {
    /// A group, a channel, or a chat of a kind that Bale did not tell: personal matters belong into private chats.
    #[error("not a private chat")]
    NotPrivate,
    /// A changed message: what was said counts, as the bot has answered it.
    #[error("an edited message")]
    Edited,
    /// Something about the chat itself: who came, what was pinned.
    #[error("a message about the chat")]
    AboutChat,
    /// A kind of update that the bot has no use for, by Bale's name for it.
    #[error("an update of the kind `{0}`")]
    Kind(String),
}

/// What `update` means for the engine. Texts are cut to Bale's own limits: 4 096 characters of text, 1 024 of a caption.
///
/// # Errors
/// Why the update is ignored.
pub fn arrival(update: Update) -> Result<Arrival, Ignored> {
    arrival_among(update, |_| false)
}

/// As [`arrival`], where `is_known` says which chats are private, for an update that tells neither kind nor sender.
///
/// # Errors
/// As [`arrival`].
pub fn arrival_among(update: Update, is_known: impl Fn(i64) -> bool) -> Result<Arrival, Ignored> {
    let update = update.trimmed();
    let identity = update.identity();
    let order = update.id.unwrap_or(i64::MAX);
    let (chat, input, callback) = match update.kind {
        UpdateKind::Message(message) => (message.chat, written(message)?, None),
        UpdateKind::Callback(callback) => {
            let Callback { id, chat, data, .. } = callback;
            (chat, Input::Press { data: data.unwrap_or_default() }, id)
        }
        UpdateKind::EditedMessage(_) => return Err(Ignored::Edited),
        UpdateKind::Other(name) => return Err(Ignored::Kind(name)),
    };
    match chat.kind {
        ChatKind::Unknown if is_known(chat.id) => {
            Ok(Arrival { chat: chat.id, order, identity, input, callback })
        }
        ChatKind::Private => Ok(Arrival { chat: chat.id, order, identity, input, callback }),
        ChatKind::Group | ChatKind::Channel | ChatKind::Unknown => Err(Ignored::NotPrivate),
    }
}

fn written(message: Message) -> Result<Input, Ignored> {
    let from = message.from.as_ref().map(|user| user.id);
    let Message { id, text, caption, photo, document, contact, other, media_group_id, .. } =
        message;
    let upload = |file_id, size, name, caption| Upload {
        file_id,
        message_id: id,
        album: media_group_id,
        caption,
        size,
        name,
    };
    if let Some(Photo { file_id, size, .. }) = photo {
        return Ok(Input::Photo(upload(file_id, size, None, caption)));
    }
    if let Some(Document { file_id, size, name, .. }) = document {
        return Ok(Input::File(upload(file_id, size, name, caption)));
    }
    if let Some(contact) = contact {
        let own = !message.forwarded && is_of(&contact, from);
        return Ok(Input::Contact { phone: contact.phone_number, own });
    }
    match (text.or(caption), other) {
        (Some(text), _) => Ok(Input::Text { text }),
        (None, Some(OtherContent::Service)) => Err(Ignored::AboutChat),
        (
            None,
            Some(
                OtherContent::Voice
                | OtherContent::Video
                | OtherContent::Audio
                | OtherContent::Sticker
                | OtherContent::Location
                | OtherContent::Animation
                | OtherContent::Poll
                | OtherContent::WebApp
                | OtherContent::Payment
                | OtherContent::Unknown,
            )
            | None,
        ) => Ok(Input::Other),
    }
}

/// A contact without an account proves nothing (`bale-api.md` §7).
fn is_of(contact: &Contact, sender: Option<i64>) -> bool {
    contact.user_id.is_some() && contact.user_id == sender
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::bale::wire::read_update;

    fn read(update: &Value) -> Result<Arrival, Ignored> {
        read_update(update).map_or(Err(Ignored::Kind("unreadable".to_owned())), arrival)
    }

    /// A private message of person 5 with `content`.
    fn message(content: &Value) -> Value {
        let mut message = json!({
            "message_id": 7, "date": 1_790_000_000,
            "chat": { "id": 5, "type": "private" }, "from": { "id": 5, "first_name": "علی" },
        });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        json!({ "update_id": 11, "message": message })
    }

    fn input(content: &Value) -> Input {
        read(&message(content)).unwrap().input
    }

    #[test]
    fn a_text_comes_with_chat_order_and_identity() {
        let arrival = read(&message(&json!({ "text": "سلام" }))).unwrap();
        let expected = Arrival {
            chat: 5,
            order: 11,
            identity: "11/m5.7.1790000000".to_owned(),
            input: Input::Text { text: "سلام".to_owned() },
            callback: None,
        };
        assert_eq!(arrival, expected);
    }

    #[test]
    fn photos_and_files_keep_what_the_engine_needs() {
        let photo = json!({
            "photo": [
                { "file_id": "small", "width": 10, "height": 10, "file_size": 9 },
                { "file_id": "large", "width": 90, "height": 90, "file_size": 99 },
            ],
            "caption": "فاکتور", "media_group_id": "g1",
        });
        let upload = Upload {
            file_id: "large".to_owned(),
            message_id: 7,
            album: Some("g1".to_owned()),
            caption: Some("فاکتور".to_owned()),
            size: Some(99),
            name: None,
        };
        assert_eq!(input(&photo), Input::Photo(upload));
        let file = json!({ "document": { "file_id": "f", "file_name": "a.jpg", "mime_type": "image/jpeg" } });
        let upload = Upload {
            file_id: "f".to_owned(),
            message_id: 7,
            album: None,
            caption: None,
            size: None,
            name: Some("a.jpg".to_owned()),
        };
        assert_eq!(input(&file), Input::File(upload));
    }

    #[test]
    fn a_contact_is_own_only_when_the_account_is_the_senders_and_it_is_not_forwarded() {
        let cases = [
            (json!({ "contact": { "phone_number": "98912", "user_id": 5 } }), true),
            (json!({ "contact": { "phone_number": "98912", "user_id": 6 } }), false),
            (json!({ "contact": { "phone_number": "98912" } }), false),
            (json!({ "contact": { "phone_number": "98912" }, "from": null }), false),
            (
                json!({ "contact": { "phone_number": "98912", "user_id": 5 }, "forward_date": 1 }),
                false,
            ),
            (
                json!({ "contact": { "phone_number": "98912", "user_id": 5 }, "forward_from": { "id": 5 } }),
                false,
            ),
        ];
        for (content, expected) in cases {
            let Input::Contact { own, .. } = input(&content) else { panic!("{content}") };
            assert_eq!(own, expected, "{content}");
        }
    }

    #[test]
    fn a_press_is_answered_by_its_callback() {
        let press = json!({ "update_id": 3, "callback_query": {
            "id": "77", "from": { "id": 5 }, "data": "a:0:0::M:",
            "message": { "message_id": 9, "chat": { "id": 5, "type": "private" } },
        } });
        let arrival = read(&press).unwrap();
        assert_eq!(arrival.input, Input::Press { data: "a:0:0::M:".to_owned() });
        assert_eq!((arrival.chat, arrival.callback.as_deref()), (5, Some("77")));
        let bare = json!({ "update_id": 3, "callback_query": { "id": "77", "from": { "id": 5 } } });
        assert_eq!(read(&bare).unwrap().input, Input::Press { data: String::new() });
    }

    #[test]
    fn what_cannot_be_used_is_said_to_be_so_and_what_is_nobodys_is_ignored() {
        for content in [
            json!({ "voice": { "file_id": "v" } }),
            json!({ "sticker": { "file_id": "s" } }),
            json!({ "location": { "latitude": 1.0, "longitude": 2.0 } }),
            json!({}),
        ] {
            assert_eq!(input(&content), Input::Other, "{content}");
        }
        let cases = [
            (message(&json!({ "pinned_message": { "message_id": 1 } })), Ignored::AboutChat),
            (
                message(&json!({ "text": "x", "chat": { "id": -9, "type": "group" } })),
                Ignored::NotPrivate,
            ),
            (
                message(&json!({ "text": "x", "chat": { "id": 9, "type": "channel" } })),
                Ignored::NotPrivate,
            ),
            (
                json!({ "update_id": 1, "edited_message": message(&json!({ "text": "x" }))["message"] }),
                Ignored::Edited,
            ),
            (
                json!({ "update_id": 1, "pre_checkout_query": { "id": "q" } }),
                Ignored::Kind("pre_checkout_query".to_owned()),
            ),
        ];
        for (update, expected) in cases {
            assert_eq!(read(&update).unwrap_err(), expected, "{update}");
        }
    }

    #[test]
    fn a_chat_of_no_kind_is_private_when_it_is_known_to_be() {
        let bare = json!({ "update_id": 1, "message": {
            "message_id": 1, "text": "x", "from": null, "chat": { "id": 5, "type": "" } } });
        let read = |known| arrival_among(read_update(&bare).unwrap(), |chat| chat == known);
        assert_eq!(read(5).unwrap().chat, 5);
        assert_eq!(read(6), Err(Ignored::NotPrivate));
    }

    #[test]
    fn long_texts_are_cut() {
        let Input::Text { text } = input(&json!({ "text": "ب".repeat(5_000) })) else { panic!() };
        assert_eq!(text.chars().count(), 4_096);
        let photo = json!({ "photo": [{ "file_id": "p" }], "caption": "ب".repeat(5_000) });
        let Input::Photo(upload) = input(&photo) else { panic!() };
        assert_eq!(upload.caption.unwrap().chars().count(), 1_024);
    }
}
