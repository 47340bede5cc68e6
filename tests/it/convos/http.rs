//! A running bot as a stage: the real service with its stores, spoken to over HTTP through the simulator. What the person's
//! phone shows is held, word by word and button by button, against what the engine wanted to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use bimeyar::bale::Client;
use bimeyar::engine::Session;
use bimeyar::registry::MemberFile;
use bimeyar::runtime::{Clock, Tasks, http};
use bimeyar::service::{Service, ServiceParts};
use bimeyar::simulator::Person;
use bimeyar::sms::{Gateway, SmsKind};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::families::{Directory, Insured};
use super::recorder::Recorder;
use super::script::{Event, Script};
use super::stage::{Act, Said, Stage};
use super::{facts, samples, screens, world};
use crate::service::bench::{Bench, Bot, Stores};
use crate::support::claims::vault;

/// Timers due within this time are waited for: photos are gathered while a person waits.
const SOON: SignedDuration = SignedDuration::from_secs(3);
/// How often it is looked whether the bot has come to rest, and how many times at most.
const LOOK: Duration = Duration::from_millis(4);
const LOOKS: usize = 5_000;

/// The bot, the simulator and the people.
pub(crate) struct HttpStage {
    runtime: Runtime,
    bench: Bench,
    bot: Option<Bot>,
    recorder: Arc<Recorder>,
    clock: Clock,
    people: Vec<Insured>,
    directory: Directory,
    /// Inputs that people have made.
    inputs: usize,
    /// Up to which event each person's chat was read.
    read: BTreeMap<String, u64>,
    /// The buttons of each chat, oldest first: callback data and the message.
    buttons: BTreeMap<String, Vec<(String, i64)>>,
    spoken: BTreeSet<String>,
}

