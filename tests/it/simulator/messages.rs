//! Sending, keyboards, edits, deletions, callbacks.

use bimeyar::runtime::Clock;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Bench;

#[tokio::test]
async fn texts_have_1_to_4096_characters() {
    let bench = Bench::new().await;
    let longest = "ی".repeat(4_096);
    assert_eq!(bench.send_text(&longest).await["text"], json!(longest));
    for text in ["", &"ی".repeat(4_097), &"😀".repeat(2_049)] {
        let (status, _) =
            bench.refused("sendMessage", json!({ "chat_id": bench.ali, "text": text })).await;
        assert_eq!(status, 400);
    }
}

#[tokio::test]
async fn a_chat_must_be_there_and_open() {
    let bench = Bench::new().await;
    for (chat, expected) in [
        (json!(999), (404, "no such group or user")),
        (json!("@somebody"), (404, "no such group or user")),
        (json!("x"), (400, "chat_id: must be a valid value")),
        (Value::Null, (400, "chat_id: cannot be blank")),
    ] {
        let refused = bench.refused("sendMessage", json!({ "chat_id": chat, "text": "x" })).await;
        assert_eq!((refused.0, refused.1.as_str()), expected);
    }
    let blocking = json!({ "id": bench.ali, "first_name": "علی", "blocked": true });
    bench.client.post(bench.sim("people")).json(&blocking).send().await.unwrap();
    let refused = bench.refused("sendMessage", json!({ "chat_id": bench.ali, "text": "x" })).await;
    assert_eq!(refused, (403, "Forbidden: bot was blocked by the user".to_owned()));
}

#[tokio::test]
async fn keyboards_are_checked_and_shown() {
    let bench = Bench::new().await;
    let with = |markup: Value| json!({ "chat_id": bench.ali, "text": "x", "reply_markup": markup });
    let inline =
        |data: &str| with(json!({ "inline_keyboard": [[{ "text": "x", "callback_data": data }]] }));
    bench.ok("sendMessage", inline(&"a".repeat(64))).await;
    for bad in [
        inline(&"a".repeat(65)),
        inline(&"ی".repeat(33)),
        with(json!({ "inline_keyboard": [[{ "text": "x" }]] })),
        with(json!({ "inline_keyboard": [[{ "text": "x", "callback_data": "a", "url": "b" }]] })),
        with(json!("{")),
    ] {
        assert_eq!(bench.refused("sendMessage", bad).await.0, 400);
    }
    let menu = json!({ "keyboard": [["راهنما"], [{ "text": "شماره", "request_contact": true }]] });
    let sent = bench.ok("sendMessage", with(menu)).await;
    assert!(sent.get("reply_markup").is_none());
    bench.ok("sendMessage", with(json!({ "remove_keyboard": true }))).await;
    bench.ok("sendMessage", with(json!({ "keyboard": [] }))).await;
    let history = bench.history().await;
    assert_eq!(history.len(), 4);
    assert_eq!(history[0]["inline_keyboard"][0][0]["text"], json!("x"));
    let expected = json!([[{ "text": "راهنما" }], [{ "text": "شماره", "request_contact": true }]]);
    assert_eq!(history[1]["reply_keyboard"], expected);
    assert_eq!(history[2]["remove_keyboard"], json!(true));
    assert_eq!(history[3]["remove_keyboard"], json!(true));
}

#[tokio::test]
async fn an_edit_is_answered_with_a_stub() {
    let bench = Bench::new().await;
    let id = bench.send_text("پیش").await["message_id"].clone();
    let edit = |text: &str| json!({ "chat_id": bench.ali, "message_id": id, "text": text });
    let stub = bench.ok("editMessageText", edit("پس")).await;
    assert_eq!(stub["message_id"], json!(0));
    assert!(stub["edit_date"].is_i64() && stub["chat"]["photo"].is_null());
    assert!(stub.get("text").is_none() && stub.get("from").is_none());
    let edited = bench.history().await.pop().unwrap();
    assert_eq!(
        (&edited["kind"], &edited["text"], &edited["message_id"]),
        (&json!("edit"), &json!("پس"), &id)
    );
    let unknown = json!({ "chat_id": bench.ali, "message_id": 99, "text": "x" });
    assert_eq!(
        bench.refused("editMessageText", unknown).await,
        (404, "message not found".to_owned())
    );
    let written = bench.write("من").await["message_id"].clone();
    let theirs = json!({ "chat_id": bench.ali, "message_id": written, "text": "x" });
    assert_eq!(bench.refused("editMessageText", theirs).await.0, 400);
}

