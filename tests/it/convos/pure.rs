//! The pure engine as a stage: effects are performed in memory, and every session goes through its stored form between
//! any two inputs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use bimeyar::claim::Act as ClaimAct;
use bimeyar::engine::input::{Input, Upload};
use bimeyar::engine::{Effect, Moment, Session, Silence, TimerKind, Turn, World, turn};
use bimeyar::registry::NOBODY;
use bimeyar::wording::Message;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::claims::{By, Claims};
use super::codes::Codes;
use super::families::{Directory, Insured};
use super::ruling::Ruling;
use super::screens;
use super::script::{Event, Script};
use super::stage::{Act, Said, Stage};
use super::world::Setting;

/// Timers due within this time are fired at once: photos are gathered while a person waits.
const SOON: SignedDuration = SignedDuration::from_secs(3);

/// The pure engine with a small world around it.
#[derive(Debug)]
pub(crate) struct PureStage {
    pub(crate) world: Arc<World>,
    setting: Setting,
    pub(crate) file: String,
    pub(crate) now: Timestamp,
    pub(crate) steps: u32,
    pub(crate) people: Vec<Insured>,
    pub(crate) chats: BTreeMap<String, Chat>,
    pub(crate) directory: Directory,
    pub(crate) codes: Codes,
    pub(crate) claims: Claims,
    pub(crate) gateway_up: bool,
    pub(crate) answers_wait: bool,
    pub(crate) twice: bool,
    spoken: BTreeSet<String>,
}

/// One chat: what is stored of it, and what has been said and not read.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    /// As JSON.
    pub(crate) session: String,
    pub(crate) timers: BTreeMap<TimerKind, Timestamp>,
    /// Effects as JSON, in order.
    pub(crate) outbox: VecDeque<String>,
    pub(crate) inbox: VecDeque<Input>,
    heard: Vec<Said>,
    /// Everything that was said, oldest first.
    pub(crate) all: Vec<Said>,
    messages: i64,
    /// Files of drafts that were erased.
    pub(crate) dropped: usize,
    /// The file with everything kept of the person that was sent last.
    pub(crate) copy: Option<String>,
}

impl PureStage {
    /// A stage for `script` with what is shipped.
    pub(crate) fn new(script: &Script) -> Result<Self, String> {
        let open_mode = script.people.iter().any(|part| part.family == "open");
        Self::with(script, Setting::shipped(open_mode))
    }

    /// A stage for `script` with these flows and words.
    pub(crate) fn with(script: &Script, setting: Setting) -> Result<Self, String> {
        let mut directory = Directory::default();
        let mut people = Vec::new();
        let mut chats = BTreeMap::new();
        for (place, part) in script.people.iter().enumerate() {
            let person = Insured::new(&part.name, place);
            directory.add(&person, &part.family)?;
            let session = stored(&Session::new(person.chat));
            chats.insert(part.name.clone(), Chat { session, ..Chat::default() });
            people.push(person);
        }
        Ok(Self {
            world: Arc::clone(&setting.world),
            setting,
            file: script.file.clone(),
            now: script.clock,
            steps: 0,
            people,
            chats,
            directory,
            codes: Codes::default(),
            claims: Claims::default(),
            gateway_up: true,
            answers_wait: false,
            twice: false,
            spoken: BTreeSet::new(),
        })
    }

    /// The session of `who` as it is stored.
    pub(crate) fn session(&self, who: &str) -> Result<Session, String> {
        let chat = self.chats.get(who).ok_or_else(|| format!("nobody is called `{who}`"))?;
        serde_json::from_str(&chat.session).map_err(|fault| format!("a stored session: {fault}"))
    }

    /// Gives `input` to the chat and does all that follows at once.
    pub(crate) fn give(&mut self, who: &str, input: Input) -> Result<(), String> {
        let chat = self.chats.get_mut(who).ok_or_else(|| format!("nobody is called `{who}`"))?;
        chat.inbox.push_back(input);
        self.settle(who)?;
        self.tick_until(self.now + SOON)
    }

    /// Takes inputs and performs effects until nothing is left to do.
    pub(crate) fn settle(&mut self, who: &str) -> Result<(), String> {
        for _ in 0..1_000 {
            self.perform_outbox(who)?;
            let Some(input) = self.chats.get_mut(who).and_then(|chat| chat.inbox.pop_front())
            else {
                return Ok(());
            };
            let turn = self.turn(who, &input)?;
            let effects: Vec<String> = turn.effects.iter().map(stored).collect();
            let chat = self.chats.get_mut(who).ok_or("the chat is gone")?;
            chat.session = stored(&turn.session);
            chat.outbox.extend(effects);
        }
        Err("the chat never comes to rest".to_owned())
    }

