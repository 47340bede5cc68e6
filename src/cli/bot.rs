//! The bot put together from its settings, from the keys to the page of health.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::content::Content;
use super::members;
use super::terminal::Failure;
use crate::bale::Client;
use crate::config::{Config, StorageSettings};
use crate::dialogues::Dialogues;
use crate::documents::Documents;
use crate::engine::{self, Effect, EngineSettings, Input, Moment, Session, World};
use crate::registry::{ImportReport, MemberFile, Registry};
use crate::reviewer::{self, Desk, Health};
use crate::runtime::{Clock, Tasks, http};
use crate::service::{Running, Service, ServiceParts, ServiceSettings, StartFault, TurnTaker};
use crate::sms::{Console, Gateway};
use crate::vault::Vault;

/// How long what is under way may take when the bot is stopped; a supervisor waits longer before it kills.
const PATIENCE: Duration = Duration::from_secs(4);

/// Where the directory of insured people comes from at start.
#[derive(Debug)]
pub(super) enum Directory {
    /// The files of the settings; without them, what was imported before.
    Settings,
    /// These rows.
    Given(MemberFile, MemberFile),
}

/// A bot that runs.
#[derive(Debug)]
pub(super) struct Bot {
    /// Where console and API listen.
    pub(super) reviewer: String,
    stores: Stores,
    tasks: Tasks,
}

/// What outlives the process.
#[derive(Clone, Debug)]
struct Stores {
    vault: Vault,
    dialogues: Dialogues,
    registry: Registry,
    documents: Documents,
}

impl Bot {
    /// Opens the stores, answers on the health page from then on, fills the directory, and lets updates in.
    pub(super) async fn start(
        config: &Config,
        content: Content,
        (directory, console): (Directory, Console),
        tasks: Tasks,
    ) -> Result<Self, Failure> {
        let http = http::client().map_err(|fault| Failure::of("cannot set up HTTP", fault))?;
        let sms = Gateway::new(&config.sms, &http, &console)
            .map_err(|fault| Failure::of("the settings of the SMS gateway", fault))?;
        let stores = Stores::open(&config.storage).await?;
        let now = Clock::system().now();
        Service::begin_following(&stores.dialogues, &stores.registry, now)
            .await
            .map_err(cannot_start)?;
        let dialogues = stores.dialogues.clone();
        let health = Arc::new(Readiness { running: OnceLock::new(), dialogues });
        let page: Arc<dyn Health> = Arc::<Readiness>::clone(&health);
        let reviewer = reviewer::serve(&config.reviewer, stores.desk(&content), page, &tasks)
            .await
            .map_err(|fault| Failure::of("cannot offer the reviewer API", fault))?;
        tracing::info!(%reviewer, "the reviewer API is open");
        let is_open = fill_directory(config, directory, &stores.registry).await?;
        let parts = ServiceParts {
            settings: service_settings(config),
            catalog: Arc::new(content.second_words()),
            turns: Arc::new(Turns(world(config, content, is_open))),
            dialogues: stores.dialogues.clone(),
            registry: stores.registry.clone(),
            documents: stores.documents.clone(),
            vault: stores.vault.clone(),
            sms,
            bale: Client::new(&config.bale, http),
            clock: Clock::system(),
            tasks: tasks.clone(),
        };
        let running = Service::start(parts).await.map_err(cannot_start)?;
        health.begin(running);
        Ok(Self { reviewer: format!("http://{reviewer}"), stores, tasks })
    }

    /// The claims of record.
    pub(super) fn registry(&self) -> &Registry {
        &self.stores.registry
    }

    /// Lets what is under way come to its end, and closes the stores. What is left waits for the next start.
    pub(super) async fn stop(self) {
        if !self.tasks.shut_down(PATIENCE).await {
            tracing::warn!("something was still under way when the bot stopped");
        }
        self.stores.dialogues.close();
        self.stores.registry.close().await;
    }
}

fn cannot_start(fault: StartFault) -> Failure {
    Failure::of("the bot cannot start", fault)
}

