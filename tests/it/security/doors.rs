//! Listeners: slow callers, too many of them, and callers from elsewhere (`docs/SECURITY.md` S1, D4).

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use bimeyar::bale::{Mode, Network, WebhookSettings};
use bimeyar::runtime::listener::{self, Bounds};
use bimeyar::runtime::{Secret, Tasks, http};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::service::bench::{Bench, Bot, echo};

/// Longer than anything here takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// More than the buffers of a connection hold.
const LONG: usize = 32 * 1024 * 1024;
const SECRET: &str = "0123456789abcdefghijklmnop";

async fn listening(bounds: Bounds) -> (SocketAddr, Tasks) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tasks = Tasks::new();
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/long", get(async || "x".repeat(LONG)))
        .route("/takes", post(async |body: Bytes| format!("{} bytes", body.len())));
    listener::serve("door", listener, router, bounds, &tasks);
    (address, tasks)
}

/// Connects, and sends the beginning of a head without its end.
async fn drips(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    stream
}

#[tokio::test]
async fn a_head_that_drips_in_is_not_waited_for() {
    let bounds = Bounds { head: Duration::from_millis(200), ..Bounds::default() };
    let (address, _tasks) = listening(bounds).await;
    let mut slow = drips(address).await;
    let mut rest = Vec::new();
    let ended = timeout(PATIENCE, slow.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is held open");
    assert!(!String::from_utf8_lossy(&rest).contains("here"));
}

#[tokio::test]
async fn who_holds_all_connections_keeps_others_waiting_no_longer_than_a_head_may_take() {
    let bounds = Bounds { head: Duration::from_millis(500), connections: 2, ..Bounds::default() };
    let (address, _tasks) = listening(bounds).await;
    let _held = (drips(address).await, drips(address).await);
    let asking = http::client().unwrap().get(format!("http://{address}/")).send();
    let answer = timeout(PATIENCE, asking).await.expect("the others are let go").unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn no_more_connections_are_held_than_there_may_be() {
    let bounds = Bounds { head: PATIENCE * 10, connections: 2, ..Bounds::default() };
    let (address, tasks) = listening(bounds).await;
    let _held = (drips(address).await, drips(address).await);
    let asking = http::client().unwrap().get(format!("http://{address}/")).send();
    assert!(timeout(Duration::from_millis(500), asking).await.is_err(), "a third is served");
    assert!(tasks.shut_down(Duration::from_secs(5)).await, "slow callers hold nothing up");
}

#[tokio::test]
async fn a_head_is_not_read_without_end() {
    let (address, _tasks) = listening(Bounds::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ").await.unwrap();
    // It may be closed before all of it is written.
    let _sent = stream.write_all(&vec![b'x'; 1_000_000]).await;
    let mut answer = Vec::new();
    let _read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("it is refused");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn a_body_that_drips_in_is_not_waited_for() {
    let bounds = Bounds { answer: Duration::from_millis(200), ..Bounds::default() };
    let (address, _tasks) = listening(bounds).await;
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1").await.unwrap();
    let mut answer = [0; 12];
    let read = timeout(PATIENCE, slow.read_exact(&mut answer)).await;
    read.expect("the body is waited for").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn who_takes_no_answer_holds_no_connection() {
    let bounds = Bounds { taking: Duration::from_millis(300), connections: 1, ..Bounds::default() };
    let (address, _tasks) = listening(bounds).await;
    let mut deaf = TcpStream::connect(address).await.unwrap();
    deaf.write_all(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let asking = http::client().unwrap().get(format!("http://{address}/")).send();
    let answer = timeout(PATIENCE, asking).await.expect("the others are let go").unwrap();
    assert_eq!(answer.status(), 200);
    let mut taken = Vec::new();
    let _broken_off = timeout(PATIENCE, deaf.read_to_end(&mut taken)).await.unwrap();
    assert!(taken.len() < LONG, "all of it was kept for who did not take it");
}

#[tokio::test]
async fn who_takes_an_answer_slowly_gets_all_of_it() {
    let bounds = Bounds { taking: Duration::from_secs(2), ..Bounds::default() };
    let (address, _tasks) = listening(bounds).await;
    let mut slow = TcpStream::connect(address).await.unwrap();
    let head = b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    slow.write_all(head).await.unwrap();
    let mut taken = 0;
    let mut part = vec![0; LONG / 16];
    loop {
        tokio::time::sleep(Duration::from_millis(30)).await;
        match timeout(PATIENCE, slow.read(&mut part)).await.unwrap().unwrap() {
            0 => break,
            read => taken += read,
        }
    }
    assert!(taken > LONG, "{taken}");
}

/// A bot that says what it hears, and where it is called.
async fn hooked(bench: &Bench, change: impl FnOnce(&mut WebhookSettings)) -> (Bot, SocketAddr) {
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let bot = bench
        .start_with(echo(), |settings| {
            settings.bale.mode = Mode::Webhook;
            let webhook = &mut settings.bale.webhook;
            webhook.listen = listen;
            webhook.public_url = format!("http://{listen}");
            webhook.secret = Secret::new(SECRET.to_owned());
            change(webhook);
        })
        .await;
    (bot, listen)
}

fn update(chat: i64, id: i64) -> Value {
    json!({ "update_id": id, "message": { "message_id": id, "date": 1_790_000_000,
        "from": { "id": chat, "is_bot": false, "first_name": "x" },
        "chat": { "id": chat, "type": "private" }, "text": format!("number {id}") } })
}

/// Bale that loses patience must not leave an input behind which nobody looks at: delivered again, it was seen.
#[tokio::test]
async fn what_was_delivered_is_worked_off_though_the_caller_has_gone() {
    let bench = Bench::new().await;
    let (bot, listen) = hooked(&bench, |_| {}).await;
    for number in 0..40 {
        let chat = bench.person(&format!("number {number}"), "");
        let body = update(chat, 9_000 + number).to_string();
        let length = body.len();
        let mut stream = TcpStream::connect(listen).await.unwrap();
        let call =
            format!("POST /{SECRET} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(call.as_bytes()).await.unwrap();
        drop(stream);
    }
    let mut rested = 0;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let waits = !bot.running.is_idle() || bot.running.figures().unwrap().inbox > 0;
        rested = if waits { 0 } else { rested + 1 };
        if rested == 10 {
            break;
        }
    }
    assert_eq!(bot.running.figures().unwrap().inbox, 0, "inputs wait and nobody looks at them");
    bot.stop().await;
}

#[tokio::test]
async fn the_webhook_is_called_from_its_networks_only() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let network = |text| vec![Network::parse(text).unwrap()];
    let (bot, listen) = hooked(&bench, |webhook| {
        webhook.networks = network("10.1.0.0/16");
        webhook.proxies = network("127.0.0.1");
    })
    .await;
    let client = http::client().unwrap();
    for (id, told, status) in [
        (9_001, None, 404),
        (9_002, Some("9.9.9.9"), 404),
        (9_003, Some("10.1.2.3, 9.9.9.9"), 404),
        (9_004, Some("nonsense"), 404),
        (9_005, Some("9.9.9.9, 10.1.2.3"), 200),
    ] {
        let request = client.post(format!("http://{listen}/{SECRET}")).json(&update(ali, id));
        let request = told.into_iter().fold(request, |it, told| it.header("x-forwarded-for", told));
        assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{told:?}");
    }
    bench.ear(ali).await.hears(&["number 9005"]).await;
    assert_eq!(bench.said(ali).await, ["number 9005"]);
    bot.stop().await;
}
