//! What the service counts, and what it says when it cannot do its work.

use std::time::Duration;

use bimeyar::engine::Input;
use bimeyar::engine::session::Draft;
use bimeyar::runtime::{Clock, metrics};
use bimeyar::simulator::Profile;
use jiff::SignedDuration;
use serde_json::json;

use super::bench::{Bench, Bot, echo, say, script};
use crate::support::claims::now;
use crate::support::exposition::Page;
use crate::support::log::Log;

async fn until_idle(bot: &Bot) {
    while !bot.running.is_idle() || bot.running.figures().unwrap().outbox > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn updates_turns_messages_and_calls_are_counted() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start(script(|_, input, _| match input {
            Input::Text { text } if text == "bad" => panic!("on purpose"),
            Input::Mishap => vec![say("mishap")],
            _ => vec![say("well")],
        }))
        .await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "good").await;
    ear.hears(&["well"]).await;
    bench.act(ali, "press", json!({ "message_id": 1, "data": "x" })).await;
    ear.hears(&["well"]).await;
    bench.write(ali, "bad").await;
    ear.hears(&["mishap"]).await;
    until_idle(&bot).await;
    bot.running.measure();
    let page = Page::read(&bot.metrics.text()).unwrap();
    for (series, value) in [
        ("bimeyar_updates_total{kind=\"text\",outcome=\"taken\"}", 2.0),
        ("bimeyar_updates_total{kind=\"press\",outcome=\"taken\"}", 1.0),
        ("bimeyar_turns_total{input=\"text\",outcome=\"committed\"}", 1.0),
        ("bimeyar_turns_total{input=\"text\",outcome=\"put_aside\"}", 1.0),
        ("bimeyar_turns_total{input=\"mishap\",outcome=\"committed\"}", 1.0),
        ("bimeyar_turn_seconds_count", 4.0),
        ("bimeyar_put_aside_total{what=\"text\"}", 1.0),
        ("bimeyar_messages_total{kind=\"answer\",result=\"sent\"}", 3.0),
        // The mishap answers no update of its own.
        ("bimeyar_answer_seconds_count", 2.0),
        ("bimeyar_bale_calls_total{method=\"sendMessage\",result=\"ok\"}", 3.0),
        ("bimeyar_dead_letters", 1.0),
        ("bimeyar_inbox", 0.0),
        ("bimeyar_ready", 1.0),
    ] {
        assert_eq!(page.value(series), Some(value), "{series}: {page:?}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_that_bale_does_not_take_makes_the_service_unready() {
    let clock = Clock::manual(now());
    let bench = Bench::with_clock(clock.clone()).await;
    let ali = bench.ali();
    let bot = bench.start(echo()).await;
    bench.write(ali, "first").await;
    bench.ear(ali).await.hears(&["first"]).await;
    bench.faults(|faults| faults.bad_gateway = 1_000);
    bot.stores.dialogues.take_in(vec![arrival(ali, "second")]).await.unwrap();
    bot.stop().await;
    let bot = bench.start(echo()).await;
    while bot.running.figures().unwrap().outbox == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    clock.set(now() + SignedDuration::from_mins(6));
    let reason = loop {
        match bot.running.ready() {
            Err(reason) if !reason.to_string().contains("Bale") => break reason.to_string(),
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    assert_eq!(reason, "an answer waits to be sent for 360 seconds");
    bot.running.measure();
    assert_eq!(bot.metrics.value(&metrics::ANSWER_OLDEST, &[]), Some(360));
    bench.simulator.set_faults(Profile::Calm.faults());
    bench.ear(ali).await.hears(&["first", "second"]).await;
    until_idle(&bot).await;
    bot.running.ready().unwrap();
    bot.stop().await;
}

fn arrival(chat: i64, text: &str) -> bimeyar::dialogues::Arrival {
    bimeyar::dialogues::Arrival {
        seen: Some(format!("1/{text}")),
        chat,
        order: 7,
        input: Input::Text { text: text.to_owned() },
        callback: None,
        received_at: now(),
    }
}

/// A chat that stands at a question.
fn draft() -> Draft {
    serde_json::from_value(json!({
        "id": "00112233445566778899aabbccddeeff", "number": 1, "flow": "claim", "flow_version": 1,
        "begun": now(), "touched": now(), "answers": {}, "asking": null, "warned": [],
        "view": { "step": "amount", "page": 0, "filters": {}, "overview": false, "missing_told": false },
        "photos": [], "reminded": 0
    }))
    .unwrap()
}

/// The whole log of a conversation: one line for each turn, with what an operator looks for and nothing that was written.
#[tokio::test]
async fn each_turn_is_one_span_without_what_people_write() {
    let (log, _logging) = Log::begin("bimeyar=debug");
    let bench = Bench::new().await;
    let ali = bench.ali();
    let turns = script(|session, input, _| {
        match input {
            Input::Text { text } if text == "bad" => panic!("on purpose"),
            Input::Text { text } if text == "begin" => session.drafts.push(draft()),
            _ => session.drafts.clear(),
        }
        vec![say("well")]
    });
    let bot = bench.start(turns).await;
    let mut ear = bench.ear(ali).await;
    for (words, answer) in [("begin", "well"), ("bad", "well"), ("my secret", "well")] {
        bench.write(ali, words).await;
        ear.hears(&[answer]).await;
    }
    until_idle(&bot).await;
    let log = log.text();
    let turns: Vec<&str> = log.lines().filter(|line| line.contains("a turn is over")).collect();
    let expected = [
        ["input=\"text\"", "flow=\"claim\" step=\"amount\"", "outcome=\"committed\""],
        ["input=\"text\"", "", "outcome=\"put_aside\""],
        // It ends the draft: where it stood is told.
        ["input=\"mishap\"", "flow=\"claim\" step=\"amount\"", "outcome=\"committed\""],
        ["input=\"text\"", "", "outcome=\"committed\""],
    ];
    assert_eq!(turns.len(), expected.len(), "{log}");
    for (turn, parts) in turns.iter().zip(expected) {
        assert!(turn.contains("DEBUG") && turn.contains(&format!("turn{{chat={ali}")), "{turn}");
        assert!(turn.contains(" ms="), "{turn}");
        assert_eq!(turn.contains("update="), !parts[0].contains("mishap"), "{turn}");
        for part in parts {
            assert!(turn.contains(part), "{part}: {turn}");
        }
    }
    for secret in ["my secret", "begin", "on purpose"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    assert_eq!(bot.metrics.value(&metrics::STEPS, &["claim", "amount"]), Some(1));
    let ended = &["claim", "amount", "done"];
    assert_eq!(bot.metrics.value(&metrics::DRAFTS_ENDED, ended), Some(1));
    bot.stop().await;
}