impl Stores {
    async fn open(storage: &StorageSettings) -> Result<Self, Failure> {
        make_private(storage)?;
        let vault = open_vault(storage)?;
        // After the keys: the folder tells that there is something to open with them.
        make_folder(&storage.dialogues().dir)?;
        let dialogues = Dialogues::open(&storage.dialogues(), vault.clone())
            .map_err(|fault| Failure::of("cannot open the dialogues", fault))?;
        let registry = open_registry(storage, vault.clone()).await?;
        let documents = Documents::open(&storage.documents_url(), vault.clone())
            .map_err(|fault| Failure::of("cannot open the documents", fault))?;
        Ok(Self { vault, dialogues, registry, documents })
    }

    fn desk(&self, content: &Content) -> Desk {
        Desk {
            registry: self.registry.clone(),
            documents: self.documents.clone(),
            datasets: Arc::new(content.datasets.clone()),
            catalog: Arc::new(content.second_words()),
            clock: Clock::system(),
        }
    }
}

/// Makes the data folder.
pub(super) fn make_private(storage: &StorageSettings) -> Result<(), Failure> {
    make_folder(&storage.dir)
}

/// A folder for nobody but its owner. One that is there keeps its rights: it may hold other things.
fn make_folder(path: &Path) -> Result<(), Failure> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|fault| Failure::of(format!("cannot make the folder {}", path.display()), fault))
}

pub(super) fn open_vault(storage: &StorageSettings) -> Result<Vault, Failure> {
    Vault::open(&storage.keys()).map_err(|fault| Failure::of("cannot open the keys", fault))
}

pub(super) async fn open_registry(
    storage: &StorageSettings,
    vault: Vault,
) -> Result<Registry, Failure> {
    let opened = Registry::open(&storage.registry_url(), vault).await;
    opened.map_err(|fault| Failure::of("cannot open the registry", fault))
}

/// True in open mode: there is no directory.
async fn fill_directory(
    config: &Config,
    directory: Directory,
    registry: &Registry,
) -> Result<bool, Failure> {
    match (directory, &config.members.people, &config.members.contracts) {
        (Directory::Given(people, contracts), _, _) => {
            log_import(&members::import_rows(registry, people, contracts).await?);
        }
        (Directory::Settings, Some(people), Some(contracts)) => {
            log_import(&members::import(registry, people, contracts).await?);
        }
        (Directory::Settings, _, _) => {}
    }
    let loaded = registry.is_directory_loaded().await;
    let loaded = loaded.map_err(|fault| Failure::of("cannot read the directory", fault))?;
    if !loaded {
        tracing::warn!("there is no directory of insured people: the bot runs in open mode");
    }
    Ok(!loaded)
}

fn log_import(ImportReport { people, contracts, warnings, left_out: _ }: &ImportReport) {
    let warnings = warnings.len();
    tracing::info!(people, contracts, warnings, "the directory of insured people was read");
}

fn service_settings(config: &Config) -> ServiceSettings {
    ServiceSettings {
        codes: config.codes.clone(),
        photo: config.photo.clone(),
        ..ServiceSettings::new(config.bale.clone())
    }
}

fn world(config: &Config, content: Content, open_mode: bool) -> World {
    World {
        flows: content.flows,
        datasets: content.datasets,
        words: content.words,
        settings: EngineSettings { open_mode, ..config.engine.clone() },
    }
}

/// The engine, as the service asks it.
struct Turns(World);

impl TurnTaker for Turns {
    fn turn(&self, session: Session, input: Input, moment: Moment) -> (Session, Vec<Effect>) {
        let turn = engine::turn(&self.0, session, input, moment);
        (turn.session, turn.effects)
    }
}

/// What the health page says: not ready until the service runs, then what the service says.
#[derive(Debug)]
struct Readiness {
    running: OnceLock<Running>,
    dialogues: Dialogues,
}

impl Readiness {
    fn begin(&self, running: Running) {
        // It starts once only.
        let _again = self.running.set(running);
    }
}

impl Health for Readiness {
    fn ready(&self) -> Result<(), String> {
        let running = self.running.get().ok_or_else(|| "starting".to_owned())?;
        running.ready().map_err(|reason| reason.to_string())
    }

    fn figures(&self) -> Vec<(&'static str, u64)> {
        let Ok(figures) = self.dialogues.figures() else { return Vec::new() };
        vec![
            ("inbox", figures.inbox),
            ("outbox", figures.outbox),
            ("dead_letters", figures.dead),
            ("sessions", figures.sessions),
        ]
    }
}
