//! Updates in the shapes that were captured, documented or written by other clients' authors.

use bimeyar::bale::wire::{
    Callback, Chat, ChatKind, Contact, Document, Message, OtherContent, Photo, Update, UpdateKind,
    User, read_update,
};
use serde_json::{Value, json};

fn read(value: &Value) -> Update {
    read_update(value).unwrap_or_else(|unreadable| panic!("{unreadable:?} {}", unreadable.raw))
}

fn message(value: &Value) -> Message {
    match read(value).kind {
        UpdateKind::Message(message) => message,
        other @ (UpdateKind::EditedMessage(_) | UpdateKind::Callback(_) | UpdateKind::Other(_)) => {
            panic!("{other:?}")
        }
    }
}

fn callback(value: &Value) -> Callback {
    match read(value).kind {
        UpdateKind::Callback(callback) => callback,
        other @ (UpdateKind::Message(_) | UpdateKind::EditedMessage(_) | UpdateKind::Other(_)) => {
            panic!("{other:?}")
        }
    }
}

/// A private message of Sara's with these fields beside the usual ones.
fn from_sara(fields: &Value) -> Value {
    let mut message = json!({"message_id": 21, "date": 1_791_000_000,
        "from": {"id": 505, "is_bot": false, "first_name": "سارا"},
        "chat": {"id": 505, "type": "private", "first_name": "سارا"}});
    let target = message.as_object_mut().unwrap();
    target.extend(fields.as_object().unwrap().clone());
    json!({"update_id": 3, "message": message})
}

const SARAS: Chat = Chat { id: 505, kind: ChatKind::Private };

#[test]
fn a_text_as_captured_in_2023() {
    let update = json!({"update_id": 0, "message": {"message_id": -715_200_300,
        "from": {"id": 505, "first_name": "سارا", "username": "sara", "is_bot": false},
        "date": 1_680_000_000,
        "chat": {"id": 505, "type": "private", "username": "sara", "first_name": "سارا"},
        "text": "/start"}});
    let sara = User {
        id: 505,
        first_name: Some("سارا".to_owned()),
        last_name: None,
        username: Some("sara".to_owned()),
        is_bot: false,
    };
    let message = Message {
        id: -715_200_300,
        chat: SARAS,
        from: Some(sara),
        date: Some(1_680_000_000),
        text: Some("/start".to_owned()),
        caption: None,
        photo: None,
        document: None,
        contact: None,
        other: None,
        media_group_id: None,
        forwarded: false,
        reply_to_message_id: None,
    };
    assert_eq!(read(&update), Update { id: Some(0), kind: UpdateKind::Message(message) });
}

#[test]
fn nulls_and_empty_strings_are_absent() {
    let read =
        message(&json!({"update_id": 1, "edited_message": null, "callback_query": {}, "message": {
        "message_id": 4, "date": 1_680_000_000, "text": "salam", "caption": "", "photo": null,
        "document": null, "contact": null, "reply_to_message": null, "media_group_id": "",
        "from": {"id": 505, "is_bot": null, "first_name": "", "last_name": null},
        "chat": {"id": 505, "type": "private", "title": "", "photo": null, "pinned_message": null,
            "all_members_are_administrators": false}}}));
    assert_eq!(read.text.as_deref(), Some("salam"));
    assert_eq!((read.caption, read.photo, read.document, read.other), (None, None, None, None));
    assert_eq!((read.media_group_id, read.reply_to_message_id), (None, None));
    assert_eq!(read.from.unwrap().first_name, None);
    assert_eq!(read.chat, SARAS);
}

#[test]
fn a_forward_is_told_even_from_a_stub() {
    for mark in [
        json!({"forward_from": {"id": 234}}),
        json!({"forward_from_chat": {"id": 234}}),
        json!({"forward_origin": {"type": "user"}}),
        json!({"forward_date": 1_680_000_000}),
    ] {
        let mut fields = mark;
        fields["text"] = json!("/1");
        assert!(message(&from_sara(&fields)).forwarded, "{fields}");
    }
    assert!(!message(&from_sara(&json!({"text": "x", "forward_from": null}))).forwarded);
}

#[test]
fn an_edited_message_is_told_from_a_new_one() {
    let mut update = from_sara(&json!({"text": "درست شد", "edit_date": 1_791_000_009}));
    let edited = update["message"].take();
    update["edited_message"] = edited;
    let UpdateKind::EditedMessage(message) = read(&update).kind else { panic!("no edit") };
    assert_eq!(message.text.as_deref(), Some("درست شد"));
}

