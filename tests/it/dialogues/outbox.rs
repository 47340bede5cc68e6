//! The outbox: durable before it is performed, finished once.

use bimeyar::dialogues::{DeadKind, OutboxId};
use bimeyar::engine::Input;

use super::{Bench, is_already_done, second, session, show, text};

#[tokio::test]
async fn what_is_pending_comes_back_after_a_restart_in_order_of_committing() {
    let mut bench = Bench::new();
    for (chat, keys) in [(5, ["a", "b"]), (-5, ["c", "d"]), (5, ["e", "f"])] {
        bench.typed(chat, &["hello"]).await;
        let committed = bench.turn(session(chat, 1), keys.map(show).to_vec()).await;
        assert_eq!(committed.rows.len(), 2);
        assert!(!committed.timers_changed);
    }
    bench.reopen();
    let pending = bench.store().pending_outbox().unwrap();
    let effects: Vec<_> = pending.iter().map(|row| (row.id.chat, row.effect.clone())).collect();
    let expected = [(5, "a"), (5, "b"), (-5, "c"), (-5, "d"), (5, "e"), (5, "f")];
    assert_eq!(effects, expected.map(|(chat, key)| (chat, show(key))));
    assert!(pending.iter().all(|row| row.attempts == 0 && row.not_before.is_none()));
    assert!(pending.iter().all(|row| row.queued_at == second(1_000)));
}

#[tokio::test]
async fn finishing_takes_the_row_out_and_puts_the_answer_in_exactly_once() {
    let mut bench = Bench::new();
    let id = committed_row(&bench).await;
    for _ in 0..2 {
        bench.store().finish(&id, Some(text("answer")), second(70)).await.unwrap();
    }
    bench.reopen();
    bench.store().finish(&id, Some(text("answer")), second(70)).await.unwrap();
    assert_eq!(bench.store().pending_outbox().unwrap(), []);
    let row = bench.next(1).unwrap();
    assert_eq!((row.received_at, row.callback), (second(70), None));
    assert_eq!(bench.drain(1).await, [text("answer")]);
}

#[tokio::test]
async fn postponing_counts_and_survives_a_restart() {
    let mut bench = Bench::new();
    let id = committed_row(&bench).await;
    assert_eq!(bench.store().postpone(&id, second(80)).await.unwrap(), 1);
    assert_eq!(bench.store().postpone(&id, second(90)).await.unwrap(), 2);
    bench.reopen();
    let row = bench.store().pending_outbox().unwrap().remove(0);
    assert_eq!((row.attempts, row.not_before), (2, Some(second(90))));
    bench.store().finish(&id, None, second(100)).await.unwrap();
    let gone = bench.store().postpone(&id, second(110)).await;
    assert!(is_already_done(&gone), "{gone:?}");
}

#[tokio::test]
async fn what_is_given_up_is_kept_as_a_dead_letter_and_answered_once() {
    let bench = Bench::new();
    let id = committed_row(&bench).await;
    for _ in 0..2 {
        let answer = Some(Input::Other);
        bench.store().give_up(&id, "blocked", answer, second(70)).await.unwrap();
    }
    assert_eq!(bench.store().pending_outbox().unwrap(), []);
    assert_eq!(bench.drain(1).await, [Input::Other]);
    let dead = bench.store().dead_letters().unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].kind, dead[0].name.as_str()), (DeadKind::Outbox, "show"));
    assert_eq!((dead[0].reason.as_str(), dead[0].at), ("blocked", second(70)));

    let day = |day: i64| second(70 + day * 86_400);
    bench.store().sweep(day(29)).await.unwrap();
    assert_eq!(bench.store().figures().unwrap().dead, 1);
    bench.store().sweep(day(30)).await.unwrap();
    assert_eq!(bench.store().figures().unwrap().dead, 0);
}

#[tokio::test]
async fn names_of_rows_are_never_given_again() {
    let mut bench = Bench::new();
    let first = committed_row(&bench).await;
    bench.store().finish(&first, None, second(70)).await.unwrap();
    bench.reopen();
    let second = committed_row(&bench).await;
    assert!(first.seq < second.seq);
    assert_eq!(second.to_string(), format!("1-{}", second.seq));
}

#[tokio::test]
async fn figures_count_what_waits_and_tell_since_when() {
    let mut bench = Bench::new();
    committed_row(&bench).await;
    bench.typed(2, &["a", "b"]).await;
    for _ in 0..2 {
        let figures = bench.store().figures().unwrap();
        assert_eq!((figures.inbox, figures.outbox, figures.dead, figures.sessions), (2, 1, 0, 1));
        assert_eq!(figures.oldest_inbox, Some(second(500)));
        assert_eq!(figures.oldest_outbox, Some(second(1_000)));
        bench.reopen();
    }
}

/// The row of chat 1's turn that shows something.
async fn committed_row(bench: &Bench) -> OutboxId {
    bench.typed(1, &["hello"]).await;
    bench.turn(session(1, 1), vec![show("welcome")]).await.rows.remove(0).id
}
