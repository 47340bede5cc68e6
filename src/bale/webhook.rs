//! The webhook: Bale calls an address whose last segment is a secret, since it sends no secret header
//! (`bale-api.md` §2, `storage.md` §4.1 S1).

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use futures_util::StreamExt;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use super::wire::odd_json;
use super::wire::{Incoming, Unreadable, UnreadableReason, read_updates};
use crate::runtime::{Secret, Tasks};

/// The last segment of the webhook's path: at least 128 bits.
#[derive(Clone, Debug)]
pub struct WebhookSecret(Secret<String>);

/// The secret is too short or holds characters that a path does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's secret must be at least {SECRET_CHARS} of the characters A-Z a-z 0-9 _ -")]
pub struct WeakSecret;

/// 128 bits at six bits a character.
const SECRET_CHARS: usize = 22;
/// Bytes of a call that are read.
const BODY_BYTES: usize = 1024 * 1024;

/// What callers may hold.
#[derive(Clone, Copy, Debug)]
pub struct Calls {
    /// Calls under way at once.
    pub most: usize,
    /// Time for the body of a call to arrive.
    pub body_time: Duration,
}

impl Calls {
    /// `most` at once, each with 10 s for its body.
    pub fn at_most(most: usize) -> Self {
        Self { most, body_time: Duration::from_secs(10) }
    }
}

impl WebhookSecret {
    /// Takes a secret of at least 22 of the characters `A-Z a-z 0-9 _ -`.
    ///
    /// # Errors
    /// When it is weaker than that, or cannot be a segment of a path.
    pub fn new(secret: Secret<String>) -> Result<Self, WeakSecret> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if secret.expose().len() >= SECRET_CHARS && secret.expose().chars().all(fits) {
            Ok(Self(secret))
        } else {
            Err(WeakSecret)
        }
    }

    /// The address to give to [`Client::set_webhook`](super::Client::set_webhook).
    pub fn address(&self, public_url: &str) -> Secret<String> {
        let public_url = public_url.trim().trim_end_matches('/');
        Secret::new(format!("{public_url}/{}", self.0.expose()))
    }

    /// Whether the last segment of `path` is the secret, in a time that does not tell how much of it is right.
    fn opens(&self, path: &str) -> bool {
        let given = path.rsplit('/').next().unwrap_or_default();
        given.as_bytes().ct_eq(self.0.expose().as_bytes()).into()
    }
}

/// The webhook's routes: the whole listener, any path before the secret.
///
/// `accept` makes what was delivered durable. Then Bale gets 200, also for what could not be read, or it would deliver
/// that for ever; 503 when `accept` fails or too many calls are under way, so that it delivers again; 404 for everything without
/// the secret. What `accept` has begun it ends, in `tasks`, also when the caller hangs up: half of it done would be neither
/// told nor done again.
pub fn router<F, Fut, E>(secret: WebhookSecret, calls: Calls, tasks: &Tasks, accept: F) -> Router
where
    F: Fn(Vec<Incoming>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Display + 'static,
{
    let under_way = Arc::new(Semaphore::new(calls.most));
    let door = Arc::new((secret, under_way, tasks.clone(), accept));
    Router::new().fallback(move |request: Request| {
        let door = Arc::clone(&door);
        async move {
            let (secret, under_way, tasks, accept) = door.as_ref();
            if request.method() != Method::POST || !secret.opens(request.uri().path()) {
                return StatusCode::NOT_FOUND;
            }
            let Ok(held) = Arc::clone(under_way).try_acquire_owned() else {
                tracing::warn!("too many calls of the webhook at once");
                return StatusCode::SERVICE_UNAVAILABLE;
            };
            let Some(delivered) = read_body(request.into_body(), calls.body_time).await else {
                return StatusCode::BAD_REQUEST;
            };
            let accepting = accept(delivered);
            let work = async move {
                let status = told(accepting.await);
                drop(held);
                status
            };
            let status = tasks.to_its_end("webhook call", work).await;
            status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE)
        }
    })
}

/// What the caller is told of how keeping what was delivered went.
fn told<E: Display>(kept: Result<(), E>) -> StatusCode {
    match kept {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, "what Bale delivered could not be kept");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// What was delivered; `None` when the body broke off or did not come in time.
async fn read_body(body: Body, within: Duration) -> Option<Vec<Incoming>> {
    let collected = tokio::time::timeout(within, collect(body.into_data_stream())).await;
    let Ok(Some(body)) = collected else { return None };
    if body.len() > BODY_BYTES {
        return Some(vec![Err(unreadable(UnreadableReason::TooLarge, &body))]);
    }
    let delivered = odd_json::parse(&body).map(|value| read_updates(&value));
    Some(delivered.unwrap_or_else(|| vec![Err(unreadable(UnreadableReason::NotJson, &body))]))
}

/// The body, or just more of it than [`BODY_BYTES`].
async fn collect(mut chunks: BodyDataStream) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.ok()?);
        if body.len() > BODY_BYTES {
            break;
        }
    }
    Some(body)
}

fn unreadable(reason: UnreadableReason, body: &[u8]) -> Unreadable {
    let raw = String::from_utf8_lossy(body).into_owned();
    Unreadable { update_id: None, reason, raw }.trimmed()
}
