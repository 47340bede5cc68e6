//! The whole state of the simulator, changed under one lock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::calls::CallLog;
use super::conversation::Conversation;
use super::events::EventLog;
use super::faults::{Chance, Faults};
use super::files::FileStore;
use super::flood::Flood;
use super::people::Person;
use super::profiles::Profile;
use super::queue::{self, UpdateQueue, update_text};
use super::shapes;
use super::sms::Sms;
use super::webhook::Ports;

/// The bot's own account.
#[derive(Clone, Debug)]
pub(crate) struct BotAccount {
    pub(crate) id: i64,
    pub(crate) username: String,
    pub(crate) name: String,
}

impl BotAccount {
    /// The bot as a `User`.
    pub(crate) fn user(&self) -> Value {
        json!({ "id": self.id, "is_bot": true, "first_name": self.name, "username": self.username })
    }
}

/// A pressed button that waits for `answerCallbackQuery`.
#[derive(Clone, Debug)]
pub(crate) struct Pressed {
    pub(crate) person: i64,
    pub(crate) message_id: i64,
    pub(crate) data: String,
    pub(crate) at: Timestamp,
    pub(crate) answered: bool,
}

/// Everything that the simulator knows.
#[derive(Debug)]
pub(crate) struct World {
    /// The moment of the change that is under way.
    pub(crate) now: Timestamp,
    pub(crate) bot: BotAccount,
    pub(crate) people: BTreeMap<i64, Person>,
    pub(crate) conversations: BTreeMap<i64, Conversation>,
    pub(crate) queue: UpdateQueue,
    pub(crate) files: FileStore,
    pub(crate) pressed: BTreeMap<String, Pressed>,
    pub(crate) presses: u64,
    pub(crate) albums: u64,
    pub(crate) webhook: Option<String>,
    pub(crate) ports: Ports,
    pub(crate) faults: Faults,
    pub(crate) chance: Chance,
    pub(crate) flood: Flood,
    pub(crate) events: EventLog,
    pub(crate) calls: CallLog,
    pub(crate) sms: Vec<Sms>,
    seed: u64,
}

impl World {
    /// An empty world with the profile `calm`.
    pub(crate) fn new(bot: BotAccount, seed: u64, ports: Ports, now: Timestamp) -> Self {
        Self {
            now,
            bot,
            people: BTreeMap::new(),
            conversations: BTreeMap::new(),
            queue: UpdateQueue::default(),
            files: FileStore::default(),
            pressed: BTreeMap::new(),
            presses: 0,
            albums: 0,
            webhook: None,
            ports,
            faults: Profile::Calm.faults(),
            chance: Chance::seeded(seed),
            flood: Flood::default(),
            events: EventLog::default(),
            calls: CallLog::default(),
            sms: Vec::new(),
            seed,
        }
    }

    /// Empties everything. Numbers that the bot sees (updates, messages, files) go on, as those of a real server do:
    /// a bot that runs, or remembers ids on disk, must not become deaf. Events count from 1 again.
    pub(crate) fn reset(&mut self) {
        self.people.clear();
        self.conversations.values_mut().for_each(Conversation::clear);
        self.queue.clear();
        self.files.clear();
        self.pressed.clear();
        self.webhook = None;
        self.faults = Profile::Calm.faults();
        self.chance = Chance::seeded(self.seed);
        self.flood = Flood::default();
        self.events.clear();
        self.calls.clear();
        self.sms.clear();
    }

    /// Adds or replaces a person; an id of 0 is replaced by a free one.
    pub(crate) fn add_person(&mut self, mut person: Person) -> Person {
        if person.id == 0 {
            let highest = self.people.keys().next_back().copied().unwrap_or(1_000);
            person.id = highest.max(1_000) + 1;
        }
        self.people.insert(person.id, person.clone());
        person
    }

    /// Queues an update for the bot and gives its id.
    pub(crate) fn tell_bot(&mut self, kind: &str, mut body: Value) -> i64 {
        let person = body.get("from").and_then(|from| from.get("id"));
        let chat = person.and_then(Value::as_i64);
        if self.chance.hits(self.faults.unknown_kinds) {
            let (kind, useless) = queue::useless(&mut self.chance, person);
            let id = self.queue.take_id();
            self.queue.push(id, chat, update_text(id, kind, &useless, false), self.now);
        }
        let id = self.queue.take_id();
        let siblings = self.chance.hits(self.faults.null_siblings);
        shapes::disturb(&mut body, &self.faults, &mut self.chance);
        let text = update_text(id, kind, &body, siblings);
        self.queue.push(id, chat, text, self.now);
        id
    }

    /// Queues a raw update as it is; `update_id` is filled in if absent.
    pub(crate) fn tell_bot_raw(&mut self, mut update: Map<String, Value>) -> i64 {
        let id = update.get("update_id").and_then(Value::as_i64);
        let id = id.unwrap_or_else(|| self.queue.take_id());
        update.entry("update_id").or_insert_with(|| json!(id));
        self.queue.push(id, None, Value::Object(update).to_string(), self.now);
        id
    }

    /// The id of a new album.
    pub(crate) fn take_album(&mut self) -> String {
        self.albums += 1;
        format!("{}", 7_000_000_000 + self.albums)
    }
}
