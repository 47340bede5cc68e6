//! Timers of chats, and sweeping out what is too old.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::hub::Hub;
use super::purging::purge_if_due;
use super::{lanes, report};
use crate::engine::TimerKind;
use crate::runtime::FailPoint;

/// After a fault of the store.
const PAUSE: Duration = Duration::from_secs(5);
/// `engine.gather_ms` can be no longer.
const LONGEST_GATHERING: Duration = Duration::from_mins(1);
const SWEEP_EVERY: Duration = Duration::from_mins(10);
/// Sweeps after which orphaned photos are looked for again: once a day. The first sweep after a start looks for them too, since a
/// bot that is started anew each day would never come to it.
const ORPHANS_EVERY: u32 = 144;

/// Fires timers as they come due, until the service stops. Woken when an earlier one may have been set.
pub(super) async fn keep(hub: Arc<Hub>) {
    bring_near(&hub).await;
    while !hub.stopping().is_cancelled() {
        match hub.parts.dialogues.next_timer() {
            Ok(next) => wait_for(&hub, next.map(|timer| timer.at)).await,
            Err(fault) => {
                report::error("the timers cannot be read", None, &fault);
                hub.pause(PAUSE).await;
            }
        }
    }
}

/// Photos are gathered for a moment. If the clock was set back while the bot was down, they must not be gathered for as long
/// as it was wrong; what was to happen in days may.
async fn bring_near(hub: &Hub) {
    let latest = hub.parts.clock.now().checked_add(LONGEST_GATHERING).unwrap_or(Timestamp::MAX);
    match hub.parts.dialogues.bring_near(TimerKind::PhotosGathered, latest).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "timers of a clock that was ahead are brought near"),
        Err(fault) => report::error("the timers cannot be brought near", None, &fault),
    }
}

async fn wait_for(hub: &Arc<Hub>, next: Option<Timestamp>) {
    let due = async {
        match next {
            Some(at) => hub.parts.clock.sleep_until(at).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = hub.stopping().cancelled() => {}
        () = hub.timers.notified() => {}
        () = due => fire(hub).await,
    }
}

async fn fire(hub: &Arc<Hub>) {
    match hub.parts.dialogues.fire_due(hub.parts.clock.now()).await {
        Ok(chats) => {
            FailPoint::AfterTimer.pass();
            for chat in chats {
                lanes::wake(hub, chat);
            }
        }
        Err(fault) => {
            report::error("the timers that are due cannot be fired", None, &fault);
            hub.pause(PAUSE).await;
        }
    }
}

/// Sweeps out what is too old, until the service stops.
pub(super) async fn sweep(hub: Arc<Hub>) {
    let mut sweeps: u32 = 0;
    while hub.pause(SWEEP_EVERY).await {
        if let Err(fault) = hub.parts.dialogues.sweep(hub.parts.clock.now()).await {
            report::error("what is too old cannot be swept out", None, &fault);
        }
        hub.parts.registry.forget_old_pages().await;
        if let Err(fault) = purge_if_due(&hub.parts, hub.parts.clock.now()).await {
            report::error("what was kept long enough cannot be erased", None, &fault);
        }
        if sweeps.is_multiple_of(ORPHANS_EVERY) {
            sweep_orphans(&hub).await;
        }
        sweeps = sweeps.wrapping_add(1);
    }
}

/// Removes stored photos that neither a claim nor a draft holds: what a crash left between storing and noting.
async fn sweep_orphans(hub: &Arc<Hub>) {
    let (now, dialogues) = (hub.parts.clock.now(), hub.parts.dialogues.clone());
    let Ok(drafts) = tokio::task::spawn_blocking(move || dialogues.held_photos()).await else {
        return;
    };
    let mut references = match drafts {
        Ok(references) => references,
        Err(fault) => {
            return report::error("the photos of drafts cannot be listed", None, &fault);
        }
    };
    match hub.parts.registry.document_references().await {
        Ok(claims) => references.extend(claims),
        Err(fault) => {
            return report::error("the photos of claims cannot be listed", None, &fault);
        }
    }
    match hub.parts.documents.sweep_orphans(&references, now).await {
        Ok(swept) => {
            tracing::info!(kept = swept.kept, removed = swept.removed, "orphaned photos swept");
        }
        Err(fault) => report::error("orphaned photos cannot be swept", None, &fault),
    }
}
