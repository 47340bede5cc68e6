//! Who may write next: the rates of the bot and of each chat, answers before notices (`DESIGN.md` §4, `bale-api.md` §6).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, oneshot};

use super::hub::{Hub, lock};
use crate::bale::BaleSettings;
use crate::bale::pacing::{Pacer, Whom};
use crate::runtime::Clock;

/// Floods of two chats within this time concern the bot as a whole.
const SAME_FLOOD: SignedDuration = SignedDuration::from_secs(5);

/// Lets messages through as fast as Bale takes them. Goes by a steady clock: a system clock that is set back must not silence
/// the bot for as long.
#[derive(Debug)]
pub(super) struct Turnstile {
    line: Mutex<Line>,
    changed: Notify,
    clock: Clock,
}

impl Turnstile {
    pub(super) fn new(settings: &BaleSettings) -> Self {
        Self {
            line: Mutex::new(Line::new(Pacer::new(settings))),
            changed: Notify::new(),
            clock: Clock::steady(),
        }
    }

    /// Waits until a message to `chat` may leave; false when the service stops.
    pub(super) async fn pass(&self, chat: i64, notice: bool) -> bool {
        let (go, may_go) = oneshot::channel();
        lock(&self.line).join(Ticket { chat, go }, notice);
        self.changed.notify_one();
        may_go.await.is_ok()
    }

    /// Keeps silence after Bale refused a message to `chat` because there were too many.
    pub(super) fn flooded(&self, chat: i64, wait: Duration) {
        lock(&self.line).flooded(chat, wait, self.clock.now());
    }

    /// Keeps silence towards everybody.
    pub(super) fn silence(&self, wait: Duration) {
        let until = later(self.clock.now(), wait);
        lock(&self.line).pacer.punish(Whom::All, until);
    }
}

/// Lets those who wait pass, until the service stops: then nobody passes any more.
pub(super) async fn keep(hub: Arc<Hub>) {
    let clock = hub.turnstile.clock.clone();
    loop {
        let next = lock(&hub.turnstile.line).admit(clock.now());
        let time = async {
            match next {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = hub.stopping().cancelled() => break,
            () = hub.turnstile.changed.notified() => {}
            () = time => {}
        }
    }
    lock(&hub.turnstile.line).close();
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[derive(Debug)]
struct Ticket {
    chat: i64,
    go: oneshot::Sender<()>,
}

#[derive(Debug)]
struct Line {
    pacer: Pacer,
    answers: VecDeque<Ticket>,
    notices: VecDeque<Ticket>,
    last_flood: Option<(i64, Timestamp)>,
    is_closed: bool,
}

impl Line {
    fn new(pacer: Pacer) -> Self {
        Self {
            pacer,
            answers: VecDeque::new(),
            notices: VecDeque::new(),
            last_flood: None,
            is_closed: false,
        }
    }

    fn join(&mut self, ticket: Ticket, notice: bool) {
        if self.is_closed {
            return;
        }
        if notice { self.notices.push_back(ticket) } else { self.answers.push_back(ticket) }
    }

    fn close(&mut self) {
        self.is_closed = true;
        self.answers.clear();
        self.notices.clear();
    }

    /// Lets through whoever may pass at `now`; gives the moment when the next one may.
    fn admit(&mut self, now: Timestamp) -> Option<Timestamp> {
        let pacer = &mut self.pacer;
        let answers = admit_from(&mut self.answers, pacer, now);
        let notices = admit_from(&mut self.notices, pacer, now);
        answers.into_iter().chain(notices).min()
    }

    fn flooded(&mut self, chat: i64, wait: Duration, now: Timestamp) {
        let until = later(now, wait);
        self.pacer.punish(Whom::Chat(chat), until);
        let concerns_all = self
            .last_flood
            .is_some_and(|(other, at)| other != chat && now.duration_since(at) < SAME_FLOOD);
        if concerns_all {
            self.pacer.punish(Whom::All, until);
        }
        self.last_flood = Some((chat, now));
    }
}

/// One pass over a queue. Those who may not pass keep their places; who has gone away costs nothing.
fn admit_from(
    queue: &mut VecDeque<Ticket>,
    pacer: &mut Pacer,
    now: Timestamp,
) -> Option<Timestamp> {
    let mut next: Option<Timestamp> = None;
    let mut waiting = VecDeque::with_capacity(queue.len());
    for ticket in queue.drain(..) {
        let when = pacer.when(ticket.chat, now);
        if when <= now {
            let chat = ticket.chat;
            if ticket.go.send(()).is_ok() {
                pacer.spend(chat, now);
            }
        } else {
            next = Some(next.map_or(when, |next| next.min(when)));
            waiting.push_back(ticket);
        }
    }
    *queue = waiting;
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_790_000_000_000 + millis).unwrap()
    }

    fn line() -> Line {
        Line::new(Pacer::new(&BaleSettings::default()))
    }

    fn join(line: &mut Line, chat: i64, notice: bool) -> oneshot::Receiver<()> {
        let (go, may_go) = oneshot::channel();
        line.join(Ticket { chat, go }, notice);
        may_go
    }

    fn passed(waiting: &mut oneshot::Receiver<()>) -> bool {
        waiting.try_recv().is_ok()
    }

    #[test]
    fn answers_pass_before_notices_that_came_first() {
        let mut line = line();
        let mut notices: Vec<_> = (0..5).map(|chat| join(&mut line, chat, true)).collect();
        let mut answers: Vec<_> = (10..15).map(|chat| join(&mut line, chat, false)).collect();
        // The bot as a whole may send five at once.
        let next = line.admit(at(0)).unwrap();
        assert!(answers.iter_mut().all(passed));
        assert!(!notices.iter_mut().any(passed));
        line.admit(next);
        assert_eq!(
            notices.iter_mut().filter_map(|waiting| passed(waiting).then_some(())).count(),
            1
        );
    }

    #[test]
    fn a_chat_that_must_wait_holds_up_nobody_else() {
        let mut line = line();
        line.flooded(1, Duration::from_secs(9), at(0));
        let (mut held, mut free) = (join(&mut line, 1, false), join(&mut line, 2, false));
        assert_eq!(line.admit(at(0)), Some(at(9_000)));
        assert!(passed(&mut free) && !passed(&mut held));
        assert_eq!(line.admit(at(9_000)), None);
        assert!(passed(&mut held));
    }

    #[test]
    fn floods_of_two_chats_silence_the_bot() {
        let mut line = line();
        line.flooded(1, Duration::from_secs(3), at(0));
        line.flooded(1, Duration::from_secs(3), at(1_000));
        let mut third = join(&mut line, 3, false);
        line.admit(at(1_000));
        assert!(passed(&mut third));
        line.flooded(2, Duration::from_secs(3), at(2_000));
        let mut fourth = join(&mut line, 4, false);
        assert_eq!(line.admit(at(2_000)), Some(at(5_000)));
        assert!(!passed(&mut fourth));
    }

    #[test]
    fn who_has_gone_away_costs_nothing_and_nobody_passes_a_closed_line() {
        let mut line = line();
        for _ in 0..50 {
            drop(join(&mut line, 1, false));
        }
        let mut here = join(&mut line, 1, false);
        assert_eq!(line.admit(at(0)), None);
        assert!(passed(&mut here));
        let waiting = join(&mut line, 2, true);
        line.close();
        assert!(waiting.blocking_recv().is_err());
        assert!(join(&mut line, 2, true).blocking_recv().is_err());
    }
}
