//! teloxide's payloads → what Bale documents: method names, and only the parameters it knows (`bale-api.md` §3).

use serde::Serialize;
use serde_json::{Map, Value};
use teloxide::requests::Payload;

use super::BaleError;
use super::wire::lenient::integer;

/// The method name and the parameters of `payload`.
pub(crate) fn request<P: Payload + Serialize>(
    payload: &P,
) -> Result<(String, Map<String, Value>), BaleError> {
    let value = serde_json::to_value(payload)
        .map_err(|_| BaleError::Unsendable("the payload is no JSON"))?;
    let Value::Object(fields) = value else {
        return Err(BaleError::Unsendable("the payload is no JSON object"));
    };
    if P::NAME.ends_with("Inline") {
        return Err(BaleError::Unsendable("Bale has no inline messages"));
    }
    let is_new_file = |value: &Value| value.as_str().is_some_and(|v| v.starts_with("attach://"));
    if FILES.iter().any(|key| fields.get(*key).is_some_and(is_new_file)) {
        return Err(BaleError::Unsendable("a new file must be uploaded"));
    }
    let method = method_name(P::NAME);
    let known = known_fields(&method, fields);
    Ok((method, known))
}

/// Parameters that can be a new file.
const FILES: &[&str] = &["photo", "audio", "document", "video", "animation", "voice", "sticker"];

/// Bale's name for the method that teloxide calls `name`.
fn method_name(name: &str) -> String {
    match name {
        "GetChatMemberCount" => "getChatMembersCount".to_owned(),
        "UnpinChatMessage" => "unPinChatMessage".to_owned(),
        name => {
            let mut characters = name.chars();
            let first = characters.next().map(|c| c.to_ascii_lowercase());
            first.into_iter().chain(characters).collect()
        }
    }
}

fn known_fields(method: &str, fields: Map<String, Value>) -> Map<String, Value> {
    let mut known = Map::new();
    for (key, value) in fields {
        if value.is_null() {
            continue;
        }
        match key.as_str() {
            "reply_parameters" => {
                if let Some(id) = integer(&value, "message_id") {
                    known.insert("reply_to_message_id".to_owned(), id.into());
                }
            }
            "reply_markup" => {
                if let Some(markup) = known_markup(value) {
                    known.insert(key, markup);
                }
            }
            // `url` belongs to setWebhook; answerCallbackQuery has none here.
            "url" if method == "answerCallbackQuery" => {}
            name if KNOWN.contains(&name) => {
                known.insert(key, value);
            }
            _ => {}
        }
    }
    known
}

/// Bale's keyboards: inline, reply, remove. It has no `ForceReply`.
pub(crate) fn known_markup(mut markup: Value) -> Option<Value> {
    let fields = markup.as_object_mut()?;
    fields.retain(|key, value| MARKUP.contains(&key.as_str()) && !value.is_null());
    (!fields.is_empty()).then_some(markup)
}

const MARKUP: &[&str] = &[
    "inline_keyboard",
    "keyboard",
    "resize_keyboard",
    "one_time_keyboard",
    "selective",
    "remove_keyboard",
];

/// Every parameter in the table of methods, `bale-api.md` §3.
const KNOWN: &[&str] = &[
    "action",
    "animation",
    "audio",
    "callback_query_id",
    "caption",
    "chat_id",
    "commands",
    "currency",
    "delay_seconds",
    "description",
    "document",
    "error_message",
    "file_id",
    "first_name",
    "from_chat_id",
    "horizontal_accuracy",
    "invite_link",
    "last_name",
    "latitude",
    "limit",
    "longitude",
    "media",
    "message_id",
    "name",
    "offset",
    "ok",
    "only_if_banned",
    "payload",
    "phone_number",
    "photo",
    "photo_url",
    "pre_checkout_query_id",
    "prices",
    "provider_token",
    "reply_to_message_id",
    "show_alert",
    "sticker",
    "text",
    "timeout",
    "title",
    "transaction_id",
    "url",
    "user_id",
    "video",
    "voice",
];

