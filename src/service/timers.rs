//! Timers of chats, and sweeping out what is too old.

use std::sync::Arc;
use std::time::Duration;

use super::core::Core;
use super::lanes;

/// After a fault of the store.
const PAUSE: Duration = Duration::from_secs(5);
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// Fires timers as they come due, until the service stops. Woken when an earlier one may have been set.
pub(super) async fn keep(core: Arc<Core>) {
    while !core.stopping().is_cancelled() {
        let next = match core.parts.dialogues.next_timer() {
            Ok(next) => next.map(|timer| timer.at),
            Err(fault) => {
                tracing::error!(%fault, "the timers cannot be read");
                core.pause(PAUSE).await;
                continue;
            }
        };
        let due = async {
            match next {
                Some(at) => core.parts.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = core.stopping().cancelled() => return,
            () = core.timers.notified() => {}
            () = due => fire(&core).await,
        }
    }
}

async fn fire(core: &Arc<Core>) {
    match core.parts.dialogues.fire_due(core.parts.clock.now()).await {
        Ok(chats) => chats.into_iter().for_each(|chat| lanes::wake(core, chat)),
        Err(fault) => {
            tracing::error!(%fault, "the timers that are due cannot be fired");
            core.pause(PAUSE).await;
        }
    }
}

/// Sweeps out what is too old, until the service stops.
pub(super) async fn sweep(core: Arc<Core>) {
    while core.pause(SWEEP_EVERY).await {
        if let Err(fault) = core.parts.dialogues.sweep(core.parts.clock.now()).await {
            tracing::error!(%fault, "what is too old cannot be swept out");
        }
    }
}
