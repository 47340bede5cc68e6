//! Lanes: the inputs of one chat take their turns one after another, those of different chats side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::Semaphore;

use super::hub::{Busy, Hub, lock};
use super::{backoff, intake, perform};
use crate::dialogues::{InboxRow, StoreFault, TurnCommit};
use crate::engine::{Moment, Session};
use crate::runtime::chance;

/// Failures of one input after which it is put aside.
const TRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Which chats are being worked for.
#[derive(Debug)]
pub(super) struct Lanes {
    at_work: Mutex<BTreeMap<i64, Wakings>>,
    /// Chats whose inbox was not empty at the start: an input in it may have ended the process before.
    unfinished: Mutex<BTreeSet<i64>>,
    turns: Semaphore,
}

/// What came while a lane was at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wakings {
    None,
    Some,
}

impl Lanes {
    pub(super) fn new(turns: usize) -> Self {
        Self {
            at_work: Mutex::default(),
            unfinished: Mutex::default(),
            turns: Semaphore::new(turns),
        }
    }

    /// Says that the inputs of `chats` may have been begun before the start.
    pub(super) fn unfinished(&self, chats: &[i64]) {
        lock(&self.unfinished).extend(chats);
    }

    /// Whether a lane of this chat is to be started.
    fn enter(&self, chat: i64) -> bool {
        match lock(&self.at_work).entry(chat) {
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                entry.insert(Wakings::Some);
                false
            }
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(Wakings::None);
                true
            }
        }
    }

    /// Ends the lane of a chat, unless it was woken since it last looked: then it must look again.
    fn leave(&self, chat: i64) -> bool {
        let mut at_work = lock(&self.at_work);
        let woken = at_work.insert(chat, Wakings::None) == Some(Wakings::Some);
        if !woken {
            at_work.remove(&chat);
        }
        !woken
    }
}

/// Lets the lane of `chat` look into its inbox. To be called after something durable was put there.
pub(super) fn wake(hub: &Arc<Hub>, chat: i64) {
    if !hub.stopping().is_cancelled() && hub.lanes.enter(chat) {
        let busy = Busy::at(hub);
        hub.parts.tasks.spawn("lane", async move { run(busy.hub(), chat).await });
    }
}

async fn run(hub: &Arc<Hub>, chat: i64) {
    loop {
        let worked = AssertUnwindSafe(work_off(hub, chat)).catch_unwind().await;
        if worked.is_err() {
            tracing::error!(chat, "a lane panicked");
            hub.pause(LONGEST_PAUSE).await;
        }
        let stops = hub.stopping().is_cancelled();
        if hub.lanes.leave(chat) || stops {
            return;
        }
    }
}

/// Takes turns until the inbox of the chat is empty or the service stops.
async fn work_off(hub: &Arc<Hub>, chat: i64) {
    let mut failures = 0;
    while !hub.stopping().is_cancelled() {
        let row = match hub.parts.dialogues.next_inbox(chat) {
            Ok(Some(row)) => row,
            Ok(None) => {
                lock(&hub.lanes.unfinished).remove(&chat);
                return;
            }
            Err(fault) => {
                failures += 1;
                if !recover(hub, chat, &fault, failures).await {
                    return;
                }
                continue;
            }
        };
        match take_turn(hub, &row).await {
            Ok(()) | Err(StoreFault::AlreadyDone) => failures = 0,
            Err(fault) => {
                failures += 1;
                if !recover(hub, chat, &fault, failures).await {
                    return;
                }
                bury_if_tried_often(hub, &row).await;
            }
        }
    }
}

/// Waits after a fault of the store; false when there is no sense in going on.
async fn recover(hub: &Hub, chat: i64, fault: &StoreFault, failures: u32) -> bool {
    if matches!(fault, StoreFault::Closed) {
        return false;
    }
    tracing::error!(chat, %fault, "a turn could not be taken");
    hub.pause(backoff::wait(failures, FIRST_PAUSE, LONGEST_PAUSE)).await
}

async fn bury_if_tried_often(hub: &Hub, row: &InboxRow) {
    let dialogues = &hub.parts.dialogues;
    let buried = match dialogues.count_attempt(&row.id).await {
        Ok(TRIES..) => dialogues.bury(&row.id, "failed again and again", now(hub)).await,
        Ok(_) => Ok(()),
        Err(fault) => Err(fault),
    };
    if let Err(fault) = buried {
        tracing::error!(chat = row.id.chat, %fault, "an input that failed could not be counted");
    }
}

async fn take_turn(hub: &Arc<Hub>, row: &InboxRow) -> Result<(), StoreFault> {
    let chat = row.id.chat;
    let dialogues = &hub.parts.dialogues;
    let was_there = lock(&hub.lanes.unfinished).contains(&chat);
    if was_there && dialogues.count_attempt(&row.id).await? > TRIES {
        tracing::error!(chat, "an input ended the process again and again: it is put aside");
        return dialogues.bury(&row.id, "ended the process again and again", now(hub)).await;
    }
    let Ok(_permit) = hub.lanes.turns.acquire().await else { return Err(StoreFault::Closed) };
    let session = dialogues.session(chat)?.unwrap_or_else(|| Session::new(chat));
    let moment = Moment { now: now(hub), seed: chance::bytes() };
    let (turns, input) = (Arc::clone(&hub.parts.turns), row.input.clone());
    // A turn is short, but it is computing: it must not hold up those who wait for the network.
    let turn = tokio::task::spawn_blocking(move || turns.turn(session, input, moment));
    let (session, effects) = match turn.await {
        Ok(turned) => turned,
        Err(failed) if failed.is_panic() => {
            tracing::error!(chat, "a turn panicked: its input is put aside");
            return dialogues.bury(&row.id, "the turn panicked", moment.now).await;
        }
        // The runtime is going down.
        Err(_) => return Err(StoreFault::Closed),
    };
    let commit = TurnCommit { inbox: row.id, session, effects, now: moment.now };
    let committed = dialogues.commit_turn(commit).await?;
    if committed.timers_changed {
        hub.timers.notify_one();
    }
    perform::begin_all(hub, committed.rows);
    if was_there && let Some(callback) = &row.callback {
        intake::answer_press(hub, callback.clone());
    }
    Ok(())
}

fn now(hub: &Hub) -> jiff::Timestamp {
    hub.parts.clock.now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_that_was_woken_at_work_looks_again() {
        let lanes = Lanes::new(1);
        assert!(lanes.enter(7));
        assert!(!lanes.enter(7));
        assert!(lanes.enter(8));
        assert!(!lanes.leave(7));
        assert!(lanes.leave(7));
        assert!(lanes.enter(7));
        assert!(lanes.leave(7) && lanes.leave(8));
    }
}
