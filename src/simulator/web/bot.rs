//! One call of the Bot API: token, parameters, trouble, method, envelope, log.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::super::calls::Call;
use super::super::door::Scissors;
use super::super::envelope::{Refusal, success};
use super::super::faults::Trouble;
use super::super::methods::{self, Method};
use super::super::params::Params;
use super::super::shared::Shared;
use super::super::world::World;

const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// An answer before it is sent.
struct Written {
    status: StatusCode,
    kind: &'static str,
    body: String,
}

impl Written {
    fn json(status: StatusCode, body: String) -> Self {
        Self { status, kind: "application/json", body }
    }

    fn refusal(refusal: &Refusal) -> Self {
        Self::json(refusal.status, refusal.to_json(true).to_string())
    }
}

/// `ANY /bot{token}/METHOD`.
pub(super) async fn call(
    State(shared): State<Shared>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    if !bot.starts_with("bot") {
        return send(Written::refusal(&Refusal::not_found()));
    }
    if !shared.admits(&bot) {
        return send(Written::refusal(&Refusal::token()));
    }
    let (params, refused) = match Params::of(request).await {
        Ok(params) => (params, None),
        Err(refusal) => (Params::default(), Some(refusal)),
    };
    let trouble = met(&shared).await;
    let written = match (trouble.and_then(|trouble| instead(&shared, trouble)), refused) {
        (Some(written), _) => written,
        (None, Some(refusal)) => failure(&shared, &refusal),
        (None, None) => match perform(&shared, &method, &params).await {
            Ok(result) => Written::json(StatusCode::OK, success(&result)),
            Err(refusal) => failure(&shared, &refusal),
        },
    };
    shared.change(|world| record(world, method, params.logged(), &written, trouble));
    match trouble {
        Some(Trouble::ConnectionReset | Trouble::AnswerLost) => {
            scissors.cut();
            StatusCode::OK.into_response()
        }
        Some(Trouble::TruncatedBody) => truncated(written),
        Some(
            Trouble::BadGateway
            | Trouble::InternalError
            | Trouble::RateLimited
            | Trouble::RateLimitedBare
            | Trouble::LocalRateLimited,
        )
        | None => send(written),
    }
}

/// Draws the trouble of this call, and waits where the answer is slow.
async fn met(shared: &Shared) -> Option<Trouble> {
    let (delay, trouble) = shared.quietly(|world| {
        let slow = world.chance.hits(world.faults.slow);
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
fn instead(shared: &Shared, trouble: Trouble) -> Option<Written> {
    let seconds = shared.quietly(|world| world.faults.retry_after);
    match trouble {
        Trouble::AnswerLost | Trouble::TruncatedBody => None,
        Trouble::ConnectionReset => Some(Written::json(StatusCode::OK, String::new())),
        Trouble::BadGateway => Some(Written {
            status: StatusCode::BAD_GATEWAY,
            kind: "text/html",
            body: BAD_GATEWAY.to_owned(),
        }),
        Trouble::LocalRateLimited => Some(Written {
            status: StatusCode::TOO_MANY_REQUESTS,
            kind: "text/plain",
            body: "local_rate_limited".to_owned(),
        }),
        Trouble::InternalError => Some(failure(shared, &Refusal::internal())),
        Trouble::RateLimited => {
            Some(failure(shared, &Refusal::rate_limited("Too Many Requests", Some(seconds))))
        }
        Trouble::RateLimitedBare => {
            Some(failure(shared, &Refusal::rate_limited("bot limit exceed", None)))
        }
    }
}

async fn perform(shared: &Shared, method: &str, params: &Params) -> Result<String, Refusal> {
    let name = method.to_ascii_lowercase();
    match methods::find(&name) {
        Method::LongPoll => methods::long_poll(shared, params).await,
        Method::AtOnce(handler) => shared.change(|world| {
            world.check_flood(&name)?;
            handler(world, params).map(|result| result.to_string())
        }),
        Method::NotInBale => Err(Refusal::not_in_bale()),
        Method::Unknown => Err(Refusal::not_found()),
    }
}

/// A failure, with the faults of its envelope.
fn failure(shared: &Shared, refusal: &Refusal) -> Written {
    let (with_code, plain_ok) = shared.quietly(|world| {
        let codeless = world.chance.hits(world.faults.missing_error_code);
        (!codeless, world.chance.hits(world.faults.ok_false_200))
    });
    let status = if plain_ok { StatusCode::OK } else { refusal.status };
    Written::json(status, refusal.to_json(with_code).to_string())
}

fn record(
    world: &mut World,
    method: String,
    params: Value,
    written: &Written,
    trouble: Option<Trouble>,
) {
    let lost = matches!(trouble, Some(Trouble::ConnectionReset | Trouble::AnswerLost));
    let response = serde_json::from_str(&written.body).unwrap_or_else(|_| json!(written.body));
    let call = Call {
        n: 0,
        method,
        params,
        status: if lost { 0 } else { written.status.as_u16() },
        response: if lost { Value::Null } else { response },
        at: world.now.to_string(),
        fault: json!(trouble),
    };
    world.calls.record(call);
}

fn send(Written { status, kind, body }: Written) -> Response {
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The headers promise the whole body, half of it comes.
fn truncated(Written { status, kind, body }: Written) -> Response {
    let whole = body.len();
    let half = Bytes::from(body).slice(..whole / 2);
    let first = stream::once(async { Ok(half) });
    let then = stream::once(async {
        // The server sends what it has when the rest keeps it waiting.
        tokio::task::yield_now().await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    let parts = first.chain(then);
    let mut response =
        (status, [(header::CONTENT_TYPE, kind)], Body::from_stream(parts)).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(whole));
    response
}
