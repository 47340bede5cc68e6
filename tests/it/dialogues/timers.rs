//! Timers: one of each kind and chat, fired once.

use bimeyar::engine::{Effect, Input, TimerKind};
use jiff::Timestamp;

use super::{Bench, second, session, show};

fn wake(timer: TimerKind, at: Timestamp) -> Effect {
    Effect::WakeAt { at, timer }
}

async fn turn(bench: &Bench, chat: i64, effects: Vec<Effect>) {
    bench.typed(chat, &["hello"]).await;
    let expected = !effects.is_empty();
    let committed = bench.turn(session(chat, 1), effects).await;
    assert_eq!((committed.rows.len(), committed.timers_changed), (0, expected));
}

#[tokio::test]
async fn a_timer_set_again_replaces_the_one_before() {
    let mut bench = Bench::new();
    turn(&bench, 1, vec![wake(TimerKind::DraftReminder, second(10))]).await;
    turn(&bench, 1, vec![wake(TimerKind::DraftReminder, second(30))]).await;
    turn(&bench, 2, vec![wake(TimerKind::DraftReminder, second(20))]).await;
    bench.reopen();
    let next = bench.store().next_timer().unwrap().unwrap();
    assert_eq!((next.chat, next.kind, next.at), (2, TimerKind::DraftReminder, second(20)));
    assert_eq!(bench.store().fire_due(second(29)).await.unwrap(), [2]);
    let next = bench.store().next_timer().unwrap().unwrap();
    assert_eq!((next.chat, next.at), (1, second(30)));
}

#[tokio::test]
async fn timers_of_a_clock_that_was_ahead_are_brought_near() {
    let bench = Bench::new();
    let gathered = TimerKind::PhotosGathered;
    turn(
        &bench,
        1,
        vec![wake(gathered, second(3_601)), wake(TimerKind::DraftExpiry, second(9_000))],
    )
    .await;
    turn(&bench, 2, vec![wake(gathered, second(30))]).await;
    assert_eq!(bench.store().bring_near(gathered, second(60)).await.unwrap(), 1);
    assert_eq!(bench.store().bring_near(gathered, second(60)).await.unwrap(), 0);
    assert_eq!(bench.store().fire_due(second(59)).await.unwrap(), [2]);
    assert_eq!(bench.store().fire_due(second(60)).await.unwrap(), [1]);
    assert_eq!(bench.drain(1).await, [Input::Tick { timer: gathered }]);
    let next = bench.store().next_timer().unwrap().unwrap();
    assert_eq!((next.kind, next.at), (TimerKind::DraftExpiry, second(9_000)));
}

#[tokio::test]
async fn a_cancelled_timer_does_not_fire() {
    let bench = Bench::new();
    let both =
        vec![wake(TimerKind::DraftReminder, second(10)), wake(TimerKind::DraftExpiry, second(20))];
    turn(&bench, 1, both).await;
    turn(&bench, 1, vec![Effect::CancelTimer { timer: TimerKind::DraftReminder }]).await;
    turn(&bench, 1, vec![Effect::CancelTimer { timer: TimerKind::PhotosGathered }]).await;
    assert_eq!(bench.store().fire_due(second(100)).await.unwrap(), [1]);
    assert_eq!(bench.drain(1).await, [Input::Tick { timer: TimerKind::DraftExpiry }]);
}

#[tokio::test]
async fn due_timers_fire_once_in_order_of_time_to_the_nanosecond() {
    let mut bench = Bench::new();
    let due = Timestamp::from_nanosecond(50_000_000_007).unwrap();
    turn(&bench, 1, vec![wake(TimerKind::DraftExpiry, due)]).await;
    turn(&bench, 1, vec![wake(TimerKind::PhotosGathered, second(-40))]).await;
    let just_before = Timestamp::from_nanosecond(50_000_000_006).unwrap();
    assert_eq!(bench.store().fire_due(just_before).await.unwrap(), [1]);
    assert_eq!(bench.store().fire_due(due).await.unwrap(), [1]);
    bench.reopen();
    assert_eq!(bench.store().fire_due(second(1_000)).await.unwrap(), Vec::<i64>::new());
    assert_eq!(bench.store().next_timer().unwrap(), None);
    let row = bench.next(1).unwrap();
    assert_eq!(row.received_at, just_before);
    let ticks = [TimerKind::PhotosGathered, TimerKind::DraftExpiry];
    assert_eq!(bench.drain(1).await, ticks.map(|timer| Input::Tick { timer }));
}

#[tokio::test]
async fn more_timers_than_fit_into_one_transaction_all_fire() {
    let bench = Bench::new();
    let turns = (0..300).map(|chat| {
        let effects = vec![wake(TimerKind::DraftReminder, second(chat))];
        turn(&bench, chat, effects)
    });
    futures_util::future::join_all(turns).await;
    let chats = bench.store().fire_due(second(300)).await.unwrap();
    assert_eq!(chats, (0..300).collect::<Vec<i64>>());
    assert_eq!(bench.store().figures().unwrap().inbox, 300);
}

#[tokio::test]
async fn timers_are_no_outbox_rows_and_keep_the_order_of_the_others() {
    let bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    let effects = vec![
        show("a"),
        wake(TimerKind::DraftReminder, second(10)),
        Effect::CancelTimer { timer: TimerKind::DraftReminder },
        wake(TimerKind::DraftExpiry, second(20)),
        show("b"),
    ];
    let committed = bench.turn(session(1, 1), effects).await;
    let shown: Vec<_> = committed.rows.into_iter().map(|row| row.effect).collect();
    assert_eq!(shown, [show("a"), show("b")]);
    let next = bench.store().next_timer().unwrap().unwrap();
    assert_eq!((next.kind, next.at), (TimerKind::DraftExpiry, second(20)));
}
