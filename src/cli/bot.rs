//! The bot put together from its settings, from the keys to the page of health.

use std::sync::Arc;
use std::time::Duration;

use super::content::Content;
use super::door::Inside;
use super::readiness::Readiness;
use super::stores::Stores;
use super::terminal::Failure;
use super::{door, keys, measuring, members};
use crate::bale::Client;
use crate::config::Config;
use crate::engine::{self, Effect, EngineSettings, Input, Moment, Session, World};
use crate::registry::{ImportReport, MemberFile, Registry};
use crate::reviewer::{self, Desk, Health};
use crate::runtime::{Clock, Tasks, http};
use crate::service::{Service, ServiceParts, ServiceSettings, StartFault, TurnTaker};
use crate::sms::{Console, Gateway};

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
        let clock = Clock::even();
        let now = clock.now();
        Service::begin_following(&stores.dialogues, &stores.registry, now)
            .await
            .map_err(cannot_start)?;
        let metrics = measuring::begin(&stores, &config.storage, &tasks);
        let dead_for = config.storage.dialogues().dead_for;
        let health = Arc::new(Readiness::new(metrics.clone(), stores.clone(), dead_for));
        let page: Arc<dyn Health> = Arc::<Readiness>::clone(&health);
        let reviewer =
            reviewer::serve(&config.reviewer, desk(&stores, &content, &clock), page, &tasks)
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
            bale: Client::new(&config.bale, http).counted(metrics.clone()),
            clock,
            metrics,
            tasks: tasks.clone(),
        };
        let running = Service::start(parts).await.map_err(cannot_start)?;
        health.begin(running.clone());
        let inside = Inside { stores: stores.clone(), running: Some(running) };
        door::open(inside, &config.storage.dialogues().dir, &tasks);
        keys::go_on(&stores, &tasks);
        Ok(Self { reviewer: format!("http://{reviewer}"), stores, tasks })
    }

    /// The tasks of the bot; when they are told to stop, it ends.
    pub(super) fn tasks(&self) -> &Tasks {
        &self.tasks
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
        self.stores.close().await;
    }
}

fn cannot_start(fault: StartFault) -> Failure {
    Failure::of("the bot cannot start", fault)
}

fn desk(stores: &Stores, content: &Content, clock: &Clock) -> Desk {
    Desk {
        registry: stores.registry.clone(),
        documents: stores.documents.clone(),
        datasets: Arc::new(content.datasets.clone()),
        catalog: Arc::new(content.second_words()),
        clock: clock.clone(),
    }
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
        retention: config.retention,
        limits: config.limits.clone(),
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
