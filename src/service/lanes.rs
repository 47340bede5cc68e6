//! Lanes: the inputs of one chat take their turns one after another, those of different chats side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::counting::{self, Standing};
use super::hub::{Busy, Hub, lock};
use super::{backoff, intake, perform, report};
use crate::dialogues::{InboxRow, StoreFault, TurnCommit};
use crate::engine::{Effect, Moment, Session};
use crate::runtime::{FailPoint, Stopwatch, chance, metrics};

/// Failures of one input after which it is put aside.
const TRIES: u32 = 3;
/// Ends of the process while one input waited for its turn after which it is put aside. More than [`TRIES`], for it may be
/// innocent: whoever kills the process, or cuts the power, again and again while it starts must not cost anybody an input.
const ENDS: u32 = 10;
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
    let most = hub.parts.settings.limits.chat_outbox;
    while !hub.stopping().is_cancelled() && !hub.shows.holds(chat, most) {
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
        match in_span(hub, &row).await {
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
    report::error("a turn could not be taken", Some(chat), fault);
    hub.pause(backoff::wait(failures, FIRST_PAUSE, LONGEST_PAUSE)).await
}

async fn bury_if_tried_often(hub: &Hub, row: &InboxRow) {
    let dialogues = &hub.parts.dialogues;
    let buried = match dialogues.count_attempt(&row.id).await {
        Ok(TRIES..) => bury(hub, row, "it failed again and again").await,
        Ok(_) => Ok(()),
        Err(fault) => Err(fault),
    };
    if let Err(fault) = buried {
        report::error("an input that failed could not be counted", Some(row.id.chat), &fault);
    }
}

/// One span for each turn, and one line at its end.
async fn in_span(hub: &Arc<Hub>, row: &InboxRow) -> Result<(), StoreFault> {
    let input = row.input.name();
    let (chat, update) = (row.id.chat, row.update);
    let span = tracing::info_span!(
        "turn",
        chat,
        update,
        input,
        flow = Empty,
        step = Empty,
        outcome = Empty,
        ms = Empty
    );
    async {
        let watch = Stopwatch::start();
        let taken = take_turn(hub, row).await;
        let outcome = taken.as_ref().map_or_else(|_| "failed", |outcome| outcome.name());
        let (span, took) = (Span::current(), watch.elapsed());
        span.record("outcome", outcome);
        span.record("ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        tracing::debug!("a turn is over");
        let figures = &hub.parts.metrics;
        figures.count(&metrics::TURNS, &[input, outcome]);
        figures.took(&metrics::TURN_SECONDS, &[], took);
        taken.map(drop)
    }
    .instrument(span)
    .await
}

/// What came of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Committed,
    PutAside,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::PutAside => "put_aside",
        }
    }
}

async fn take_turn(hub: &Arc<Hub>, row: &InboxRow) -> Result<Outcome, StoreFault> {
    let dialogues = &hub.parts.dialogues;
    let was_there = lock(&hub.lanes.unfinished).contains(&row.id.chat);
    if was_there && dialogues.count_attempt(&row.id).await? > ENDS {
        bury(hub, row, "it ended the process again and again").await?;
        return Ok(Outcome::PutAside);
    }
    let now = now(hub);
    let Some(Turned { before, session, effects }) = turn(hub, row, now).await? else {
        bury(hub, row, "its turn panicked").await?;
        return Ok(Outcome::PutAside);
    };
    let after = Standing::of(&session);
    let commit = TurnCommit { inbox: row.id, session, effects, now };
    FailPoint::BeforeCommit.pass();
    let committed = dialogues.commit_turn(commit).await?;
    FailPoint::AfterCommit.pass();
    note(hub, row, (&before, &after));
    hub.awaited.begin(row, &committed.rows);
    if committed.timers_changed {
        hub.timers.notify_one();
    }
    perform::begin_all(hub, committed.rows);
    if was_there && let Some(callback) = &row.callback {
        intake::answer_press(hub, callback.clone());
    }
    Ok(Outcome::Committed)
}

/// Tells where the chat stands after a turn, or stood before it when it has left.
fn note(hub: &Hub, row: &InboxRow, (before, after): (&Standing, &Standing)) {
    counting::moved(&hub.parts.metrics, &row.input, before, after);
    let (flow, step) = match after.in_hand() {
        ("", "") => before.in_hand(),
        standing => standing,
    };
    if !flow.is_empty() {
        Span::current().record("flow", flow).record("step", step);
    }
}

/// What a turn came to.
struct Turned {
    before: Standing,
    session: Session,
    effects: Vec<Effect>,
}

/// None when the turn panicked.
async fn turn(hub: &Hub, row: &InboxRow, now: Timestamp) -> Result<Option<Turned>, StoreFault> {
    let chat = row.id.chat;
    let Ok(_permit) = hub.lanes.turns.acquire().await else { return Err(StoreFault::Closed) };
    let session = hub.parts.dialogues.session(chat)?.unwrap_or_else(|| Session::new(chat));
    let before = Standing::of(&session);
    let moment = Moment { now, seed: chance::bytes() };
    let (turns, input) = (Arc::clone(&hub.parts.turns), row.input.clone());
    // A turn is short, but it is computing: it must not hold up those who wait for the network.
    let turn = tokio::task::spawn_blocking(move || turns.turn(session, input, moment));
    match turn.await {
        Ok((session, effects)) => Ok(Some(Turned { before, session, effects })),
        Err(failed) if failed.is_panic() => Ok(None),
        // The runtime is going down.
        Err(_) => Err(StoreFault::Closed),
    }
}

/// Puts an input aside; the person is told by [`crate::engine::Input::Mishap`] in its place.
async fn bury(hub: &Hub, row: &InboxRow, reason: &str) -> Result<(), StoreFault> {
    tracing::error!(chat = row.id.chat, reason, "an input is put aside");
    hub.parts.metrics.count(&metrics::PUT_ASIDE, &[row.input.name()]);
    hub.parts.dialogues.bury(&row.id, reason, now(hub)).await
}

fn now(hub: &Hub) -> Timestamp {
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
