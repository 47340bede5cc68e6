//! Webhook mode, against a receiver of our own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use bimeyar::runtime::Tasks;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Bench;

#[derive(Clone)]
struct Hook {
    received: Sender<(HeaderMap, Value)>,
    failures: Arc<AtomicUsize>,
}

/// A receiver that fails `failures` times before it answers 200.
async fn receiver(tasks: &Tasks, failures: usize) -> (String, Receiver<(HeaderMap, Value)>) {
    let (received, incoming) = channel(100);
    let hook = Hook { received, failures: Arc::new(AtomicUsize::new(failures)) };
    let take = async |State(hook): State<Hook>, headers: HeaderMap, Json(update): Json<Value>| {
        hook.received.send((headers, update)).await.unwrap();
        let failing = hook
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if failing.is_ok() { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook/secret", listener.local_addr().unwrap());
    let routes = Router::new().route("/hook/secret", post(take)).with_state(hook);
    let stopping = tasks.stopping().clone();
    tasks.spawn("receiver", async move {
        let server = axum::serve(listener, routes);
        server.with_graceful_shutdown(stopping.cancelled_owned()).await.unwrap();
    });
    (url, incoming)
}

async fn next(incoming: &mut Receiver<(HeaderMap, Value)>) -> (HeaderMap, Value) {
    tokio::time::timeout(Duration::from_secs(10), incoming.recv()).await.unwrap().unwrap()
}

#[tokio::test]
async fn each_update_is_posted_until_it_is_answered_200() {
    let bench = Bench::with(|settings| settings.webhook_pause = Duration::from_millis(10)).await;
    let (url, mut incoming) = receiver(&bench.tasks, 2).await;
    bench.write("پیش از وبهوک").await;
    bench.ok("setWebhook", json!({ "url": url })).await;
    assert_eq!(bench.ok("getWebhookInfo", json!({})).await, json!({ "url": url }));
    for _ in 0..3 {
        let (headers, update) = next(&mut incoming).await;
        assert_eq!(update["message"]["text"], json!("پیش از وبهوک"));
        assert_eq!(headers["content-type"], "application/json");
        assert!(headers.keys().all(|name| !name.as_str().contains("secret")));
    }
    bench.write("پس از آن").await;
    assert_eq!(next(&mut incoming).await.1["update_id"], json!(1));
    assert!(bench.updates(json!({})).await.is_empty());
    bench.set_faults(json!({ "updates_while_webhook": "conflict" })).await;
    assert_eq!(bench.refused("getUpdates", json!({})).await.0, 409);
    bench.ok("deleteWebhook", json!({})).await;
    assert_eq!(bench.ok("getWebhookInfo", json!({})).await, json!({ "url": "" }));
    bench.write("بی وبهوک").await;
    assert_eq!(bench.updates(json!({ "offset": -1 })).await[0]["update_id"], json!(2));
}

#[tokio::test]
async fn the_webhook_has_delivery_faults_too() {
    let bench = Bench::new().await;
    let (url, mut incoming) = receiver(&bench.tasks, 0).await;
    for number in 0..10 {
        bench.write(&number.to_string()).await;
    }
    bench.set_faults(json!({ "duplicates": 1000, "held_back": 1000 })).await;
    bench.ok("setWebhook", json!({ "url": url })).await;
    let mut ids = Vec::new();
    for _ in 0..10 {
        let first = next(&mut incoming).await.1;
        assert_eq!(next(&mut incoming).await.1, first);
        ids.push(first["update_id"].as_i64().unwrap());
    }
    assert!(!ids.is_sorted(), "{ids:?}");
    ids.sort_unstable();
    assert_eq!(ids, (0..10).collect::<Vec<_>>());
}

#[tokio::test]
async fn only_the_ports_of_bale_are_taken_without_the_switch() {
    let bench = Bench::with(|settings| settings.loopback_webhooks = false).await;
    for (url, taken) in [
        ("https://bot.example.ir/x", true),
        ("https://bot.example.ir:88/x", true),
        ("https://bot.example.ir:8443/x", false),
        ("http://127.0.0.1:9/x", false),
    ] {
        assert_eq!(
            bench.call("setWebhook", json!({ "url": url })).await.status() == 200,
            taken,
            "{url}"
        );
        bench.ok("setWebhook", json!({ "url": "" })).await;
    }
}
