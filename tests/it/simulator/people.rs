//! The page's side.

use serde_json::{Value, json};

use super::Bench;

#[tokio::test]
async fn people_are_listed_added_and_replaced() {
    let bench = Bench::new().await;
    let add = async |person: Value| -> Value {
        let answer = bench.client.post(bench.sim("people")).json(&person).send().await.unwrap();
        answer.json().await.unwrap()
    };
    let sara = add(json!({ "first_name": "سارا", "last_name": "محمدی", "mobile": "09351112233", "note": "همسر" })).await;
    assert_eq!(sara["id"], json!(1002));
    add(json!({ "id": 1002, "first_name": "ساره" })).await;
    let listed: Value =
        bench.client.get(bench.sim("people")).send().await.unwrap().json().await.unwrap();
    let names: Vec<&Value> =
        listed["people"].as_array().unwrap().iter().map(|person| &person["first_name"]).collect();
    assert_eq!(names, [&json!("علی"), &json!("ساره")]);
    assert_eq!(listed["bot"]["id"], json!(123_456_789));
    let unknown =
        bench.client.post(bench.sim("people")).json(&json!({ "name": "x" })).send().await.unwrap();
    assert_eq!(unknown.status(), 422);
    let nobody = bench.client.get(bench.sim("people/7/history")).send().await.unwrap();
    assert_eq!(nobody.status(), 404);
}

#[tokio::test]
async fn a_person_shares_contacts_places_voices_and_stickers() {
    let bench = Bench::new().await;
    bench.act("contact", json!({ "own": true })).await;
    bench
        .act(
            "contact",
            json!({ "phone_number": 989_350_000_000_i64, "first_name": "سارا", "user_id": 5 }),
        )
        .await;
    bench.act("location", json!({ "latitude": 35.7, "longitude": 51.4 })).await;
    bench.act("voice", json!({})).await;
    bench.act("sticker", json!({})).await;
    let first = bench.write("یک").await;
    bench
        .act("text", json!({ "text": "دو", "reply_to": first["message_id"], "forwarded": true }))
        .await;
    let updates = bench.updates(json!({})).await;
    let messages: Vec<&Value> = updates.iter().map(|update| &update["message"]).collect();
    let own = json!({ "phone_number": "989121234567", "first_name": "علی", "last_name": "رضایی", "user_id": bench.ali });
    assert_eq!(messages[0]["contact"], own);
    assert_eq!(messages[1]["contact"]["phone_number"], json!(989_350_000_000_i64));
    assert_eq!(messages[2]["location"], json!({ "latitude": 35.7, "longitude": 51.4 }));
    let voice: Vec<&String> = messages[3]["voice"].as_object().unwrap().keys().collect();
    assert_eq!(voice, ["file_id", "file_unique_id"]);
    assert_eq!(messages[4]["sticker"]["type"], json!("regular"));
    assert_eq!(messages[6]["reply_to_message"]["text"], json!("یک"));
    assert!(messages[6]["forward_from"]["id"].is_i64());
}

#[tokio::test]
async fn events_are_streamed_after_the_history() {
    let bench = Bench::new().await;
    bench.send_text("یک").await;
    bench.send_text("دو").await;
    let mut stream = bench.client.get(bench.of_ali("events?after=1")).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    bench.send_text("سه").await;
    let mut text = String::new();
    while !text.contains("سه") {
        text.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let [first_id, first, second_id, second] = lines.as_slice() else { panic!("{text}") };
    assert_eq!((*first_id, *second_id), ("id: 2", "id: 3"));
    let event: Value = serde_json::from_str(first.strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(
        (&event["kind"], &event["from"], &event["text"]),
        (&json!("message"), &json!("bot"), &json!("دو"))
    );
    assert!(second.contains("سه"));
    bench.client.post(bench.sim("reset")).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_none(), "an emptied simulator ends its streams");
}

#[tokio::test]
async fn calls_are_logged_with_files_as_name_and_size() {
    let bench = Bench::new().await;
    bench.send_text("یک").await;
    let form = reqwest::multipart::Form::new()
        .text("chat_id", bench.ali.to_string())
        .part("document", reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("a.bin"));
    bench.client.post(bench.method("sendDocument")).multipart(form).send().await.unwrap();
    bench.refused("sendMessage", json!({})).await;
    let log = async |after: u64| -> Vec<Value> {
        let url = bench.sim(&format!("calls?after={after}"));
        let log: Value = bench.client.get(url).send().await.unwrap().json().await.unwrap();
        log["calls"].as_array().unwrap().clone()
    };
    let calls = log(0).await;
    assert_eq!(calls.len(), 3);
    assert_eq!(calls[0]["params"], json!({ "chat_id": bench.ali, "text": "یک" }));
    assert_eq!(calls[0]["response"]["result"]["text"], json!("یک"));
    assert_eq!(calls[1]["params"]["document"], json!({ "name": "a.bin", "bytes": 3 }));
    assert_eq!((&calls[2]["status"], &calls[2]["n"]), (&json!(400), &json!(3)));
    assert_eq!(log(2).await.len(), 1);
    bench.client.delete(bench.sim("calls")).send().await.unwrap();
    assert!(log(0).await.is_empty());
}

#[tokio::test]
async fn the_page_and_its_assets_are_served() {
    let bench = Bench::new().await;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/sim/app.js", "text/javascript; charset=utf-8"),
        ("/sim/app.css", "text/css; charset=utf-8"),
        ("/sim/health", "application/json"),
    ] {
        let answer =
            bench.client.get(format!("{}{path}", bench.simulator.base_url())).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
            (200, kind)
        );
    }
    let nowhere = bench.client.get(bench.sim("nowhere/at/all")).send().await.unwrap();
    assert_eq!(nowhere.status(), 404);
}
