//! The list of people, and what each has seen.

use axum::Json;
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use serde_json::{Value, json};

use super::super::envelope::Refusal;
use super::super::people::Person;
use super::super::shared::Shared;
use super::answers::{Answer, Problem, read};
use super::control::After;

pub(super) async fn list(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.quietly(|world| {
        let people: Vec<&Person> = world.people.values().collect();
        let bot = &world.bot;
        json!({ "people": people,
            "bot": { "id": bot.id, "username": bot.username, "name": bot.name } })
    }))
}

pub(super) async fn add(State(shared): State<Shared>, body: Bytes) -> Answer {
    let person: Person = read(&body)?;
    if person.id < 0 {
        return Err(Problem::unreadable("id: a positive number is expected"));
    }
    let person = shared.change(|world| world.add_person(person));
    Ok(Json(json!(person)))
}

pub(super) async fn history(
    State(shared): State<Shared>,
    Path(id): Path<i64>,
    Query(from): Query<After>,
) -> Answer {
    shared.quietly(|world| {
        if !world.people.contains_key(&id) {
            return Err(Refusal::no_such_chat().into());
        }
        let events = world.events.after(id, from.after);
        let items: Vec<Value> = events.into_iter().map(|(_, event)| event).collect();
        Ok(Json(json!({ "items": items, "seq": world.events.last() })))
    })
}