#[test]
fn the_stub_that_answers_an_edit_is_a_message_without_content() {
    let stub = json!({"message_id": 0, "date": 1_791_000_000,
        "chat": {"id": 1, "type": "private", "photo": null}, "edit_date": 1_791_000_000});
    let read = message(&json!({"update_id": 1, "message": stub}));
    assert_eq!((read.id, read.other), (0, Some(OtherContent::Unknown)));
}

#[test]
fn a_press_carries_its_data_and_its_chat() {
    let press = callback(&json!({"update_id": 12, "callback_query": {"id": "q9",
        "from": {"id": 505, "type": "private", "first_name": "سارا", "is_bot": false},
        "message": {"message_id": 20, "date": 1_791_000_000, "text": "تأیید می‌کنید؟",
            "chat": {"id": 505, "type": "private"}, "from": {"id": 42, "is_bot": true}},
        "data": "بله"}}));
    assert_eq!((press.id.as_deref(), press.data.as_deref()), (Some("q9"), Some("بله")));
    assert_eq!((press.chat, press.message_id, press.date), (SARAS, Some(20), Some(1_791_000_000)));
    assert!(!press.from_old_client());
}

#[test]
fn a_press_without_its_message_belongs_to_who_pressed() {
    let update = json!({"update_id": 37, "callback_query": {"id": "1234567890123456789",
        "from": {"id": 505, "is_bot": false}, "data": "x"}});
    let press = callback(&update);
    assert_eq!((press.chat, press.message_id), (SARAS, None));
    assert!(press.from_old_client());
    // The message's own sender is the bot, and never stands in for a chat.
    let mut update = update;
    update["callback_query"]["message"] = json!({"message_id": 3, "from": {"id": 42}});
    assert_eq!(callback(&update).chat, SARAS);
    update["callback_query"]["id"] = json!(17);
    assert_eq!(callback(&update).id.as_deref(), Some("17"));
}

#[test]
fn the_largest_photo_is_taken() {
    let size = |id: &str, width: Value, height: Value, bytes: Value| json!({"file_id": id, "file_unique_id": "u", "width": width, "height": height, "file_size": bytes});
    let none = || Value::Null;
    let cases = [
        (json!([{"file_id": "small"}, {"file_id": "big"}]), Some("big")),
        (
            json!([
                size("big", json!(900), json!(600), none()),
                size("small", json!(90), json!(60), none())
            ]),
            Some("big"),
        ),
        (
            json!([
                size("big", none(), none(), json!(9)),
                size("small", none(), none(), json!("3"))
            ]),
            Some("big"),
        ),
        (
            json!([
                size("small", json!(90), json!(60), none()),
                size("big", none(), none(), none())
            ]),
            Some("big"),
        ),
        (json!([null, {"width": 9}, {"file_id": ""}, {"file_id": "only"}]), Some("only")),
        (json!({"file_id": "single"}), Some("single")),
        (json!([]), None),
    ];
    for (photo, expected) in cases {
        let read =
            message(&from_sara(&json!({"photo": photo, "caption": "نسخه", "media_group_id": 77})));
        assert_eq!(read.photo.as_ref().map(|photo| photo.file_id.as_str()), expected, "{photo}");
        assert_eq!(read.caption.as_deref(), Some("نسخه"));
        assert_eq!(read.media_group_id.as_deref(), Some("77"));
    }
}

#[test]
fn a_photo_and_a_file_keep_what_bale_says_of_them() {
    let photo = json!([{"file_id": "1949:-13:1", "file_unique_id": "u", "width": "90", "height": 60, "file_size": 5e3}]);
    let expected = Photo {
        file_id: "1949:-13:1".to_owned(),
        unique_id: Some("u".to_owned()),
        width: Some(90),
        height: Some(60),
        size: Some(5000),
    };
    assert_eq!(message(&from_sara(&json!({"photo": photo}))).photo, Some(expected));
    let document = json!({"file_id": "1949:-13:1", "file_unique_id": "u", "file_name": "مدرک.pdf",
        "mime_type": "Application/PDF", "file_size": 10});
    let expected = Document {
        file_id: "1949:-13:1".to_owned(),
        unique_id: Some("u".to_owned()),
        name: Some("مدرک.pdf".to_owned()),
        mime: Some("application/pdf".to_owned()),
        size: Some(10),
    };
    assert_eq!(message(&from_sara(&json!({"document": document}))).document, Some(expected));
}

