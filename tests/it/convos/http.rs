//! A running bot as a stage: the real service with its stores, spoken to over HTTP through the simulator. What the person's
//! phone shows is held, word by word and button by button, against what the engine wanted to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bimeyar::bale::Client;
use bimeyar::claim::{Act as ClaimAct, TrackingCode};
use bimeyar::engine::Session;
use bimeyar::registry::{Changed, ClaimChange, Doer, KeptPart, KeptQuery, MemberFile};
use bimeyar::runtime::{Clock, Metrics, Tasks, http};
use bimeyar::service::{Service, ServiceParts};
use bimeyar::simulator::{Faults, Person};
use bimeyar::sms::{Gateway, Mood, SmsKind};
use jiff::SignedDuration;
use tokio::runtime::Runtime;

use super::families::{Directory, Insured};
use super::recorder::Recorder;
use super::ruling::Ruling;
use super::script::{Event, Script};
use super::stage::{Act, Said, Stage};
use super::weather::Weather;
use super::world::Setting;
use super::{facts, outage, pure};
use crate::service::bench::{Bench, Bot, Stores};
use crate::service::relay::Relay;
use crate::support::claims::vault;

/// The bot, the simulator and the people.
pub(crate) struct HttpStage {
    pub(crate) runtime: Runtime,
    pub(crate) bench: Bench,
    /// Where updates are posted to, in weather that does.
    relay: Option<Relay>,
    bot: Option<Bot>,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) clock: Clock,
    pub(crate) setting: Setting,
    people: Vec<Insured>,
    directory: Directory,
    faults: Faults,
    weather: Weather,
    /// What each chat showed last, for telling what comes again.
    pub(crate) shown: BTreeMap<i64, String>,
    /// Inputs that people have made.
    pub(crate) inputs: usize,
    /// Up to which event each person's chat was read.
    pub(crate) read: BTreeMap<String, u64>,
    /// The buttons of each chat, oldest first: callback data and the message.
    pub(crate) buttons: BTreeMap<String, Vec<(String, i64)>>,
    pub(crate) spoken: BTreeSet<String>,
    /// The file with everything kept of a person that each was sent last.
    pub(crate) copies: BTreeMap<String, String>,
    /// The registry and the documents are out of order.
    pub(crate) answers_wait: bool,
    pub(crate) gateway_down: bool,
}

impl HttpStage {
    /// A stage for `script` with what is shipped, whose bot runs.
    pub(crate) fn new(script: &Script, weather: &Weather) -> Result<Self, String> {
        let open_mode = script.people.iter().any(|part| part.family == "open");
        Self::with(script, Setting::shipped(open_mode), weather)
    }

