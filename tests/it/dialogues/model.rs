//! Whatever is done in whatever order, with restarts between: the store is what plain maps say.

use std::collections::{BTreeMap, BTreeSet};

use bimeyar::dialogues::{Arrival, OutboxId, TurnCommit};
use bimeyar::engine::{Effect, Input, TimerKind};
use proptest::prelude::*;

use super::{Bench, arrival, second, session, show, text};

/// Something that happens to the store. Chats are few, so that things meet.
#[derive(Clone, Debug)]
enum Step {
    TakeIn(Vec<(u8, i64, i64)>),
    Turn { chat: i64, shows: u8, wake: Option<(bool, i64)>, cancel: Option<bool> },
    CountAttempt { chat: i64 },
    Bury { chat: i64 },
    Finish { which: usize, answered: bool },
    Postpone { which: usize },
    GiveUp { which: usize },
    FireDue { now: i64 },
    Sweep,
    Restart,
}

fn chat() -> impl Strategy<Value = i64> {
    -1..2_i64
}

fn step() -> impl Strategy<Value = Step> {
    let wake = prop::option::of((any::<bool>(), 0..100_i64));
    prop_oneof![
        4 => prop::collection::vec((0..30_u8, chat(), 0..4_i64), 1..4).prop_map(Step::TakeIn),
        4 => (chat(), 0..3_u8, wake, prop::option::of(any::<bool>()))
            .prop_map(|(chat, shows, wake, cancel)| Step::Turn { chat, shows, wake, cancel }),
        1 => chat().prop_map(|chat| Step::CountAttempt { chat }),
        1 => chat().prop_map(|chat| Step::Bury { chat }),
        3 => (0..4_usize, any::<bool>())
            .prop_map(|(which, answered)| Step::Finish { which, answered }),
        1 => (0..4_usize).prop_map(|which| Step::Postpone { which }),
        1 => (0..4_usize).prop_map(|which| Step::GiveUp { which }),
        2 => (0..100_i64).prop_map(|now| Step::FireDue { now }),
        1 => Just(Step::Sweep),
        1 => Just(Step::Restart),
    ]
}

/// What the store should hold.
#[derive(Debug, Default)]
struct Model {
    seen: BTreeSet<u8>,
    inbox: BTreeMap<i64, Vec<(Input, u32)>>,
    sessions: BTreeMap<i64, u32>,
    /// In order of committing: chat, what it shows, attempts.
    outbox: Vec<(OutboxId, Effect, u32)>,
    timers: BTreeMap<(i64, TimerKind), i64>,
    dead: u64,
    turns: u32,
}

fn kind(reminder: bool) -> TimerKind {
    if reminder { TimerKind::DraftReminder } else { TimerKind::PhotosGathered }
}

impl Model {
    fn put_in(&mut self, chat: i64, input: Input) {
        self.inbox.entry(chat).or_default().push((input, 0));
    }

    fn waiting(&self, chat: i64) -> bool {
        self.inbox.get(&chat).is_some_and(|rows| !rows.is_empty())
    }

    fn take(&mut self, which: usize) -> Option<(OutboxId, Effect, u32)> {
        (which < self.outbox.len()).then(|| self.outbox.remove(which))
    }

    async fn apply(&mut self, bench: &mut Bench, step: Step) {
        match step {
            Step::TakeIn(batch) => self.take_in(bench, batch).await,
            Step::Turn { chat, shows, wake, cancel } if self.waiting(chat) => {
                self.turn(bench, chat, (shows, wake, cancel)).await;
            }
            Step::CountAttempt { chat } if self.waiting(chat) => {
                let id = bench.next(chat).unwrap().id;
                let attempts = bench.store().count_attempt(&id).await.unwrap();
                let row = self.inbox.get_mut(&chat).unwrap().first_mut().unwrap();
                row.1 += 1;
                assert_eq!(attempts, row.1);
            }
            Step::Bury { chat } if self.waiting(chat) => self.bury(bench, chat).await,
            Step::Finish { which, answered } => self.finish(bench, which, answered).await,
            Step::Postpone { which } => {
                let Some((id, _, attempts)) = self.outbox.get_mut(which) else { return };
                *attempts += 1;
                assert_eq!(bench.store().postpone(id, second(9)).await.unwrap(), *attempts);
            }
            Step::GiveUp { which } => {
                let Some((id, ..)) = self.take(which) else { return };
                let answer = Some(Input::Other);
                bench.store().give_up(&id, "blocked", answer, second(1)).await.unwrap();
                self.dead += 1;
                self.put_in(id.chat, Input::Other);
            }
            Step::FireDue { now } => self.fire_due(bench, now).await,
            // Nothing is too old yet.
            Step::Sweep => bench.store().sweep(second(600)).await.unwrap(),
            Step::Restart => bench.reopen(),
            Step::Turn { .. } | Step::CountAttempt { .. } | Step::Bury { .. } => {}
        }
    }

    async fn bury(&mut self, bench: &Bench, chat: i64) {
        let id = bench.next(chat).unwrap().id;
        bench.store().bury(&id, "poison", second(1)).await.unwrap();
        self.dead += 1;
        let rows = self.inbox.get_mut(&chat).unwrap();
        let (buried, _) = rows.remove(0);
        if buried != Input::Mishap {
            rows.insert(0, (Input::Mishap, 0));
        }
    }

