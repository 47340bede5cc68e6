//! What a message carries: photo, file, contact, or something that is only named.

use serde_json::Value;

use super::lenient::{field, filled, integer, size, text};
use super::types::{Contact, Document, OtherContent, Photo};

/// At most one of these is set.
#[derive(Default)]
pub(super) struct Content {
    pub(super) photo: Option<Photo>,
    pub(super) document: Option<Document>,
    pub(super) contact: Option<Contact>,
    pub(super) other: Option<OtherContent>,
}

/// Reads what `message` carries besides text.
///
/// An animation comes with a `document` too, and Bale may deliver video and audio only as `document` (`bale-api.md` §4):
/// these are named, not taken as a file.
pub(super) fn read(message: &Value) -> Content {
    let photo = field(message, "photo").and_then(read_photo);
    let document = field(message, "document").and_then(read_document);
    let moving = document.as_ref().and_then(moving_content);
    match (photo, document) {
        // The file is the original of the picture beside it.
        (Some(photo), Some(document)) => {
            if is_usable(&document) {
                Content { document: Some(document), ..Content::default() }
            } else {
                Content { photo: Some(photo), ..Content::default() }
            }
        }
        (Some(photo), None) => Content { photo: Some(photo), ..Content::default() },
        (None, Some(document)) if moving.is_none() && filled(message, "animation").is_none() => {
            Content { document: Some(document), ..Content::default() }
        }
        (None, Some(_)) => {
            Content { other: moving.or(Some(OtherContent::Animation)), ..Content::default() }
        }
        (None, None) => match filled(message, "contact").and_then(read_contact) {
            Some(contact) => Content { contact: Some(contact), ..Content::default() },
            None => Content { other: read_other(message), ..Content::default() },
        },
    }
}

/// The largest size: by pixels if all tell them, else by bytes if all tell them, else the last, since the sizes come
/// in ascending order (`bale-api.md` §4).
fn read_photo(value: &Value) -> Option<Photo> {
    let sizes: Vec<Photo> = match value.as_array() {
        Some(sizes) => sizes.iter().filter_map(read_photo_size).collect(),
        None => read_photo_size(value).into_iter().collect(),
    };
    let pixels = |photo: &Photo| Some(u64::from(photo.width?) * u64::from(photo.height?));
    if sizes.iter().all(|photo| pixels(photo).is_some()) {
        sizes.into_iter().max_by_key(pixels)
    } else if sizes.iter().all(|photo| photo.size.is_some()) {
        sizes.into_iter().max_by_key(|photo| photo.size)
    } else {
        sizes.into_iter().next_back()
    }
}

fn read_photo_size(value: &Value) -> Option<Photo> {
    let pixels = |key| size(value, key).and_then(|pixels| u32::try_from(pixels).ok());
    Some(Photo {
        file_id: text(value, "file_id")?,
        unique_id: text(value, "file_unique_id"),
        width: pixels("width"),
        height: pixels("height"),
        size: size(value, "file_size"),
    })
}

fn read_document(value: &Value) -> Option<Document> {
    Some(Document {
        file_id: text(value, "file_id")?,
        unique_id: text(value, "file_unique_id"),
        name: text(value, "file_name"),
        mime: text(value, "mime_type").map(|mime| mime.trim().to_ascii_lowercase()),
        size: size(value, "file_size"),
    })
}

fn moving_content(document: &Document) -> Option<OtherContent> {
    let mime = document.mime.as_deref()?;
    if mime.starts_with("video/") {
        Some(OtherContent::Video)
    } else if mime.starts_with("audio/") {
        Some(OtherContent::Audio)
    } else {
        None
    }
}

/// What every viewer shows: anything else (HEIC, for one) is worth less than the photo that Bale made of it.
fn is_usable(document: &Document) -> bool {
    let mime = document.mime.as_deref().unwrap_or_default();
    matches!(mime, "image/jpeg" | "image/png" | "image/webp" | "application/pdf")
}

fn read_contact(value: &Value) -> Option<Contact> {
    Some(Contact {
        phone_number: text(value, "phone_number")?,
        first_name: text(value, "first_name"),
        user_id: integer(value, "user_id"),
    })
}

/// Bale's names for what is only named, in the order of preference: an animation comes with a `document` beside it.
const NAMED: &[(&str, OtherContent)] = &[
    ("voice", OtherContent::Voice),
    ("animation", OtherContent::Animation),
    ("video", OtherContent::Video),
    ("video_note", OtherContent::Video),
    ("audio", OtherContent::Audio),
    ("sticker", OtherContent::Sticker),
    ("location", OtherContent::Location),
    ("venue", OtherContent::Location),
    ("poll", OtherContent::Poll),
    ("web_app_data", OtherContent::WebApp),
    ("invoice", OtherContent::Payment),
    ("successful_payment", OtherContent::Payment),
    ("new_chat_members", OtherContent::Service),
    ("new_chat_member", OtherContent::Service),
    ("left_chat_member", OtherContent::Service),
    ("new_chat_title", OtherContent::Service),
    ("new_chat_photo", OtherContent::Service),
    ("delete_chat_photo", OtherContent::Service),
    ("group_chat_created", OtherContent::Service),
    ("pinned_message", OtherContent::Service),
];

/// What the message carries that is only named; `None` for one that is only text.
fn read_other(message: &Value) -> Option<OtherContent> {
    let named = NAMED.iter().find(|(key, _)| filled(message, key).is_some());
    match named {
        Some(&(_, other)) => Some(other),
        None if field(message, "text").is_some() || field(message, "caption").is_some() => None,
        None => Some(OtherContent::Unknown),
    }
}
