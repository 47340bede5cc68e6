//! The SMS inbox over HTTP.

use axum::Json;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::params::Params;
use super::super::people::subscriber;
use super::super::shared::Shared;
use super::super::sms::Sms;
use super::answers::{Answer, Problem, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incoming {
    mobile: String,
    from: String,
    text: String,
}

pub(super) async fn receive(State(shared): State<Shared>, body: Bytes) -> Answer {
    let Incoming { mobile, from, text } = read(&body)?;
    if subscriber(&mobile).is_none() {
        return Err(Problem::unreadable("mobile: an Iranian mobile number is expected"));
    }
    shared.change(|world| world.receive_sms(&mobile, &from, &text, Value::Null));
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
pub(super) struct Whose {
    mobile: Option<String>,
}

pub(super) async fn list(State(shared): State<Shared>, Query(whose): Query<Whose>) -> Json<Value> {
    let wanted = whose.mobile.as_deref().filter(|mobile| !mobile.is_empty());
    let items: Vec<Sms> = shared.quietly(|world| {
        let of_them = |sms: &&Sms| match wanted {
            Some(mobile) => subscriber(&sms.mobile) == subscriber(mobile),
            None => true,
        };
        world.sms.iter().filter(of_them).cloned().collect()
    });
    Json(json!({ "items": items }))
}

/// `POST /sms/v1/{api_key}/verify/lookup.json`; any key is good, GET works too.
pub(super) async fn kavenegar_lookup(State(shared): State<Shared>, request: Request) -> Response {
    let params = Params::of(request).await.unwrap_or_default();
    let (status, body) = shared.change(|world| world.kavenegar_lookup(&params));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}
