//! Taking in: once each, in order, not too many.

use bimeyar::dialogues::{Arrival, DeadKind, Dialogues, InboxId, StoreFault};
use bimeyar::engine::Input;

use super::{Bench, arrival, is_already_done, second, settings, text, vault};

fn update(seen: &str, chat: i64, order: i64) -> Arrival {
    Arrival { seen: Some(seen.to_owned()), order, ..arrival(chat, text(seen)) }
}

#[tokio::test]
async fn what_was_seen_is_dropped_also_within_a_batch_and_after_a_restart() {
    let mut bench = Bench::new();
    let batch = vec![update("a", 1, 0), update("a", 1, 0), update("b", 1, 1)];
    assert_eq!(bench.store().take_in(batch).await.unwrap(), [1]);
    bench.reopen();
    // An older id that was not seen is no duplicate: webhooks come out of order.
    let batch = vec![update("b", 1, 1), update("before", 1, -5), update("b", 2, 1)];
    assert_eq!(bench.store().take_in(batch).await.unwrap(), [1]);
    assert_eq!(bench.drain(1).await, [text("a"), text("b"), text("before")]);
    assert_eq!(bench.store().take_in(vec![update("a", 1, 0)]).await.unwrap(), Vec::<i64>::new());
    assert_eq!(bench.next(1), None);
}

#[tokio::test]
async fn a_batch_is_put_in_by_order_and_batches_one_after_the_other() {
    let bench = Bench::new();
    let late = vec![update("7", 1, 7), update("5", -3, 5), update("6", 1, 6)];
    assert_eq!(bench.store().take_in(late).await.unwrap(), [-3, 1]);
    bench.store().take_in(vec![update("4", 1, 4)]).await.unwrap();
    assert_eq!(bench.store().chats_with_inbox().unwrap(), [-3, 1]);
    assert_eq!(bench.drain(1).await, [text("6"), text("7"), text("4")]);
    assert_eq!(bench.store().chats_with_inbox().unwrap(), [-3]);
}

#[tokio::test]
async fn a_row_tells_all_that_came_with_it() {
    let mut bench = Bench::new();
    let press = Arrival {
        callback: Some("17".to_owned()),
        ..arrival(9, Input::Press { data: "x".to_owned() })
    };
    bench.store().take_in(vec![press]).await.unwrap();
    bench.reopen();
    let row = bench.next(9).unwrap();
    assert_eq!(row.input, Input::Press { data: "x".to_owned() });
    assert_eq!(row.callback.as_deref(), Some("17"));
    assert_eq!((row.received_at, row.attempts), (second(500), 0));
}

#[tokio::test]
async fn who_floods_is_told_once_and_heard_again_when_half_is_done() {
    let mut bench = Bench::new();
    bench.close();
    let settings = bimeyar::dialogues::DialoguesSettings { inbox_cap: 4, ..settings(&bench.dir()) };
    bench.store = Some(Dialogues::open(&settings, vault(7)).unwrap());

    assert_eq!(bench.typed(1, &["1", "2", "3", "4", "5", "6", "7"]).await, [1]);
    assert_eq!(bench.typed(1, &["8"]).await, Vec::<i64>::new());
    assert_eq!(bench.typed(2, &["another chat"]).await, [2]);
    assert_eq!(bench.store().figures().unwrap().inbox, 6);

    let _committed = bench.turn(super::session(1, 1), vec![]).await;
    assert_eq!(bench.typed(1, &["9"]).await, Vec::<i64>::new());
    let rest = bench.drain(1).await;
    assert_eq!(rest, [text("2"), text("3"), text("4"), Input::Mishap]);
    assert_eq!(bench.typed(1, &["10"]).await, [1]);
    assert_eq!(bench.drain(1).await, [text("10")]);
}

#[tokio::test]
async fn attempts_are_counted_and_survive_a_restart() {
    let mut bench = Bench::new();
    bench.typed(1, &["poison"]).await;
    let id = bench.next(1).unwrap().id;
    assert_eq!(bench.store().count_attempt(&id).await.unwrap(), 1);
    bench.reopen();
    assert_eq!(bench.store().count_attempt(&id).await.unwrap(), 2);
    assert_eq!(bench.next(1).unwrap().attempts, 2);
}

#[tokio::test]
async fn a_buried_row_leaves_a_mishap_in_its_place_and_a_buried_mishap_nothing() {
    let bench = Bench::new();
    bench.typed(1, &["poison", "next"]).await;
    let poison = bench.next(1).unwrap().id;
    bench.store().count_attempt(&poison).await.unwrap();
    bench.store().bury(&poison, "panicked", second(60)).await.unwrap();

    let mishap = bench.next(1).unwrap();
    assert_eq!((&mishap.input, mishap.attempts), (&Input::Mishap, 0));
    bench.store().bury(&mishap.id, "panicked again", second(61)).await.unwrap();
    assert_eq!(bench.drain(1).await, [text("next")]);

    let dead = bench.store().dead_letters().unwrap();
    let told: Vec<_> = dead.iter().map(|it| (it.name.as_str(), it.reason.as_str())).collect();
    assert_eq!(told, [("text", "panicked"), ("mishap", "panicked again")]);
    assert_eq!((dead[0].at, dead[0].chat, dead[0].kind), (second(60), 1, DeadKind::Inbox));
    let again = bench.store().bury(&poison, "again", second(62)).await;
    assert!(is_already_done(&again), "{again:?}");
}

#[tokio::test]
async fn a_row_that_is_gone_is_not_counted() {
    let bench = Bench::new();
    let nothing = bench.store().count_attempt(&InboxId { chat: 1, seq: 1 }).await;
    assert!(is_already_done(&nothing), "{nothing:?}");
}

#[tokio::test]
async fn a_nearly_full_disk_takes_nothing_in() {
    let mut bench = Bench::new();
    bench.close();
    let full = bimeyar::dialogues::DialoguesSettings {
        min_free_bytes: u64::MAX,
        ..settings(&bench.dir())
    };
    bench.store = Some(Dialogues::open(&full, vault(7)).unwrap());
    let refused = bench.store().take_in(vec![update("a", 1, 0)]).await;
    assert!(matches!(refused, Err(StoreFault::Full { .. })), "{refused:?}");
    bench.reopen();
    assert_eq!(bench.store().take_in(vec![update("a", 1, 0)]).await.unwrap(), [1]);
}

#[tokio::test]
async fn seen_updates_are_forgotten_after_their_time() {
    let bench = Bench::new();
    bench.store().take_in(vec![update("a", 1, 0)]).await.unwrap();
    let hour = |hour: i64| second(500 + hour * 3_600);
    bench.store().sweep(hour(47)).await.unwrap();
    assert_eq!(bench.store().take_in(vec![update("a", 1, 0)]).await.unwrap(), Vec::<i64>::new());
    bench.store().sweep(hour(48)).await.unwrap();
    assert_eq!(bench.store().take_in(vec![update("a", 1, 0)]).await.unwrap(), [1]);
}
