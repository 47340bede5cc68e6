//! Starting again where the last run ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bimeyar::dialogues::{Arrival, TurnCommit};
use bimeyar::engine::{Effect, Input, Session};

use super::bench::{Bench, Ear, Stores, in_a_word, say, script};

#[tokio::test]
async fn sessions_outlive_the_process_and_nothing_is_said_twice() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let counting = || script(|session: &mut Session, input, _| counting(session, &input));
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

/// A turn that the store does not take, however often it is tried.
#[tokio::test]
async fn an_input_that_fails_three_times_is_put_aside_and_told() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let turns = script(|session, input, _| {
        if in_a_word(&input) == "odd" {
            *session = Session::new(1);
        }
        vec![say(&in_a_word(&input))]
    });
    let bot = bench.start(turns).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "odd").await;
    bench.write(ali, "even").await;
    ear.hears(&["mishap", "even"]).await;
    let letters = bot.stores.dialogues.dead_letters().unwrap();
    let reasons: Vec<&str> = letters.iter().map(|letter| letter.reason.as_str()).collect();
    assert_eq!(reasons, ["it failed again and again"]);
    bot.stop().await;
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
    // As ten runs would that ended in its turn. Fewer may be no fault of the input.
    for _ in 0..10 {
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

/// Counts the inputs of its chat, so that one that is lost or taken twice shows in every later answer.
fn counting(session: &mut Session, input: &Input) -> Vec<Effect> {
    session.misses += 1;
    vec![say(&format!("{} {}", session.misses, in_a_word(input)))]
}

/// The answers up to the last one, without those that came twice in a row because their end was not noted in time.
async fn heard_until(ear: &mut Ear, last: &str) -> Vec<String> {
    let mut heard: Vec<String> = Vec::new();
    loop {
        let words = ear.words().await;
        let is_last = words == last;
        if heard.last() != Some(&words) {
            heard.push(words);
        }
        if is_last {
            return heard;
        }
    }
}

#[tokio::test]
async fn runs_that_end_without_a_word_lose_nothing_and_repeat_nothing_but_messages() {
    const ROUNDS: usize = 6;
    const EACH: usize = 5;
    let bench = Arc::new(Bench::new().await);
    let people: Vec<i64> = (0..3).map(|n| bench.person(&format!("p{n}"), "")).collect();
    for round in 0..ROUNDS {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let of_bot = Arc::clone(&bench);
        let starting = runtime.spawn(async move {
            of_bot.start(script(|session, input, _| counting(session, &input))).await
        });
        let bot = starting.await.unwrap();
        for number in 0..EACH {
            for person in &people {
                bench.write(*person, &format!("r{round}n{number}")).await;
            }
        }
        if round + 1 == ROUNDS {
            for person in &people {
                let mut ear = bench.ear(*person).await;
                let last = format!("{} r{round}n{}", ROUNDS * EACH, EACH - 1);
                let expected: Vec<String> = (0..ROUNDS * EACH)
                    .map(|n| format!("{} r{}n{}", n + 1, n / EACH, n % EACH))
                    .collect();
                assert_eq!(heard_until(&mut ear, &last).await, expected);
            }
        }
        // Each run ends at another moment, in the middle of whatever it does.
        tokio::time::sleep(Duration::from_millis(4 * u64::try_from(round).unwrap())).await;
        tokio::task::spawn_blocking(move || {
            runtime.shutdown_timeout(Duration::from_secs(5));
            drop(bot);
        })
        .await
        .unwrap();
    }
}
