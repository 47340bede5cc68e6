//! The world behind its lock, and waking who waits for it to change.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::world::World;
use crate::runtime::{Clock, Secret};

/// What every route holds. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: Mutex<World>,
    changed: watch::Sender<()>,
    clock: Clock,
    token: Secret<String>,
    stopping: CancellationToken,
}

impl Shared {
    pub(crate) fn new(
        world: World,
        clock: Clock,
        token: Secret<String>,
        stopping: CancellationToken,
    ) -> Self {
        let changed = watch::Sender::new(());
        Self(Arc::new(Inner { world: Mutex::new(world), changed, clock, token, stopping }))
    }

    /// Changes the world and wakes long polls, event streams and the webhook.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = self.quietly(change);
        self.0.changed.send_replace(());
        result
    }

    /// Looks at the world, or changes what nobody waits for.
    pub(crate) fn quietly<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        // A panic in a handler leaves a world that is still whole enough for a simulator.
        let mut world = self.0.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.now = self.0.clock.now();
        look(&mut world)
    }

    /// Tells of every change after this moment.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    /// True when `bot`, a path segment, is `bot` and the token.
    pub(crate) fn admits(&self, bot: &str) -> bool {
        bot.strip_prefix("bot").is_some_and(|token| token == self.0.token.expose())
    }
}
