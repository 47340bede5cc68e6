//! A simulator, the bot, and what they are set up with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use bimeyar::runtime::{Clock, Secret, Tasks};
use bimeyar::simulator::{Faults, Running, Simulator, SimulatorSettings};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::child::{self, Bot};
use super::claims::Reviewer;
use super::person::Person;
use super::plan::{CONTRACT, OTHER_CONTRACT, Who};
use super::play::Player;

/// The bot's token; its log is searched for it.
const TOKEN: &str = "123456789:blackboxIuZmK5qNEm2A1BhUaAg7MPJv1O9KC";
/// The reviewer's token.
const REVIEWER: &str = "a-reviewers-token-of-forty-letters-and-more";
/// The key of the SMS gateway.
const SMS_KEY: &str = "an-sms-key-of-the-simulator";
/// How long the bot may take to be ready in a test that does not measure it.
const STARTING: Duration = Duration::from_mins(1);

/// Where it all happens. The bot can be stopped and started again; the simulator stays.
pub(super) struct World {
    pub(super) simulator: Running,
    pub(super) reviewer: Reviewer,
    pub(super) folder: TempDir,
    settings: BTreeMap<String, String>,
    base: String,
    bot: Option<Bot>,
    people: Vec<Who>,
    under: Vec<String>,
    _tasks: Tasks,
}

impl World {
    /// A world whose directory knows `people`; without any the bot is in open mode. The bot does not run yet.
    pub(super) async fn new(people: &[Who]) -> Self {
        let tasks = Tasks::new();
        let settings = SimulatorSettings::loopback(Secret::new(TOKEN.to_owned()));
        let simulator = Simulator::start(settings, Clock::system(), &tasks).await.unwrap();
        let folder = TempDir::new().unwrap();
        let listen = free_address();
        let base = format!("http://{listen}");
        let mut world = Self {
            reviewer: Reviewer::new(&base, REVIEWER),
            simulator,
            folder,
            settings: BTreeMap::new(),
            base,
            bot: None,
            people: people.to_vec(),
            under: Vec::new(),
            _tasks: tasks,
        };
        let (api, sms) = (world.simulator.base_url(), world.simulator.sms_url());
        for (key, value) in [
            ("BALE__TOKEN", TOKEN),
            ("BALE__API_URL", &api),
            // As fast as the machine: pacing has its own tests.
            ("BALE__RATE", "1000"),
            ("BALE__CHAT_RATE", "100"),
            ("BALE__CHAT_BURST", "100"),
            ("DATA__DIR", "data"),
            ("SMS__PROVIDER", "kavenegar"),
            ("SMS__API_URL", &sms),
            ("SMS__API_KEY", SMS_KEY),
            ("SMS__TEMPLATES__CODE", "code"),
            ("SMS__TEMPLATES__REGISTERED", "registered"),
            ("SMS__TEMPLATES__DEFECT", "defect"),
            ("SMS__TEMPLATES__STAGE", "stage"),
            ("REVIEWER__LISTEN", &listen),
            ("REVIEWER__BOOTSTRAP_TOKEN", REVIEWER),
            ("ENGINE__GATHER_MS", "150"),
        ] {
            world.set(key, value);
        }
        if !people.is_empty() {
            world.writes_members();
        }
        world
    }

    /// A world whose bot is ready.
    pub(super) async fn started(people: &[Who]) -> Self {
        let mut world = Self::new(people).await;
        world.starts().await;
        world
    }

    /// Sets `BIMEYAR__{key}` for the next start.
    pub(super) fn set(&mut self, key: &str, value: &str) {
        self.settings.insert(format!("BIMEYAR__{key}"), value.to_owned());
    }

