//! Calls over real HTTP: what is asked, what odd answers mean, and that the token stays secret.

use std::time::Duration;

use bimeyar::bale::{BaleError, Client, Me, Upload};
use bytes::Bytes;
use serde_json::json;
use teloxide::payloads::{SendMessage, SendPhoto, setters::*};
use teloxide::types::{
    ChatAction, ChatId, FileId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ReplyMarkup,
};

use super::server::{Reply, Server, TOKEN, client_of};
use crate::support::log::Log;

fn hello() -> SendMessage {
    SendMessage::new(ChatId(5), "سلام")
}

async fn send_to(reply: Reply) -> Result<Option<i64>, BaleError> {
    Server::start([reply]).await.client().send_message(&hello()).await
}

#[tokio::test]
async fn a_message_is_asked_for_as_bale_documents_it() {
    let server = Server::start([Reply::ok(&json!({"message_id": -687_281_639, "chat": {}}))]).await;
    assert_eq!(server.client().send_message(&hello()).await, Ok(Some(-687_281_639)));
    let asked = server.asked();
    assert_eq!(asked[0].line, format!("POST /bot{TOKEN}/sendMessage HTTP/1.1"));
    assert_eq!(asked[0].json(), json!({"chat_id": 5, "text": "سلام"}));
}

