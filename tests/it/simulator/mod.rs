//! The simulator over real HTTP.

#![cfg(test)]

mod encodings;
mod faults;
mod files;
mod messages;
mod people;
mod sms;
mod updates;
mod webhook;

use std::time::Duration;

use bimeyar::runtime::{Clock, Secret, Tasks, http};
use bimeyar::simulator::{Person, Running, Simulator, SimulatorSettings};
use reqwest::{Client, Response};
use serde_json::{Value, json};

const TOKEN: &str = "123456789:abcdIuZmK5qNEm2A1BhUaAg7MPJv1O9KCcBQB2ro";

/// A running simulator with one person, and a client to it.
struct Bench {
    simulator: Running,
    tasks: Tasks,
    client: Client,
    ali: i64,
}

impl Bench {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut SimulatorSettings)) -> Self {
        Self::start(change, Clock::system()).await
    }

    async fn at(clock: Clock) -> Self {
        Self::start(|_| {}, clock).await
    }

    async fn start(change: impl FnOnce(&mut SimulatorSettings), clock: Clock) -> Self {
        let mut settings = SimulatorSettings::loopback(Secret::new(TOKEN.to_owned()));
        change(&mut settings);
        let tasks = Tasks::new();
        let simulator = Simulator::start(settings, clock, &tasks).await.unwrap();
        let ali = simulator.add_person(Person {
            first_name: "علی".to_owned(),
            last_name: "رضایی".to_owned(),
            mobile: "09121234567".to_owned(),
            ..Person::default()
        });
        Self { simulator, tasks, client: http::client().unwrap(), ali: ali.id }
    }

    fn method(&self, name: &str) -> String {
        format!("{}/bot{TOKEN}/{name}", self.simulator.base_url())
    }

    fn sim(&self, path: &str) -> String {
        format!("{}/sim/{path}", self.simulator.base_url())
    }

    fn of_ali(&self, path: &str) -> String {
        self.sim(&format!("people/{}/{path}", self.ali))
    }

    async fn call(&self, name: &str, body: Value) -> Response {
        self.client.post(self.method(name)).json(&body).send().await.unwrap()
    }

    /// The result of a call that must succeed.
    async fn ok(&self, name: &str, body: Value) -> Value {
        let answer: Value = self.call(name, body).await.json().await.unwrap();
        assert_eq!(answer["ok"], json!(true), "{name}: {answer}");
        answer["result"].clone()
    }

    /// Status and description of a call that must fail.
    async fn refused(&self, name: &str, body: Value) -> (u16, String) {
        let answer = self.call(name, body).await;
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["ok"], json!(false), "{name}: {body}");
        assert_eq!(body["error_code"], json!(status), "{name}: {body}");
        (status, body["description"].as_str().unwrap().to_owned())
    }

    async fn send_text(&self, text: &str) -> Value {
        self.ok("sendMessage", json!({ "chat_id": self.ali, "text": text })).await
    }

    /// POST to the page's side.
    async fn act(&self, path: &str, body: Value) -> Value {
        let answer = self.client.post(self.of_ali(path)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    async fn write(&self, text: &str) -> Value {
        self.act("text", json!({ "text": text })).await
    }

    async fn updates(&self, body: Value) -> Vec<Value> {
        self.ok("getUpdates", body).await.as_array().unwrap().clone()
    }

    async fn history(&self) -> Vec<Value> {
        let history = self.client.get(self.of_ali("history")).send().await.unwrap();
        history.json::<Value>().await.unwrap()["items"].as_array().unwrap().clone()
    }

    async fn faults(&self, switches: Value) -> Response {
        self.client.put(self.sim("faults")).json(&switches).send().await.unwrap()
    }

    async fn set_faults(&self, switches: Value) {
        let answer = self.faults(switches).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }
}

fn ids(updates: &[Value]) -> Vec<i64> {
    updates.iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn it_stops_while_a_poll_and_a_stream_are_open() {
    let bench = Bench::new().await;
    let stream = bench.client.get(bench.of_ali("events")).send().await.unwrap();
    let polling = bench.updates(json!({ "timeout": 60 }));
    let stopping = async {
        // The poll is logged when it is answered, so its start shows only by its being open.
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.tasks.shut_down(Duration::from_secs(5)).await
    };
    let (updates, stopped) = tokio::join!(polling, stopping);
    assert!(stopped && updates.is_empty());
    assert!(stream.text().await.unwrap().is_empty());
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_wants_a_sound_token() {
    let start = async |listen: &str, token: &str| {
        let mut settings = SimulatorSettings::loopback(Secret::new(token.to_owned()));
        settings.listen = listen.parse().unwrap();
        Simulator::start(settings, Clock::system(), &Tasks::new()).await.map(|_| ())
    };
    assert!(start("127.0.0.1:0", TOKEN).await.is_ok());
    assert!(start("0.0.0.0:0", TOKEN).await.is_err());
    assert!(start("127.0.0.1:0", "secret").await.is_err());
}
