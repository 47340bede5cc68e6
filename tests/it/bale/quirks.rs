//! What Bale leaves out, changes or damages: the text, the press and the photo always come through.

use bimeyar::bale::wire::{
    ChatKind, Incoming, Unreadable, UnreadableReason, Update, UpdateKind, read_update, read_updates,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn text_in(fields: &Value) -> Update {
    let mut message = json!({"message_id": 1, "date": 1_791_000_000, "text": "x",
        "from": {"id": 505}, "chat": {"id": 505, "type": "private"}});
    for (key, value) in fields.as_object().unwrap() {
        message[key] = value.clone();
    }
    read_update(&json!({"update_id": 1, "message": message})).unwrap()
}

fn message_of(update: &Update) -> &bimeyar::bale::wire::Message {
    match &update.kind {
        UpdateKind::Message(message) => message,
        other @ (UpdateKind::EditedMessage(_) | UpdateKind::Callback(_) | UpdateKind::Other(_)) => {
            panic!("{other:?}")
        }
    }
}

#[test]
fn the_chat_is_found_and_its_kind_guessed() {
    let cases = [
        (json!({"chat": {"id": 505}}), (505, ChatKind::Private)),
        (json!({"chat": {"id": 505, "type": ""}}), (505, ChatKind::Private)),
        (json!({"chat": {"id": 9}}), (9, ChatKind::Unknown)),
        (json!({"chat": {"id": 9, "type": "bot"}}), (9, ChatKind::Unknown)),
        (json!({"chat": {"id": "9", "type": "Group"}}), (9, ChatKind::Group)),
        (json!({"chat": {"id": 9, "type": "supergroup"}}), (9, ChatKind::Group)),
        (json!({"chat": {"id": -9, "type": "private"}}), (-9, ChatKind::Private)),
        (json!({"chat": {"id": 9, "type": "channel"}, "from": null}), (9, ChatKind::Channel)),
        (json!({"chat": null}), (505, ChatKind::Private)),
        (json!({"chat": {}}), (505, ChatKind::Private)),
        (json!({"chat": {"type": "private"}}), (505, ChatKind::Private)),
        (json!({"chat": 505}), (505, ChatKind::Private)),
        (json!({"chat": null, "from": null, "sender_chat": {"id": 8}}), (8, ChatKind::Unknown)),
    ];
    for (fields, expected) in cases {
        let update = text_in(&fields);
        let chat = message_of(&update).chat;
        assert_eq!((chat.id, chat.kind), expected, "{fields}");
    }
}

#[test]
fn ids_and_dates_are_read_in_every_form() {
    let cases = [
        (
            json!({"message_id": "-1615115346", "date": "1791000000"}),
            (-1_615_115_346, Some(1_791_000_000)),
        ),
        (
            json!({"message_id": 3_000_000_000_i64, "date": 1_791_000_000_123_i64}),
            (3_000_000_000, Some(1_791_000_000)),
        ),
        (json!({"message_id": null, "date": null}), (0, None)),
        (json!({"message_id": 1.0, "date": 0}), (1, None)),
        (json!({"message_id": [], "date": "yesterday"}), (0, None)),
    ];
    for (fields, expected) in cases {
        let update = text_in(&fields);
        let message = message_of(&update);
        assert_eq!((message.id, message.date), expected, "{fields}");
        assert_eq!(message.text.as_deref(), Some("x"));
    }
}

#[test]
fn entities_keyboards_and_replies_in_odd_shapes_hide_nothing() {
    for fields in [
        json!({"entities": null}),
        json!({"entities": [{"type": "new", "offset": "x"}]}),
        json!({"reply_markup": {"keyboard": [["x"]]}}),
        json!({"reply_to_message": {"message_id": "5", "chat": 1}}),
        json!({"reply_to_message": "x"}),
        json!({"forward_origin": {"type": 7}}),
        json!({"from": {"id": "505", "first_name": 5, "is_bot": "no"}}),
        json!({"unknown": {"deep": [[[]]]}}),
    ] {
        let update = text_in(&fields);
        assert_eq!(message_of(&update).text.as_deref(), Some("x"), "{fields}");
    }
    let replied = text_in(&json!({"reply_to_message": {"message_id": "5"}}));
    assert_eq!(message_of(&replied).reply_to_message_id, Some(5));
}

#[test]
fn what_cannot_be_read_says_why_and_keeps_its_id() {
    let cases = [
        (json!(null), None, UnreadableReason::NotAnObject),
        (json!("x"), None, UnreadableReason::NotAnObject),
        (json!({}), None, UnreadableReason::NoContent),
        (json!({"update_id": "5"}), Some(5), UnreadableReason::NoContent),
        (json!({"update_id": 5, "message": null}), Some(5), UnreadableReason::NoContent),
        (json!({"update_id": 5, "message": "x"}), Some(5), UnreadableReason::NotAnObject),
        (json!({"update_id": 5, "message": {"text": "x"}}), Some(5), UnreadableReason::NoChat),
        (json!({"update_id": 5, "callback_query": {"id": "q"}}), Some(5), UnreadableReason::NoChat),
    ];
    for (value, update_id, reason) in cases {
        let expected = Unreadable { update_id, reason, raw: value.to_string() };
        assert_eq!(read_update(&value), Err(expected), "{value}");
    }
}

#[test]
fn batches_come_in_every_wrapping() {
    let one = json!({"update_id": 1, "poll": {"id": 1}});
    let cases = [
        (json!([one, null, one]), vec![true, false, true]),
        (one.clone(), vec![true]),
        (json!({"ok": true, "result": [one]}), vec![true]),
        (json!({"ok": true, "result": null}), vec![]),
        (json!(null), vec![]),
        (json!(7), vec![false]),
    ];
    for (value, expected) in cases {
        let read: Vec<bool> = read_updates(&value).iter().map(Incoming::is_ok).collect();
        assert_eq!(read, expected, "{value}");
    }
}

/// An update with every documented field, what must come through, and the fields that must stay for that.
fn whole(kind: usize) -> (Value, &'static str, Vec<&'static [&'static str]>) {
    let user = json!({"id": 505, "is_bot": false, "first_name": "سارا", "last_name": "ر", "username": "s"});
    let chat = json!({"id": 505, "type": "private", "title": "t", "first_name": "سارا", "photo": {"x": 1}});
    let mut message = json!({"message_id": 7, "date": 1_791_000_000, "from": user, "chat": chat,
        "edit_date": 5, "media_group_id": "m", "reply_to_message": {"message_id": 6},
        "entities": [{"type": "bot_command"}], "reply_markup": {"keyboard": []}, "forward_date": 4});
    let file = json!({"file_id": "KEPT", "file_unique_id": "u", "width": 90, "height": 60, "file_size": 9,
        "file_name": "a.jpg", "mime_type": "image/jpeg", "thumbnail": {"file_id": "t"}});
    let keep: &[&str] = match kind {
        0 => {
            message["text"] = json!("KEPT");
            &["message", "text"]
        }
        1 => {
            message["photo"] = json!([file]);
            &["message", "photo", "0", "file_id"]
        }
        2 => {
            message["document"] = file;
            &["message", "document", "file_id"]
        }
        3 => {
            message["contact"] = json!({"phone_number": "KEPT", "first_name": "x", "last_name": "y",
                "user_id": 505});
            &["message", "contact", "phone_number"]
        }
        _ => {
            let query = json!({"id": "q", "from": user, "message": message, "data": "KEPT",
                "chat_instance": "c"});
            let update = json!({"update_id": 1, "callback_query": query, "message": null});
            return (
                update,
                "KEPT",
                vec![&["callback_query", "data"], &["callback_query", "from", "id"]],
            );
        }
    };
    let update = json!({"update_id": 1, "message": message, "callback_query": null});
    (update, "KEPT", vec![keep, &["message", "from", "id"]])
}

/// What may happen to a field.
#[derive(Clone, Copy, Debug)]
enum Damage {
    None,
    Remove,
    Null,
    Empty,
    Stranger,
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let damage = prop_oneof![
        Just(Damage::None),
        Just(Damage::Remove),
        Just(Damage::Null),
        Just(Damage::Empty),
        Just(Damage::Stranger),
    ];
    prop::collection::vec(damage, 64)
}

/// Damages every field that is not on the way to one that must stay.
fn damage(
    value: &Value,
    path: &[String],
    keep: &[&[&str]],
    with: &mut dyn Iterator<Item = Damage>,
) -> Value {
    match value {
        Value::Object(fields) => {
            let mut damaged = Map::new();
            for (key, inner) in fields {
                let mut inner_path = path.to_vec();
                inner_path.push(key.clone());
                let stays =
                    keep.iter().any(|kept| kept.iter().zip(&inner_path).all(|(a, b)| a == b));
                let happens = with.next().unwrap_or(Damage::None);
                let inner = damage(inner, &inner_path, keep, with);
                match happens {
                    Damage::Remove if !stays => continue,
                    Damage::Null if !stays => damaged.insert(key.clone(), Value::Null),
                    Damage::Empty if !stays => damaged.insert(key.clone(), json!("")),
                    Damage::Stranger => {
                        damaged.insert(format!("a_{key}_new"), json!({"id": [1, null]}));
                        damaged.insert(key.clone(), inner)
                    }
                    Damage::None | Damage::Remove | Damage::Null | Damage::Empty => {
                        damaged.insert(key.clone(), inner)
                    }
                };
            }
            Value::Object(damaged)
        }
        Value::Array(members) => members
            .iter()
            .enumerate()
            .map(|(index, inner)| damage(inner, &[path, &[index.to_string()]].concat(), keep, with))
            .collect(),
        leaf @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => leaf.clone(),
    }
}

/// The text, press, photo, file or number in `update`.
fn heart(update: &Update) -> Option<String> {
    match &update.kind {
        UpdateKind::Message(message) => message
            .text
            .clone()
            .or(message.photo.as_ref().map(|photo| photo.file_id.clone()))
            .or(message.document.as_ref().map(|document| document.file_id.clone()))
            .or(message.contact.as_ref().map(|contact| contact.phone_number.clone())),
        UpdateKind::Callback(callback) => callback.data.clone(),
        UpdateKind::EditedMessage(_) | UpdateKind::Other(_) => None,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let keys = [
        "update_id",
        "message",
        "callback_query",
        "edited_message",
        "from",
        "chat",
        "id",
        "text",
        "photo",
        "file_id",
        "document",
        "mime_type",
        "contact",
        "phone_number",
        "date",
        "data",
        "result",
        "width",
        "height",
        "file_size",
        "type",
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(keys.to_vec()), inner), 0..8).prop_map(
                |fields| Value::Object(
                    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
                )
            ),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_heart_of_an_update_survives_the_loss_of_everything_optional(
        kind in 0_usize..5,
        damages in damages(),
    ) {
        let (update, expected, keep) = whole(kind);
        let damaged = damage(&update, &[], &keep, &mut damages.into_iter());
        let read = read_update(&damaged);
        let found = read.as_ref().ok().and_then(heart);
        prop_assert_eq!(found.as_deref(), Some(expected), "{}", damaged);
        prop_assert_eq!(read.unwrap().chat_id(), Some(505));
    }

    #[test]
    fn no_json_at_all_makes_it_panic(value in any_json()) {
        for incoming in read_updates(&value) {
            let kept = incoming.map(Update::trimmed).map_err(Unreadable::trimmed);
            let json = serde_json::to_string(&kept).unwrap();
            prop_assert_eq!(serde_json::from_str::<Incoming>(&json).unwrap(), kept);
        }
    }
}