    /// A stage for `script` with these flows and words, whose bot runs.
    pub(crate) fn with(
        script: &Script,
        setting: Setting,
        weather: &Weather,
    ) -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|fault| fault.to_string())?;
        let clock = Clock::manual(script.clock);
        let bench = runtime.block_on(Bench::with(clock.clone(), weather.seed));
        let relay = weather.posts().then(|| runtime.block_on(Relay::open()));
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
        let recorder = Arc::new(Recorder::new(Arc::clone(&setting.world)));
        let mut stage = Self {
            runtime,
            bench,
            relay,
            bot: None,
            recorder,
            clock,
            setting,
            people,
            directory,
            faults: weather.faults.clone(),
            weather: weather.clone(),
            shown: BTreeMap::new(),
            inputs: 0,
            read: BTreeMap::new(),
            buttons: BTreeMap::new(),
            spoken: BTreeSet::new(),
            copies: BTreeMap::new(),
            answers_wait: false,
            gateway_down: false,
        };
        stage.start()?;
        stage.import()?;
        stage.set_faults(|_| {});
        Ok(stage)
    }

    /// Whether all that the engine wanted to say was shown, and nothing was given up that no line of the script spoils.
    pub(crate) fn has_ended_well(&self) -> Result<(), String> {
        let unseen = self.recorder.notes(|notes| {
            let screens = notes.screens.values().flatten();
            screens.map(|screen| format!("{:?}", screen.paragraphs)).collect::<Vec<_>>()
        });
        if !unseen.is_empty() {
            return Err(format!("never shown: {}", unseen.join("\n")));
        }
        let dead = self.bot()?.running.dead_letters().map_err(|fault| fault.to_string())?;
        let unwanted = dead.iter().find(|letter| !letter.reason.contains("its turn panicked"));
        unwanted.map_or(Ok(()), |letter| Err(format!("a dead letter: {letter:?}")))
    }

    /// Whether what `chat` shows is what it showed last, come once more because an answer was lost.
    pub(crate) fn is_repeated(&self, chat: i64, text: &str) -> bool {
        self.weather.repeats() && self.shown.get(&chat).is_some_and(|shown| shown == text)
    }

    fn start(&mut self) -> Result<(), String> {
        let mut settings = self.bench.settings();
        if let Some(relay) = &self.relay {
            relay.set(&mut settings);
        }
        let (turns, catalog) = (Arc::clone(&self.recorder), Arc::clone(&self.setting.words));
        let (clock, sms) = (self.clock.clone(), Gateway::Memory(self.bench.sms.clone()));
        let folder = self.bench.folder.path();
        self.bot = Some(self.runtime.block_on(async {
            let stores = Stores::open(folder).await;
            let (tasks, metrics) = (Tasks::new(), Metrics::default());
            let client = http::client().map_err(|fault| fault.to_string())?;
            let parts = ServiceParts {
                turns,
                catalog,
                dialogues: stores.dialogues.clone(),
                registry: stores.registry.clone(),
                documents: stores.documents.clone(),
                vault: vault(),
                sms,
                bale: Client::new(&settings.bale, client),
                clock,
                metrics: metrics.clone(),
                tasks: tasks.clone(),
                settings,
            };
            let running = Service::start(parts).await.map_err(|fault| fault.to_string())?;
            Ok::<Bot, String>(Bot { running, stores, tasks, metrics })
        })?);
        self.lead_to_the_bot();
        Ok(())
    }

    /// Updates that are posted come to the bot that runs.
    fn lead_to_the_bot(&self) {
        if let Some(relay) = &self.relay {
            relay.leads_to(self.bot.as_ref().and_then(|bot| bot.running.webhook_address()));
        }
    }

    /// Of all who are in the directory or take part.
    pub(crate) fn national_codes(&self) -> Vec<String> {
        let known = self.directory.people.iter().map(|member| &member.national_code);
        let own = self.people.iter().map(|person| &person.national_code);
        known.chain(own).map(|code| code.expose().to_owned()).collect()
    }

    fn set_faults(&mut self, change: impl FnOnce(&mut Faults)) {
        change(&mut self.faults);
        self.bench.simulator.set_faults(self.faults.clone());
    }

    pub(crate) fn bot(&self) -> Result<&Bot, String> {
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

    pub(crate) fn chat(&self, who: &str) -> Result<i64, String> {
        let person = self.person(who).ok_or_else(|| format!("nobody is called `{who}`"))?;
        Ok(person.chat)
    }

    fn session(&self, who: &str) -> Result<Session, String> {
        let chat = self.chat(who)?;
        let session = self.bot()?.stores.dialogues.session(chat);
        Ok(session.map_err(|fault| fault.to_string())?.unwrap_or_else(|| Session::new(chat)))
    }
}

impl Stage for HttpStage {
    fn act(&mut self, who: &str, act: &Act) -> Result<(), String> {
        self.inputs += if let Act::Photos { names, .. } = act { names.len() } else { 1 };
        let is_lost = matches!(act, Act::Photos { names, .. } if names.iter().any(|name| name.starts_with("lost/")));
        if is_lost {
            self.set_faults(|faults| faults.expired_file_link = 1_000);
        }
        self.do_on_phone(who, act)?;
        self.come_to_rest()?;
        if is_lost {
            let usual = self.weather.faults.expired_file_link;
            self.set_faults(|faults| faults.expired_file_link = usual);
        }
        Ok(())
    }

    fn heard(&mut self, who: &str) -> Vec<Said> {
        self.read_phone(who)
    }

