//! A person plays a claim, from whatever point it stands at.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::answers::{Act, decide};
use super::person::{Asked, Person};
use super::plan::Plan;
use super::words::{label, says};

/// How long a person waits for the bot; while it is restarted under load that may be long.
const PATIENCE: Duration = Duration::from_mins(3);
/// In which further messages of the same turn come.
const SAME_TURN: Duration = Duration::from_millis(3);

/// After which what has not come does not come: the bot looks for news every second.
const SILENCE: Duration = Duration::from_millis(1_500);

/// A person in the middle of claims.
pub(super) struct Player {
    pub(super) person: Person,
    /// Messages that were answered: one that comes again is known by its words and buttons.
    answered: BTreeSet<String>,
    pending: Option<Asked>,
    photos: Vec<(i64, usize)>,
    titled: usize,
    /// Tracking codes that were told, each once.
    pub(super) codes: Vec<String>,
    /// Messages of the bot that came again.
    pub(super) repeats: usize,
    /// Messages of the bot.
    pub(super) messages: usize,
    /// SMS to the own mobile.
    pub(super) sms: Vec<String>,
    /// Counts what is done.
    pub(super) progress: Option<watch::Sender<usize>>,
}

/// What came of one step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Acted,
    Registered(String),
}

impl Player {
    pub(super) fn new(person: Person) -> Self {
        Self {
            person,
            answered: BTreeSet::new(),
            pending: None,
            photos: Vec::new(),
            titled: 0,
            codes: Vec::new(),
            repeats: 0,
            messages: 0,
            sms: Vec::new(),
            progress: None,
        }
    }

    /// Asks for a new claim by the word of the menu.
    pub(super) async fn begins(&mut self) {
        (self.photos, self.titled) = (Vec::new(), 0);
        self.person.types(&label("menu-claim")).await;
    }

    /// A whole claim; its tracking code.
    pub(super) async fn claims(&mut self, plan: &Plan) -> String {
        self.begins().await;
        self.finishes(plan).await
    }

    /// Plays on until the claim is registered; its tracking code.
    pub(super) async fn finishes(&mut self, plan: &Plan) -> String {
        loop {
            if let Step::Registered(code) = self.steps(plan).await {
                return code;
            }
        }
    }

    /// Plays on until the bot asks `key`, and leaves that open.
    pub(super) async fn plays_to(&mut self, plan: &Plan, key: &str) {
        loop {
            let asked = self.question(plan).await;
            let here = asked.says(key);
            self.pending = Some(asked);
            if here {
                return;
            }
            self.steps(plan).await;
        }
    }

    /// Answers one question.
    pub(super) async fn steps(&mut self, plan: &Plan) -> Step {
        let asked = self.question(plan).await;
        let act = decide(&self.person.who, plan, &asked).unwrap();
        self.has_answered(&asked);
        self.person.transcript.push(format!("  → {act:?}"));
        let step = self.does(plan, &asked, act).await;
        if let Some(progress) = &self.progress {
            progress.send_modify(|done| *done += 1);
        }
        step
    }

    async fn does(&mut self, plan: &Plan, asked: &Asked, act: Act) -> Step {
        match act {
            Act::Press(label) => self.person.presses(asked, &label).await,
            Act::PressTwice(label) => {
                self.person.presses(asked, &label).await;
                self.person.presses(asked, &label).await;
            }
            Act::Choose(label) if asked.has_button(&label) => {
                self.person.presses(asked, &label).await;
            }
            Act::Type(text) | Act::Choose(text) => self.person.types(&text).await,
            Act::ShareContact => self.person.shares_contact().await,
            Act::TypeCode(mobile) => {
                let code = self.person.last_code(&mobile).await;
                self.person.types(&code).await;
            }
            Act::SendPhotos => self.sends_photos(plan).await,
            Act::NamePhoto => self.names_photo(plan, asked).await,
            Act::Registered(code) => {
                self.codes.push(code.clone());
                return Step::Registered(code);
            }
        }
        Step::Acted
    }

    async fn sends_photos(&mut self, plan: &Plan) {
        if !self.photos.is_empty() {
            return;
        }
        let uploads: Vec<&[u8]> = plan.photos.iter().map(|photo| photo.upload.as_slice()).collect();
        let together = if plan.album { uploads.len() } else { 1 };
        for some in uploads.chunks(together) {
            for message in self.person.sends(some).await {
                self.photos.push((message, self.photos.len()));
            }
        }
    }

    /// The bot replies to the photo that it asks about; where the reply was lost, photos are asked about in order.
    async fn names_photo(&mut self, plan: &Plan, asked: &Asked) {
        let replied = asked.0["reply_to_message_id"].as_i64();
        let meant = self.photos.iter().find(|(message, _)| Some(*message) == replied);
        let place = meant.map_or(self.titled, |(_, place)| *place);
        self.titled += 1;
        let title = plan.photos[place].title.0;
        if asked.has_button(title) {
            self.person.presses(asked, title).await;
        } else {
            self.person.types(title).await;
        }
    }

