//! Verbs, encodings, names and tokens.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{Bench, TOKEN};

#[tokio::test]
async fn a_call_may_come_in_every_encoding() {
    let bench = Bench::new().await;
    let chat = bench.ali.to_string();
    let markup = json!({ "inline_keyboard": [[{ "text": "بله", "callback_data": "y" }]] });
    let pairs = [
        ("chat_id", chat.clone()),
        ("text", "سلام".to_owned()),
        ("reply_markup", markup.to_string()),
    ];
    let form = || Form::new().text("chat_id", chat.clone()).text("text", "سلام");
    let url = bench.method("sendMessage");
    let nested = json!({ "chat_id": bench.ali, "text": "سلام", "reply_markup": markup });
    let written = json!({ "chat_id": chat, "text": "سلام", "reply_markup": markup.to_string() });
    let requests = [
        bench.client.get(&url).query(&pairs),
        bench.client.post(&url).query(&pairs),
        bench.client.post(&url).form(&pairs),
        bench.client.get(&url).form(&pairs),
        bench.client.post(&url).json(&nested),
        bench.client.get(&url).json(&nested),
        bench.client.post(&url).json(&written),
        bench.client.post(&url).body(nested.to_string()),
        bench.client.post(&url).multipart(form().text("reply_markup", markup.to_string())),
        // python-bale-bot labels every part multipart/form-data.
        bench.client.post(&url).multipart(form().part(
            "reply_markup",
            Part::text(markup.to_string()).mime_str("multipart/form-data").unwrap(),
        )),
    ];
    for (case, request) in requests.into_iter().enumerate() {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["result"]["text"], json!("سلام"), "{case}: {answer}");
        assert_eq!(answer["result"]["reply_markup"], markup, "{case}: {answer}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let bench = Bench::new().await;
    let url = bench.method("sendMessage");
    let json_header = ("content-type", "application/json");
    for body in ["{", "[]", "17", "\"text\""] {
        let request = bench.client.post(&url).header(json_header.0, json_header.1).body(body);
        assert_eq!(request.send().await.unwrap().status(), 400, "{body}");
    }
    let broken = bench.client.post(&url).header("content-type", "multipart/form-data");
    assert_eq!(broken.body("x").send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn names_are_taken_in_any_case_and_unknown_ones_are_told_apart() {
    let bench = Bench::new().await;
    for name in ["getMe", "GETME", "getme", "GetMe"] {
        let me = bench.ok(name, json!({})).await;
        assert_eq!(me["id"], json!(123_456_789));
        assert_eq!(me["is_bot"], json!(true));
    }
    let missing = (501, "Not Implemented".to_owned());
    for name in ["setMyName", "setMyDescription", "sendPoll", "editMessageMedia", "deleteMessages"]
    {
        assert_eq!(bench.refused(name, json!({})).await, missing, "{name}");
    }
    assert_eq!(bench.refused("sendMesage", json!({})).await, (404, "Not Found".to_owned()));
}

#[tokio::test]
async fn a_wrong_token_is_403() {
    let bench = Bench::new().await;
    let base = bench.simulator.base_url();
    let urls = [
        format!("{base}/bot1:x/getMe"),
        format!("{base}/bot/getMe"),
        format!("{base}/file/bot1:x/1:2:1"),
        format!("{base}/bot{}/getMe", TOKEN.trim_end_matches('o')),
    ];
    for url in urls {
        let answer = bench.client.get(&url).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{url}");
        let body: Value = answer.json().await.unwrap();
        let expected = json!({ "ok": false, "error_code": 403, "description": "Bad Request: Token not found" });
        assert_eq!(body, expected, "{url}");
    }
    let without = bench.client.get(format!("{base}/{TOKEN}/getMe")).send().await.unwrap();
    assert_eq!(without.status(), 404);
}
