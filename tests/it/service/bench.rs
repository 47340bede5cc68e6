//! A simulator, a data folder, and bots that are started on it one after another.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bimeyar::bale::{BaleSettings, Client};
use bimeyar::dialogues::{Dialogues, DialoguesSettings};
use bimeyar::documents::Documents;
use bimeyar::engine::{Effect, Input, Keyboard, Moment, Screen, Session};
use bimeyar::registry::Registry;
use bimeyar::runtime::{Clock, Metrics, Secret, Tasks, http};
use bimeyar::service::{Running, Service, ServiceParts, ServiceSettings, TurnTaker};
use bimeyar::simulator::{self, Faults, Person, Simulator, SimulatorSettings};
use bimeyar::sms::{Gateway, Memory};
use bimeyar::wording::{Arg, Catalog, Message};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::claims::vault;

pub(crate) const TOKEN: &str = "123456789:abcdIuZmK5qNEm2A1BhUaAg7MPJv1O9KCcBQB2ro";
/// Longer than anything here takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const TEXTS: &str = "say = { $words }\nout-of-room = no room\nsms-code = code { $code }\nsms-registered = registered { $code }\n";

/// A script in the engine's place.
struct Script<F>(F);

impl<F> TurnTaker for Script<F>
where
    F: Fn(&mut Session, Input, Moment) -> Vec<Effect> + Send + Sync,
{
    fn turn(&self, mut session: Session, input: Input, moment: Moment) -> (Session, Vec<Effect>) {
        let effects = (self.0)(&mut session, input, moment);
        (session, effects)
    }
}

pub(crate) fn script(
    turn: impl Fn(&mut Session, Input, Moment) -> Vec<Effect> + Send + Sync + 'static,
) -> Arc<dyn TurnTaker> {
    Arc::new(Script(turn))
}

/// Says `words`.
pub(crate) fn say(words: &str) -> Effect {
    Effect::Show(Screen {
        paragraphs: vec![Message::new("say").with("words", Arg::words(words))],
        keyboard: Keyboard::None,
        reply_to: None,
        notice: false,
    })
}

/// Says what was typed or pressed, and in a word what else came in.
pub(crate) fn echo() -> Arc<dyn TurnTaker> {
    script(|_, input, _| vec![say(&in_a_word(&input))])
}

pub(crate) fn in_a_word(input: &Input) -> String {
    match input {
        Input::Text { text } => text.clone(),
        Input::Press { data } => format!("press {data}"),
        Input::Mishap => "mishap".to_owned(),
        Input::Delayed => "delayed".to_owned(),
        Input::Tick { .. } => "tick".to_owned(),
        _ => "?".to_owned(),
    }
}

