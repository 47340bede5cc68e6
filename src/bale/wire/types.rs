//! What of an update the bot works with: small types of our own, which the durable inbox stores as JSON.
//!
//! `Debug` shows ids and what kind of content there is, never what a person wrote or their number.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One update, as far as it is understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// `update_id`: begins at 0, may repeat, may come out of order (`bale-api.md` §2). `None` if it was missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// What happened.
    pub kind: UpdateKind,
}

/// What an update tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateKind {
    /// Somebody wrote.
    Message(Message),
    /// Somebody changed what they had written.
    EditedMessage(Message),
    /// Somebody pressed an inline button.
    Callback(Callback),
    /// Anything else, by Bale's own name for it.
    Other(String),
}

/// A message, with at most one of photo, document, contact and other content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `message_id`: may be negative; 0 when it was missing (`bale-api.md` §4).
    pub id: i64,
    /// Where it was written.
    pub chat: Chat,
    /// Who wrote it; missing in channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<User>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<i64>,
    /// What was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What was written under a photo or file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The largest size of the photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Photo>,
    /// A file; an image file too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// A shared contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Content that is named but not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<OtherContent>,
    /// The album that this message belongs to (`bale-api.md` §5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_group_id: Option<String>,
    /// Whether it was forwarded from somewhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// The message that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_message_id: Option<i64>,
}

/// A press of an inline button.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// What `answerCallbackQuery` wants; `None` if it was missing, then there is nothing to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The chat of the message with the button; when that message is missing, the private chat of who pressed.
    pub chat: Chat,
    /// Who pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<User>,
    /// The message with the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i64>,
    /// When the message with the button was written (not when the button was pressed), seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<i64>,
    /// What the button carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

impl Callback {
    /// Whether the client of who pressed shows no toast: their ids start with `1` (`bale-api.md` §4, §9).
    pub fn from_old_client(&self) -> bool {
        self.id.as_ref().is_some_and(|id| id.starts_with('1'))
    }
}

/// A chat. The sign of its id tells nothing (`bale-api.md` §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// The chat's id.
    pub id: i64,
    /// What kind of chat it is.
    pub kind: ChatKind,
}

/// The kind of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    /// One person and the bot.
    Private,
    /// Several people.
    Group,
    /// A channel.
    Channel,
    /// Bale did not say, and it cannot be told from the ids.
    Unknown,
}

/// A person or a bot.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The account's id.
    pub id: i64,
    /// The display name; Bale often keeps the whole name here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The rest of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Without the `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Whether it says that it is a bot.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_bot: bool,
}

/// The largest size of a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// What `getFile` and sending it again want.
    pub file_id: String,
    /// The same for the same file over time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Bytes, as Bale says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What `getFile` and sending it again want.
    pub file_id: String,
    /// The same for the same file over time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
    /// The file's name as the sender's device gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The media type as Bale says, lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// Bytes, as Bale says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A shared contact. It is the sender's own only when `user_id` is the sender's id (`bale-api.md` §7).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As it came: any form, any digits.
    pub phone_number: String,
    /// The name in the sender's address book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The account with that number; absent proves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<i64>,
}

/// Content that the bot names when it says what can be sent instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherContent {
    /// A voice message.
    Voice,
    /// A video, also when it came as a file.
    Video,
    /// Music or a recording, also when it came as a file.
    Audio,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// A moving picture, also when it came as a file.
    Animation,
    /// A poll.
    Poll,
    /// What a mini app sent.
    WebApp,
    /// An invoice or a payment.
    Payment,
    /// Something about the chat itself: who came, who left, a new title.
    Service,
    /// Nothing that is known.
    Unknown,
}

/// An update that could not be read: kept so that nothing vanishes without a trace.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// `update_id`, if at least that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_id: Option<i64>,
    /// What was wrong.
    pub reason: UnreadableReason,
    /// How it came, cut to [`RAW_CHARS`](super::RAW_CHARS). Personal data: not for logs.
    pub raw: String,
}

/// Why an update could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadableReason {
    /// Not JSON.
    NotJson,
    /// JSON, but no object.
    NotAnObject,
    /// It names nothing that happened.
    NoContent,
    /// Neither a chat nor a sender: there is nobody to answer.
    NoChat,
    /// Larger than the webhook takes.
    TooLarge,
}

/// Stands for words of people in `Debug`.
struct Hidden<'a>(&'a Option<String>);

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(words) => write!(f, "«{} characters»", words.chars().count()),
            None => f.write_str("None"),
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("chat", &self.chat)
            .field("from", &self.from)
            .field("date", &self.date)
            .field("text", &Hidden(&self.text))
            .field("caption", &Hidden(&self.caption))
            .field("photo", &self.photo)
            .field("document", &self.document)
            .field("contact", &self.contact)
            .field("other", &self.other)
            .field("media_group_id", &self.media_group_id)
            .field("forwarded", &self.forwarded)
            .field("reply_to_message_id", &self.reply_to_message_id)
            .finish()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("id", &self.id)
            .field("chat", &self.chat)
            .field("from", &self.from)
            .field("message_id", &self.message_id)
            .field("date", &self.date)
            .field("data", &Hidden(&self.data))
            .finish()
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("file_id", &self.file_id)
            .field("name", &Hidden(&self.name))
            .field("mime", &self.mime)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreadable")
            .field("update_id", &self.update_id)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
