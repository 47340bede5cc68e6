//! Starting again where the last run ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bimeyar::dialogues::{Arrival, TurnCommit};
use bimeyar::engine::{Input, Session};

use super::bench::{Bench, Stores, in_a_word, say, script};

#[tokio::test]
async fn sessions_outlive_the_process_and_nothing_is_said_twice() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let counting = || {
        script(|session: &mut Session, input, _| {
            session.misses += 1;
            vec![say(&format!("{} {}", session.misses, in_a_word(&input)))]
        })
    };
    let mut ear = bench.ear(ali).await;
    let bot = bench.start(counting()).await;
    bench.write(ali, "one").await;
    ear.hears(&["1 one"]).await;
    bot.stop().await;
    bench.write(ali, "two").await;
    let bot = bench.start(counting()).await;
    ear.hears(&["2 two"]).await;
    bench.write(ali, "three").await;
    ear.hears(&["3 three"]).await;
    assert_eq!(bench.said(ali).await, ["1 one", "2 two", "3 three"]);
    bot.stop().await;
}

#[tokio::test]
async fn what_was_committed_is_performed_and_what_was_taken_in_has_its_turn() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    let now = bench.clock.now();
    let arrival = |order: i64, text: &str| Arrival {
        seen: Some(format!("{order}")),
        chat: ali,
        order,
        input: Input::Text { text: text.to_owned() },
        callback: None,
        received_at: now,
    };
    stores.dialogues.take_in(vec![arrival(1, "one"), arrival(2, "two")]).await.unwrap();
    let row = stores.dialogues.next_inbox(ali).unwrap().unwrap();
    let commit = TurnCommit {
        inbox: row.id,
        session: Session::new(ali),
        effects: vec![say("committed"), say("and kept")],
        now,
    };
    let committed = stores.dialogues.commit_turn(commit).await.unwrap();
    assert_eq!(committed.rows.len(), 2);
    // The process ends before anything of it is performed.
    drop(committed);
    stores.close().await;

    let bot = bench.start(script(|_, input, _| vec![say(&in_a_word(&input))])).await;
    let mut ear = bench.ear(ali).await;
    ear.hears(&["committed", "and kept", "two"]).await;
    bot.stop().await;
    let stores = Stores::open(bench.folder.path()).await;
    let figures = stores.dialogues.figures().unwrap();
    assert_eq!((figures.inbox, figures.outbox, figures.dead), (0, 0, 0));
    stores.close().await;
}

#[tokio::test]
async fn an_input_that_ends_the_process_again_and_again_is_put_aside() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    let arrival = Arrival {
        seen: None,
        chat: ali,
        order: 1,
        input: Input::Text { text: "poison".to_owned() },
        callback: None,
        received_at: bench.clock.now(),
    };
    stores.dialogues.take_in(vec![arrival]).await.unwrap();
    let row = stores.dialogues.next_inbox(ali).unwrap().unwrap();
    // As three runs would that ended in its turn.
    for _ in 0..3 {
        stores.dialogues.count_attempt(&row.id).await.unwrap();
    }
    stores.close().await;
    let turns = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&turns);
    let bot = bench
        .start(script(move |_, input, _| {
            counted.fetch_add(1, Ordering::SeqCst);
            vec![say(&in_a_word(&input))]
        }))
        .await;
    bench.ear(ali).await.hears(&["mishap"]).await;
    assert_eq!(turns.load(Ordering::SeqCst), 1);
    assert_eq!(bot.running.dead_letters().unwrap().len(), 1);
    bot.stop().await;
}