impl HttpStage {
    /// A stage for `script`, whose bot runs.
    pub(crate) fn new(script: &Script) -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|fault| fault.to_string())?;
        let clock = Clock::manual(script.clock);
        let bench = runtime.block_on(Bench::with_clock(clock.clone()));
        let mut directory = Directory::default();
        let mut people = Vec::new();
        for (place, part) in script.people.iter().enumerate() {
            let person = Insured::new(&part.name, place);
            directory.add(&person, &part.family)?;
            bench.simulator.add_person(Person {
                id: person.chat,
                first_name: person.name.clone(),
                mobile: person.mobile.expose().to_owned(),
                ..Person::default()
            });
            people.push(person);
        }
        let open_mode = script.people.iter().any(|part| part.family == "open");
        let recorder = Arc::new(Recorder::new(world::world(open_mode)));
        let mut stage = Self {
            runtime,
            bench,
            bot: None,
            recorder,
            clock,
            people,
            directory,
            inputs: 0,
            read: BTreeMap::new(),
            buttons: BTreeMap::new(),
            spoken: BTreeSet::new(),
        };
        stage.start()?;
        stage.import()?;
        Ok(stage)
    }

    fn start(&mut self) -> Result<(), String> {
        let settings = self.bench.settings();
        let turns = Arc::clone(&self.recorder);
        let (clock, sms) = (self.clock.clone(), Gateway::Memory(self.bench.sms.clone()));
        let folder = self.bench.folder.path();
        self.bot = Some(self.runtime.block_on(async {
            let stores = Stores::open(folder).await;
            let tasks = Tasks::new();
            let client = http::client().map_err(|fault| fault.to_string())?;
            let parts = ServiceParts {
                turns,
                catalog: Arc::new(world::words()),
                dialogues: stores.dialogues.clone(),
                registry: stores.registry.clone(),
                documents: stores.documents.clone(),
                vault: vault(),
                sms,
                bale: Client::new(&settings.bale, client),
                clock,
                tasks: tasks.clone(),
                settings,
            };
            let running = Service::start(parts).await.map_err(|fault| fault.to_string())?;
            Ok::<Bot, String>(Bot { running, stores, tasks })
        })?);
        Ok(())
    }

    fn bot(&self) -> Result<&Bot, String> {
        self.bot.as_ref().ok_or_else(|| "the bot does not run".to_owned())
    }

    /// The directory is read anew.
    fn import(&self) -> Result<(), String> {
        let (people, contracts) = self.directory.files();
        if self.directory.people.is_empty() {
            return Ok(());
        }
        let file = |name: &str, text| MemberFile { name: name.to_owned(), text };
        let (people, contracts) = (file("people.csv", people), file("contracts.csv", contracts));
        let registry = &self.bot()?.stores.registry;
        let imported = self.runtime.block_on(registry.import_members(people, contracts, "convos"));
        imported.map(drop).map_err(|fault| format!("{fault:?}"))
    }

    /// Waits until everything that people did was taken, and everything that follows was done.
    fn settle(&self) -> Result<(), String> {
        let dialogues = &self.bot()?.stores.dialogues;
        let mut calm = 0;
        let mut before = 0;
        for _ in 0..LOOKS {
            let figures = dialogues.figures().map_err(|fault| fault.to_string())?;
            let (inputs, turns) = self.recorder.notes(|notes| (notes.inputs, notes.turns));
            let rests = figures.inbox == 0 && figures.outbox == 0 && inputs >= self.inputs;
            calm = if rests && turns == before { calm + 1 } else { 0 };
            before = turns;
            if calm == 2 {
                return Ok(());
            }
            self.runtime.block_on(async { tokio::time::sleep(LOOK).await });
        }
        Err("the bot never comes to rest".to_owned())
    }

    /// Moves the clock on, from one timer that is due to the next.
    fn tick_until(&self, until: Timestamp) -> Result<(), String> {
        loop {
            let next = self.bot()?.stores.dialogues.next_timer();
            let next = next.map_err(|fault| fault.to_string())?;
            let Some(timer) = next.filter(|timer| timer.at <= until) else { return Ok(()) };
            self.clock.set(timer.at.max(self.clock.now()));
            for _ in 0..LOOKS {
                let next = self.bot()?.stores.dialogues.next_timer();
                if next.map_err(|fault| fault.to_string())? != Some(timer) {
                    break;
                }
                self.runtime.block_on(async { tokio::time::sleep(LOOK).await });
            }
            self.settle()?;
        }
    }

    fn chat(&self, who: &str) -> Result<i64, String> {
        let person = self.person(who).ok_or_else(|| format!("nobody is called `{who}`"))?;
        Ok(person.chat)
    }

    fn session(&self, who: &str) -> Result<Session, String> {
        let chat = self.chat(who)?;
        let session = self.bot()?.stores.dialogues.session(chat);
        Ok(session.map_err(|fault| fault.to_string())?.unwrap_or_else(|| Session::new(chat)))
    }

    fn post(&self, who: &str, path: &str, body: Value) -> Result<(), String> {
        let chat = self.chat(who)?;
        self.runtime.block_on(self.bench.act(chat, path, body));
        Ok(())
    }

    fn send(&self, who: &str, names: &[String], as_file: bool) -> Result<(), String> {
        let path = if as_file { "document" } else { "photos" };
        let url =
            format!("{}/sim/people/{}/{path}", self.bench.simulator.base_url(), self.chat(who)?);
        let mut form = reqwest::multipart::Form::new();
        for name in names {
            let file = name.rsplit('/').next().unwrap_or(name).to_owned();
            let part = reqwest::multipart::Part::bytes(samples::bytes(name)?).file_name(file);
            form = form.part("file", part);
        }
        let sending = self.bench.client.post(url).multipart(form).send();
        let answer = self.runtime.block_on(sending).map_err(|fault| fault.to_string())?;
        answer.error_for_status().map(drop).map_err(|fault| fault.to_string())
    }

    /// A message of the page as a person sees it, with what the engine meant by it.
    fn understood(&self, chat: i64, message: &Value) -> Result<Said, String> {
        let text = message["text"].as_str().unwrap_or_default();
        let words = &self.recorder.world().words;
        let meant = self.recorder.notes(|notes| {
            let screens = notes.screens.entry(chat).or_default();
            let place = screens.iter().position(|screen| {
                screens::shown(words, screen).is_ok_and(|said| said.text.trim() == text.trim())
            })?;
            Some(screens.remove(place))
        });
        let meant = meant.ok_or_else(|| format!("the engine never said:\n{text}"))?;
        let said = screens::shown(words, &meant)?;
        let shown = rows(message, "inline_keyboard");
        let labels = |rows: &[Vec<(String, Option<String>)>]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|(label, _)| label.clone()).collect()).collect()
        };
        if labels(&shown) != labels(&said.inline) {
            return Err(format!("the buttons of the message are {shown:?}"));
        }
        let bottom: Vec<String> =
            rows(message, "reply_keyboard").into_iter().flatten().map(|(label, _)| label).collect();
        let wanted: BTreeSet<&String> =
            said.share.iter().chain(said.bottom.iter().flatten()).collect();
        if wanted != bottom.iter().collect() {
            return Err(format!("the words at the bottom are {bottom:?}"));
        }
        Ok(Said { inline: shown, ..said })
    }
}