    /// Waits until the SMS with each of these tracking codes has come.
    pub(super) async fn hears_by_sms(&mut self, codes: &[String]) {
        while !codes.iter().all(|code| self.sms.contains(&format!("registered: {code}"))) {
            let event = self.sees().await;
            self.notes(&event);
        }
    }

    /// The next message of the bot, whatever it says; what was told twice is told twice.
    pub(super) async fn told(&mut self) -> Asked {
        loop {
            let event = self.sees().await;
            if let Some(asked) = self.notes(&event) {
                return asked;
            }
        }
    }

    /// Waits until this SMS has come to the own mobile.
    pub(super) async fn hears_this_sms(&mut self, text: &str) {
        while self.sms.iter().all(|sms| sms != text) {
            let event = self.sees().await;
            self.notes(&event);
        }
    }

    /// Waits until `count` SMS have come to the own mobile.
    pub(super) async fn hears_sms(&mut self, count: usize) {
        while self.sms.len() < count {
            let event = self.sees().await;
            self.notes(&event);
        }
    }

    /// Takes notice of the SMS that come within the time in which one that belongs to the last message would.
    pub(super) async fn hears_no_more_sms(&mut self) {
        while let Some(event) = self.person.sees(SILENCE).await {
            assert!(self.notes(&event).is_none(), "{event}");
        }
    }

    /// Nothing more comes for a while.
    pub(super) async fn hears_no_more(&mut self) {
        if let Some(event) = self.person.sees(SILENCE).await {
            self.stuck(&format!("unexpected: {event}"));
        }
    }

    /// Waits for a message of the bot, whatever it says.
    pub(super) async fn hears(&mut self) {
        let known = self.messages;
        while self.messages == known {
            let event = self.sees().await;
            self.notes(&event);
        }
    }

    /// How many messages of the bot have come.
    pub(super) async fn heard_by_now(&mut self) -> usize {
        while let Some(event) = self.person.sees(SAME_TURN).await {
            self.notes(&event);
        }
        self.messages
    }

    /// The last message that asks something and was not answered.
    async fn question(&mut self, plan: &Plan) -> Asked {
        let who = self.person.who.clone();
        self.asked_by(|asked| decide(&who, plan, asked).is_some()).await
    }

    /// The last message of a turn that `is_question` and was not answered.
    pub(super) async fn asked_by(&mut self, is_question: impl Fn(&Asked) -> bool) -> Asked {
        let mut last = self.pending.take();
        loop {
            let patience = if last.is_some() { SAME_TURN } else { PATIENCE };
            let Some(event) = self.person.sees(patience).await else {
                match last {
                    Some(last) => return last,
                    None => self.stuck("nothing is asked"),
                }
            };
            if let Some(asked) = self.notes(&event)
                && is_question(&asked)
            {
                last = Some(asked);
            }
        }
    }

    /// Waits for a message that has these words.
    pub(super) async fn hears_of(&mut self, words: &str) -> Asked {
        self.asked_by(|asked| asked.text().contains(words)).await
    }

    /// Notes that a message is answered: it may come again.
    pub(super) fn has_answered(&mut self, asked: &Asked) {
        self.answered.insert(asked.fingerprint());
    }

    /// The question at which [`Player::plays_to`] has stopped will be answered otherwise.
    pub(super) fn forgets_the_question(&mut self) {
        self.pending = None;
    }

    async fn sees(&mut self) -> Value {
        match self.person.sees(PATIENCE).await {
            Some(event) => event,
            None => self.stuck("nothing comes"),
        }
    }

    pub(super) fn stuck(&self, why: &str) -> ! {
        panic!("person {}: {why}\n{}", self.person.id, self.person.transcript.join("\n"));
    }

    /// Takes notice of an event; gives a message of the bot that is not known yet.
    fn notes(&mut self, event: &Value) -> Option<Asked> {
        match event["kind"].as_str() {
            Some("sms") => {
                self.sms.push(event["text"].as_str().unwrap_or_default().to_owned());
                None
            }
            Some("message") if event["from"] == "bot" => {
                self.messages += 1;
                let asked = Asked(event.clone());
                self.check(&asked);
                if self.answered.contains(&asked.fingerprint()) {
                    self.repeats += 1;
                    return None;
                }
                let old = asked.copied().is_some_and(|code| self.codes.contains(&code));
                (!old).then_some(asked)
            }
            _ => None,
        }
    }

    /// What no message may ever say.
    fn check(&self, asked: &Asked) {
        for bad in ["⟨", "{$", says("mishap")] {
            if asked.text().contains(bad) {
                self.stuck(&format!("the bot says «{bad}»"));
            }
        }
    }
}
