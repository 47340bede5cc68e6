//! Messages: those of one chat leave in their order, one at a time; chats do not wait for each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use super::super::hub::{Busy, Hub, lock};
use super::super::{backoff, counting, health, lanes, report};
use super::{give_up, settle};
use crate::bale::BaleError;
use crate::chat::{self, Outgoing};
use crate::dialogues::OutboxRow;
use crate::engine::{Effect, Screen};
use crate::runtime::FailPoint;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Tries at a message that Bale refuses for a reason of its own: it may have meant something else (`bale-api.md` §0: the words of
/// most failures are not known). With the pauses above: a few seconds.
const TRIES_IF_REFUSED: u32 = 4;
/// Tries at a message after which nothing tells whether it came. More would annoy: a Bale that answers so again and again may
/// well have shown it each time.
const TRIES_IF_UNCLEAR: u32 = 3;

/// Messages that wait, by chat; a chat is in it as long as somebody writes to it. The first is the one under way.
#[derive(Debug, Default)]
pub(in super::super) struct Shows {
    queues: Mutex<Queues>,
}

#[derive(Debug, Default)]
struct Queues {
    rows: BTreeMap<i64, VecDeque<Arc<OutboxRow>>>,
    /// Chats whose inputs wait until fewer messages do.
    held: BTreeSet<i64>,
}

/// What is behind a message that was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Behind {
    /// Others wait behind it.
    more: bool,
    /// The chat's inputs need wait no longer.
    released: bool,
}

impl Shows {
    /// Since when the oldest answer waits to be sent; notices may wait.
    pub(in super::super) fn oldest_answer(&self) -> Option<Timestamp> {
        let queues = lock(&self.queues);
        let is_answer =
            |row: &&Arc<OutboxRow>| matches!(&row.effect, Effect::Show(screen) if !screen.notice);
        queues
            .rows
            .values()
            .filter_map(|rows| rows.iter().find(is_answer))
            .map(|row| row.queued_at)
            .min()
    }

    /// Whether `most` messages of the chat wait already; then it is held until few do, and its lane is woken.
    pub(in super::super) fn holds(&self, chat: i64, most: usize) -> bool {
        let mut queues = lock(&self.queues);
        let is_crowded = queues.rows.get(&chat).is_some_and(|rows| rows.len() >= most);
        if is_crowded {
            queues.held.insert(chat);
        }
        is_crowded
    }

    /// The chats whose inputs wait.
    pub(in super::super) fn held(&self) -> Vec<i64> {
        lock(&self.queues).held.iter().copied().collect()
    }

    /// True when the chat had nothing to be sent before.
    fn push(&self, row: OutboxRow) -> bool {
        let mut queues = lock(&self.queues);
        let queue = queues.rows.entry(row.id.chat).or_default();
        queue.push_back(Arc::new(row));
        queue.len() == 1
    }

    fn first(&self, chat: i64) -> Option<Arc<OutboxRow>> {
        lock(&self.queues).rows.get(&chat)?.front().map(Arc::clone)
    }

    /// Takes the first out; a chat is released when half of what held it is gone.
    fn take_first(&self, chat: i64, most: usize) -> Behind {
        let mut queues = lock(&self.queues);
        let left = queues.rows.get_mut(&chat).map_or(0, |rows| {
            rows.pop_front();
            rows.len()
        });
        if left == 0 {
            queues.rows.remove(&chat);
        }
        let released = left <= most / 2 && queues.held.remove(&chat);
        Behind { more: left > 0, released }
    }
}

/// Takes the first message of a chat out; true when others wait behind it.
fn take_first(hub: &Arc<Hub>, chat: i64) -> bool {
    let Behind { more, released } =
        hub.shows.take_first(chat, hub.parts.settings.limits.chat_outbox);
    if released {
        lanes::wake(hub, chat);
    }
    more
}

/// Puts a message behind the others of its chat.
pub(super) fn queue(hub: &Arc<Hub>, row: OutboxRow) {
    let chat = row.id.chat;
    if hub.shows.push(row) {
        let busy = Busy::at(hub);
        hub.parts.tasks.spawn("messages", async move { send_all(busy.hub(), chat).await });
    }
}

async fn send_all(hub: &Arc<Hub>, chat: i64) {
    while let Some(row) = hub.shows.first(chat) {
        let Effect::Show(screen) = &row.effect else { return };
        match send(hub, chat, screen).await {
            Sent::Yes => {
                FailPoint::AfterSend.pass();
                counting::message(hub, &row, "sent");
                settle(hub, &row, None).await;
            }
            Sent::Never(reason) => {
                counting::message(hub, &row, "given_up");
                give_up(hub, &row, &reason, None).await;
            }
            Sent::ChatClosed => {
                tracing::info!(chat, "the chat takes no messages: what waits for it is dropped");
                return drop_all(hub, chat).await;
            }
            Sent::Stopped => return,
        }
        if !take_first(hub, chat) {
            return;
        }
        FailPoint::MiddleOfOutbox.pass();
    }
}

async fn drop_all(hub: &Arc<Hub>, chat: i64) {
    while let Some(row) = hub.shows.first(chat) {
        counting::message(hub, &row, "chat_closed");
        settle(hub, &row, None).await;
        if hub.stopping().is_cancelled() || !take_first(hub, chat) {
            return;
        }
    }
}

/// What became of a message.
enum Sent {
    Yes,
    Never(String),
    ChatClosed,
    Stopped,
}

