//! The SMS inbox and its Kavenegar-shaped door.

use serde_json::{Value, json};

use super::Bench;

impl Bench {
    async fn lookup(&self, pairs: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/v1/key/verify/lookup.json", self.simulator.sms_url());
        let answer = self.client.post(url).form(pairs).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test]
async fn a_lookup_is_rendered_into_the_inbox_of_its_mobile() {
    let bench = Bench::new().await;
    let (status, answer) = bench
        .lookup(&[
            ("receptor", "09121234567"),
            ("template", "stage"),
            ("token", "483920175562"),
            ("token20", "در حال رسیدگی"),
        ])
        .await;
    assert_eq!((status, &answer["return"]["status"]), (200, &json!(200)));
    let text = json!("stage: 483920175562 در حال رسیدگی");
    assert_eq!(answer["entries"][0]["message"], text);
    let shown = bench.history().await.pop().unwrap();
    assert_eq!((&shown["kind"], &shown["text"]), (&json!("sms"), &text));
    let inbox: Value = bench
        .client
        .get(bench.sim("sms?mobile=989121234567"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(inbox["items"][0]["params"]["token20"], json!("در حال رسیدگی"));
    assert_eq!(inbox["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_bad_lookup_is_refused_as_the_gateway_does() {
    let bench = Bench::new().await;
    let long = "1".repeat(101);
    for (pairs, expected) in [
        (vec![("receptor", "09121234567"), ("template", "code")], 406),
        (vec![("receptor", "0912"), ("template", "code"), ("token", "1")], 411),
        (vec![("receptor", "09121234567"), ("template", "code"), ("token", "1 2")], 431),
        (vec![("receptor", "09121234567"), ("template", "code"), ("token", "1_2")], 431),
        (vec![("receptor", "09121234567"), ("template", "code"), ("token", &long)], 431),
        (
            vec![
                ("receptor", "09121234567"),
                ("template", "c"),
                ("token", "1"),
                ("token10", "a b c d e f g"),
            ],
            431,
        ),
    ] {
        let (status, answer) = bench.lookup(&pairs).await;
        assert_eq!(
            (status, &answer["return"]["status"]),
            (expected, &json!(expected)),
            "{pairs:?}"
        );
        assert!(answer["entries"].is_null());
    }
    assert!(bench.history().await.is_empty());
}

#[tokio::test]
async fn a_busy_gateway_and_a_plain_sms() {
    let bench = Bench::new().await;
    bench.set_faults(json!({ "sms_busy": 1000 })).await;
    let pairs = [("receptor", "09121234567"), ("template", "code"), ("token", "1")];
    assert_eq!(bench.lookup(&pairs).await.0, 409);
    let plain = json!({ "mobile": "+989121234567", "from": "بانک", "text": "سلام" });
    let received = bench.client.post(bench.sim("sms")).json(&plain).send().await.unwrap();
    assert_eq!(received.status(), 200);
    let shown = bench.history().await;
    assert_eq!((&shown[0]["from"], &shown[0]["text"]), (&json!("بانک"), &json!("سلام")));
}
