//! Between the bot and the simulator: counts the calls that are inside at once, holds them until it is opened, and can refuse
//! some in Bale's place.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use bimeyar::runtime::{Tasks, http};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Long enough for those to come in whom nothing stops.
const MEANWHILE: Duration = Duration::from_millis(300);

/// Calls whose path has a word in it are counted, held and refused; all others go through.
pub(crate) struct Gate {
    pub(crate) url: String,
    inner: Arc<Inner>,
    _tasks: Tasks,
}

struct Inner {
    to: String,
    word: &'static str,
    client: reqwest::Client,
    inside: watch::Sender<usize>,
    most: Mutex<usize>,
    is_open: watch::Sender<bool>,
    refusals: Mutex<VecDeque<(StatusCode, Value)>>,
}

impl Gate {
    /// Before the server `to`, for calls with `word`; closed.
    pub(crate) async fn before(to: String, word: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            to,
            word,
            client: http::client().unwrap(),
            inside: watch::Sender::new(0),
            most: Mutex::new(0),
            is_open: watch::Sender::new(false),
            refusals: Mutex::default(),
        });
        let app = Router::new().fallback(pass).with_state(Arc::clone(&inner));
        let tasks = Tasks::new();
        tasks.spawn("gate", async move { axum::serve(listener, app).await.unwrap() });
        Self { url, inner, _tasks: tasks }
    }

    pub(crate) fn open(&self) {
        self.inner.is_open.send_replace(true);
    }

    /// Refuses the next `count` calls.
    pub(crate) fn refuses(&self, count: usize, code: u16, description: &str) {
        let body = json!({ "ok": false, "error_code": code, "description": description });
        let refusal = (StatusCode::from_u16(code).unwrap(), body);
        self.inner.refusals.lock().unwrap().extend(std::iter::repeat_n(refusal, count));
    }

    pub(crate) fn refuses_no_more(&self) {
        self.inner.refusals.lock().unwrap().clear();
    }

    /// Refusals that nobody has met yet.
    pub(crate) fn refusals_left(&self) -> usize {
        self.inner.refusals.lock().unwrap().len()
    }

    /// Waits until `count` calls are inside, and for further ones that might come.
    pub(crate) async fn holds(&self, count: usize) {
        let mut inside = self.inner.inside.subscribe();
        inside.wait_for(|now| *now >= count).await.unwrap();
        tokio::time::sleep(MEANWHILE).await;
    }

    /// How many calls were inside at once, at most.
    pub(crate) fn most(&self) -> usize {
        *self.inner.most.lock().unwrap()
    }
}

async fn pass(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !uri.path().contains(inner.word) {
        return forward(&inner, method, &uri, &headers, body).await;
    }
    let refusal = inner.refusals.lock().unwrap().pop_front();
    if let Some((status, body)) = refusal {
        return (status, axum::Json(body)).into_response();
    }
    inner.inside.send_modify(|now| {
        *now += 1;
        let mut most = inner.most.lock().unwrap();
        *most = (*most).max(*now);
    });
    inner.is_open.subscribe().wait_for(|is_open| *is_open).await.unwrap();
    let answer = forward(&inner, method, &uri, &headers, body).await;
    inner.inside.send_modify(|now| *now -= 1);
    answer
}

async fn forward(
    inner: &Inner,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: Bytes,
) -> Response {
    let mut asked = inner.client.request(method, format!("{}{uri}", inner.to)).body(body);
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        asked = asked.header(header::CONTENT_TYPE, kind);
    }
    let Ok(answer) = asked.send().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let mut response = (status, answer.bytes().await.unwrap_or_default()).into_response();
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
