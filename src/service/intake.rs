//! Taking in: what Bale delivers is durable before Bale may forget it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::hub::Hub;
use super::{backoff, health, lanes, no_room, report};
use crate::bale::poll::Batch;
use crate::bale::wire::{Incoming, Unreadable};
use crate::bale::{BaleError, Poller};
use crate::chat::{self, Ignored};
use crate::dialogues::{Arrival, StoreFault};
use crate::runtime::{FailPoint, Secret, metrics};

/// While too many inputs wait.
const PAUSE: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Tries at answering a press, and how long a person may look at a spinning button between two of them.
const PRESS_TRIES: u32 = 3;
const LONGEST_PRESS: Duration = Duration::from_secs(5);

/// Why a delivery was not taken in.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTakenIn {
    /// Too many inputs wait for their turn.
    #[error("too many inputs wait")]
    Busy,
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Makes a delivery durable and wakes the lanes of its chats. A press is answered even if it was seen before.
pub(super) async fn accept(hub: &Arc<Hub>, delivery: Vec<Incoming>) -> Result<(), NotTakenIn> {
    let arrivals: Vec<Arrival> =
        delivery.into_iter().filter_map(|incoming| understand(hub, incoming)).collect();
    if arrivals.is_empty() {
        return Ok(());
    }
    let presses: Vec<String> =
        arrivals.iter().filter_map(|arrival| arrival.callback.clone()).collect();
    let kinds: Vec<_> = arrivals.iter().map(|arrival| arrival.input.name()).collect();
    let from: BTreeSet<i64> = arrivals.iter().map(|arrival| arrival.chat).collect();
    let chats = match hub.parts.dialogues.take_in(arrivals).await {
        Err(StoreFault::Full { free }) => {
            no_room::tell(hub, &from);
            return Err(StoreFault::Full { free }.into());
        }
        taken => taken?,
    };
    FailPoint::AfterInbox.pass();
    for kind in kinds {
        hub.parts.metrics.count(&metrics::UPDATES, &[kind, "taken"]);
    }
    for callback in presses {
        answer_press(hub, callback);
    }
    for chat in chats {
        lanes::wake(hub, chat);
    }
    Ok(())
}

/// None for what is ignored or cannot be read, which the log tells without its content.
fn understand(hub: &Hub, incoming: Incoming) -> Option<Arrival> {
    let unreadable = |Unreadable { update_id, reason, .. }| {
        tracing::warn!(update_id, ?reason, "an update cannot be read");
        hub.parts.metrics.count(&metrics::UPDATES, &["unknown", "unreadable"]);
    };
    let ignored = |ignored: Ignored| {
        tracing::debug!(%ignored, "an update is ignored");
        hub.parts.metrics.count(&metrics::UPDATES, &["unknown", "ignored"]);
    };
    let update = incoming.map_err(unreadable).ok()?;
    let dialogues = &hub.parts.dialogues;
    let is_known = |chat| dialogues.session(chat).is_ok_and(|session| session.is_some());
    let arrival = chat::arrival_among(update, is_known).map_err(ignored).ok()?;
    let bot = hub.parts.bale.bot_id().unwrap_or_default();
    Some(Arrival {
        seen: Some(format!("{bot}/{}", arrival.identity)),
        chat: arrival.chat,
        order: arrival.order,
        input: arrival.input,
        callback: arrival.callback,
        received_at: hub.parts.clock.now(),
    })
}

/// Lets a button stop spinning. A courtesy: it is tried a few times, and not at all when too many are under way.
pub(super) fn answer_press(hub: &Arc<Hub>, callback: String) {
    let hub = Arc::clone(hub);
    hub.parts.tasks.clone().spawn("press", async move {
        let Ok(_permit) = hub.answering.try_acquire() else { return };
        for tries in 1..=PRESS_TRIES {
            let answering = hub.parts.bale.answer_callback(&callback, None, false);
            let Some(Err(error)) = hub.unless_stopped(answering).await else { return };
            tracing::debug!(%error, "a press could not be answered");
            let pause =
                error.wait().unwrap_or_else(|| backoff::wait(tries, FIRST_PAUSE, LONGEST_PAUSE));
            if error.is_permanent() || pause > LONGEST_PRESS || !hub.pause(pause).await {
                return;
            }
        }
    });
}

/// Whether so much waits that no more is taken in. Until then whatever is taken in has room: a batch is bounded, too.
pub(super) fn is_full(hub: &Hub) -> bool {
    let (inbox, outbox) = hub.parts.dialogues.waiting();
    let limits = &hub.parts.settings.limits;
    let is_full = outbox >= limits.outbox
        || (inbox > limits.inbox && inbox.saturating_sub(of_held_chats(hub)) > limits.inbox);
    if hub.is_full.swap(is_full, Ordering::Relaxed) != is_full {
        tracing::warn!(inbox, outbox, is_full, "{}", if is_full { TOO_MUCH } else { ENOUGH_ROOM });
    }
    is_full
}

