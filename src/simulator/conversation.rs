//! Messages of a private chat: numbering, replies, keeping, and telling the page.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::envelope::Refusal;
use super::events;
use super::keyboard::Keyboard;
use super::world::World;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Bot,
    Person,
}

impl Author {
    /// As the page calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Person => "person",
        }
    }
}

/// A message that is to be: content without the fields that every message has.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) content: Map<String, Value>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) keyboard: Keyboard,
}

impl Draft {
    /// A draft with the one field.
    pub(crate) fn of(key: &str, value: Value) -> Self {
        let mut draft = Self::default();
        draft.set(key, value);
        draft
    }

    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.content.insert(key.to_owned(), value);
    }
}

/// A kept message.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) author: Author,
    pub(crate) message: Map<String, Value>,
}

/// The messages of one chat.
#[derive(Debug, Default)]
pub(crate) struct Conversation {
    count: i64,
    messages: BTreeMap<i64, Kept>,
}

impl Conversation {
    fn take_id(&mut self, negative: bool) -> i64 {
        self.count += 1;
        // The ids of 2023 were drawn from all of the signed 32-bit numbers.
        if negative { -1_515_335_176 + self.count } else { self.count }
    }

    pub(crate) fn get(&self, id: i64) -> Option<&Kept> {
        self.messages.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut Kept> {
        self.messages.get_mut(&id)
    }

    pub(crate) fn remove(&mut self, id: i64) -> Option<Kept> {
        self.messages.remove(&id)
    }

    /// Forgets all messages; the ids go on.
    pub(crate) fn clear(&mut self) {
        self.messages.clear();
    }
}

impl World {
    /// Makes `draft` a message of `chat`, keeps it, and shows it to the person.
    ///
    /// # Errors
    /// No such person; or an unknown message is replied to and that is refused.
    pub(crate) fn write(
        &mut self,
        chat: i64,
        author: Author,
        draft: Draft,
    ) -> Result<Map<String, Value>, Refusal> {
        let person = self.people.get(&chat).ok_or_else(Refusal::no_such_chat)?;
        let (shown_chat, user) = (person.chat(), person.user());
        let replied = self.replied(chat, draft.reply_to)?;
        let conversation = self.conversations.entry(chat).or_default();
        let id = conversation.take_id(self.faults.negative_message_ids);
        let mut message = draft.content;
        message.insert("message_id".to_owned(), json!(id));
        message.insert("date".to_owned(), json!(self.now.as_second()));
        message.insert("chat".to_owned(), shown_chat);
        let from = match author {
            Author::Bot => self.bot.user(),
            Author::Person => user,
        };
        message.insert("from".to_owned(), from);
        if let Some(replied) = replied {
            message.insert("reply_to_message".to_owned(), replied);
        }
        if let Some(markup) = draft.keyboard.returned() {
            message.insert("reply_markup".to_owned(), markup);
        }
        conversation.messages.insert(id, Kept { author, message: message.clone() });
        let event = events::of_message(&message, author, &draft.keyboard);
        self.events.push(chat, "message", event);
        Ok(message)
    }

    /// The message that a reply carries, itself without a further one.
    fn replied(&self, chat: i64, reply_to: Option<i64>) -> Result<Option<Value>, Refusal> {
        let Some(id) = reply_to else { return Ok(None) };
        let kept = self.conversations.get(&chat).and_then(|conversation| conversation.get(id));
        match kept {
            Some(kept) => {
                let mut message = kept.message.clone();
                message.remove("reply_to_message");
                Ok(Some(Value::Object(message)))
            }
            None if self.faults.reject_unknown_reply => Err(Refusal::bad("message not found")),
            None => Ok(None),
        }
    }
}