async fn send(hub: &Hub, chat: i64, screen: &Screen) -> Sent {
    // Words and buttons come out of files that people edit.
    let rendering = AssertUnwindSafe(|| chat::render(screen, &hub.parts.catalog));
    let Ok(messages) = std::panic::catch_unwind(rendering) else {
        return Sent::Never("it cannot be rendered".to_owned());
    };
    for message in messages {
        match send_message(hub, chat, screen.notice, message).await {
            Sent::Yes => {}
            ended @ (Sent::Never(_) | Sent::ChatClosed | Sent::Stopped) => return ended,
        }
    }
    Sent::Yes
}

async fn send_message(hub: &Hub, chat: i64, notice: bool, mut message: Outgoing) -> Sent {
    let (mut failures, mut refusals, mut unclear) = (0, 0, 0);
    while hub.turnstile.pass(chat, notice).await {
        let payload = message.payload(chat);
        let error = match hub.unless_stopped(hub.parts.bale.send_message(&payload)).await {
            None => break,
            Some(Ok(_)) => {
                health::heard(hub);
                return Sent::Yes;
            }
            Some(Err(error)) => error,
        };
        let (tries, what) = match verdict(&error, message.reply_to.is_some()) {
            Verdict::ChatClosed => return Sent::ChatClosed,
            Verdict::Never => return Sent::Never(error.to_string()),
            Verdict::Refused if refusals + 1 == TRIES_IF_REFUSED => {
                return Sent::Never(error.to_string());
            }
            Verdict::Unclear if unclear + 1 == TRIES_IF_UNCLEAR => {
                report::warning("nothing tells whether a message came", Some(chat), &error);
                return Sent::Yes;
            }
            Verdict::WithoutReply => {
                message.reply_to = None;
                continue;
            }
            Verdict::Flooded(wait) => {
                report::warning("a message must wait", Some(chat), &error);
                hub.turnstile.flooded(chat, wait);
                continue;
            }
            Verdict::Unknown(wait) => {
                report::error("nothing can be sent", None, &error);
                hub.turnstile.silence(wait);
                continue;
            }
            Verdict::Refused => (&mut refusals, "a message was refused"),
            Verdict::Unclear => (&mut unclear, "a message may not have come"),
            Verdict::Later => (&mut failures, "a message could not be sent"),
        };
        report::warning(what, Some(chat), &error);
        *tries += 1;
        if !hub.pause(backoff::wait(*tries, FIRST_PAUSE, LONGEST_PAUSE)).await {
            break;
        }
    }
    Sent::Stopped
}

/// What to do after an error.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    ChatClosed,
    Never,
    /// To be tried a few times more.
    Refused,
    /// It may have come: to be tried once or twice more.
    Unclear,
    /// The message that it answers may be gone.
    WithoutReply,
    Flooded(Duration),
    /// The token is wrong.
    Unknown(Duration),
    /// A lost answer too: a message that comes twice is better than none.
    Later,
}

/// What to do after `error`.
pub(super) fn verdict(error: &BaleError, is_reply: bool) -> Verdict {
    match error {
        BaleError::Blocked | BaleError::ChatUnknown => Verdict::ChatClosed,
        BaleError::Flood { .. } => Verdict::Flooded(error.wait().unwrap_or(LONGEST_PAUSE)),
        BaleError::Token => Verdict::Unknown(error.wait().unwrap_or(LONGEST_PAUSE)),
        BaleError::Unclear { .. } => Verdict::Unclear,
        BaleError::Refused { .. } if is_reply && error.is_permanent() => Verdict::WithoutReply,
        BaleError::Refused { .. } if error.is_permanent() => Verdict::Refused,
        BaleError::Refused { .. }
        | BaleError::TooLarge { .. }
        | BaleError::Unsendable(_)
        | BaleError::Server { .. }
        | BaleError::Unreadable
        | BaleError::NotReached { .. }
        | BaleError::AnswerLost { .. } => {
            if error.is_permanent() {
                Verdict::Never
            } else {
                Verdict::Later
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_verdict() {
        let refused = |code| BaleError::Refused { code, description: "x".to_owned() };
        let flood = |seconds: Option<u64>| BaleError::Flood {
            retry_after: seconds.map(Duration::from_secs),
        };
        let lost = || "gone".to_owned();
        let cases = [
            (BaleError::Blocked, true, Verdict::ChatClosed),
            (BaleError::ChatUnknown, false, Verdict::ChatClosed),
            (refused(Some(400)), true, Verdict::WithoutReply),
            (refused(Some(404)), true, Verdict::WithoutReply),
            (refused(Some(400)), false, Verdict::Refused),
            (refused(None), false, Verdict::Refused),
            (refused(Some(409)), true, Verdict::Later),
            (BaleError::Unsendable("x"), true, Verdict::Never),
            (flood(Some(7)), true, Verdict::Flooded(Duration::from_secs(7))),
            (flood(None), false, Verdict::Flooded(Duration::from_secs(4))),
            (BaleError::Token, false, Verdict::Unknown(Duration::from_mins(1))),
            (BaleError::Unclear { status: 200 }, true, Verdict::Unclear),
            (BaleError::Server { status: 502 }, true, Verdict::Later),
            (BaleError::NotReached { reason: lost() }, false, Verdict::Later),
            (BaleError::AnswerLost { reason: lost() }, false, Verdict::Later),
        ];
        for (error, is_reply, expected) in cases {
            assert_eq!(verdict(&error, is_reply), expected, "{error:?} {is_reply}");
        }
    }
}