    fn turn(&mut self, who: &str, input: &Input) -> Result<Turn, String> {
        let session = self.session(who)?;
        self.steps += 1;
        let mut seed = Sha256::new();
        seed.update(&self.file);
        seed.update(self.steps.to_be_bytes());
        let moment = Moment { now: self.now, seed: seed.finalize().into() };
        let input: Input =
            serde_json::from_str(&stored(input)).map_err(|fault| fault.to_string())?;
        let done = turn(&self.world, session, input.clone(), moment);
        let again: Session =
            serde_json::from_str(&stored(&done.session)).map_err(|fault| fault.to_string())?;
        if again != done.session {
            return Err(format!("the session changes when it is stored: {:?}", done.session));
        }
        let shows = done.effects.iter().any(|effect| matches!(effect, Effect::Show(_)));
        if shows == done.silence.is_some() || done.silence == Some(Silence::NothingToSay) {
            return Err(format!("nothing is said, for no reason, about {input:?}"));
        }
        Ok(done)
    }

    fn perform_outbox(&mut self, who: &str) -> Result<(), String> {
        let Some(chat) = self.chats.get_mut(who) else { return Ok(()) };
        let mut later = VecDeque::new();
        let rows = std::mem::take(&mut chat.outbox);
        for row in rows {
            let effect: Effect = serde_json::from_str(&row).map_err(|fault| fault.to_string())?;
            if let Effect::Show(screen) = &effect {
                self.show(who, screen)?;
                continue;
            }
            if self.answers_wait && effect.has_answer() {
                later.push_back(row);
                continue;
            }
            for _ in 0..=u32::from(self.twice) {
                let answer = self.perform(who, &effect)?;
                if let Some(chat) = self.chats.get_mut(who) {
                    chat.inbox.extend(answer);
                }
            }
        }
        if let Some(chat) = self.chats.get_mut(who) {
            chat.outbox.extend(later);
        }
        Ok(())
    }

    fn show(&mut self, who: &str, screen: &bimeyar::engine::Screen) -> Result<(), String> {
        let said = screens::shown(&self.world.words, screen)?;
        self.spoken.extend(screens::keys_with_labels(screen));
        let chat = self.chats.get_mut(who).ok_or("the chat is gone")?;
        chat.messages += 1;
        chat.heard.push(said.clone());
        chat.all.push(said);
        Ok(())
    }

    /// Fires, in their order, all timers due until then.
    fn tick_until(&mut self, until: Timestamp) -> Result<(), String> {
        loop {
            let due = self
                .chats
                .iter()
                .flat_map(|(who, chat)| {
                    chat.timers.iter().map(move |(timer, at)| (*at, who, *timer))
                })
                .min()
                .filter(|(at, ..)| *at <= until)
                .map(|(at, who, timer)| (at, who.clone(), timer));
            let Some((at, who, timer)) = due else { return Ok(()) };
            self.now = self.now.max(at);
            if let Some(chat) = self.chats.get_mut(&who) {
                chat.timers.remove(&timer);
                chat.inbox.push_back(Input::Tick { timer });
            }
            self.settle(&who)?;
        }
    }

    fn inputs(&mut self, who: &str, act: &Act) -> Vec<Input> {
        match act {
            Act::Text(text) => vec![Input::Text { text: text.clone() }],
            Act::Press(data) => vec![Input::Press { data: data.clone() }],
            Act::Contact { phone, own } => vec![Input::Contact { phone: phone.clone(), own: *own }],
            Act::Voice => vec![Input::Other],
            Act::Photos { names, album, as_file, caption } => {
                let chat = self.chats.get_mut(who);
                let first = chat.map_or(0, |chat| {
                    chat.messages += 100;
                    chat.messages
                });
                let upload = |(place, name): (i64, &String)| Upload {
                    file_id: name.clone(),
                    message_id: first + place,
                    album: album.then(|| format!("album-{first}")),
                    caption: caption.clone(),
                    size: Some(412_345),
                    name: as_file.then(|| name.clone()),
                };
                let uploads = (0..).zip(names).map(upload);
                if *as_file {
                    uploads.map(Input::File).collect()
                } else {
                    uploads.map(Input::Photo).collect()
                }
            }
        }
    }
}

/// As it lies in the store.
pub(crate) fn stored(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("our own types can be written as JSON")
}

