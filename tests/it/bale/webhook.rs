//! The webhook over real HTTP: who gets in, what is handed over, what Bale is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bimeyar::bale::webhook::{Calls, WeakSecret, WebhookSecret, router};
use bimeyar::bale::wire::{Incoming, UnreadableReason};
use bimeyar::runtime::{Secret, Tasks, http};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const SECRET: &str = "k3J9_vT0qLw8-ZxYb2Rn5A";

const CALLS: Calls = Calls { most: 8, body_time: Duration::from_millis(300) };

type Delivered = Arc<Mutex<Vec<Incoming>>>;

fn secret(text: &str) -> Result<WebhookSecret, WeakSecret> {
    WebhookSecret::new(Secret::new(text.to_owned()))
}

/// A webhook that listens and hands over to `accept`; its address.
async fn serving<F, Fut>(calls: Calls, accept: F) -> (Tasks, String)
where
    F: Fn(Vec<Incoming>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), &'static str>> + Send + 'static,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let tasks = Tasks::new();
    let app = router(secret(SECRET).unwrap(), calls, &tasks, accept);
    tasks.spawn("webhook", async move { axum::serve(listener, app).await.unwrap() });
    (tasks, address)
}

/// A listening webhook, its address, and what it was handed. It fails to keep a delivery of two.
async fn listen() -> (Tasks, String, Delivered) {
    let delivered = Delivered::default();
    let inbox = Arc::clone(&delivered);
    let accept = move |updates: Vec<Incoming>| {
        let inbox = Arc::clone(&inbox);
        async move {
            if updates.len() == 2 {
                return Err("the disk is full");
            }
            inbox.lock().unwrap().extend(updates);
            Ok(())
        }
    };
    let (tasks, address) = serving(CALLS, accept).await;
    (tasks, address, delivered)
}

