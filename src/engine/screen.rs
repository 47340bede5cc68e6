//! What is shown in one message: words by key, and at most one keyboard (`bale-api.md`: one message, one keyboard).

use serde::{Deserialize, Serialize};

use super::press::Press;
use crate::wording::Message;

/// One message of the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Paragraphs, top to bottom.
    pub paragraphs: Vec<Message>,
    /// What can be pressed.
    pub keyboard: Keyboard,
    /// The person's message that this is about, shown as a quotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
    /// A notice nobody is waiting for: it goes after answers to what people just did.
    #[serde(default)]
    pub notice: bool,
}

/// The keyboard of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyboard {
    /// None; what is at the bottom of the chat stays.
    #[default]
    None,
    /// Buttons under the message, rows from top to bottom, each row from LEFT to right as Bale lays them out.
    Inline(Vec<Vec<Button>>),
    /// The menu at the bottom of the chat: keys of the words, rows from top to bottom, each from left to right.
    Menu(Vec<Vec<Message>>),
    /// At the bottom of the chat: one button that shares the own contact, and further words.
    ShareContact {
        /// Label of the sharing button.
        share: Message,
        /// Labels of further rows.
        others: Vec<Message>,
    },
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it says.
    pub label: Message,
    /// What it does.
    pub action: ButtonAction,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonAction {
    /// Comes back as `Input::Press`.
    Press(Press),
    /// Copies the text on the person's device.
    Copy(String),
    /// Shown, but pressing it changes nothing (a future day in the calendar).
    Nothing,
}
