//! Messages on their way out: paced, in order, and what becomes of them when Bale says no.

use std::time::Duration;

use bimeyar::bale::BaleSettings;
use bimeyar::engine::{Button, ButtonAction, Effect, Keyboard, Press, Screen, TimerKind, Verb};
use bimeyar::runtime::Clock;
use bimeyar::simulator::{Faults, Person, Profile};
use bimeyar::wording::{Arg, Message};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::bench::{Bench, bare, echo, in_a_word, say, script};

fn numbers(count: usize) -> Vec<Effect> {
    (0..count).map(|number| say(&number.to_string())).collect()
}

#[tokio::test]
async fn a_chat_gets_four_messages_at_once_and_then_one_a_second() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start_with(script(|_, _, _| numbers(6)), |settings| {
            let paced = BaleSettings::default();
            let bale = &mut settings.bale;
            (bale.rate, bale.chat_rate, bale.chat_burst) =
                (paced.rate, paced.chat_rate, paced.chat_burst);
        })
        .await;
    bench.write(ali, "go").await;
    bench.ear(ali).await.hears(&["0", "1", "2", "3", "4", "5"]).await;
    let calls = bench.sim("calls").await;
    let sent: Vec<Timestamp> = calls["calls"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|call| call["method"] == "sendMessage")
        .map(|call| call["at"].as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(sent.len(), 6);
    let after = |n: usize| sent[n].duration_since(sent[0]);
    assert!(after(4) >= SignedDuration::from_millis(900), "{:?}", after(4));
    assert!(after(5) >= SignedDuration::from_millis(1_900), "{:?}", after(5));
    bot.stop().await;
}

#[tokio::test]
async fn after_a_flood_everything_still_comes_once_and_in_order() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    bench.faults(|faults| faults.sends_per_second = 3);
    let bot = bench.start(script(|_, _, _| numbers(8))).await;
    bench.write(ali, "go").await;
    let expected: Vec<String> = (0..8).map(|number| number.to_string()).collect();
    let mut ear = bench.ear(ali).await;
    for words in &expected {
        assert_eq!(ear.words().await, *words);
    }
    assert_eq!(bench.said(ali).await, expected);
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_no_yes() {
    let bench = Bench::new().await;
    let (ali, simulator) = (bench.ali(), bench.simulator.clone());
    let bot = bench
        .start(script(move |_, _, _| {
            simulator.set_faults(Faults { empty_success: 1000, ..Profile::Calm.faults() });
            numbers(2)
        }))
        .await;
    bench.write(ali, "go").await;
    let tries = async || {
        let calls = bench.sim("calls").await;
        let calls = calls["calls"].as_array().unwrap().iter();
        calls.filter(|call| call["method"] == "sendMessage").count()
    };
    while tries().await < 2 {
        tokio::task::yield_now().await;
    }
    assert!(bench.said(ali).await.is_empty());
    bench.faults(|faults| faults.empty_success = 0);
    bench.ear(ali).await.hears(&["0", "1"]).await;
    assert_eq!(bench.said(ali).await, ["0", "1"]);
    bot.stop().await;
}

#[tokio::test]
async fn what_waits_for_a_chat_that_blocked_the_bot_is_dropped() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let blocked =
        Person { id: ali, first_name: "علی".to_owned(), blocked: true, ..Person::default() };
    let bot = bench.start(script(|_, _, _| numbers(3))).await;
    bench.simulator.add_person(blocked.clone());
    bench.write(ali, "go").await;
    bench.write(sara, "go").await;
    bench.ear(sara).await.hears(&["0", "1", "2"]).await;
    bench.simulator.add_person(Person { blocked: false, ..blocked });
    bench.write(ali, "again").await;
    bench.ear(ali).await.hears(&["0", "1", "2"]).await;
    assert!(bot.running.dead_letters().unwrap().is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn a_reply_to_a_message_that_is_gone_comes_without_the_quotation() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    bench.faults(|faults| faults.reject_unknown_reply = true);
    let bot = bench
        .start(script(|_, _, _| {
            let screen = |words: &str, reply_to| Screen {
                paragraphs: vec![Message::new("say").with("words", Arg::words(words))],
                keyboard: Keyboard::None,
                reply_to: Some(reply_to),
                notice: false,
            };
            vec![Effect::Show(screen("here", 1)), Effect::Show(screen("gone", 4_711))]
        }))
        .await;
    bench.write(ali, "go").await;
    let mut ear = bench.ear(ali).await;
    let (here, gone) = (ear.message().await, ear.message().await);
    assert_eq!(bare(here["text"].as_str().unwrap()), "here");
    assert_eq!(here["reply_to_message_id"], json!(1));
    assert_eq!(bare(gone["text"].as_str().unwrap()), "gone");
    assert_eq!(gone.get("reply_to_message_id"), None);
    bot.stop().await;
}

#[tokio::test]
async fn a_message_that_cannot_be_rendered_is_put_aside_and_the_next_one_comes() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start(script(|_, _, _| {
            let action = ButtonAction::Press(Press::global(Verb::Choose, "x".repeat(64)));
            let button = Button { label: Message::new("say"), action };
            let screen = Screen {
                paragraphs: vec![Message::new("say").with("words", Arg::words("first"))],
                keyboard: Keyboard::Inline(vec![vec![button]]),
                reply_to: None,
                notice: false,
            };
            vec![Effect::Show(screen), say("next")]
        }))
        .await;
    bench.write(ali, "go").await;
    let mut ear = bench.ear(ali).await;
    while ear.words().await != "next" {}
    // Where it is checked, the fault of the program is not glossed over.
    let expected = usize::from(cfg!(debug_assertions));
    assert_eq!(bot.running.dead_letters().unwrap().len(), expected);
    bot.stop().await;
}

#[tokio::test]
async fn timers_fire_when_the_clock_says_so_and_only_the_newest_of_a_kind() {
    let start: Timestamp = "2026-11-21T06:30:00Z".parse().unwrap();
    let bench = Bench::with_clock(Clock::manual(start)).await;
    let ali = bench.ali();
    let minutes = move |minutes: i64| start + SignedDuration::from_mins(minutes);
    let timer = TimerKind::DraftReminder;
    let bot = bench
        .start(script(move |_, input, moment| {
            let said = say(&format!("{} {}", in_a_word(&input), moment.now));
            match in_a_word(&input).as_str() {
                "early" => vec![Effect::WakeAt { at: minutes(10), timer }, said],
                "late" => vec![Effect::WakeAt { at: minutes(20), timer }, said],
                _ => vec![said],
            }
        }))
        .await;
    let mut ear = bench.ear(ali).await;
    for words in ["early", "late"] {
        bench.write(ali, words).await;
        assert_eq!(ear.words().await, format!("{words} {start}"));
    }
    bench.clock.set(minutes(15));
    bench.write(ali, "now").await;
    assert_eq!(ear.words().await, format!("now {}", minutes(15)));
    bench.clock.set(minutes(20));
    assert_eq!(ear.words().await, format!("tick {}", minutes(20)));
    bot.stop().await;
}

#[tokio::test]
async fn it_stops_in_time_with_a_poll_open_and_messages_waiting() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(echo()).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "first").await;
    ear.hears(&["first"]).await;
    bench.faults(|faults| (faults.rate_limited, faults.retry_after) = (1_000, 600));
    bench.write(ali, "second").await;
    // The poll that is open is answered before the fault is drawn again, so the update comes in.
    let begun = tokio::time::Instant::now();
    bot.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    bench.faults(|_| {});
    let bot = bench.start(echo()).await;
    ear.hears(&["second"]).await;
    bot.stop().await;
}
