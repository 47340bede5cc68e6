//! Whether the service can do its work.

use std::sync::atomic::Ordering;

use super::hub::Hub;
use crate::bale::Mode;
use crate::dialogues::StoreFault;

/// Seconds without an answer to a poll, which takes 25 at most, after which something is wrong.
const SILENCE: i64 = 60;
/// Seconds after the start in which nothing need have been heard.
const STARTING: i64 = 10;
/// Seconds after which an answer that was not sent, or an event that was not followed, shows that something is stuck.
const STUCK: i64 = 5 * 60;

/// Why the service cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// It is being stopped.
    #[error("stopping")]
    Stopping,
    /// The store of dialogues does not answer.
    #[error("the store of dialogues: {0}")]
    Store(#[from] StoreFault),
    /// Nothing was heard of Bale since the start.
    #[error("Bale has not answered yet")]
    NotHeardYet,
    /// Nothing was heard of Bale for a while.
    #[error("Bale has not answered for {seconds} seconds")]
    NotHeard {
        /// How long.
        seconds: i64,
    },
    /// Decisions about claims do not get into the chats.
    #[error("what happens to claims has not come into the chats for {seconds} seconds")]
    Behind {
        /// How long.
        seconds: i64,
    },
    /// Answers to people do not get through.
    #[error("an answer waits to be sent for {seconds} seconds")]
    Stuck {
        /// How long.
        seconds: i64,
    },
}

/// Notes that Bale answered.
pub(super) fn heard(hub: &Hub) {
    hub.heard.store(hub.steady.now().as_second(), Ordering::Relaxed);
}

/// Notes that all events of claims were followed.
pub(super) fn followed(hub: &Hub) {
    hub.followed.store(hub.steady.now().as_second(), Ordering::Relaxed);
}

/// Whether the service can do its work.
pub(super) fn ready(hub: &Hub) -> Result<(), NotReady> {
    if hub.stopping().is_cancelled() {
        return Err(NotReady::Stopping);
    }
    hub.parts.dialogues.next_timer()?;
    let now = hub.steady.now().as_second();
    let silent = now - hub.heard.load(Ordering::Relaxed);
    let is_open = hub.open.load(Ordering::Relaxed);
    if !is_open && now - hub.started > STARTING {
        return Err(NotReady::NotHeardYet);
    }
    // A webhook is silent while nobody writes.
    if is_open && silent > SILENCE && hub.parts.settings.bale.mode == Mode::Poll {
        return Err(NotReady::NotHeard { seconds: silent });
    }
    let behind = now - hub.followed.load(Ordering::Relaxed);
    if behind > STUCK {
        return Err(NotReady::Behind { seconds: behind });
    }
    let waits = hub
        .shows
        .oldest_answer()
        .map_or(0, |since| hub.parts.clock.now().as_second() - since.as_second());
    if waits > STUCK {
        return Err(NotReady::Stuck { seconds: waits });
    }
    Ok(())
}