/// The simulator and the data folder.
pub(crate) struct Bench {
    pub(crate) simulator: simulator::Running,
    pub(crate) folder: TempDir,
    pub(crate) clock: Clock,
    pub(crate) sms: Memory,
    pub(crate) client: reqwest::Client,
    /// Bytes that must be free on the disk of the bots started from now on.
    pub(crate) min_free_bytes: u64,
    _tasks: Tasks,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with_clock(Clock::system()).await
    }

    /// The clock is the bot's; the simulator keeps the real time.
    pub(crate) async fn with_clock(clock: Clock) -> Self {
        Self::with(clock, 1).await
    }

    /// With a seed of the simulator's chance.
    pub(crate) async fn with(clock: Clock, seed: u64) -> Self {
        let tasks = Tasks::new();
        let mut settings = SimulatorSettings::loopback(Secret::new(TOKEN.to_owned()));
        settings.seed = seed;
        settings.webhook_pause = Duration::from_millis(20);
        let simulator = Simulator::start(settings, Clock::system(), &tasks).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let client = http::client().unwrap();
        Self {
            simulator,
            folder,
            clock,
            sms: Memory::new(),
            client,
            min_free_bytes: 0,
            _tasks: tasks,
        }
    }

    pub(crate) fn person(&self, name: &str, mobile: &str) -> i64 {
        let person =
            Person { first_name: name.to_owned(), mobile: mobile.to_owned(), ..Person::default() };
        self.simulator.add_person(person).id
    }

    pub(crate) fn ali(&self) -> i64 {
        self.person("علی", "09121234567")
    }

    pub(crate) fn faults(&self, change: impl FnOnce(&mut Faults)) {
        let mut faults = simulator::Profile::Calm.faults();
        change(&mut faults);
        self.simulator.set_faults(faults);
    }

    fn of(&self, person: i64, path: &str) -> String {
        format!("{}/sim/people/{person}/{path}", self.simulator.base_url())
    }

    pub(crate) async fn act(&self, person: i64, path: &str, body: Value) -> Value {
        let answer = self.client.post(self.of(person, path)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub(crate) async fn write(&self, person: i64, text: &str) {
        self.act(person, "text", json!({ "text": text })).await;
    }

    pub(crate) async fn send_photo(&self, person: i64, name: &str, bytes: Vec<u8>) {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        let sending = self.client.post(self.of(person, "photos")).multipart(form).send();
        assert!(sending.await.unwrap().status().is_success());
    }

    /// What the simulator says at `path`.
    pub(crate) async fn sim(&self, path: &str) -> Value {
        let url = format!("{}/sim/{path}", self.simulator.base_url());
        self.client.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// What the bot says to a person, from the first word on.
    pub(crate) async fn ear(&self, person: i64) -> Ear {
        let response = self.client.get(self.of(person, "events")).send().await.unwrap();
        Ear { response, buffer: String::new(), heard: VecDeque::new() }
    }

    /// All that the bot has said to a person so far.
    pub(crate) async fn said(&self, person: i64) -> Vec<String> {
        let history = self.sim(&format!("people/{person}/history")).await;
        let items = history["items"].as_array().unwrap();
        let by_bot = items.iter().filter(|item| item["from"] == "bot");
        by_bot.filter_map(|item| Some(bare(item["text"].as_str()?))).collect()
    }

    /// A fast bot: no pacing gets in the way.
    pub(crate) fn settings(&self) -> ServiceSettings {
        let fast = NonZeroU32::new(1_000).unwrap();
        let mut settings = ServiceSettings::new(BaleSettings {
            token: Secret::new(TOKEN.to_owned()),
            api_url: self.simulator.base_url(),
            rate: fast,
            chat_rate: fast,
            chat_burst: fast,
            ..BaleSettings::default()
        });
        settings.poll.pause = Duration::from_millis(20);
        settings.poll.longest_pause = Duration::from_millis(100);
        settings.poll.rest = Duration::from_millis(10);
        settings
    }

    /// What a bot on these stores is put together from.
    pub(crate) fn parts(
        &self,
        turns: Arc<dyn TurnTaker>,
        settings: ServiceSettings,
        (stores, tasks): (&Stores, &Tasks),
    ) -> ServiceParts {
        let metrics = Metrics::default();
        ServiceParts {
            turns,
            catalog: Arc::new(catalog()),
            dialogues: stores.dialogues.clone(),
            registry: stores.registry.clone(),
            documents: stores.documents.clone(),
            vault: vault(),
            sms: Gateway::Memory(self.sms.clone()),
            bale: Client::new(&settings.bale, http::client().unwrap()).counted(metrics.clone()),
            clock: self.clock.clone(),
            metrics,
            tasks: tasks.clone(),
            settings,
        }
    }

    pub(crate) async fn start(&self, turns: Arc<dyn TurnTaker>) -> Bot {
        self.start_with(turns, |_| {}).await
    }

    pub(crate) async fn start_with(
        &self,
        turns: Arc<dyn TurnTaker>,
        change: impl FnOnce(&mut ServiceSettings),
    ) -> Bot {
        self.start_speaking(turns, Arc::new(catalog()), change).await
    }

    /// With other words than those of the tests.
    pub(crate) async fn start_speaking(
        &self,
        turns: Arc<dyn TurnTaker>,
        catalog: Arc<Catalog>,
        change: impl FnOnce(&mut ServiceSettings),
    ) -> Bot {
        self.start_changed(turns, change, |parts| parts.catalog = catalog).await
    }

    /// With an SMS gateway of its own.
    pub(crate) async fn start_sending(
        &self,
        turns: Arc<dyn TurnTaker>,
        gateway: Gateway,
        change: impl FnOnce(&mut ServiceSettings),
    ) -> Bot {
        self.start_changed(turns, change, |parts| parts.sms = gateway).await
    }

    async fn start_changed(
        &self,
        turns: Arc<dyn TurnTaker>,
        change: impl FnOnce(&mut ServiceSettings),
        change_parts: impl FnOnce(&mut ServiceParts),
    ) -> Bot {
        let mut settings = self.settings();
        change(&mut settings);
        let stores = Stores::open_with(self.folder.path(), self.min_free_bytes).await;
        let tasks = Tasks::new();
        let mut parts = self.parts(turns, settings, (&stores, &tasks));
        change_parts(&mut parts);
        let metrics = parts.metrics.clone();
        let running = Service::start(parts).await.unwrap();
        Bot { running, stores, tasks, metrics }
    }
}

/// Without the marks that isolate the direction of words.
pub(crate) fn bare(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

fn catalog() -> Catalog {
    let (catalog, problems) = Catalog::load("fa", &[("test.ftl".to_owned(), TEXTS.to_owned())]);
    assert!(problems.is_empty(), "{problems:?}");
    catalog
}

/// The stores of a data folder.
pub(crate) struct Stores {
    pub(crate) dialogues: Dialogues,
    pub(crate) registry: Registry,
    pub(crate) documents: Documents,
}

impl Stores {
    pub(crate) async fn open(folder: &Path) -> Self {
        Self::open_with(folder, 0).await
    }

    /// Stores that take nothing in unless so many bytes are free.
    async fn open_with(folder: &Path, min_free_bytes: u64) -> Self {
        let mut settings = DialoguesSettings::in_dir(folder.join("dialogues"));
        settings.min_free_bytes = min_free_bytes;
        let registry = format!("sqlite:{}", folder.join("registry.sqlite").display());
        let documents = format!("file:{}", folder.join("documents").display());
        Self {
            dialogues: Dialogues::open(&settings, vault()).unwrap(),
            registry: Registry::open(&registry, vault()).await.unwrap(),
            documents: Documents::open(&documents, vault()).unwrap(),
        }
    }

    pub(crate) async fn close(self) {
        self.registry.close().await;
        let closing = tokio::task::spawn_blocking(move || self.dialogues.close());
        closing.await.unwrap();
    }
}

/// A bot that runs.
pub(crate) struct Bot {
    pub(crate) running: Running,
    pub(crate) stores: Stores,
    pub(crate) tasks: Tasks,
    pub(crate) metrics: Metrics,
}

impl Bot {
    /// Stops as on SIGTERM, so that another can be started on the same folder.
    pub(crate) async fn stop(self) {
        assert!(self.tasks.shut_down(Duration::from_secs(5)).await, "it does not stop in time");
        drop(self.running);
        self.stores.close().await;
    }
}

/// Hears what the bot says to one person.
pub(crate) struct Ear {
    response: reqwest::Response,
    buffer: String,
    heard: VecDeque<Value>,
}

impl Ear {
    /// The next message of the bot.
    pub(crate) async fn message(&mut self) -> Value {
        let listening = async {
            loop {
                if let Some(message) = self.heard.pop_front() {
                    return message;
                }
                let chunk = self.response.chunk().await.unwrap().unwrap();
                self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
                self.read();
            }
        };
        tokio::time::timeout(PATIENCE, listening).await.expect("the bot says something")
    }

    /// The words of the next message of the bot.
    pub(crate) async fn words(&mut self) -> String {
        bare(self.message().await["text"].as_str().unwrap())
    }

    pub(crate) async fn hears(&mut self, expected: &[&str]) {
        for words in expected {
            assert_eq!(self.words().await, *words);
        }
    }

    fn read(&mut self) {
        while let Some((event, rest)) = self.buffer.split_once("\n\n") {
            let data =
                event.lines().filter_map(|line| line.strip_prefix("data:")).collect::<String>();
            let event: Value = serde_json::from_str(data.trim()).unwrap_or_default();
            if event["from"] == "bot" && event["kind"] == "message" {
                self.heard.push_back(event);
            }
            self.buffer = rest.to_owned();
        }
    }
}