#[test]
fn media_that_come_as_a_file_are_named_for_what_they_are() {
    let file = |mime: &str| json!({"file_id": "f", "mime_type": mime});
    let photo = json!([{"file_id": "p"}]);
    let cases = [
        (json!({"document": file("image/png")}), (None, Some("f"), None)),
        (json!({"document": {"file_id": "f"}}), (None, Some("f"), None)),
        (json!({"document": file("video/mp4")}), (None, None, Some(OtherContent::Video))),
        (json!({"document": file("audio/mpeg")}), (None, None, Some(OtherContent::Audio))),
        (
            json!({"document": {"file_id": "f"}, "animation": {"file_id": "f"}}),
            (None, None, Some(OtherContent::Animation)),
        ),
        (json!({"document": file("image/png"), "photo": photo}), (None, Some("f"), None)),
        (json!({"document": file("application/pdf"), "photo": photo}), (None, Some("f"), None)),
        (json!({"document": file("image/heic"), "photo": photo}), (Some("p"), None, None)),
        (json!({"document": file("video/mp4"), "photo": photo}), (Some("p"), None, None)),
        (json!({"document": {}, "photo": photo}), (Some("p"), None, None)),
    ];
    for (fields, expected) in cases {
        let read = message(&from_sara(&fields));
        let photo = read.photo.as_ref().map(|photo| photo.file_id.as_str());
        let document = read.document.as_ref().map(|document| document.file_id.as_str());
        assert_eq!((photo, document, read.other), expected, "{fields}");
    }
}

#[test]
fn a_contact_is_read_with_its_number_in_any_form() {
    let cases = [
        (json!("989123456789"), "989123456789"),
        (json!("+98 912 345 6789"), "+98 912 345 6789"),
        (json!(989_123_456_789_i64), "989123456789"),
        (json!(989_123_456_789.0), "989123456789"),
        (json!("۰۹۱۲۳۴۵۶۷۸۹"), "۰۹۱۲۳۴۵۶۷۸۹"),
    ];
    for (number, expected) in cases {
        let contact = json!({"phone_number": number, "first_name": "سارا", "user_id": "505"});
        let expected = Contact {
            phone_number: expected.to_owned(),
            first_name: Some("سارا".to_owned()),
            user_id: Some(505),
        };
        assert_eq!(message(&from_sara(&json!({"contact": contact}))).contact, Some(expected));
    }
    let stranger = message(&from_sara(&json!({"contact": {"phone_number": "9", "user_id": null}})));
    assert_eq!(stranger.contact.unwrap().user_id, None);
    let broken = message(&from_sara(&json!({"contact": {"first_name": "x"}})));
    assert_eq!((broken.contact, broken.other), (None, Some(OtherContent::Unknown)));
}

#[test]
fn what_is_only_named_is_named() {
    let cases = [
        (json!({"voice": {"file_id": "1949:-13:1", "file_unique_id": "u"}}), OtherContent::Voice),
        (json!({"video": {"file_id": "f", "width": 1}}), OtherContent::Video),
        (json!({"audio": {"file_id": "f"}}), OtherContent::Audio),
        (json!({"sticker": {"file_id": "f", "type": "regular"}}), OtherContent::Sticker),
        (json!({"location": {"longitude": 51.4, "latitude": 35.7}}), OtherContent::Location),
        (json!({"animation": {"file_id": "f"}}), OtherContent::Animation),
        (json!({"poll": {"id": 1, "question": "q", "options": []}}), OtherContent::Poll),
        (json!({"web_app_data": {"data": "x"}}), OtherContent::WebApp),
        (json!({"invoice": {"title": "t", "total_amount": 1}}), OtherContent::Payment),
        (json!({"new_chat_members": [{"id": 5}]}), OtherContent::Service),
        (json!({"left_chat_member": {"id": 5}}), OtherContent::Service),
        (json!({"something_new": {"x": 1}}), OtherContent::Unknown),
    ];
    for (fields, expected) in cases {
        assert_eq!(message(&from_sara(&fields)).other, Some(expected), "{fields}");
    }
}

#[test]
fn a_payment_in_a_chat_of_nothing_but_an_id_is_read() {
    let read = message(&json!({"update_id": 4, "message": {"message_id": 102, "chat": {"id": 555},
        "successful_payment": {"currency": "IRR", "total_amount": 50_000}}}));
    assert_eq!(read.chat, Chat { id: 555, kind: ChatKind::Unknown });
    assert_eq!((read.from, read.date, read.other), (None, None, Some(OtherContent::Payment)));
}

#[test]
fn kinds_that_the_bot_does_not_use_are_named() {
    for (name, inner) in [
        ("pre_checkout_query", json!({"id": "p", "from": {"id": 5}, "total_amount": 1})),
        ("poll", json!({"id": 7, "question": "q"})),
        ("channel_post", json!({"message_id": 1, "chat": {"id": 9, "type": "channel"}})),
    ] {
        let update = json!({"update_id": 3, "message": null, name: inner});
        assert_eq!(read(&update).kind, UpdateKind::Other(name.to_owned()));
    }
}
