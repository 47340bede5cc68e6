//! What a person does on the page.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::conversation::Draft;
use super::super::envelope::Refusal;
use super::super::files::MediaKind;
use super::super::params::{Part, Upload};
use super::super::person::Written;
use super::super::shared::Shared;
use super::super::world::World;
use super::answers::{Answer, Problem, read};

/// A forwarded message says whose it was; the page does not, so it is an id that nobody has.
const FORWARDED_FROM: i64 = 234;

fn told(written: Written) -> Value {
    json!({ "message_id": written.message_id, "update_id": written.update_id })
}

fn writes(shared: &Shared, person: i64, draft: Draft) -> Answer {
    let written = shared.change(|world| world.person_writes(person, draft))?;
    Ok(Json(told(written)))
}

fn forwarded(draft: &mut Draft, world: &World) {
    draft.set("forward_from", json!({ "id": FORWARDED_FROM }));
    draft.set("forward_date", json!(world.now.as_second()));
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saying {
    text: String,
    reply_to: Option<i64>,
    #[serde(default)]
    forwarded: bool,
}

pub(super) async fn text(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    body: Bytes,
) -> Answer {
    let said: Saying = read(&body)?;
    let mut draft = Draft::of("text", json!(said.text));
    draft.reply_to = said.reply_to;
    if said.forwarded {
        shared.quietly(|world| forwarded(&mut draft, world));
    }
    writes(&shared, person, draft)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    message_id: i64,
    data: String,
    #[serde(default)]
    old_client: bool,
}

pub(super) async fn press(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    body: Bytes,
) -> Answer {
    let Press { message_id, data, old_client } = read(&body)?;
    let id = shared.change(|world| world.person_presses(person, message_id, data, old_client))?;
    Ok(Json(json!({ "callback_id": id })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    #[serde(default)]
    own: bool,
    phone_number: Option<Value>,
    first_name: Option<String>,
    user_id: Option<i64>,
    #[serde(default)]
    forwarded: bool,
}

impl Contact {
    /// Someone's contact, with the number just as it was given.
    fn of_another(self) -> Result<Draft, Problem> {
        let number =
            self.phone_number.ok_or_else(|| Problem::unreadable("phone_number: missing"))?;
        let name = self.first_name.ok_or_else(|| Problem::unreadable("first_name: missing"))?;
        let mut contact = Map::new();
        contact.insert("phone_number".to_owned(), number);
        contact.insert("first_name".to_owned(), json!(name));
        if let Some(id) = self.user_id {
            contact.insert("user_id".to_owned(), json!(id));
        }
        Ok(Draft::of("contact", Value::Object(contact)))
    }
}

pub(super) async fn contact(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    body: Bytes,
) -> Answer {
    let shared_contact: Contact = read(&body)?;
    let is_forwarded = shared_contact.forwarded;
    let mut draft = if shared_contact.own {
        shared.quietly(|world| world.own_contact(person))?
    } else {
        shared_contact.of_another()?
    };
    if is_forwarded {
        shared.quietly(|world| forwarded(&mut draft, world));
    }
    writes(&shared, person, draft)
}

pub(super) async fn photos(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    parts: Multipart,
) -> Answer {
    sends(&shared, person, MediaKind::Photo, parts).await
}

pub(super) async fn document(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    parts: Multipart,
) -> Answer {
    sends(&shared, person, MediaKind::Document, parts).await
}

async fn sends(shared: &Shared, person: i64, kind: MediaKind, mut parts: Multipart) -> Answer {
    let (mut files, mut caption) = (Vec::new(), None);
    while let Some(part) = parts.next_field().await.map_err(Problem::unreadable)? {
        let Part { name, file_name, mime, bytes } = Part::read(part).await?;
        match name.as_str() {
            "file" => {
                let name = file_name.unwrap_or_else(|| "file".to_owned());
                files.push(Upload { name, mime, bytes });
            }
            "caption" => {
                let text = String::from_utf8(bytes.into()).map_err(Problem::unreadable)?;
                caption = Some(text).filter(|text| !text.is_empty());
            }
            _ => return Err(Problem::unreadable(format!("{name}: unknown part"))),
        }
    }
    if files.is_empty() {
        return Err(Refusal::blank("file").into());
    }
    let written = shared.change(|world| world.person_sends(person, kind, &files, caption))?;
    let messages: Vec<Value> = written.into_iter().map(told).collect();
    let mut answer = messages.first().cloned().unwrap_or_default();
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("messages".to_owned(), json!(messages));
    }
    Ok(Json(answer))
}

pub(super) async fn voice(State(shared): State<Shared>, Path(person): Path<i64>) -> Answer {
    let upload = Upload {
        name: "voice.ogg".to_owned(),
        mime: Some("audio/ogg".to_owned()),
        bytes: Bytes::from_static(b"OggS"),
    };
    stock(&shared, person, MediaKind::Voice, upload)
}

pub(super) async fn sticker(State(shared): State<Shared>, Path(person): Path<i64>) -> Answer {
    let upload = Upload {
        name: "sticker.webp".to_owned(),
        mime: Some("image/webp".to_owned()),
        bytes: Bytes::from_static(b"RIFF"),
    };
    stock(&shared, person, MediaKind::Sticker, upload)
}

/// A message whose bytes do not matter: no bot listens to a voice.
fn stock(shared: &Shared, person: i64, kind: MediaKind, upload: Upload) -> Answer {
    let written = shared.change(|world| world.person_sends(person, kind, &[upload], None))?;
    Ok(Json(written.first().copied().map(told).unwrap_or_default()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Location {
    #[serde(default = "tehran_latitude")]
    latitude: f64,
    #[serde(default = "tehran_longitude")]
    longitude: f64,
}

fn tehran_latitude() -> f64 {
    35.6892
}

fn tehran_longitude() -> f64 {
    51.3890
}

pub(super) async fn location(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    body: Bytes,
) -> Answer {
    let Location { latitude, longitude } = read(&body)?;
    let place = json!({ "latitude": latitude, "longitude": longitude });
    writes(&shared, person, Draft::of("location", place))
}
