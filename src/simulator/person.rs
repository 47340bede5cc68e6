//! What a person can do: write, share, send files, press buttons.

use serde_json::{Map, Value, json};

use super::conversation::{Author, Draft};
use super::envelope::Refusal;
use super::faults::ContactFormat;
use super::files::MediaKind;
use super::params::Upload;
use super::people::subscriber;
use super::world::{Pressed, World};

/// A message of a person, and the update that tells the bot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    pub(crate) message_id: i64,
    pub(crate) update_id: i64,
}

impl World {
    /// A person writes `draft`; the bot gets an update.
    pub(crate) fn person_writes(&mut self, person: i64, draft: Draft) -> Result<Written, Refusal> {
        let message = self.write(person, Author::Person, draft)?;
        let message_id = message.get("message_id").and_then(Value::as_i64).unwrap_or_default();
        let update_id = self.tell_bot("message", Value::Object(message));
        Ok(Written { message_id, update_id })
    }

    /// A person sends files; several are an album: separate updates with one `media_group_id`, the caption on the first.
    pub(crate) fn person_sends(
        &mut self,
        person: i64,
        kind: MediaKind,
        files: &[Upload],
        caption: Option<String>,
    ) -> Result<Vec<Written>, Refusal> {
        if !self.people.contains_key(&person) {
            return Err(Refusal::no_such_chat());
        }
        let album = (files.len() > 1).then(|| self.take_album());
        let mut captions = caption.into_iter();
        let mut written = Vec::new();
        for upload in files {
            let id = self.files.keep(person, kind, upload);
            let media = self.files.get(&id).map(|file| self.files.described(file));
            let mut draft = Draft::of(kind.name(), media.unwrap_or_default());
            if let Some(album) = &album {
                draft.set("media_group_id", json!(album));
            }
            if let Some(caption) = captions.next() {
                draft.set("caption", json!(caption));
            }
            written.push(self.person_writes(person, draft)?);
        }
        Ok(written)
    }

    /// The draft of a shared own contact, with the number as the switch says.
    pub(crate) fn own_contact(&self, person: i64) -> Result<Draft, Refusal> {
        let person = self.people.get(&person).ok_or_else(Refusal::no_such_chat)?;
        let number = subscriber(&person.mobile).unwrap_or_default();
        let phone_number = match self.faults.contact_format {
            ContactFormat::International => json!(format!("98{number}")),
            ContactFormat::Plus => json!(format!("+98{number}")),
            ContactFormat::Zeros => json!(format!("0098{number}")),
            ContactFormat::National => json!(format!("0{number}")),
            ContactFormat::Bare => json!(number),
            ContactFormat::Number => {
                json!(format!("98{number}").parse::<i64>().unwrap_or_default())
            }
        };
        let mut contact = Map::new();
        contact.insert("phone_number".to_owned(), phone_number);
        contact.insert("first_name".to_owned(), json!(person.first_name));
        if !person.last_name.is_empty() {
            contact.insert("last_name".to_owned(), json!(person.last_name));
        }
        contact.insert("user_id".to_owned(), json!(person.id));
        Ok(Draft::of("contact", Value::Object(contact)))
    }

    /// A person presses a button; gives the callback's id. A message that is gone is left out of the update.
    pub(crate) fn person_presses(
        &mut self,
        person: i64,
        message_id: i64,
        data: String,
        old_client: bool,
    ) -> Result<String, Refusal> {
        let user = self.people.get(&person).ok_or_else(Refusal::no_such_chat)?.user();
        self.presses += 1;
        // Ids of clients older than Khordad 1404 start with 1 (`bale-api.md` §4).
        let id = format!("{}{:018}", if old_client { 1 } else { 7 }, self.presses);
        let mut query = Map::new();
        query.insert("id".to_owned(), json!(id));
        query.insert("from".to_owned(), user);
        query.insert("data".to_owned(), json!(data));
        let kept = self.conversations.get(&person).and_then(|chat| chat.get(message_id));
        if let Some(kept) = kept {
            query.insert("message".to_owned(), Value::Object(kept.message.clone()));
        }
        if self.chance.hits(self.faults.chat_instance) {
            query.insert("chat_instance".to_owned(), json!(format!("{person}")));
        }
        self.tell_bot("callback_query", Value::Object(query));
        let pressed = Pressed { person, message_id, data, at: self.now, answered: false };
        self.pressed.insert(id.clone(), pressed);
        Ok(id)
    }
}
