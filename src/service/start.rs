//! Starting where the last run ended, and the handle of a service that runs.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;

use super::hub::Hub;
use super::parts::ServiceParts;
use super::{NotReady, Vitals, events, health, intake, lanes, perform, timers, turnstile, webhook};
use crate::bale::Mode;
use crate::bale::webhook::WeakSecret;
use crate::dialogues::{DeadLetter, Dialogues, Figures, Requeued, StoreFault};
use crate::registry::{Registry, RegistryFault};
use crate::runtime::metrics;

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The store of dialogues cannot be read.
    #[error("the store of dialogues cannot be read")]
    Store(#[from] StoreFault),
    /// The registry cannot be read.
    #[error("the registry cannot be read")]
    Registry(#[from] RegistryFault),
    /// The webhook's secret will not do.
    #[error("BALE__WEBHOOK__SECRET: {0}")]
    WeakSecret(#[from] WeakSecret),
    /// Bale cannot be told where to deliver.
    #[error("BALE__WEBHOOK__PUBLIC_URL is not set")]
    NoPublicAddress,
    /// The webhook's address is taken or not ours.
    #[error("cannot listen on {listen}")]
    Listen {
        /// The wanted address.
        listen: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// The bot at work.
#[derive(Clone, Copy, Debug)]
pub struct Service;

impl Service {
    /// Notes from which event on claims are followed, when they never were: from the last one on, so that nobody is told what
    /// is long past. Whatever happens to claims after this comes into the chats; so it belongs before anything that changes
    /// them. [`Service::start`] does it too.
    pub async fn begin_following(
        dialogues: &Dialogues,
        registry: &Registry,
        now: Timestamp,
    ) -> Result<(), StartFault> {
        events::begin(dialogues, registry, now).await
    }

    /// Goes on with what the last run left: effects that were not performed, inputs that had no turn, timers. Then lets
    /// updates in. Runs until its tasks are told to stop; what is under way then comes to its end within a few seconds, and
    /// the rest waits in the store for the next start.
    pub async fn start(parts: ServiceParts) -> Result<Running, StartFault> {
        let hub = Hub::new(parts);
        let dialogues = &hub.parts.dialogues;
        events::begin(dialogues, &hub.parts.registry, hub.parts.clock.now()).await?;
        let rows = dialogues.pending_outbox()?;
        let chats = dialogues.chats_with_inbox()?;
        tracing::info!(
            effects = rows.len(),
            chats = chats.len(),
            "going on where the last run ended"
        );
        let tasks = &hub.parts.tasks;
        tasks.spawn("turnstile", turnstile::keep(Arc::clone(&hub)));
        hub.lanes.unfinished(&chats);
        perform::begin_all(&hub, rows);
        for chat in chats {
            lanes::wake(&hub, chat);
        }
        tasks.spawn("timers", timers::keep(Arc::clone(&hub)));
        tasks.spawn("events", events::keep(Arc::clone(&hub)));
        tasks.spawn("sweeper", timers::sweep(Arc::clone(&hub)));
        let webhook_address = match hub.parts.settings.bale.mode {
            Mode::Poll => {
                tasks.spawn("poll", intake::poll(Arc::clone(&hub)));
                None
            }
            Mode::Webhook => Some(webhook::open(&hub).await?),
        };
        Ok(Running { hub, webhook_address })
    }
}

async fn requeue(hub: &Arc<Hub>, letter: u64) -> Result<Requeued, StoreFault> {
    let requeued = hub.parts.dialogues.requeue(letter, hub.parts.clock.now()).await?;
    match &requeued {
        Requeued::Inbox { chat } => lanes::wake(hub, *chat),
        Requeued::Outbox(row) => perform::begin_all(hub, vec![row.as_ref().clone()]),
        Requeued::Unreadable | Requeued::Gone => {}
    }
    Ok(requeued)
}

/// A service that runs. Cheap to clone.
#[derive(Clone)]
pub struct Running {
    hub: Arc<Hub>,
    webhook_address: Option<SocketAddr>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("webhook_address", &self.webhook_address)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// Whether it can do its work: the store answers, updates come in, answers get out.
    ///
    /// # Errors
    /// What is wrong, for the health page.
    pub fn ready(&self) -> Result<(), NotReady> {
        health::ready(&self.hub)
    }

    /// How it is, for the health page.
    pub fn vitals(&self) -> Result<Vitals, StoreFault> {
        Vitals::take(&self.hub)
    }

    /// Brings the gauges up to date.
    pub fn measure(&self) {
        let figures = &self.hub.parts.metrics;
        figures.set(&metrics::READY, &[], u64::from(self.ready().is_ok()));
        if let Ok(vitals) = self.vitals() {
            vitals.tell(figures);
        }
    }

    /// How much waits in the store.
    pub fn figures(&self) -> Result<Figures, StoreFault> {
        self.hub.parts.dialogues.figures()
    }

    /// What could not be handled, without its content.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreFault> {
        self.hub.parts.dialogues.dead_letters()
    }

    /// Lets what could not be handled be handled once more, behind what its chat waits for meanwhile. Once begun it is done,
    /// also when the caller goes away: what lies in the inbox and woke nobody would wait for the next start.
    pub async fn requeue(&self, letter: u64) -> Result<Requeued, StoreFault> {
        let hub = Arc::clone(&self.hub);
        let work = async move { requeue(&hub, letter).await };
        let requeued = self.hub.parts.tasks.to_its_end("requeue", work).await;
        requeued.unwrap_or(Err(StoreFault::Closed))
    }

    /// Where the webhook is listened for, in that mode.
    pub fn webhook_address(&self) -> Option<SocketAddr> {
        self.webhook_address
    }

    /// Whether nothing is under way: no turn, no message, no other effect. Updates that Bale still holds and timers do not count.
    pub fn is_idle(&self) -> bool {
        self.hub.is_idle()
    }
}
