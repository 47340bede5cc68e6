//! Taking in: what Bale delivers is durable before Bale may forget it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::hub::Hub;
use super::{backoff, health, lanes};
use crate::bale::wire::Incoming;
use crate::bale::{BaleError, Poller};
use crate::chat;
use crate::dialogues::{Arrival, StoreFault};

/// While too many inputs wait.
const PAUSE: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

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
    let now = hub.parts.clock.now();
    let bot = hub.parts.bale.bot_id().unwrap_or_default();
    let mut arrivals = Vec::with_capacity(delivery.len());
    for incoming in delivery {
        match incoming.map(chat::arrival) {
            Ok(Ok(arrival)) => arrivals.push(Arrival {
                seen: Some(format!("{bot}/{}", arrival.identity)),
                chat: arrival.chat,
                order: arrival.order,
                input: arrival.input,
                callback: arrival.callback,
                received_at: now,
            }),
            Ok(Err(ignored)) => tracing::debug!(%ignored, "an update is ignored"),
            Err(unreadable) => tracing::warn!(
                update = unreadable.update_id,
                reason = ?unreadable.reason,
                "an update cannot be read"
            ),
        }
    }
    if arrivals.is_empty() {
        return Ok(());
    }
    let presses: Vec<String> =
        arrivals.iter().filter_map(|arrival| arrival.callback.clone()).collect();
    let chats = hub.parts.dialogues.take_in(arrivals).await?;
    presses.into_iter().for_each(|callback| answer_press(hub, callback));
    chats.into_iter().for_each(|chat| lanes::wake(hub, chat));
    Ok(())
}

/// Lets a button stop spinning. A courtesy: it is tried once, and not at all when too many are under way.
pub(super) fn answer_press(hub: &Arc<Hub>, callback: String) {
    let hub = Arc::clone(hub);
    hub.parts.tasks.clone().spawn("press", async move {
        let Ok(_permit) = hub.answering.try_acquire() else { return };
        let answering = hub.parts.bale.answer_callback(&callback, None, false);
        if let Some(Err(error)) = hub.unless_stopped(answering).await {
            tracing::debug!(%error, "a press could not be answered");
        }
    });
}

/// Whether so many inputs wait that no more are taken in.
pub(super) fn is_full(hub: &Hub) -> bool {
    match hub.parts.dialogues.figures() {
        Ok(figures) => figures.inbox > hub.parts.settings.backlog,
        Err(fault) => {
            tracing::error!(%fault, "the inbox cannot be counted");
            true
        }
    }
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
            Ok(batch) => {
                health::heard(&hub);
                hub.open.store(true, Ordering::Relaxed);
                match accept(&hub, batch.updates().to_vec()).await {
                    Ok(()) => poller.confirm(&batch),
                    Err(NotTakenIn::Store(StoreFault::Closed)) => return,
                    Err(fault) => tracing::error!(%fault, "updates could not be taken in"),
                }
            }
            Err(error) => after_failed_poll(&hub, &error).await,
        }
    }
}

async fn after_failed_poll(hub: &Hub, error: &BaleError) {
    match error {
        BaleError::Token => tracing::error!("Bale does not know this bot's token"),
        BaleError::Refused { code: Some(409), .. } => {
            tracing::warn!(%error, "Bale gives no updates: a webhook is set");
            forget_webhook(hub).await;
        }
        BaleError::Blocked
        | BaleError::ChatUnknown
        | BaleError::Flood { .. }
        | BaleError::Server { .. }
        | BaleError::Refused { .. }
        | BaleError::Unreadable
        | BaleError::NotReached { .. }
        | BaleError::AnswerLost { .. }
        | BaleError::TooLarge { .. }
        | BaleError::Unsendable(_) => tracing::warn!(%error, "no updates from Bale"),
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
    tokio::select! {
        () = hub.stopping().cancelled() => {}
        forgotten = forgetting => if let Err(error) = forgotten {
            tracing::warn!(%error, "cannot ask Bale about webhooks");
        }
    }
}

/// Tells Bale where to deliver updates, until it has understood.
pub(super) async fn announce_webhook(hub: Arc<Hub>, address: crate::runtime::Secret<String>) {
    let mut failures = 0;
    while !hub.stopping().is_cancelled() {
        let told = hub.unless_stopped(hub.parts.bale.set_webhook(address.expose())).await;
        match told {
            None => return,
            Some(Ok(())) => {
                health::heard(&hub);
                hub.open.store(true, Ordering::Relaxed);
                tracing::info!("Bale knows the webhook");
                return;
            }
            Some(Err(error)) => {
                failures += 1;
                tracing::error!(%error, "Bale does not take the webhook");
                hub.pause(backoff::wait(failures, FIRST_PAUSE, LONGEST_PAUSE)).await;
            }
        }
    }
}
