//! How the transport faults change an answer: of a method, or of a file.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use super::super::door::Scissors;
use super::super::envelope::Refusal;
use super::super::faults::Trouble;
use super::super::shared::Shared;

const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// An answer before it is sent.
pub(super) struct Written {
    pub(super) status: StatusCode,
    pub(super) kind: HeaderValue,
    pub(super) body: Bytes,
}

impl Written {
    fn new(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, kind: HeaderValue::from_static(kind), body: body.into() }
    }

    pub(super) fn json(status: StatusCode, body: String) -> Self {
        Self::new(status, "application/json", body)
    }

    pub(super) fn refusal(refusal: &Refusal) -> Self {
        Self::json(refusal.status, refusal.to_json(true).to_string())
    }

    pub(super) fn sent(self) -> Response {
        (self.status, [(header::CONTENT_TYPE, self.kind)], self.body).into_response()
    }

    /// The headers promise the whole body, half of it comes.
    fn truncated(self) -> Response {
        let whole = self.body.len();
        let half = self.body.slice(..whole / 2);
        let first = stream::once(async { Ok(half) });
        let then = stream::once(async {
            // The server sends what it has when the rest keeps it waiting.
            tokio::task::yield_now().await;
            Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
        });
        let headers =
            [(header::CONTENT_TYPE, self.kind), (header::CONTENT_LENGTH, HeaderValue::from(whole))];
        (self.status, headers, Body::from_stream(first.chain(then))).into_response()
    }
}

/// Draws the trouble of this call, which may be about a chat, and waits where the answer is slow.
pub(super) async fn met(shared: &Shared, chat: Option<i64>) -> Option<Trouble> {
    let (delay, trouble) = shared.quietly(|world| {
        let about_slow = chat.is_some_and(|chat| chat != 0 && chat == world.faults.slow_chat);
        let slow = world.chance.hits(world.faults.slow) || about_slow;
        let delay = slow.then(|| Duration::from_millis(world.faults.slow_millis.into()));
        (delay, world.faults.trouble(&mut world.chance))
    });
    if let Some(delay) = delay {
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = shared.stopping().cancelled() => {}
        }
    }
    trouble
}

/// What is answered instead of carrying the call out.
pub(super) fn instead(shared: &Shared, trouble: Trouble) -> Option<Written> {
    let seconds = shared.quietly(|world| world.faults.retry_after);
    match trouble {
        Trouble::AnswerLost | Trouble::TruncatedBody => None,
        Trouble::ConnectionReset | Trouble::EmptySuccess => {
            Some(Written::json(StatusCode::OK, String::new()))
        }
        Trouble::BadGateway => {
            Some(Written::new(StatusCode::BAD_GATEWAY, "text/html", BAD_GATEWAY))
        }
        Trouble::LocalRateLimited => {
            Some(Written::new(StatusCode::TOO_MANY_REQUESTS, "text/plain", "local_rate_limited"))
        }
        Trouble::InternalError => Some(failure(shared, &Refusal::internal())),
        Trouble::RateLimited => {
            Some(failure(shared, &Refusal::rate_limited("Too Many Requests", Some(seconds))))
        }
        Trouble::RateLimitedBare => {
            Some(failure(shared, &Refusal::rate_limited("bot limit exceed", None)))
        }
    }
}

/// A failure, with the faults of its envelope.
pub(super) fn failure(shared: &Shared, refusal: &Refusal) -> Written {
    let (with_code, plain_ok) = shared.quietly(|world| {
        let codeless = world.chance.hits(world.faults.missing_error_code);
        (!codeless, world.chance.hits(world.faults.ok_false_200))
    });
    let status = if plain_ok { StatusCode::OK } else { refusal.status };
    Written::json(status, refusal.to_json(with_code).to_string())
}

/// Sends what was written, as far as `trouble` lets it.
pub(super) fn finished(
    written: Written,
    trouble: Option<Trouble>,
    scissors: &Scissors,
) -> Response {
    match trouble {
        Some(Trouble::ConnectionReset | Trouble::AnswerLost) => {
            scissors.cut();
            StatusCode::OK.into_response()
        }
        Some(Trouble::TruncatedBody) => written.truncated(),
        Some(
            Trouble::BadGateway
            | Trouble::EmptySuccess
            | Trouble::InternalError
            | Trouble::RateLimited
            | Trouble::RateLimitedBare
            | Trouble::LocalRateLimited,
        )
        | None => written.sent(),
    }
}