/// The rows of a keyboard on the page.
fn rows(message: &Value, name: &str) -> Vec<Vec<(String, Option<String>)>> {
    let button = |button: &Value| {
        let data = button["callback_data"].as_str().map(str::to_owned);
        let label = button["text"].as_str().or(button.as_str()).unwrap_or_default();
        (label.to_owned(), data)
    };
    let rows = message[name].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row.as_array().into_iter().flatten().map(button).collect()).collect()
}

impl Stage for HttpStage {
    fn act(&mut self, who: &str, act: &Act) -> Result<(), String> {
        self.inputs += if let Act::Photos { names, .. } = act { names.len() } else { 1 };
        match act {
            Act::Text(text) => self.post(who, "text", json!({ "text": text }))?,
            Act::Press(data) => {
                let buttons = self.buttons.get(who).map_or(&[][..], Vec::as_slice);
                let (_, message) = buttons
                    .iter()
                    .rev()
                    .find(|(known, _)| known == data)
                    .ok_or("no message has that button")?;
                self.post(who, "press", json!({ "message_id": message, "data": data }))?;
            }
            Act::Photos { names, album, as_file, caption: None } => {
                if *album {
                    self.send(who, names, *as_file)?;
                } else {
                    for name in names {
                        self.send(who, std::slice::from_ref(name), *as_file)?;
                    }
                }
            }
            Act::Photos { .. } => return Err("captions are not sent here".to_owned()),
            Act::Contact { own: true, .. } => self.post(who, "contact", json!({ "own": true }))?,
            Act::Contact { phone, .. } => {
                let contact = json!({ "phone_number": phone, "first_name": "x", "user_id": 7 });
                self.post(who, "contact", contact)?;
            }
            Act::Voice => self.post(who, "voice", json!({}))?,
        }
        self.settle()?;
        self.tick_until(self.clock.now() + SOON)
    }

    fn heard(&mut self, who: &str) -> Vec<Said> {
        let Ok(chat) = self.chat(who) else { return Vec::new() };
        let after = self.read.get(who).copied().unwrap_or(0);
        let path = format!("people/{chat}/history?after={after}");
        let history = self.runtime.block_on(self.bench.sim(&path));
        self.read.insert(who.to_owned(), history["seq"].as_u64().unwrap_or(after));
        let items = history["items"].as_array().cloned().unwrap_or_default();
        let by_bot = items.iter().filter(|item| item["kind"] == "message" && item["from"] == "bot");
        let mut heard = Vec::new();
        for message in by_bot {
            let said = self.understood(chat, message).unwrap_or_else(|fault| Said {
                text: format!("{fault}\n{}", message["text"].as_str().unwrap_or_default()),
                inline: Vec::new(),
                bottom: None,
                share: None,
                keys: Vec::new(),
            });
            let id = message["message_id"].as_i64().unwrap_or(0);
            let data = said.inline.iter().flatten().filter_map(|(_, data)| data.clone());
            let buttons = self.buttons.entry(who.to_owned()).or_default();
            buttons.extend(data.map(|data| (data, id)));
            self.spoken.extend(said.keys.iter().map(|(key, _)| key.clone()));
            heard.push(said);
        }
        heard
    }

