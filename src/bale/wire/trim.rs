//! Cutting an update to what a row of the durable inbox may hold (`storage.md`: rows of at most 32 KiB).

use super::types::{Callback, Message, Unreadable, Update, UpdateKind, User};

/// Characters of a typed text that are kept: Bale's own limit (`bale-api.md` §5).
pub const TEXT_CHARS: usize = 4096;
/// Characters of a caption that are kept.
pub const CAPTION_CHARS: usize = 1024;
/// Characters of an unreadable update that are kept.
pub const RAW_CHARS: usize = 4096;
/// Characters of names and file names that are kept.
const NAME_CHARS: usize = 256;
/// Characters of identifiers and button data that are kept: far more than any that works (button data: 64 bytes).
const ID_CHARS: usize = 512;

impl Update {
    /// The same update with every text cut to its limit and without control characters: small enough for one row.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        match &mut self.kind {
            UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => {
                trim_message(message);
            }
            UpdateKind::Callback(callback) => trim_callback(callback),
            UpdateKind::Other(_) => {}
        }
        self
    }

    /// The chat that this update belongs to; `None` for the kinds that are only named.
    pub fn chat_id(&self) -> Option<i64> {
        match &self.kind {
            UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => {
                Some(message.chat.id)
            }
            UpdateKind::Callback(callback) => Some(callback.chat.id),
            UpdateKind::Other(_) => None,
        }
    }

    /// The same for the same update delivered again, and different after Bale's ids begin again at 0: update id,
    /// message or callback id, and date (`bale-api.md` §2). Within one bot only.
    pub fn identity(&self) -> String {
        let id = self.id.map_or_else(|| "-".to_owned(), |id| id.to_string());
        match &self.kind {
            UpdateKind::Message(message) => identity_of(&id, 'm', message),
            UpdateKind::EditedMessage(message) => identity_of(&id, 'e', message),
            UpdateKind::Callback(callback) => {
                let query = callback.id.as_deref().unwrap_or_default();
                let message = callback.message_id.unwrap_or(0);
                let date = callback.date.unwrap_or(0);
                format!("{id}/c{}.{message}.{query}.{date}", callback.chat.id)
            }
            UpdateKind::Other(name) => format!("{id}/o{name}"),
        }
    }
}

fn identity_of(id: &str, kind: char, message: &Message) -> String {
    format!("{id}/{kind}{}.{}.{}", message.chat.id, message.id, message.date.unwrap_or(0))
}

impl Unreadable {
    /// The same with the raw text cut to [`RAW_CHARS`] and without control characters.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        self.raw = clean(&self.raw, RAW_CHARS);
        self
    }
}

fn trim_message(message: &mut Message) {
    trim(&mut message.text, TEXT_CHARS);
    trim(&mut message.caption, CAPTION_CHARS);
    trim(&mut message.media_group_id, ID_CHARS);
    trim_user(message.from.as_mut());
    if let Some(photo) = &mut message.photo {
        photo.file_id = clean(&photo.file_id, ID_CHARS);
        trim(&mut photo.unique_id, ID_CHARS);
    }
    if let Some(document) = &mut message.document {
        document.file_id = clean(&document.file_id, ID_CHARS);
        trim(&mut document.unique_id, ID_CHARS);
        trim(&mut document.name, NAME_CHARS);
        trim(&mut document.mime, NAME_CHARS);
    }
    if let Some(contact) = &mut message.contact {
        contact.phone_number = clean(&contact.phone_number, NAME_CHARS);
        trim(&mut contact.first_name, NAME_CHARS);
    }
}

fn trim_callback(callback: &mut Callback) {
    trim(&mut callback.id, ID_CHARS);
    trim(&mut callback.data, ID_CHARS);
    trim_user(callback.from.as_mut());
}

fn trim_user(user: Option<&mut User>) {
    if let Some(user) = user {
        trim(&mut user.first_name, NAME_CHARS);
        trim(&mut user.last_name, NAME_CHARS);
        trim(&mut user.username, NAME_CHARS);
    }
}

fn trim(text: &mut Option<String>, chars: usize) {
    *text = text.take().map(|text| clean(&text, chars)).filter(|text| !text.is_empty());
}

/// Control characters cost six bytes each in JSON and are nothing that a person writes.
fn clean(text: &str, chars: usize) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(chars).collect()
}

/// `text` with at most `chars` characters.
pub(crate) fn cut(mut text: String, chars: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(chars) {
        text.truncate(end);
    }
    text
}