#[tokio::test]
async fn deleting_forwarding_and_copying() {
    let bench = Bench::new().await;
    let written = bench.write("از من").await["message_id"].clone();
    let there = json!({ "chat_id": bench.ali, "from_chat_id": bench.ali, "message_id": written });
    let forwarded = bench.ok("forwardMessage", there.clone()).await;
    assert_eq!(forwarded["forward_from"]["id"], json!(bench.ali));
    let copied = bench.ok("copyMessage", there.clone()).await;
    assert_eq!(copied.as_object().unwrap().len(), 1);
    assert_eq!(bench.ok("deleteMessage", there.clone()).await, json!(true));
    assert_eq!(bench.refused("deleteMessage", there.clone()).await.0, 404);
    assert_eq!(bench.refused("copyMessage", there).await.0, 404);
    let last = bench.history().await.pop().unwrap();
    assert_eq!((&last["kind"], &last["message_id"]), (&json!("delete"), &written));
}

#[tokio::test]
async fn a_press_waits_for_its_answer_and_old_clients_show_none() {
    let bench = Bench::new().await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "بله", "callback_data": "yes" }]] });
    let asked = bench
        .ok("sendMessage", json!({ "chat_id": bench.ali, "text": "؟", "reply_markup": keyboard }))
        .await["message_id"]
        .clone();
    for old in [false, true] {
        let pressed = json!({ "message_id": asked, "data": "yes", "old_client": old });
        let id = bench.act("press", pressed).await["callback_id"].as_str().unwrap().to_owned();
        assert_eq!(id.starts_with('1'), old);
        let query = bench.updates(json!({ "offset": -1 })).await[0]["callback_query"].clone();
        assert_eq!((&query["id"], &query["data"]), (&json!(id), &json!("yes")));
        assert_eq!(query["message"]["text"], json!("؟"));
        assert!(query.get("chat_instance").is_none());
        let unanswered: Value =
            bench.client.get(bench.sim("callbacks")).send().await.unwrap().json().await.unwrap();
        assert_eq!(unanswered["callbacks"][0]["callback_id"], json!(id));
        let long = json!({ "callback_query_id": id, "text": "x".repeat(201) });
        assert_eq!(bench.refused("answerCallbackQuery", long).await.0, 400);
        bench.ok("answerCallbackQuery", json!({ "callback_query_id": id, "text": "شد" })).await;
        let unanswered: Value =
            bench.client.get(bench.sim("callbacks")).send().await.unwrap().json().await.unwrap();
        assert_eq!(unanswered, json!({ "callbacks": [] }));
        let shown = bench.history().await.pop().unwrap();
        assert_eq!(shown["kind"], json!("callback_answer"));
        assert_eq!(shown.get("text").is_none(), old);
    }
    let unknown = json!({ "callback_query_id": "5" });
    assert_eq!(bench.refused("answerCallbackQuery", unknown).await.0, 400);
}

#[tokio::test]
async fn the_smaller_methods_answer_as_documented() {
    let bench = Bench::new().await;
    let here = json!({ "chat_id": bench.ali, "user_id": bench.ali, "action": "typing",
        "latitude": "35.7", "longitude": 51.4, "phone_number": "989121234567", "first_name": "علی",
        "title": "بیمه", "description": "حق بیمه", "payload": "p", "provider_token": "WALLET-TEST-1111111111111111",
        "prices": [{ "label": "کل", "amount": 1000 }], "delay_seconds": 1, "commands": [] });
    for name in ["sendChatAction", "askReview", "setMyCommands", "unpinAllChatMessages"] {
        assert_eq!(bench.ok(name, here.clone()).await, json!(true), "{name}");
    }
    assert_eq!(bench.ok("sendLocation", here.clone()).await["location"]["latitude"], json!(35.7));
    assert_eq!(bench.ok("sendContact", here.clone()).await["contact"]["first_name"], json!("علی"));
    assert_eq!(bench.ok("sendInvoice", here.clone()).await["invoice"]["total_amount"], json!(1000));
    assert_eq!(bench.ok("getChat", here.clone()).await["photo"], Value::Null);
    assert_eq!(bench.ok("getChatMembersCount", here.clone()).await, json!(2));
    assert_eq!(bench.ok("getChatMember", here.clone()).await["status"], json!("member"));
    assert_eq!(
        bench.refused("leaveChat", here.clone()).await,
        (403, "permission_denied".to_owned())
    );
    let unlisted = json!({ "chat_id": bench.ali, "action": "upload_document" });
    assert_eq!(bench.refused("sendChatAction", unlisted).await.0, 400);
    let kinds: Vec<Value> =
        bench.history().await.iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["typing", "message", "message", "message"]);
}

#[tokio::test]
async fn time_is_that_of_the_clock() {
    let clock = Clock::manual(Timestamp::from_second(1_795_000_000).unwrap());
    let bench = Bench::at(clock.clone()).await;
    let sent = bench.send_text("x").await;
    assert_eq!(sent["date"], json!(1_795_000_000));
    bench.write("y").await;
    assert_eq!(bench.updates(json!({})).await.len(), 1);
    clock.set(clock.now() + SignedDuration::from_hours(49));
    let there = json!({ "chat_id": bench.ali, "message_id": sent["message_id"] });
    assert_eq!(bench.refused("deleteMessage", there).await.0, 400);
    assert!(bench.updates(json!({})).await.is_empty());
}
