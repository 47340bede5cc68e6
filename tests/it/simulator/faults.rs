//! Every fault switch shows.

use bimeyar::runtime::Clock;
use jiff::Timestamp;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{Bench, TOKEN, ids};

impl Bench {
    /// The text of the first queued update after Ali wrote.
    async fn raw_batch(&self) -> String {
        self.write("سلام").await;
        self.call("getUpdates", json!({ "offset": -1 })).await.text().await.unwrap()
    }

    async fn message(&self) -> Value {
        let batch: Value = serde_json::from_str(&self.raw_batch().await).unwrap();
        batch["result"][0]["message"].clone()
    }
}

#[tokio::test]
async fn switches_are_read_set_and_checked() {
    let bench = Bench::new().await;
    let read = async || -> Value {
        bench.client.get(bench.sim("faults")).send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(read().await["profile"], json!("calm"));
    bench.set_faults(json!({ "profile": "chaos", "slow": 0, "seed": 5 })).await;
    let chaos = read().await;
    assert_eq!((&chaos["profile"], &chaos["slow"]), (&Value::Null, &json!(0)));
    assert!(chaos["duplicates"].as_u64().unwrap() > 0);
    bench.set_faults(json!({ "profile": "odd" })).await;
    let odd = read().await;
    assert_eq!((&odd["profile"], &odd["duplicates"]), (&json!("odd"), &json!(0)));
    for bad in [
        json!({ "duplicate": 1 }),
        json!({ "duplicates": "x" }),
        json!({ "profile": "mad" }),
        json!({ "seed": -1 }),
    ] {
        assert_eq!(bench.faults(bad.clone()).await.status(), 422, "{bad}");
    }
    assert_eq!(read().await, odd);
}

#[tokio::test]
async fn shapes_of_a_message() {
    let bench = Bench::new().await;
    bench.set_faults(json!({ "missing_date": 1000 })).await;
    assert!(bench.message().await.get("date").is_none());
    bench.set_faults(json!({ "profile": "calm", "missing_chat_type": 1000 })).await;
    assert!(bench.message().await["chat"].get("type").is_none());
    bench.set_faults(json!({ "profile": "calm", "missing_optional": 1000 })).await;
    assert!(bench.message().await["from"].get("last_name").is_none());
    bench.set_faults(json!({ "profile": "calm", "explicit_nulls": 1000 })).await;
    let message = bench.message().await;
    assert!(message["photo"].is_null() && message.get("photo").is_some());
    assert_eq!(message["chat"]["title"], json!(""));
    bench.set_faults(json!({ "profile": "calm", "extra_fields": 1000 })).await;
    assert!(bench.message().await["paid_reaction"].is_object());
    bench.set_faults(json!({ "profile": "calm", "negative_message_ids": true })).await;
    let id = bench.message().await["message_id"].as_i64().unwrap();
    assert!(id < 0 && i32::try_from(id).is_ok());
    let edit = json!({ "chat_id": bench.ali, "message_id": id });
    assert_eq!(bench.ok("deleteMessage", edit).await, json!(true));
    bench.set_faults(json!({ "profile": "calm", "null_siblings": 1000 })).await;
    let batch = bench.raw_batch().await;
    assert!(batch.find("\"callback_query\":null").unwrap() < batch.find("\"message\":{").unwrap());
    let result = bench.send_text("x").await;
    assert!(result.get("photo").is_none());
    bench.set_faults(json!({ "profile": "calm", "explicit_nulls": 1000 })).await;
    assert!(bench.send_text("x").await.get("photo").is_some());
}

#[tokio::test]
async fn shapes_of_callbacks_contacts_and_albums() {
    let bench = Bench::new().await;
    bench.set_faults(json!({ "chat_instance": 1000, "missing_media_group": 1000 })).await;
    bench.act("press", json!({ "message_id": 1, "data": "x" })).await;
    let update = bench.updates(json!({ "offset": -1 })).await;
    assert!(update[0]["callback_query"]["chat_instance"].is_string());
    assert!(update[0]["callback_query"].get("message").is_none());
    for (format, expected) in [
        ("international", json!("989121234567")),
        ("plus", json!("+989121234567")),
        ("zeros", json!("00989121234567")),
        ("national", json!("09121234567")),
        ("bare", json!("9121234567")),
        ("number", json!(989_121_234_567_i64)),
    ] {
        bench.set_faults(json!({ "contact_format": format })).await;
        bench.act("contact", json!({ "own": true })).await;
        let update = bench.updates(json!({ "offset": -1 })).await;
        assert_eq!(update[0]["message"]["contact"]["phone_number"], expected);
    }
    let file = || Part::bytes(vec![0]).file_name("a.jpg");
    let album = Form::new().part("file", file()).part("file", file());
    bench.client.post(bench.of_ali("photos")).multipart(album).send().await.unwrap();
    let update = bench.updates(json!({ "offset": -1 })).await;
    assert!(update[0]["message"]["photo"].is_array());
    assert!(update[0]["message"].get("media_group_id").is_none());
}

#[tokio::test]
async fn delivery_of_batches() {
    let bench = Bench::new().await;
    for number in 0..8 {
        bench.write(&number.to_string()).await;
    }
    bench.set_faults(json!({ "duplicates": 1000 })).await;
    let twice = ids(&bench.updates(json!({})).await);
    assert_eq!(twice, (0..8).flat_map(|id| [id, id]).collect::<Vec<_>>());
    bench.set_faults(json!({ "profile": "calm", "out_of_order": 1000 })).await;
    let mut shuffled = ids(&bench.updates(json!({})).await);
    assert!(!shuffled.is_sorted());
    shuffled.sort_unstable();
    assert_eq!(shuffled, (0..8).collect::<Vec<_>>());
    bench.set_faults(json!({ "profile": "calm", "redelivery": 1000 })).await;
    assert_eq!(ids(&bench.updates(json!({ "offset": 6 })).await), (0..8).collect::<Vec<_>>());
    bench.set_faults(json!({ "profile": "calm", "malformed_member": 1000 })).await;
    let updates = bench.updates(json!({})).await;
    let sound = updates.iter().filter(|update| update["message"]["text"].is_string()).count();
    assert_eq!((updates.len(), sound), (3, 2));
}

#[tokio::test]
async fn answers_that_are_no_answers() {
    let bench = Bench::new().await;
    let me = async || bench.call("getMe", json!({})).await;
    for (switches, status, text) in [
        (json!({ "bad_gateway": 1000 }), 502, "<html>"),
        (json!({ "internal_error": 1000 }), 500, "Internal server error"),
        (
            json!({ "rate_limited": 1000, "retry_after": 7 }),
            429,
            "\"parameters\":{\"retry_after\":7}",
        ),
        (
            json!({ "rate_limited_bare": 1000 }),
            429,
            "{\"description\":\"bot limit exceed\",\"error_code\":429,\"ok\":false}",
        ),
        (json!({ "local_rate_limited": 1000 }), 429, "local_rate_limited"),
    ] {
        bench.set_faults(json!({ "profile": "calm" })).await;
        bench.set_faults(switches.clone()).await;
        let answer = me().await;
        assert_eq!(answer.status(), status, "{switches}");
        let body = answer.text().await.unwrap();
        assert!(body.contains(text), "{switches}: {body}");
    }
    bench
        .set_faults(json!({ "profile": "calm", "ok_false_200": 1000, "missing_error_code": 1000 }))
        .await;
    let answer = bench.call("sendMessage", json!({})).await;
    assert_eq!(answer.status(), 200);
    let expected = json!({ "ok": false, "description": "text: cannot be blank" });
    assert_eq!(answer.json::<Value>().await.unwrap(), expected);
}

#[tokio::test]
async fn connections_that_break() {
    let bench = Bench::new().await;
    let text = json!({ "chat_id": bench.ali, "text": "سلام" });
    let send = || bench.client.post(bench.method("sendMessage")).json(&text).send();
    let shown = async || bench.history().await.len();

    bench.set_faults(json!({ "connection_reset": 1000 })).await;
    assert!(send().await.is_err());
    assert_eq!(shown().await, 0);
    bench.set_faults(json!({ "profile": "calm", "answer_lost": 1000 })).await;
    assert!(send().await.is_err());
    assert_eq!(shown().await, 1);
    bench.set_faults(json!({ "profile": "calm", "truncated_body": 1000 })).await;
    let answer = send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.is_err());
    assert_eq!(shown().await, 2);
    bench.set_faults(json!({ "profile": "calm", "empty_success": 1000 })).await;
    let answer = send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (200, String::new()));
    assert_eq!(shown().await, 2);
    bench.set_faults(json!({ "profile": "calm", "slow": 1000, "slow_millis": 5_000 })).await;
    let impatient = bench.client.post(bench.method("sendMessage")).json(&text);
    let late = impatient.timeout(std::time::Duration::from_millis(100)).send().await;
    assert!(late.unwrap_err().is_timeout());

    let log: Value =
        bench.client.get(bench.sim("calls")).send().await.unwrap().json().await.unwrap();
    let faults: Vec<&Value> =
        log["calls"].as_array().unwrap().iter().map(|call| &call["fault"]).collect();
    assert_eq!(faults, ["connection_reset", "answer_lost", "truncated_body", "empty_success"]);
    assert_eq!(log["calls"][0]["status"], json!(0));
}

