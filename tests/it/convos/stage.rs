//! Where a conversation is played: the pure engine, or a running bot behind the simulator.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::families::Insured;
use super::ruling::Ruling;
use super::script::Event;

/// What a person does, with labels and variables put into what travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A typed text, or a word of the keyboard at the bottom.
    Text(String),
    /// A pressed inline button.
    Press(String),
    /// Samples as photos or files.
    Photos { names: Vec<String>, album: bool, as_file: bool, caption: Option<String> },
    /// A shared contact.
    Contact { phone: String, own: bool },
    /// Something that cannot be used.
    Voice,
}

/// One message of the bot.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// As a person reads it.
    pub(crate) text: String,
    /// Rows of inline buttons: label and callback data; none where pressing does nothing here (copying).
    pub(crate) inline: Vec<Vec<(String, Option<String>)>>,
    /// Words of the keyboard at the bottom, if the message brought one.
    pub(crate) bottom: Option<Vec<String>>,
    /// The word at the bottom that shares the own contact.
    pub(crate) share: Option<String>,
    /// The keys that it is made of, each with its arguments as text, where the stage knows them.
    pub(crate) keys: Vec<(String, BTreeMap<String, String>)>,
}

/// A place where conversations are played. Faults are said in words for the failure.
pub(crate) trait Stage {
    /// Somebody does something; everything that follows from it at once has happened when this returns.
    fn act(&mut self, who: &str, act: &Act) -> Result<(), String>;
    /// What the bot has said to `who` since the last look.
    fn heard(&mut self, who: &str) -> Vec<Said>;
    /// Something happens in the world.
    fn event(&mut self, event: &Event, last: &str) -> Result<(), String>;
    /// A reviewer decides on the claim of a tracking code.
    fn decide(&mut self, who: &str, code: &str, ruling: &Ruling) -> Result<(), String>;
    /// Time goes by.
    fn pause(&mut self, length: SignedDuration) -> Result<(), String>;
    /// Every way in which `said` says `key`: the arguments, where they can be told.
    fn says(&self, said: &Said, key: &str) -> Vec<BTreeMap<String, String>>;
    /// The one-time code sent last to `who`.
    fn one_time_code(&self, who: &str) -> Option<String>;
    /// The value of `name`, `name(of)` or `claim.path`.
    fn fact(&mut self, name: &str, of: &str) -> Result<String, String>;
    /// A person of the conversation.
    fn person(&self, who: &str) -> Option<&Insured>;
    /// The keys that were said so far, to anybody.
    fn spoken(&self) -> BTreeSet<String>;
}