#[tokio::test]
async fn what_bale_accepted_is_sent_even_if_its_answer_is_odd() {
    let results = [
        Reply::json(200, r#"{"ok":true,"result":{"message_id":"7","date":null}}"#),
        Reply::json(200, r#"{"ok":true,"result":true}"#),
        Reply::json(200, r#"{"ok":true}"#),
        Reply::Truncated(200, r#"{"ok":true,"result":{"mess"#),
    ];
    for (reply, expected) in results.into_iter().zip([Some(7), None, None, None]) {
        assert_eq!(send_to(reply.clone()).await, Ok(expected), "{reply:?}");
    }
}

#[tokio::test]
async fn what_nothing_says_was_done_is_not_taken_as_sent() {
    for body in ["", "{}", "null", "[]", "OK", r#"{"ok":tru"#] {
        let told = send_to(Reply::json(200, body)).await;
        assert_eq!(told, Err(BaleError::Unclear { status: 200 }), "{body}");
    }
}

#[tokio::test]
async fn odd_refusals_become_typed_errors() {
    let page = || b"<html>Bad Gateway</html>".to_vec();
    let flood = |wait: Option<u64>| BaleError::Flood { retry_after: wait.map(Duration::from_secs) };
    let with = r#"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}"#;
    let refused =
        |code, description: &str| BaleError::Refused { code, description: description.to_owned() };
    let cases = [
        (Reply::Http(502, "text/html", page()), BaleError::Server { status: 502 }),
        (Reply::Truncated(502, "<html>"), BaleError::Server { status: 502 }),
        (Reply::Http(429, "text/plain", b"local_rate_limited".to_vec()), flood(None)),
        (Reply::json(429, with), flood(Some(7))),
        (Reply::json(429, r#"{"ok":false,"error_code":429}"#), flood(None)),
        (Reply::json(200, r#"{"ok":false,"description":"NO"}"#), refused(None, "NO")),
        (Reply::json(400, r#"{"ok":false,"error_code":400}"#), refused(Some(400), "")),
        (Reply::json(403, r#"{"ok":false,"description":"Token not found"}"#), BaleError::Token),
    ];
    for (reply, expected) in cases {
        assert_eq!(send_to(reply.clone()).await, Err(expected), "{reply:?}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_told_from_a_request_that_never_left() {
    for reply in [Reply::Reset, Reply::Silence] {
        let error = send_to(reply).await.unwrap_err();
        assert!(matches!(error, BaleError::AnswerLost { .. }), "{error:?}");
        assert!(error.may_have_been_done());
    }
    let error = client_of("http://127.0.0.1:1").send_message(&hello()).await.unwrap_err();
    assert!(matches!(error, BaleError::NotReached { .. }), "{error:?}");
    assert!(!error.may_have_been_done() && !error.is_permanent());
}

#[tokio::test]
async fn errors_say_whether_and_when_to_try_again() {
    let refused = |code, words: &str| BaleError::Refused { code, description: words.to_owned() };
    let cases = [
        (BaleError::Blocked, true, None),
        (BaleError::ChatUnknown, true, None),
        (refused(Some(400), "x"), true, None),
        (refused(Some(409), "x"), false, None),
        (refused(None, "x"), true, None),
        (refused(None, ""), false, None),
        (BaleError::Token, false, Some(60)),
        (BaleError::Server { status: 500 }, false, None),
        (BaleError::Flood { retry_after: None }, false, Some(4)),
        (BaleError::Flood { retry_after: Some(Duration::from_secs(9)) }, false, Some(9)),
    ];
    for (error, permanent, wait) in cases {
        assert_eq!(error.is_permanent(), permanent, "{error}");
        assert_eq!(error.wait(), wait.map(Duration::from_secs), "{error}");
    }
}

#[tokio::test]
async fn files_go_up_as_forms_and_known_ones_by_id() {
    let sent = Reply::ok(&json!({"message_id": 3}));
    let server = Server::start([sent.clone(), sent.clone(), sent]).await;
    let client = server.client();
    let button = InlineKeyboardButton::callback("تأیید", "ok");
    let mut upload = Upload::new(5, "مدرک.jpg", "image/jpeg", Bytes::from_static(b"JPEG"));
    upload.caption = Some("شرح".to_owned());
    upload.reply_markup = Some(ReplyMarkup::InlineKeyboard(InlineKeyboardMarkup::new([[button]])));
    upload.reply_to_message_id = Some(-2);
    assert_eq!(client.send_photo_bytes(&upload).await, Ok(Some(3)));
    let plain = Upload::new(5, "a.pdf", "not a media type", Bytes::from_static(b"PDF"));
    assert_eq!(client.send_document_bytes(&plain).await, Ok(Some(3)));
    let known = SendPhoto::new(ChatId(5), InputFile::file_id(FileId("1:-2:1".to_owned())));
    assert_eq!(client.send_photo(&known.caption("c")).await, Ok(Some(3)));
    let asked = server.asked();
    assert_eq!(
        asked.iter().map(super::server::Asked::tail).collect::<Vec<_>>(),
        ["sendPhoto", "sendDocument", "sendPhoto"]
    );
    let form = asked[0].text();
    for part in [
        "name=\"chat_id\"\r\n\r\n5\r\n",
        "name=\"photo\"",
        "image/jpeg\r\n\r\nJPEG\r\n",
        "name=\"caption\"\r\n\r\nشرح\r\n",
        "name=\"reply_to_message_id\"\r\n\r\n-2\r\n",
        r#"[[{"callback_data":"ok","text":"تأیید"}]]"#,
    ] {
        assert!(form.contains(part), "{part} in {form}");
    }
    assert!(asked[0].headers.to_lowercase().contains("multipart/form-data"));
    assert!(asked[1].text().contains("name=\"document\""));
    assert_eq!(asked[2].json(), json!({"chat_id": 5, "photo": "1:-2:1", "caption": "c"}));
}

#[tokio::test]
async fn the_small_methods_ask_what_bale_documents() {
    let yes = Reply::ok(&json!(true));
    let me = json!({"id": 42, "is_bot": true, "first_name": "MCP", "username": "mcp_bot"});
    let hook = Reply::ok(&json!({"url": ""}));
    let script =
        [yes.clone(), yes.clone(), yes.clone(), yes, hook, Reply::ok(&me), Reply::ok(&json!({}))];
    let server = Server::start(script).await;
    let client = server.client();
    client.answer_callback("q1", Some(&"ی".repeat(300)), true).await.unwrap();
    client.send_chat_action(5, ChatAction::UploadPhoto).await.unwrap();
    client.set_webhook("https://example.ir/x").await.unwrap();
    client.delete_webhook().await.unwrap();
    assert_eq!(client.get_webhook_info().await.unwrap().url, None);
    let expected =
        Me { id: 42, username: Some("mcp_bot".to_owned()), first_name: Some("MCP".to_owned()) };
    assert_eq!(client.get_me().await, Ok(expected));
    // An answer without an id: the token tells it.
    assert_eq!(client.get_me().await.map(|me| me.id), Ok(123_456_789));
    let asked = server.asked();
    let toast = json!({"callback_query_id": "q1", "text": "ی".repeat(200), "show_alert": true});
    assert_eq!(asked[0].json(), toast);
    assert_eq!(asked[1].json(), json!({"chat_id": 5, "action": "upload_photo"}));
    assert_eq!(asked[2].json(), json!({"url": "https://example.ir/x"}));
}

#[tokio::test]
async fn the_secret_of_a_webhook_is_in_no_error() {
    let url = "https://bot.example.ir/k3J9_vT0qLw8-ZxYb2Rn5A";
    let no = json!({"ok": false, "error_code": 400, "description": format!("bad webhook: {url}")});
    let server = Server::start([Reply::json(400, &no.to_string())]).await;
    let error = server.client().set_webhook(url).await.unwrap_err();
    let description = "bad webhook: https://bot.example.ir/***".to_owned();
    assert_eq!(error, BaleError::Refused { code: Some(400), description });
}

async fn provoke(client: &Client, told: &mut Vec<String>) {
    let upload = Upload::new(5, "a", "image/png", Bytes::from_static(b"x"));
    let file = bimeyar::bale::BaleFile { file_id: "f".to_owned(), file_path: None, size: None };
    let errors = [
        client.send_message(&hello()).await.err(),
        client.send_photo_bytes(&upload).await.err(),
        client.download(&file, 10).await.err(),
        client.get_updates(None, Duration::ZERO).await.err(),
    ];
    for error in errors.into_iter().flatten() {
        told.push(format!("{error} {error:?} {error:#?}"));
    }
}

#[tokio::test]
async fn the_token_is_in_no_error_no_log_and_no_debug() {
    let (log, _logging) = Log::begin("trace");
    let mut told = Vec::new();
    provoke(&client_of("http://127.0.0.1:1"), &mut told).await;
    provoke(&client_of("no address"), &mut told).await;
    let secret = TOKEN.split_once(':').unwrap().1;
    let echo = format!("no route /bot{TOKEN}/x, /bot{}/x, {secret}", TOKEN.replace(':', "%3A"));
    let json = json!({"ok": false, "error_code": 404, "description": echo}).to_string();
    for reply in [Reply::json(404, &json), Reply::Http(404, "text/plain", echo.into_bytes())] {
        let server = Server::start(std::iter::repeat_n(reply, 4)).await;
        provoke(&server.client(), &mut told).await;
        told.push(format!("{:?}", server.client()));
    }
    assert_eq!(told.len(), 18);
    assert!(told.iter().any(|told| told.contains("***")));
    let log = log.text();
    assert!(log.contains("sendMessage"), "the log is captured");
    for text in told.iter().chain([&log]) {
        assert!(!text.contains(secret), "{text}");
    }
}