    /// Sets any variable for the next start; none takes it away.
    pub(super) fn set_variable(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.settings.insert(name.to_owned(), value.to_owned()),
            None => self.settings.remove(name),
        };
    }

    /// What the bot answers at `path`: status and words. None while it does not listen.
    pub(super) async fn page(&self, path: &str) -> Option<(u16, String)> {
        let client = bimeyar::runtime::http::client().unwrap();
        let answer = client.get(format!("{}{path}", self.base)).send().await.ok()?;
        Some((answer.status().as_u16(), answer.text().await.ok()?))
    }

    /// Lets Bale deliver by webhook.
    pub(super) fn listens_for_a_webhook(&mut self) {
        let listen = free_address();
        self.set("BALE__MODE", "webhook");
        self.set("BALE__WEBHOOK__LISTEN", &listen);
        self.set("BALE__WEBHOOK__PUBLIC_URL", &format!("http://{listen}"));
        self.set("BALE__WEBHOOK__SECRET", "a-webhook-secret-of-forty-letters-and-more");
    }

    /// Every person has two contracts and a child in the first of them.
    fn writes_members(&mut self) {
        let mut people =
            "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n"
                .to_owned();
        for (n, who) in (0..).zip(&self.people) {
            let Who { first_name, last_name, mobile, national_code } = who;
            for contract in [CONTRACT.0, OTHER_CONTRACT.0] {
                writeln!(
                    people,
                    "{national_code},{first_name},{last_name},1360/01/01,{mobile},self,,{contract}"
                )
                .unwrap();
            }
            let child = who.child(n);
            writeln!(
                people,
                "{},{},{last_name},1395/01/01,,child,{national_code},{}",
                child.national_code, child.first_name, CONTRACT.0
            )
            .unwrap();
        }
        let mut contracts =
            "code,title,insurer,starts,ends,e_claims,window_days,originals_required\n".to_owned();
        for (code, title) in [CONTRACT, OTHER_CONTRACT] {
            let originals = code == CONTRACT.0;
            writeln!(
                contracts,
                "{code},{title},بیمه آرمان,1404/01/01,1420/12/29,true,,{originals}"
            )
            .unwrap();
        }
        std::fs::write(self.folder.path().join("people.csv"), people).unwrap();
        std::fs::write(self.folder.path().join("contracts.csv"), contracts).unwrap();
        self.set("MEMBERS__PEOPLE", "people.csv");
        self.set("MEMBERS__CONTRACTS", "contracts.csv");
    }

    /// From the next start on the bot is run by this command.
    pub(super) fn runs_under(&mut self, command: &[&str]) {
        self.under = command.iter().map(|word| (*word).to_owned()).collect();
    }

    /// Waits for the bot to end by itself. Nothing tells a parent so but asking.
    pub(super) async fn ends(&mut self) -> ExitStatus {
        let mut bot = self.bot.take().unwrap();
        loop {
            if let Some(status) = bot.ended() {
                return status;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Starts the bot's process.
    pub(super) fn spawns(&mut self) {
        assert!(self.bot.is_none());
        self.bot = Some(Bot::start(&self.settings, self.folder.path(), &self.log(), &self.under));
    }

    /// Starts the bot's process, which is to die at a fail point: `after_inbox:3`.
    pub(super) fn spawns_to_die(&mut self, wish: &str) {
        self.settings.insert("BIMEYAR_FAIL_POINT".to_owned(), wish.to_owned());
        self.spawns();
        self.settings.remove("BIMEYAR_FAIL_POINT");
    }

    /// How the bot ended by itself, if it has.
    pub(super) fn has_ended(&mut self) -> Option<ExitStatus> {
        let ended = self.bot.as_mut()?.ended();
        if ended.is_some() {
            self.bot = None;
        }
        ended
    }

    /// Waits until the bot is ready, or has ended, and asks it for another master key.
    pub(super) async fn rotates_keys(&mut self) {
        let client = bimeyar::runtime::http::client().unwrap();
        let url = format!("{}/readyz", self.base);
        while self.bot.as_mut().unwrap().ended().is_none() {
            if client.get(&url).send().await.is_ok_and(|answer| answer.status() == 200) {
                // The bot may die before it has answered.
                self.runs(&["keys", "rotate"]).await;
                return;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Starts the bot and waits until it says that it is ready.
    pub(super) async fn starts(&mut self) {
        self.spawns();
        assert!(timeout(STARTING, self.ready()).await.is_ok(), "not ready\n{}", self.logged());
    }

    /// Waits until the bot says that it is ready. Nothing tells when a process begins to listen, so it is asked again.
    pub(super) async fn ready(&mut self) {
        let client = bimeyar::runtime::http::client().unwrap();
        let url = format!("{}/readyz", self.base);
        loop {
            let ended = self.bot.as_mut().unwrap().ended();
            assert!(ended.is_none(), "the bot ended: {ended:?}\n{}", self.logged());
            if let Ok(answer) = client.get(&url).send().await
                && answer.status() == 200
            {
                return;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Runs another command beside the bot; its exit code, what it said and what it complained of.
    pub(super) async fn runs(&self, arguments: &[&str]) -> (i32, String, String) {
        let (settings, folder) = (self.settings.clone(), self.folder.path().to_owned());
        let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        let running = tokio::task::spawn_blocking(move || {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            child::run(&settings, &folder, &arguments)
        });
        running.await.unwrap()
    }

    /// As [`World::runs`]; it must succeed.
    pub(super) async fn does(&self, arguments: &[&str]) -> String {
        let (code, said, complained) = self.runs(arguments).await;
        assert_eq!(code, 0, "{arguments:?}: {said}{complained}\n{}", self.logged());
        said
    }

    /// `bimeyar verify` finds nothing wrong; all that it says.
    pub(super) async fn verifies(&self) -> String {
        let (code, said, told) = self.runs(&["verify"]).await;
        assert_eq!(code, 0, "{said}{told}");
        said + &told
    }

    /// SIGKILL.
    pub(super) fn kills(&mut self) {
        self.bot.take().unwrap().kill();
    }

    /// SIGTERM; none when the bot did not end within `patience`.
    pub(super) async fn terminates(&mut self, patience: Duration) -> Option<ExitStatus> {
        self.bot.take().unwrap().terminate(patience).await
    }

    /// The bot's process.
    pub(super) fn pid(&self) -> u32 {
        self.bot.as_ref().unwrap().pid()
    }

    pub(super) fn faults(&self, faults: Faults) {
        self.simulator.set_faults(faults);
    }

    /// Person number `n` comes to the messenger.
    pub(super) async fn player(&self, who: &Who, id: i64) -> Player {
        player(&self.simulator.base_url(), who, id).await
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("bot.log")
    }

    /// What the bot has logged.
    pub(super) fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// The log has neither panic nor error, and nothing personal or secret.
    pub(super) fn checks_log(&self, people: &[Who]) {
        self.checks_privacy(people);
        let log = self.logged();
        for bad in ["panicked", " ERROR "] {
            assert!(!log.contains(bad), "«{bad}» is in the log:\n{log}");
        }
    }

    /// Nothing personal or secret is in the log (DESIGN §2, invariant 9).
    pub(super) fn checks_privacy(&self, people: &[Who]) {
        let log = self.logged();
        let secrets = [TOKEN, REVIEWER, SMS_KEY].map(str::to_owned);
        let personal = people.iter().flat_map(|who| {
            [who.mobile.trim_start_matches('0').to_owned(), who.national_code.clone()]
        });
        for hidden in secrets.into_iter().chain(personal) {
            assert!(!log.contains(&hidden), "`{hidden}` is in the log:\n{log}");
        }
    }
}

/// Person number `id` comes to the messenger at this simulator.
pub(super) async fn player(simulator: &str, who: &Who, id: i64) -> Player {
    Player::new(Person::new(simulator, id, who.clone()).await)
}

/// A loopback address that was free a moment ago.
pub(super) fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