    fn event(&mut self, event: &Event, last: &str) -> Result<(), String> {
        match event {
            Event::Restart => {
                let bot = self.bot.take().ok_or("the bot does not run")?;
                self.lead_to_the_bot();
                self.runtime.block_on(bot.stop());
                self.start()
            }
            Event::Wait(length) => self.pause(*length),
            Event::SetBack(length) => {
                self.clock.set(self.clock.now() - *length);
                Ok(())
            }
            Event::DuplicateUpdate => {
                self.set_faults(|faults| faults.duplicates = 1_000);
                Ok(())
            }
            Event::Directory { who, change, object } => {
                let person = self.person(who).ok_or("nobody has that name")?.clone();
                self.directory.change(&person, change, object)?;
                self.import()
            }
            Event::AnswersWait => {
                self.answers_wait = true;
                self.runtime.block_on(outage::begin(self.bench.folder.path()))
            }
            Event::AnswersCome => {
                self.answers_wait = false;
                self.runtime.block_on(outage::end(self.bench.folder.path()))?;
                self.come_to_rest()
            }
            Event::PerformTwice => {
                self.recorder.notes(|notes| notes.twice = true);
                self.bench.sms.set_mood(Mood::Forgetful);
                Ok(())
            }
            Event::GatewayDown => {
                self.gateway_down = true;
                self.bench.sms.set_mood(Mood::Down);
                Ok(())
            }
            Event::GatewayUp => {
                self.gateway_down = false;
                self.bench.sms.set_mood(Mood::Well);
                self.come_to_rest()
            }
            Event::Version { flow, version } => {
                self.recorder.set_world(self.setting.version(flow, *version));
                Ok(())
            }
            Event::Mishap => {
                self.recorder.notes(|notes| notes.mishap = true);
                self.act(last, &Act::Text("x".to_owned()))
            }
        }
    }

    fn decide(&mut self, who: &str, code: &str, ruling: &Ruling) -> Result<(), String> {
        let code = TrackingCode::try_from(code.to_owned()).map_err(str::to_owned)?;
        let registry = &self.bot()?.stores.registry;
        let found = self.runtime.block_on(registry.claim(&code));
        let claim = found.map_err(|fault| fault.to_string())?.ok_or("there is no such claim")?;
        let change = ClaimChange {
            act: ClaimAct::Decide(ruling.about(&claim)?),
            by: Doer::Staff { name: who.to_owned() },
            expected_revision: Some(claim.revision),
        };
        let changed = self.runtime.block_on(registry.change(&code, change, self.clock.now()));
        match changed.map_err(|fault| fault.to_string())? {
            Changed::Done(_) => self.come_to_rest(),
            Changed::Refused(refusal, _) => Err(format!("{}: {refusal}", ruling.kind().name())),
            Changed::Stale(_) => Err("somebody else has changed the claim".to_owned()),
            Changed::Unknown => Err("there is no such claim".to_owned()),
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

    fn one_time_code(&self, who: &str) -> Option<String> {
        let chat = self.chat(who).ok()?;
        let asked = self.recorder.notes(|notes| notes.challenges.get(&chat).cloned())?;
        let messages = self.bench.sms.messages();
        messages.iter().rev().find_map(|kept| {
            let SmsKind::Code { code } = &kept.message.kind else { return None };
            asked.contains(&kept.local_id).then(|| code.expose().clone())
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
                let to_them = messages.iter().filter(|kept| Some(&kept.to) == mobile.as_ref());
                // What comes twice under one name is one message to a gateway that knows names.
                let names: BTreeSet<&str> = to_them.map(|kept| kept.local_id.as_str()).collect();
                names.len().to_string()
            }
            "kept" => {
                let registry = registry.clone();
                let all = KeptQuery { flow: None, part: KeptPart::After(0), limit: 100 };
                let page = self.runtime.block_on(registry.kept_answers(&all));
                let page = page.map_err(|fault| fault.to_string())?;
                let rows = page.items.into_iter().map(|row| (row.flow, row.about, row.answers));
                facts::kept(&rows.collect::<Vec<_>>(), inside.unwrap_or_default())?
            }
            "dropped" => self
                .recorder
                .notes(|notes| notes.dropped.get(&chat).copied().unwrap_or(0))
                .to_string(),
            "traces" => {
                let rows = self.bot()?.stores.dialogues.pending_outbox();
                let rows = rows.map_err(|fault| fault.to_string())?;
                let rows = rows.iter().filter(|row| row.id.chat == chat);
                let rows: Vec<String> = rows.map(|row| pure::stored(&row.effect)).collect();
                let person = self.person(who).ok_or("nobody has that name")?;
                facts::traces(person, &self.session(who)?, &rows)
            }
            "copy" => {
                let copy = self.copies.get(of).map(String::as_str);
                facts::of_copy(copy, inside.unwrap_or_default())?
            }
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