    fn event(&mut self, event: &Event, _last: &str) -> Result<(), String> {
        match event {
            Event::Restart => {
                let bot = self.bot.take().ok_or("the bot does not run")?;
                self.runtime.block_on(bot.stop());
                self.start()
            }
            Event::Wait(length) => self.pause(*length),
            Event::DuplicateUpdate => {
                self.bench.faults(|faults| faults.duplicates = 1_000);
                Ok(())
            }
            Event::Directory { who, change, object } => {
                let person = self.person(who).ok_or("nobody has that name")?.clone();
                self.directory.change(&person, change, object)?;
                self.import()
            }
            Event::AnswersWait
            | Event::AnswersCome
            | Event::PerformTwice
            | Event::GatewayDown
            | Event::GatewayUp
            | Event::Version { .. }
            | Event::Mishap
            | Event::Stage { .. } => Err(format!("{event:?} cannot be brought about here")),
        }
    }

    fn pause(&mut self, length: SignedDuration) -> Result<(), String> {
        let until = self.clock.now() + length;
        self.tick_until(until)?;
        self.clock.set(until.max(self.clock.now()));
        Ok(())
    }

    fn says(&self, said: &Said, key: &str) -> Vec<BTreeMap<String, String>> {
        said.keys.iter().filter(|(known, _)| known == key).map(|(_, args)| args.clone()).collect()
    }

    fn one_time_code(&self, _who: &str) -> Option<String> {
        let messages = self.bench.sms.messages();
        messages.iter().rev().find_map(|kept| {
            let SmsKind::Code { code } = &kept.message.kind else { return None };
            Some(code.expose().clone())
        })
    }

    fn fact(&mut self, name: &str, of: &str) -> Result<String, String> {
        let (name, inside) = facts::parts(name);
        let who = inside.filter(|_| matches!(name, "claims" | "sms" | "drafts")).unwrap_or(of);
        let chat = self.chat(who)?;
        let registry = &self.bot()?.stores.registry;
        Ok(match name {
            "claims" => {
                let claims = self.runtime.block_on(registry.claims_of(chat, None));
                claims.map_err(|fault| fault.to_string())?.len().to_string()
            }
            "sms" => {
                let mobile = self.person(who).map(|person| person.mobile.clone());
                let messages = self.bench.sms.messages();
                messages.iter().filter(|kept| Some(&kept.to) == mobile.as_ref()).count().to_string()
            }
            "dropped" => self
                .recorder
                .notes(|notes| notes.dropped.get(&chat).copied().unwrap_or(0))
                .to_string(),
            "timer" => self
                .recorder
                .notes(|notes| facts::timer(notes.timers.get(&chat), inside.unwrap_or_default()))?,
            _ if name.starts_with("claim.") => {
                let claims = self.runtime.block_on(registry.claims_of(chat, None));
                let newest = claims.map_err(|fault| fault.to_string())?.into_iter().next();
                let claim = newest.ok_or("no claim was registered")?;
                facts::of_claim(&claim, claim.code.as_str(), name.trim_start_matches("claim."))?
            }
            _ => facts::of_session(&self.session(who)?, name, inside)?,
        })
    }

    fn person(&self, who: &str) -> Option<&Insured> {
        self.people.iter().find(|person| person.name == who)
    }

    fn spoken(&self) -> BTreeSet<String> {
        self.spoken.clone()
    }
}
