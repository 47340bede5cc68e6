//! Starting the simulator, and the handle of one that runs.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use super::door::{Door, Scissors};
use super::faults::Faults;
use super::people::Person;
use super::shared::Shared;
use super::web;
use super::webhook::{Ports, deliver};
use super::world::{BotAccount, World};
use crate::runtime::{Clock, Secret, Tasks, http};

/// How the simulator is set up.
#[derive(Clone, Debug)]
pub struct SimulatorSettings {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The one token that is admitted, like `123456789:abc`; its number is the bot's id.
    pub token: Secret<String>,
    /// Without `@`.
    pub bot_username: String,
    /// The bot's display name.
    pub bot_name: String,
    /// Webhooks may go to any port of this machine, over HTTP too. Bale itself: HTTPS, 443 and 88 only.
    pub loopback_webhooks: bool,
    /// Between a webhook's failure and the next try.
    pub webhook_pause: Duration,
    /// Of the fault switches' chance; the same seed and calls give the same run.
    pub seed: u64,
}

impl SimulatorSettings {
    /// Any free port of 127.0.0.1, webhooks to this machine allowed, seed 1.
    pub fn loopback(token: Secret<String>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            token,
            bot_username: "bimeyar_bot".to_owned(),
            bot_name: "بیمه‌یار".to_owned(),
            loopback_webhooks: true,
            webhook_pause: Duration::from_millis(500),
            seed: 1,
        }
    }
}

/// Why the simulator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The token does not begin with the bot's number and a colon.
    #[error("the bot token must look like 123456789:secret")]
    Token,
    /// The page has no login, so only this machine may reach it.
    #[error("the simulator listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address is taken or not ours.
    #[error("cannot listen on {listen}")]
    Listen {
        /// The wanted address.
        listen: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The webhook's client cannot be set up.
    #[error("cannot set up the HTTP client")]
    Client(#[from] reqwest::Error),
}

/// Bale in a box.
#[derive(Clone, Copy, Debug)]
pub struct Simulator;

impl Simulator {
    /// Listens and serves until `tasks` stop.
    pub async fn start(
        settings: SimulatorSettings,
        clock: Clock,
        tasks: &Tasks,
    ) -> Result<Running, StartError> {
        let SimulatorSettings { listen, token, bot_username, bot_name, seed, .. } = settings;
        let id = bot_id(token.expose()).ok_or(StartError::Token)?;
        if !listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(listen));
        }
        let failed = |source| StartError::Listen { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let bot = BotAccount { id, username: bot_username, name: bot_name };
        let ports = if settings.loopback_webhooks { Ports::AlsoLoopback } else { Ports::AsBale };
        let world = World::new(bot, seed, ports, clock.now());
        let stopping = tasks.stopping().clone();
        let shared = Shared::new(world, clock, token, stopping.clone());

        let client = http::client()?;
        tasks.spawn("simulator webhook", deliver(shared.clone(), client, settings.webhook_pause));
        let routes = web::routes(shared.clone()).into_make_service_with_connect_info::<Scissors>();
        let server = axum::serve(Door(listener), routes)
            .with_graceful_shutdown(async move { stopping.cancelled().await });
        tasks.spawn("simulator", async move {
            if let Err(fault) = server.await {
                tracing::error!(%fault, "the simulator's server ended");
            }
        });
        Ok(Running { address, shared })
    }
}

/// The bot's number out of its token.
fn bot_id(token: &str) -> Option<i64> {
    let (number, secret) = token.split_once(':')?;
    number.parse().ok().filter(|_| !secret.is_empty())
}

/// A simulator that serves. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Running {
    address: SocketAddr,
    shared: Shared,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`, without a trailing slash: what the bot takes for `BALE__API_URL`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The base address of the Kavenegar-shaped door, what the bot takes for `SMS__API_URL`.
    pub fn sms_url(&self) -> String {
        format!("http://{}/sms", self.address)
    }

    /// Adds or replaces a person; an id of 0 is replaced by a free one.
    pub fn add_person(&self, person: Person) -> Person {
        self.shared.change(|world| world.add_person(person))
    }

    /// Sets all fault switches.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.change(|world| world.faults = faults);
    }
}