const TOO_MUCH: &str = "too much waits: nothing is taken in until it is less";
const ENOUGH_ROOM: &str = "updates are taken in again";

/// Inputs of chats that wait for their own messages; of each chat the store keeps a bounded number.
fn of_held_chats(hub: &Hub) -> u64 {
    let waiting = |chat| hub.parts.dialogues.inbox_of(chat).unwrap_or_default();
    hub.shows.held().into_iter().map(waiting).sum()
}

/// Asks Bale for updates until the service stops.
pub(super) async fn poll(hub: Arc<Hub>) {
    forget_webhook(&hub).await;
    let mut poller = Poller::new(hub.parts.bale.clone(), hub.parts.settings.poll);
    while !hub.stopping().is_cancelled() {
        if is_full(&hub) {
            hub.pause(PAUSE).await;
            continue;
        }
        let answer = tokio::select! {
            () = hub.stopping().cancelled() => return,
            answer = poller.next_batch() => answer,
        };
        match answer {
            Ok(batch) => take_in(&hub, &mut poller, batch).await,
            Err(error) => after_failed_poll(&hub, &error).await,
        }
    }
}

async fn take_in(hub: &Arc<Hub>, poller: &mut Poller, batch: Batch) {
    health::heard(hub);
    hub.open.store(true, Ordering::Relaxed);
    match accept(hub, batch.updates().to_vec()).await {
        Ok(()) => poller.confirm(&batch),
        Err(fault) => report::error("updates could not be taken in", None, &fault),
    }
}

async fn after_failed_poll(hub: &Hub, error: &BaleError) {
    match error {
        BaleError::Token => report::error("no updates from Bale", None, error),
        BaleError::Refused { code: Some(409), .. } => {
            report::warning("a webhook may be set", None, error);
            forget_webhook(hub).await;
        }
        BaleError::Blocked
        | BaleError::ChatUnknown
        | BaleError::Flood { .. }
        | BaleError::Server { .. }
        | BaleError::Refused { .. }
        | BaleError::Unreadable
        | BaleError::Unclear { .. }
        | BaleError::NotReached { .. }
        | BaleError::AnswerLost { .. }
        | BaleError::TooLarge { .. }
        | BaleError::Unsendable(_) => report::warning("no updates from Bale", None, error),
    }
}

/// With a webhook set, a poll brings nothing.
async fn forget_webhook(hub: &Hub) {
    let bale = &hub.parts.bale;
    let forgetting = async {
        if bale.get_webhook_info().await?.url.is_some() {
            tracing::info!("a webhook is set: it is taken away, since this bot polls");
            bale.delete_webhook().await?;
        }
        Ok::<(), BaleError>(())
    };
    match hub.stopping().run_until_cancelled(forgetting).await {
        Some(Err(error)) => report::warning("Bale cannot be asked about webhooks", None, &error),
        // It knows the token and answers: nobody has to wait for the end of the first poll to know.
        Some(Ok(())) => {
            health::heard(hub);
            hub.open.store(true, Ordering::Relaxed);
        }
        None => {}
    }
}

/// Sees to it that Bale knows where to deliver updates: somebody may take the address away, and then nobody is heard any more.
pub(super) async fn keep_webhook(hub: Arc<Hub>, address: Secret<String>) {
    while announce_webhook(&hub, &address).await && is_forgotten(&hub).await {}
}

/// Tells Bale where to deliver updates, until it has understood; false when the service stops.
async fn announce_webhook(hub: &Hub, address: &Secret<String>) -> bool {
    let mut failures = 0;
    while let Some(told) = hub.unless_stopped(hub.parts.bale.set_webhook(address.expose())).await {
        let Err(error) = told else {
            health::heard(hub);
            hub.open.store(true, Ordering::Relaxed);
            return true;
        };
        failures += 1;
        report::error("Bale does not take the webhook", None, &error);
        if !hub.pause(backoff::wait(failures, FIRST_PAUSE, LONGEST_PAUSE)).await {
            break;
        }
    }
    false
}

/// Waits until Bale knows no webhook of this bot; false when the service stops.
async fn is_forgotten(hub: &Hub) -> bool {
    let bale = &hub.parts.bale;
    while hub.pause(hub.parts.settings.bale.webhook.look_every).await {
        match hub.unless_stopped(bale.get_webhook_info()).await {
            Some(Ok(known)) if known.url.is_some() => health::heard(hub),
            Some(Ok(_)) => {
                tracing::warn!("Bale knows no webhook any more: it is told the address again");
                return true;
            }
            Some(Err(error)) => {
                report::warning("Bale cannot be asked about webhooks", None, &error);
            }
            None => return false,
        }
    }
    false
}
