//! Timers of chats, and sweeping out what is too old.

use std::sync::Arc;
use std::time::Duration;

use super::hub::Hub;
use super::lanes;

/// After a fault of the store.
const PAUSE: Duration = Duration::from_secs(5);
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// Fires timers as they come due, until the service stops. Woken when an earlier one may have been set.
pub(super) async fn keep(hub: Arc<Hub>) {
    while !hub.stopping().is_cancelled() {
        let next = match hub.parts.dialogues.next_timer() {
            Ok(next) => next.map(|timer| timer.at),
            Err(fault) => {
                tracing::error!(%fault, "the timers cannot be read");
                hub.pause(PAUSE).await;
                continue;
            }
        };
        let due = async {
            match next {
                Some(at) => hub.parts.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = hub.stopping().cancelled() => return,
            () = hub.timers.notified() => {}
            () = due => fire(&hub).await,
        }
    }
}

async fn fire(hub: &Arc<Hub>) {
    match hub.parts.dialogues.fire_due(hub.parts.clock.now()).await {
        Ok(chats) => chats.into_iter().for_each(|chat| lanes::wake(hub, chat)),
        Err(fault) => {
            tracing::error!(%fault, "the timers that are due cannot be fired");
            hub.pause(PAUSE).await;
        }
    }
}

/// Sweeps out what is too old, until the service stops.
pub(super) async fn sweep(hub: Arc<Hub>) {
    while hub.pause(SWEEP_EVERY).await {
        if let Err(fault) = hub.parts.dialogues.sweep(hub.parts.clock.now()).await {
            tracing::error!(%fault, "what is too old cannot be swept out");
        }
    }
}
