//! One call of the Bot API: token, parameters, trouble, method, envelope, log.

use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::calls::Call;
use super::super::door::Scissors;
use super::super::envelope::{Refusal, success};
use super::super::faults::Trouble;
use super::super::methods::{self, Method};
use super::super::params::Params;
use super::super::shared::Shared;
use super::super::world::World;
use super::trouble::{Written, failure, finished, instead, met};

/// `ANY /bot{token}/METHOD`.
pub(super) async fn call(
    State(shared): State<Shared>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    if !bot.starts_with("bot") {
        return Written::refusal(&Refusal::not_found()).sent();
    }
    if !shared.admits(&bot) {
        return Written::refusal(&Refusal::token()).sent();
    }
    let (params, refused) = match Params::of(request).await {
        Ok(params) => (params, None),
        Err(refusal) => (Params::default(), Some(refusal)),
    };
    let chat = params.integer("chat_id").ok().flatten();
    let trouble = met(&shared, chat).await;
    let written = match (trouble.and_then(|trouble| instead(&shared, trouble)), refused) {
        (Some(written), _) => written,
        (None, Some(refusal)) => failure(&shared, &refusal),
        (None, None) => match perform(&shared, &method, &params).await {
            Ok(result) => Written::json(StatusCode::OK, success(&result)),
            Err(refusal) => failure(&shared, &refusal),
        },
    };
    shared.change(|world| record(world, method, params.logged(), &written, trouble));
    finished(written, trouble, &scissors)
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

fn record(
    world: &mut World,
    method: String,
    params: Value,
    written: &Written,
    trouble: Option<Trouble>,
) {
    let lost = matches!(trouble, Some(Trouble::ConnectionReset | Trouble::AnswerLost));
    let text = String::from_utf8_lossy(&written.body);
    let response = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
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