    async fn finish(&mut self, bench: &Bench, which: usize, answered: bool) {
        let Some((id, ..)) = self.take(which) else { return };
        let answer = answered.then_some(Input::Other);
        for _ in 0..2 {
            bench.store().finish(&id, answer.clone(), second(1)).await.unwrap();
        }
        if answered {
            self.put_in(id.chat, Input::Other);
        }
    }

    async fn take_in(&mut self, bench: &Bench, batch: Vec<(u8, i64, i64)>) {
        let arrivals = batch.iter().map(|(seen, chat, order)| Arrival {
            seen: Some(seen.to_string()),
            order: *order,
            ..arrival(*chat, text(&seen.to_string()))
        });
        let chats = bench.store().take_in(arrivals.collect()).await.unwrap();
        let mut by_order = batch;
        by_order.sort_by_key(|(_, _, order)| *order);
        let mut expected = BTreeSet::new();
        for (seen, chat, _) in by_order {
            if self.seen.insert(seen) {
                self.put_in(chat, text(&seen.to_string()));
                expected.insert(chat);
            }
        }
        assert_eq!(chats, expected.into_iter().collect::<Vec<_>>());
    }

    async fn turn(
        &mut self,
        bench: &Bench,
        chat: i64,
        (screens, wake, cancel): (u8, Option<(bool, i64)>, Option<bool>),
    ) {
        self.turns += 1;
        let shown: Vec<Effect> =
            (0..screens).map(|number| show(&format!("{}-{number}", self.turns))).collect();
        let mut effects = shown.clone();
        if let Some((reminder, at)) = wake {
            effects.insert(0, Effect::WakeAt { at: second(at), timer: kind(reminder) });
            self.timers.insert((chat, kind(reminder)), at);
        }
        if let Some(reminder) = cancel {
            effects.push(Effect::CancelTimer { timer: kind(reminder) });
            self.timers.remove(&(chat, kind(reminder)));
        }
        let inbox = bench.next(chat).unwrap().id;
        let session = session(chat, self.turns);
        let commit = TurnCommit { inbox, session, effects, now: second(2) };
        let committed = bench.store().commit_turn(commit).await.unwrap();
        self.inbox.get_mut(&chat).unwrap().remove(0);
        self.sessions.insert(chat, self.turns);
        let ids = committed.rows.into_iter().map(|row| row.id);
        self.outbox.extend(ids.zip(shown).map(|(id, effect)| (id, effect, 0)));
    }

    async fn fire_due(&mut self, bench: &Bench, now: i64) {
        let mut due: Vec<(i64, i64, TimerKind)> = self
            .timers
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|((chat, kind), at)| (*at, *chat, *kind))
            .collect();
        // Of timers that are due at the same moment any may be first; they are told apart by name.
        due.sort_by_key(|(at, chat, kind)| (*at, *chat, format!("{kind:?}")));
        let mut chats = BTreeSet::new();
        for (_, chat, timer) in due {
            self.timers.remove(&(chat, timer));
            self.put_in(chat, Input::Tick { timer });
            chats.insert(chat);
        }
        let fired = bench.store().fire_due(second(now)).await.unwrap();
        assert_eq!(fired, chats.into_iter().collect::<Vec<_>>());
    }

    fn compare(&self, bench: &Bench) {
        let store = bench.store();
        let waiting: Vec<i64> = (-1..2).filter(|chat| self.waiting(*chat)).collect();
        assert_eq!(store.chats_with_inbox().unwrap(), waiting);
        for chat in -1..2 {
            let first = self.inbox.get(&chat).and_then(|rows| rows.first().cloned());
            assert_eq!(bench.next(chat).map(|row| (row.input, row.attempts)), first);
            let generation = store.session(chat).unwrap().map(|session| session.generation);
            assert_eq!(generation, self.sessions.get(&chat).copied());
        }
        let pending = store.pending_outbox().unwrap();
        let pending: Vec<_> =
            pending.into_iter().map(|row| (row.id, row.effect, row.attempts)).collect();
        assert_eq!(pending, self.outbox);
        let next = store.next_timer().unwrap().map(|timer| timer.at);
        assert_eq!(next, self.timers.values().min().map(|at| second(*at)));
        let figures = store.figures().unwrap();
        let inbox: usize = self.inbox.values().map(Vec::len).sum();
        let counts = [figures.inbox, figures.outbox, figures.dead, figures.sessions];
        let expected = [inbox, self.outbox.len(), usize::try_from(self.dead).unwrap()];
        assert_eq!(counts[..3], expected.map(|count| count as u64));
        assert_eq!(counts[3], self.sessions.len() as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..Default::default() })]

    #[test]
    fn the_store_is_what_plain_maps_say(steps in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut bench = Bench::new();
            let mut model = Model::default();
            for step in steps {
                model.apply(&mut bench, step).await;
                model.compare(&bench);
            }
            bench.reopen();
            model.compare(&bench);
            for chat in -1..2 {
                let expected = model.inbox.remove(&chat).unwrap_or_default();
                let expected: Vec<Input> = expected.into_iter().map(|(input, _)| input).collect();
                assert_eq!(bench.drain(chat).await, expected);
            }
        });
    }
}
