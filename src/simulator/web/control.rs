//! What tests and the demo need beside the people: raw updates, the log of calls, fault switches, reset.

use axum::Json;
use axum::extract::{Query, State};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::faults::Chance;
use super::super::profiles;
use super::super::shared::Shared;
use super::super::world::World;
use super::answers::{Answer, Problem, read};

pub(super) async fn health() -> Json<Value> {
    Json(json!({ "ok": true }))
}

pub(super) async fn reset(State(shared): State<Shared>) -> Json<Value> {
    shared.change(World::reset);
    Json(json!({ "ok": true }))
}

pub(super) async fn raw_update(State(shared): State<Shared>, body: Bytes) -> Answer {
    let update: Map<String, Value> = read(&body)?;
    let id = shared.change(|world| world.tell_bot_raw(update));
    Ok(Json(json!({ "update_id": id })))
}

/// From which number on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    #[serde(default)]
    pub(super) after: u64,
}

pub(super) async fn calls(State(shared): State<Shared>, Query(from): Query<After>) -> Json<Value> {
    Json(json!({ "calls": shared.quietly(|world| world.calls.after(from.after)) }))
}

pub(super) async fn clear_calls(State(shared): State<Shared>) -> Json<Value> {
    shared.quietly(|world| world.calls.clear());
    Json(json!({ "ok": true }))
}

/// The callbacks that nobody has answered: their buttons still spin.
pub(super) async fn callbacks(State(shared): State<Shared>) -> Json<Value> {
    let waiting: Vec<Value> = shared.quietly(|world| {
        let now = world.now;
        let unanswered = world.pressed.iter().filter(|(_, pressed)| !pressed.answered);
        unanswered
            .map(|(id, pressed)| {
                json!({ "callback_id": id, "person": pressed.person, "message_id": pressed.message_id,
                    "data": pressed.data,
                    "waiting_ms": i64::try_from(now.duration_since(pressed.at).as_millis()).unwrap_or(i64::MAX) })
            })
            .collect()
    });
    Json(json!({ "callbacks": waiting }))
}

pub(super) async fn faults(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.quietly(|world| profiles::to_json(&world.faults)))
}

/// Changes the switches that are named; `seed` starts their chance anew.
pub(super) async fn set_faults(State(shared): State<Shared>, body: Bytes) -> Answer {
    let mut wanted: Map<String, Value> = read(&body)?;
    let seed = wanted.remove("seed").map(|seed| {
        seed.as_u64().ok_or_else(|| Problem::unreadable("seed: a whole number is expected"))
    });
    let seed = seed.transpose()?;
    shared.change(|world| {
        world.faults = profiles::changed(&world.faults, wanted).map_err(Problem::unreadable)?;
        if let Some(seed) = seed {
            world.chance = Chance::seeded(seed);
        }
        Ok(Json(profiles::to_json(&world.faults)))
    })
}