#[tokio::test]
async fn refusals_by_switch() {
    let bench = Bench::new().await;
    let reply = json!({ "chat_id": bench.ali, "text": "x", "reply_to_message_id": 77 });
    assert!(bench.ok("sendMessage", reply.clone()).await.get("reply_to_message").is_none());
    bench.set_faults(json!({ "reject_unknown_reply": true })).await;
    assert_eq!(bench.refused("sendMessage", reply).await, (400, "message not found".to_owned()));

    let id =
        bench.act("press", json!({ "message_id": 1, "data": "x" })).await["callback_id"].clone();
    bench.set_faults(json!({ "callback_answer_refused": 1000 })).await;
    let answer = json!({ "callback_query_id": id });
    assert_eq!(bench.refused("answerCallbackQuery", answer).await.0, 400);

    let form = Form::new()
        .text("chat_id", bench.ali.to_string())
        .part("document", Part::bytes(vec![7]).file_name("a.bin"));
    let sent =
        bench.client.post(bench.method("sendDocument")).multipart(form).send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    let id = sent["result"]["document"]["file_id"].as_str().unwrap().to_owned();
    let url = format!("{}/file/bot{TOKEN}/{id}", bench.simulator.base_url());
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 200);
    bench.set_faults(json!({ "expired_file_link": 1000 })).await;
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 404);
    bench.set_faults(json!({ "profile": "calm", "bad_gateway": 1000 })).await;
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 502);
    bench.set_faults(json!({ "profile": "calm", "connection_reset": 1000 })).await;
    assert!(bench.client.get(&url).send().await.is_err());
}