#[cfg(test)]
mod tests {
    use serde_json::json;
    use teloxide::payloads::{self, setters::*};
    use teloxide::types::{
        CallbackQueryId, ChatId, CopyTextButton, FileId, ForceReply, InlineKeyboardButton,
        InlineKeyboardMarkup, InputFile, KeyboardButton, KeyboardMarkup, MessageId, ParseMode,
        ReplyMarkup, ReplyParameters,
    };

    use super::*;

    fn body<P: Payload + Serialize>(payload: &P) -> (String, Value) {
        let (method, fields) = request(payload).unwrap();
        (method, Value::Object(fields))
    }

    fn message() -> payloads::SendMessage {
        payloads::SendMessage::new(ChatId(5), "سلام")
    }

    #[test]
    fn fields_that_bale_does_not_know_are_left_out() {
        let payload = message()
            .parse_mode(ParseMode::Html)
            .disable_notification(true)
            .protect_content(true)
            .reply_parameters(ReplyParameters::new(MessageId(-3)));
        let expected = json!({"chat_id": 5, "text": "سلام", "reply_to_message_id": -3});
        assert_eq!(body(&payload), ("sendMessage".to_owned(), expected));
    }

    #[test]
    fn inline_buttons_carry_data_links_and_text_to_copy() {
        let copy = CopyTextButton { text: "483920175562".to_owned() };
        let link = "https://example.ir/".parse().unwrap();
        let markup = InlineKeyboardMarkup::new([[
            InlineKeyboardButton::callback("تأیید", "ok"),
            InlineKeyboardButton::url("نشانی", link),
            InlineKeyboardButton::copy_text_button("رونوشت", copy),
        ]]);
        let expected = json!({"inline_keyboard": [[
            {"text": "تأیید", "callback_data": "ok"},
            {"text": "نشانی", "url": "https://example.ir/"},
            {"text": "رونوشت", "copy_text": {"text": "483920175562"}},
        ]]});
        assert_eq!(body(&message().reply_markup(markup)).1["reply_markup"], expected);
    }

    #[test]
    fn reply_keyboards_ask_for_contacts_and_go_away() {
        let button =
            KeyboardButton::new("شماره من").request(teloxide::types::ButtonRequest::Contact);
        let keyboard = KeyboardMarkup::new([[button]])
            .resize_keyboard()
            .persistent()
            .input_field_placeholder("…".to_owned());
        let markup = body(&message().reply_markup(keyboard)).1["reply_markup"].clone();
        assert_eq!(markup["keyboard"], json!([[{"text": "شماره من", "request_contact": true}]]));
        assert_eq!(markup["resize_keyboard"], json!(true));
        assert_eq!(markup.get("is_persistent"), None);
        assert_eq!(markup.get("input_field_placeholder"), None);
        let remove = body(&message().reply_markup(ReplyMarkup::kb_remove())).1;
        assert_eq!(remove["reply_markup"]["remove_keyboard"], json!(true));
        let force = body(&message().reply_markup(ForceReply::new())).1;
        assert_eq!(force.get("reply_markup"), None);
    }

    #[test]
    fn methods_have_bales_names() {
        let chat = ChatId(5);
        assert_eq!(body(&payloads::GetChatMemberCount::new(chat)).0, "getChatMembersCount");
        let answer = payloads::AnswerCallbackQuery::new(CallbackQueryId("q1".to_owned()))
            .text("x")
            .cache_time(5_u32)
            .url("https://example.ir".parse().unwrap());
        let expected = json!({"callback_query_id": "q1", "text": "x"});
        assert_eq!(body(&answer), ("answerCallbackQuery".to_owned(), expected));
    }

    #[test]
    fn a_known_file_goes_as_json_and_a_new_one_is_refused() {
        let known = InputFile::file_id(FileId("1949279178:-136:1".to_owned()));
        let expected = json!({"chat_id": 5, "photo": "1949279178:-136:1", "caption": "c"});
        let payload = payloads::SendPhoto::new(ChatId(5), known).caption("c");
        assert_eq!(body(&payload), ("sendPhoto".to_owned(), expected));
        let new = payloads::SendPhoto::new(ChatId(5), InputFile::memory(vec![1, 2, 3]));
        assert!(matches!(request(&new), Err(BaleError::Unsendable(_))));
        let text = payloads::SendMessage::new(ChatId(5), "attach://x");
        assert_eq!(body(&text).1["text"], json!("attach://x"));
    }
}
