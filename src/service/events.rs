//! The bridge from those who decide on claims to the chats: the registry's events, followed one after another (`DESIGN.md` §6).
//!
//! Console, API and bot may be one process or several: all that joins them is the table of events. Inputs for the chats and
//! how far they reach are one commit, so each event comes into its chat once, whenever the process ends.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::hub::{Busy, Hub};
use super::start::StartFault;
use super::{backoff, health, lanes, report};
use crate::claim::{Claim, EventKind, TrackingCode};
use crate::dialogues::{Dialogues, Followed, StoreFault};
use crate::engine::Input;
use crate::registry::{FeedEvent, NOBODY, Registry, RegistryFault};
use crate::runtime::FailPoint;

/// Events of one commit.
const AT_ONCE: u32 = 32;
/// How often changes by other processes are looked for; those by this one ring.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// While many inputs wait: people who write go first.
const PAUSE: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why events cannot be followed.
#[derive(Debug, thiserror::Error)]
enum NotFollowed {
    #[error(transparent)]
    Store(#[from] StoreFault),
    #[error(transparent)]
    Registry(#[from] RegistryFault),
}

/// How far one look came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// To the last event.
    End,
    /// Not there yet.
    More,
    /// Too many inputs wait for their turn.
    Crowded,
}

/// Notes where following begins, if it never did: at the last event. So it does when the registry ends before what was
/// followed: an old copy of it was put back.
pub(super) async fn begin(
    dialogues: &Dialogues,
    registry: &Registry,
    now: Timestamp,
) -> Result<(), StartFault> {
    let followed = dialogues.followed()?;
    let last = registry.last_event().await?;
    if followed.is_some_and(|followed| followed <= last) {
        return Ok(());
    }
    if followed.is_some() {
        tracing::error!(
            ?followed,
            last,
            "the registry has lost events that were followed: the disk is damaged, or a backup was put back"
        );
    }
    let here = Followed { after: followed, to: last, news: Vec::new() };
    dialogues.follow(here, now).await?;
    Ok(())
}

/// Follows the events until the service stops.
pub(super) async fn keep(hub: Arc<Hub>) {
    let mut failures = 0;
    loop {
        let Some(reached) = hub.unless_stopped(look(&hub)).await else { return };
        let goes_on = match reached {
            Ok(Reached::More) => !hub.stopping().is_cancelled(),
            Ok(Reached::Crowded) => hub.pause(PAUSE).await,
            Ok(Reached::End) => {
                health::followed(&hub);
                wait(&hub).await
            }
            Err(NotFollowed::Store(StoreFault::Closed)) => false,
            Err(fault) => {
                failures += 1;
                report::error("events of claims cannot be followed", None, &fault);
                hub.pause(backoff::wait(failures, FIRST_PAUSE, LONGEST_PAUSE)).await;
                continue;
            }
        };
        failures = 0;
        if !goes_on {
            return;
        }
    }
}

/// Waits until there may be further events; false when the service stops.
async fn wait(hub: &Hub) -> bool {
    tokio::select! {
        () = hub.parts.registry.changed() => !hub.stopping().is_cancelled(),
        goes_on = hub.pause(LOOK_EVERY) => goes_on,
    }
}

/// Takes the next events into the chats concerned.
async fn look(hub: &Arc<Hub>) -> Result<Reached, NotFollowed> {
    let dialogues = &hub.parts.dialogues;
    let after = dialogues.followed()?;
    let events = hub.parts.registry.events_after(after.unwrap_or_default(), AT_ONCE).await?;
    let Some(last) = events.last() else { return Ok(Reached::End) };
    let (inbox, outbox) = dialogues.waiting();
    let limits = &hub.parts.settings.limits;
    if inbox > limits.inbox / 2 || outbox >= limits.outbox {
        return Ok(Reached::Crowded);
    }
    let followed = Followed { after, to: last.seq, news: news(hub, &events).await? };
    // Begun before anybody can see that the events were followed: the service never seems idle in between.
    let busy = Busy::at(hub);
    let chats = dialogues.follow(followed, hub.parts.clock.now()).await?;
    FailPoint::AfterFollow.pass();
    for chat in chats {
        lanes::wake(busy.hub(), chat);
    }
    Ok(if events.len() < AT_ONCE as usize { Reached::End } else { Reached::More })
}

/// What `events` are to the chats: each comes to the chat that registered the claim, unless it was done there.
async fn news(hub: &Hub, events: &[FeedEvent]) -> Result<Vec<(i64, Input)>, RegistryFault> {
    let mut news = Vec::new();
    let mut last: Option<Claim> = None;
    for event in events.iter().filter(|event| is_news(event)) {
        if last.as_ref().is_none_or(|claim| claim.code != event.code) {
            last = claim(hub, &event.code).await?;
        }
        if let Some(claim) = &last {
            let claim = Box::new(claim.clone());
            news.push((event.owner, Input::ClaimChanged { claim, seq: event.seq }));
        }
    }
    Ok(news)
}

/// A claim is registered in its own chat, which has been answered there; a chat that was forgotten hears of nothing.
fn is_news(event: &FeedEvent) -> bool {
    event.kind != EventKind::Registered && event.owner != NOBODY && event.chat != Some(event.owner)
}

/// None for a claim that is gone or does not open any more: one of them must not hold up the news of all others.
async fn claim(hub: &Hub, code: &TrackingCode) -> Result<Option<Claim>, RegistryFault> {
    match hub.parts.registry.claim(code).await {
        Err(fault) if fault.is_of_one_row() => {
            report::error("a chat cannot be told of its claim", None, &fault);
            Ok(None)
        }
        found => found,
    }
}
