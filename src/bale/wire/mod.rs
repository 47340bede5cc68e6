//! Raw Bale JSON becomes small types of our own; nothing else in the program sees the raw form.
//!
//! Every field is optional, `null` and `""` are absent, unknown fields are allowed, ids are `i64`
//! (`bale-api.md` §4, §9, §12). A member of a batch that cannot be read never holds up the others.

mod content;
pub(crate) mod lenient;
pub(crate) mod odd_json;
mod read;
mod trim;
mod types;

pub use odd_json::parse;
pub use read::{Incoming, read_update, read_updates};
pub use trim::{CAPTION_CHARS, RAW_CHARS, TEXT_CHARS};
pub use types::{
    Callback, Chat, ChatKind, Contact, Document, Message, OtherContent, Photo, Unreadable,
    UnreadableReason, Update, UpdateKind, User,
};