#[tokio::test]
async fn sends_beyond_the_limit_of_a_second_are_429() {
    let clock = Clock::manual(Timestamp::UNIX_EPOCH);
    let bench = Bench::at(clock.clone()).await;
    bench.set_faults(json!({ "sends_per_second": 2 })).await;
    let text = json!({ "chat_id": bench.ali, "text": "x" });
    let mut statuses = Vec::new();
    for second in [0, 0, 0, 1] {
        clock.set(Timestamp::from_second(second).unwrap());
        statuses.push(bench.call("sendMessage", text.clone()).await.status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 429, 200]);
    assert_eq!(bench.call("getMe", json!({})).await.status(), 200);
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_run() {
    let run = async |seed: u64| {
        let bench = Bench::new().await;
        bench.set_faults(json!({ "profile": "chaos", "slow": 0, "seed": seed })).await;
        let mut statuses = Vec::new();
        for _ in 0..150 {
            let text = json!({ "chat_id": bench.ali, "text": "x" });
            let sent = bench.client.post(bench.method("sendMessage")).json(&text).send().await;
            statuses.push(sent.ok().map(|answer| answer.status().as_u16()));
        }
        statuses
    };
    let (first, again, other) = tokio::join!(run(3), run(3), run(4));
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert!(first.contains(&None) && first.contains(&Some(429)) && first.contains(&Some(200)));
}