impl Stage for PureStage {
    fn act(&mut self, who: &str, act: &Act) -> Result<(), String> {
        let inputs = self.inputs(who, act);
        let chat = self.chats.get_mut(who).ok_or_else(|| format!("nobody is called `{who}`"))?;
        chat.inbox.extend(inputs);
        self.settle(who)?;
        for other in self.chats.keys().cloned().collect::<Vec<_>>() {
            // What was done may be news for another chat.
            self.settle(&other)?;
        }
        self.tick_until(self.now + SOON)
    }

    fn heard(&mut self, who: &str) -> Vec<Said> {
        self.chats.get_mut(who).map(|chat| std::mem::take(&mut chat.heard)).unwrap_or_default()
    }

    fn event(&mut self, event: &Event, last: &str) -> Result<(), String> {
        match event {
            // Sessions and the outbox live in their stored form between any two turns, and updates that were seen are
            // dropped before the engine (DESIGN §5): both events mean more on a stage with a real store.
            Event::Restart | Event::DuplicateUpdate => {}
            Event::Wait(length) => self.pause(*length)?,
            Event::SetBack(length) => {
                self.now -= *length;
                self.codes.set_back(self.now);
            }
            Event::PerformTwice => self.twice = true,
            Event::GatewayDown => self.gateway_up = false,
            Event::GatewayUp => {
                self.gateway_up = true;
                self.claims.send_waiting();
            }
            Event::AnswersWait => self.answers_wait = true,
            Event::AnswersCome => {
                self.answers_wait = false;
                for who in self.chats.keys().cloned().collect::<Vec<_>>() {
                    self.settle(&who)?;
                }
                self.tick_until(self.now + SOON)?;
            }
            Event::Directory { who, change, object } => {
                let person = self.person(who).ok_or("nobody has that name")?.clone();
                self.directory.change(&person, change, object)?;
            }
            Event::Version { flow, version } => {
                self.world = self.setting.version(flow, *version);
            }
            Event::Mishap => self.give(last, Input::Mishap)?,
        }
        Ok(())
    }

    fn decide(&mut self, who: &str, code: &str, ruling: &Ruling) -> Result<(), String> {
        let claim = self.claims.of_code(code).ok_or(format!("no claim has the code `{code}`"))?;
        let (code, decision) = (claim.code.clone(), ruling.about(claim)?);
        let by = By::Staff(who.to_owned());
        let changed = self.claims.change(&code, ClaimAct::Decide(decision), &by, self.now);
        let claim = changed.map_err(|refusal| format!("{}: {refusal}", ruling.kind().name()))?;
        if claim.chat == NOBODY {
            return Ok(());
        }
        let owner = self.people.iter().find(|person| person.chat == claim.chat);
        let owner = owner.ok_or("nobody has the chat of the claim")?.name.clone();
        let seq = claim.events.last().map_or(0, |event| event.seq);
        self.give(&owner, Input::ClaimChanged { claim: Box::new(claim), seq })
    }

    fn pause(&mut self, length: SignedDuration) -> Result<(), String> {
        let until = self.now + length;
        self.tick_until(until)?;
        self.now = self.now.max(until);
        Ok(())
    }

    fn says(&self, said: &Said, key: &str) -> Vec<BTreeMap<String, String>> {
        said.keys.iter().filter(|(known, _)| known == key).map(|(_, args)| args.clone()).collect()
    }

    fn one_time_code(&self, who: &str) -> Option<String> {
        self.codes.last(self.person(who)?.chat)
    }

    fn fact(&mut self, name: &str, of: &str) -> Result<String, String> {
        super::facts::fact(self, name, of)
    }

    fn person(&self, who: &str) -> Option<&Insured> {
        self.people.iter().find(|person| person.name == who)
    }

    fn spoken(&self) -> BTreeSet<String> {
        self.spoken.clone()
    }
}

/// Every key inside a message.
pub(crate) fn keys_of(message: &Message, found: &mut Vec<Message>) {
    use bimeyar::wording::Arg;
    found.push(message.clone());
    for arg in message.args.values() {
        match arg {
            Arg::Message(inner) => keys_of(inner, found),
            Arg::Lines(inner) | Arg::List(inner) => {
                for inner in inner {
                    keys_of(inner, found);
                }
            }
            Arg::Typed(_)
            | Arg::Words(_)
            | Arg::Number(_)
            | Arg::Money(_)
            | Arg::Toman(_)
            | Arg::MoneyInWords(_)
            | Arg::Date(_)
            | Arg::Moment(_)
            | Arg::Code(_)
            | Arg::Mobile(_)
            | Arg::NationalCode(_) => {}
        }
    }
}