async fn post(url: &str, body: Vec<u8>) -> u16 {
    http::client().unwrap().post(url).body(body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_update_at_the_secret_path_is_handed_over() {
    let (_tasks, address, delivered) = listen().await;
    let update =
        json!({"update_id": 0, "message": {"message_id": 1, "chat": {"id": 5}, "text": "x"}});
    for path in [SECRET.to_owned(), format!("bale/{SECRET}"), format!("{SECRET}?x=1")] {
        assert_eq!(post(&format!("{address}/{path}"), update.to_string().into_bytes()).await, 200);
    }
    let delivered = delivered.lock().unwrap();
    assert_eq!(delivered.len(), 3);
    assert_eq!(delivered[0].as_ref().unwrap().id, Some(0));
}

#[tokio::test]
async fn without_the_secret_there_is_nothing() {
    let (_tasks, address, delivered) = listen().await;
    let short = SECRET.strip_suffix('A').unwrap();
    let cases =
        ["", "/", "/x", &format!("/{short}"), &format!("/{SECRET}x"), &format!("/{SECRET}/")];
    for path in cases {
        assert_eq!(post(&format!("{address}{path}"), b"{}".to_vec()).await, 404, "{path}");
    }
    let get = http::client().unwrap().get(format!("{address}/{SECRET}")).send().await.unwrap();
    assert_eq!(get.status(), 404);
    assert!(delivered.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_recorded_and_answered_200() {
    let (_tasks, address, delivered) = listen().await;
    let url = format!("{address}/{SECRET}");
    let bodies =
        [b"no json".to_vec(), b"7".to_vec(), b"{\"update_id\":4}".to_vec(), vec![b' '; 1_048_577]];
    for body in bodies {
        assert_eq!(post(&url, body).await, 200);
    }
    // Nothing at all is nothing to record.
    assert_eq!(post(&url, b"null".to_vec()).await, 200);
    let reasons: Vec<_> =
        delivered.lock().unwrap().iter().map(|kept| kept.as_ref().unwrap_err().reason).collect();
    assert_eq!(
        reasons,
        [
            UnreadableReason::NotJson,
            UnreadableReason::NotAnObject,
            UnreadableReason::NoContent,
            UnreadableReason::TooLarge,
        ]
    );
}

/// What is answered to a head that announces `announced` bytes, of which `sent` come and no more.
async fn held(address: &str, announced: usize, sent: usize) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
    let head = format!("POST /{SECRET} HTTP/1.1\r\nhost: x\r\ncontent-length: {announced}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b' '; sent]).await.unwrap();
    let mut answer = vec![0; 64];
    let read = tokio::time::timeout(Duration::from_secs(8), stream.read(&mut answer)).await;
    answer.truncate(read.expect("the call is held open").unwrap());
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_body_is_neither_waited_for_nor_read_without_end() {
    let (_tasks, address, delivered) = listen().await;
    assert!(held(&address, 1_000, 10).await.starts_with("HTTP/1.1 400"));
    assert!(delivered.lock().unwrap().is_empty());
    // Of what is too long no more is read than shows it.
    assert!(held(&address, 1 << 30, (1 << 20) + 1).await.starts_with("HTTP/1.1 200"));
    let kept = delivered.lock().unwrap().pop().unwrap().unwrap_err();
    assert_eq!(kept.reason, UnreadableReason::TooLarge);
}

#[tokio::test]
async fn what_cannot_be_kept_is_answered_503() {
    let (_tasks, address, delivered) = listen().await;
    assert_eq!(post(&format!("{address}/{SECRET}"), b"[{}, {}]".to_vec()).await, 503);
    assert!(delivered.lock().unwrap().is_empty());
}

#[test]
fn weak_secrets_are_refused() {
    for weak in
        ["", "short", &"a".repeat(21), "aaaaaaaaaaaaaaaaaaaaaaaaa/b", "ییییییییییییییییییییییییی"]
    {
        assert_eq!(secret(weak).map(drop), Err(WeakSecret), "{weak}");
    }
    let address = secret(SECRET).unwrap().address("https://bot.example.ir/bale/");
    assert_eq!(address.expose(), &format!("https://bot.example.ir/bale/{SECRET}"));
    assert!(!format!("{:?}", secret(SECRET)).contains(SECRET));
}

#[tokio::test]
async fn no_more_calls_than_allowed_are_held_in_memory() {
    let (entered, mut entering) = tokio::sync::mpsc::channel::<()>(4);
    let release = Arc::new(tokio::sync::Notify::new());
    let released = Arc::clone(&release);
    let accept = move |_| {
        let (entered, released) = (entered.clone(), Arc::clone(&released));
        async move {
            entered.send(()).await.unwrap();
            released.notified().await;
            Ok::<(), &str>(())
        }
    };
    let (_tasks, address) = serving(Calls::at_most(1), accept).await;
    let address = format!("{address}/{SECRET}");
    let body = || json!({"update_id": 1}).to_string().into_bytes();
    let (first, ()) = tokio::join!(post(&address, body()), async {
        entering.recv().await.unwrap();
        let second = tokio::time::timeout(Duration::from_secs(20), post(&address, body())).await;
        assert_eq!(second.expect("a second call is let in"), 503);
        release.notify_one();
    });
    assert_eq!(first, 200);
    release.notify_one();
    assert_eq!(post(&address, body()).await, 200);
}

/// Tells when it falls, with the work that holds it.
struct Falls(tokio::sync::mpsc::UnboundedSender<&'static str>);

impl Drop for Falls {
    fn drop(&mut self) {
        self.0.send("fallen").ok();
    }
}

#[tokio::test]
async fn what_was_begun_is_ended_though_the_caller_hangs_up() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let release = Arc::new(tokio::sync::Notify::new());
    let released = Arc::clone(&release);
    let accept = move |_| {
        let (tell, released) = (tell.clone(), Arc::clone(&released));
        async move {
            let falls = Falls(tell.clone());
            tell.send("begun").unwrap();
            released.notified().await;
            tell.send("ended").unwrap();
            drop(falls);
            Ok::<(), &str>(())
        }
    };
    let (_tasks, address) = serving(Calls::at_most(1), accept).await;
    let address = format!("{address}/{SECRET}");
    tokio::select! {
        _ = post(&address, b"{}".to_vec()) => panic!("it was not released"),
        begun = told.recv() => assert_eq!(begun, Some("begun")),
    }
    // Long enough for the server to see that nobody is there any more.
    let gone = Duration::from_millis(200);
    assert_eq!(tokio::time::timeout(gone, told.recv()).await.ok(), None);
    // What nobody waits for counts all the same.
    assert_eq!(post(&address, b"{}".to_vec()).await, 503);
    release.notify_one();
    assert_eq!(told.recv().await, Some("ended"));
}
