//! What is out of order or too much: nobody else waits for it, what waits is bounded, and who waits is told honestly.

use bimeyar::claim::TrackingCode;
use bimeyar::engine::{Asker, Effect, Input};
use serde_json::json;

use super::bench::{Bench, Bot, echo, in_a_word, say, script};
use crate::convos::outage;

/// How long a message to the slow chat takes, in milliseconds: longer than any test. Starting again ends the wait.
const HANGS: u32 = 600_000;

async fn write_all(bench: &Bench, person: i64, count: usize) -> Vec<String> {
    let words: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    for word in &words {
        bench.write(person, word).await;
    }
    words
}

async fn hears(bench: &Bench, person: i64, words: &[String]) {
    let mut ear = bench.ear(person).await;
    for word in words {
        assert_eq!(ear.words().await, *word);
    }
}

fn slow_for(bench: &Bench, chat: i64, millis: u32) {
    bench.faults(|faults| (faults.slow_chat, faults.slow_millis) = (chat, millis));
}

fn waiting(bot: &Bot) -> (u64, u64) {
    bot.stores.dialogues.waiting()
}

#[tokio::test]
async fn a_chat_whose_messages_hang_delays_no_other() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    slow_for(&bench, ali, HANGS);
    let bot = bench.start(echo()).await;
    write_all(&bench, ali, 3).await;
    let words = write_all(&bench, sara, 5).await;
    hears(&bench, sara, &words).await;
    assert!(bench.said(ali).await.is_empty());
    // Nor does it hold a stopping bot; what it waits for goes out after the next start.
    bot.stop().await;
    slow_for(&bench, 0, 0);
    let bot = bench.start(echo()).await;
    hears(&bench, ali, &["0".to_owned(), "1".to_owned(), "2".to_owned()]).await;
    bot.stop().await;
}

/// The inputs of a chat whose messages hang wait behind them: neither outbox nor inbox grows by what it writes, and the inputs
/// that wait so do not count for others.
#[tokio::test]
async fn a_chat_that_takes_no_messages_is_held_and_loses_nothing() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    slow_for(&bench, ali, HANGS);
    let limited = |settings: &mut bimeyar::service::ServiceSettings| {
        (settings.limits.chat_outbox, settings.limits.inbox) = (3, 5);
    };
    let bot = bench.start_with(echo(), limited).await;
    let of_ali = write_all(&bench, ali, 12).await;
    let of_sara = write_all(&bench, sara, 6).await;
    hears(&bench, sara, &of_sara).await;
    // What was heard leaves the outbox a moment later.
    while waiting(&bot).1 > 3 {
        tokio::task::yield_now().await;
    }
    let (inbox, _) = waiting(&bot);
    assert!(inbox >= 6, "{inbox}");
    bot.stop().await;
    slow_for(&bench, 0, 0);
    let bot = bench.start_with(echo(), limited).await;
    hears(&bench, ali, &of_ali).await;
    assert_eq!(bench.said(ali).await, of_ali);
    bot.stop().await;
}

#[tokio::test]
async fn a_full_outbox_stops_the_intake_until_it_is_worked_off() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    slow_for(&bench, ali, HANGS);
    let bot = bench.start_with(echo(), |settings| settings.limits.outbox = 2).await;
    let mut of_ali = Vec::new();
    // One update a poll, or a batch would be taken in as a whole.
    for number in 0..2 {
        bench.write(ali, &number.to_string()).await;
        of_ali.push(number.to_string());
        while waiting(&bot).1 < number + 1 {
            tokio::task::yield_now().await;
        }
    }
    let of_sara = write_all(&bench, sara, 3).await;
    assert!(waiting(&bot).1 <= 3, "{:?}", waiting(&bot));
    assert!(bench.said(sara).await.is_empty());
    bot.stop().await;
    slow_for(&bench, 0, 0);
    let bot = bench.start_with(echo(), |settings| settings.limits.outbox = 2).await;
    hears(&bench, ali, &of_ali).await;
    hears(&bench, sara, &of_sara).await;
    while waiting(&bot) != (0, 0) {
        tokio::task::yield_now().await;
    }
    bot.stop().await;
}

#[tokio::test]
async fn on_a_full_disk_who_writes_is_told_once_and_answered_when_there_is_room() {
    let mut bench = Bench::new().await;
    let ali = bench.ali();
    bench.min_free_bytes = u64::MAX;
    let bot = bench.start(echo()).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "one").await;
    ear.hears(&["no room"]).await;
    bench.write(ali, "two").await;
    assert_eq!(waiting(&bot), (0, 0));
    bot.stop().await;
    bench.min_free_bytes = 0;
    let bot = bench.start(echo()).await;
    ear.hears(&["one", "two"]).await;
    bot.stop().await;
}

/// A quarter of a minute goes by, since the tries do.
#[tokio::test]
async fn who_waits_for_a_store_that_is_out_of_order_is_told_once() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start(script(|_, input, _| match input {
            Input::Text { .. } => {
                let asker = Asker { identity: None, proved: false };
                let code = TrackingCode::from_random([7; 8]);
                vec![Effect::LookUpClaim { code, asker }]
            }
            Input::ClaimLookedUp { .. } => vec![say("looked up")],
            other => vec![say(&in_a_word(&other))],
        }))
        .await;
    let mut ear = bench.ear(ali).await;
    outage::begin(bench.folder.path()).await.unwrap();
    bench.write(ali, "look").await;
    ear.hears(&["delayed"]).await;
    outage::end(bench.folder.path()).await.unwrap();
    ear.hears(&["looked up"]).await;
    assert_eq!(bench.said(ali).await, ["delayed", "looked up"]);
    bot.stop().await;
}

/// Whatever Bale delivers beside them, the updates of people are taken, once each, and each person is answered.
#[tokio::test]
async fn what_comes_late_or_is_of_no_use_holds_up_nobody() {
    let bench = Bench::new().await;
    let people: Vec<i64> = (0..3).map(|n| bench.person(&format!("p{n}"), "")).collect();
    bench.faults(|faults| {
        (faults.held_back, faults.unknown_kinds, faults.malformed_member) = (400, 500, 500);
        (faults.redelivery, faults.out_of_order, faults.explicit_nulls) = (300, 500, 500);
    });
    let bot = bench.start(echo()).await;
    let mut expected = Vec::new();
    for number in 0..12 {
        for person in &people {
            bench.write(*person, &number.to_string()).await;
            let press = json!({ "message_id": 1, "data": number.to_string() });
            bench.act(*person, "press", press).await;
        }
        expected.extend([number.to_string(), format!("press {number}")]);
    }
    expected.sort();
    for person in &people {
        let mut ear = bench.ear(*person).await;
        let mut heard = Vec::new();
        while heard.len() < expected.len() {
            heard.push(ear.words().await);
        }
        heard.sort();
        assert_eq!(heard, expected);
        assert_eq!(bench.said(*person).await.len(), expected.len());
    }
    bot.stop().await;
}
