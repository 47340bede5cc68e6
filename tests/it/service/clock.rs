//! The system's clock is set forward or back by an hour under the running service: nothing is lost, nothing comes twice, nobody
//! waits for an hour, and no code counts longer than it was to.

use std::num::NonZeroU32;
use std::time::Duration;

use bimeyar::claim::TrackingCode;
use bimeyar::engine::effect::TimerKind;
use bimeyar::engine::{Asker, Effect, Input};
use bimeyar::runtime::Clock;
use bimeyar::sms::SmsKind;
use jiff::{SignedDuration, Timestamp};

use super::bench::{Bench, in_a_word, say, script};
use super::codes;
use crate::convos::outage;

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// The code of the newest SMS.
async fn newest_code(bench: &Bench, number: usize) -> String {
    let messages = bench.sms.at_least(number).await;
    let SmsKind::Code { code } = &messages[number - 1].message.kind else { panic!("no code") };
    code.expose().clone()
}

#[tokio::test]
async fn a_code_counts_as_long_as_it_was_to_and_no_longer() {
    const LIVES: Duration = Duration::from_secs(6);
    let bench = Bench::with_clock(Clock::even()).await;
    let ali = bench.ali();
    let code = TrackingCode::from_random([7; 8]);
    let turns = script(move |_, input, _| codes::turn(&input, &code));
    let bot = bench
        .start_with(turns, |settings| {
            settings.codes.lives = SignedDuration::try_from(LIVES).unwrap();
            settings.codes.resend_after = SignedDuration::ZERO;
        })
        .await;
    let mut ear = bench.ear(ali).await;
    // Set back by an hour: a code that was open still is.
    bench.write(ali, "send 1").await;
    ear.hears(&["sent"]).await;
    bench.clock.set_ahead(hours(-1));
    bench.write(ali, &format!("check 1 {}", newest_code(&bench, 1).await)).await;
    ear.hears(&["right"]).await;
    // But none counts longer, though the clock by which people are told loses time.
    bench.write(ali, "send 2").await;
    ear.hears(&["sent"]).await;
    tokio::time::sleep(LIVES).await;
    bench.write(ali, &format!("check 2 {}", newest_code(&bench, 2).await)).await;
    ear.hears(&["expired"]).await;
    // Set forward, it ends early, which is said, and there is another one at once.
    bench.write(ali, "send 3").await;
    ear.hears(&["sent"]).await;
    bench.clock.set_ahead(hours(1));
    bench.write(ali, &format!("check 3 {}", newest_code(&bench, 3).await)).await;
    ear.hears(&["expired"]).await;
    bench.write(ali, "send 4").await;
    ear.hears(&["sent"]).await;
    bench.write(ali, &format!("check 4 {}", newest_code(&bench, 4).await)).await;
    ear.hears(&["right"]).await;
    bot.stop().await;
}

/// How often the bot has asked for updates.
async fn polls(bench: &Bench) -> usize {
    let log = bench.sim("calls").await;
    log["calls"].as_array().unwrap().iter().filter(|call| call["method"] == "getUpdates").count()
}

#[tokio::test]
async fn timers_fire_once_each_and_none_is_lost() {
    let bench = Bench::with_clock(Clock::even()).await;
    let ali = bench.ali();
    let wake = |timer, now: Timestamp, seconds: i64| Effect::WakeAt {
        at: now + SignedDuration::from_secs(seconds),
        timer,
    };
    let bot = bench
        .start(script(move |_, input, moment| {
            let now = moment.now;
            match &input {
                Input::Text { text } if text == "set" => vec![
                    wake(TimerKind::DraftReminder, now, 30 * 60),
                    wake(TimerKind::DefectReminder, now, 50 * 60),
                    wake(TimerKind::DraftExpiry, now, 90 * 60),
                    say("set"),
                ],
                Input::Text { text } if text == "gather" => {
                    vec![wake(TimerKind::PhotosGathered, now, 1), say("gathering")]
                }
                Input::Tick { timer } => vec![say(&format!("{timer:?}"))],
                other => vec![say(&in_a_word(other))],
            }
        }))
        .await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "set").await;
    ear.hears(&["set"]).await;
    bench.clock.set_ahead(hours(1));
    ear.hears(&["DraftReminder", "DefectReminder"]).await;
    // Back and forth: what has fired does not fire again, and photos are gathered for a second, not for an hour.
    for ahead in [0, 1, 0] {
        bench.clock.set_ahead(hours(ahead));
        bench.write(ali, "gather").await;
        ear.hears(&["gathering", "PhotosGathered"]).await;
    }
    bench.clock.set_ahead(hours(2));
    ear.hears(&["DraftExpiry"]).await;
    bench.write(ali, "last").await;
    ear.hears(&["last"]).await;
    assert_eq!(bench.said(ali).await.len(), 11);
    assert_eq!(bot.stores.dialogues.next_timer().unwrap(), None);
    // Each of five updates ended a poll; a poll that nothing ends lasts for seconds.
    let polls = polls(&bench).await;
    assert!(polls <= 12, "{polls}");
    bot.stop().await;
}

#[tokio::test]
async fn photos_are_not_gathered_for_an_hour_by_a_bot_that_is_started_with_the_clock_set_back() {
    let start: Timestamp = "2026-11-21T06:30:00Z".parse().unwrap();
    let bench = Bench::with_clock(Clock::manual(start)).await;
    let ali = bench.ali();
    let turns = || {
        script(|_, input, moment| match &input {
            Input::Text { text } if text == "gather" => {
                let at = moment.now + SignedDuration::from_secs(1);
                vec![Effect::WakeAt { at, timer: TimerKind::PhotosGathered }, say("gathering")]
            }
            other => vec![say(&in_a_word(other))],
        })
    };
    let bot = bench.start(turns()).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "gather").await;
    ear.hears(&["gathering"]).await;
    bot.stop().await;
    bench.clock.set(start - hours(1));
    let bot = bench.start(turns()).await;
    bench.write(ali, "here").await;
    ear.hears(&["here"]).await;
    bench.clock.set(start - hours(1) + SignedDuration::from_mins(1));
    ear.hears(&["tick"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn messages_keep_their_pace_and_tries_their_pauses() {
    let bench = Bench::with_clock(Clock::even()).await;
    let ali = bench.ali();
    let code = TrackingCode::from_random([7; 8]);
    let turns = script(move |_, input, _| match input {
        Input::Text { text } if text == "six" => {
            (1..=6).map(|number| say(&number.to_string())).collect()
        }
        Input::Text { text } if text == "look" => {
            let asker = Asker { identity: None, proved: false };
            vec![Effect::LookUpClaim { code: code.clone(), asker }]
        }
        Input::ClaimLookedUp { .. } => vec![say("looked up")],
        other => vec![say(&in_a_word(&other))],
    });
    let bot = bench
        .start_with(turns, |settings| {
            settings.bale.chat_rate = NonZeroU32::new(5).unwrap();
            settings.bale.chat_burst = NonZeroU32::new(4).unwrap();
        })
        .await;
    let mut ear = bench.ear(ali).await;
    for ahead in [-1, 1] {
        bench.write(ali, "six").await;
        ear.hears(&["1", "2"]).await;
        bench.clock.set_ahead(hours(ahead));
        ear.hears(&["3", "4", "5", "6"]).await;
    }
    let log = bench.sim("calls").await;
    let sent: Vec<Timestamp> = log["calls"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|call| call["method"] == "sendMessage")
        .map(|call| call["at"].as_str().unwrap().parse().unwrap())
        .collect();
    let took = sent[11].duration_since(sent[0]);
    assert!(took > SignedDuration::from_millis(1_300), "a burst: {took:?}");

    // In the middle of polls that fail, and of an effect that is tried again.
    for ahead in [0, 1, 0] {
        bench.faults(|faults| faults.internal_error = 1_000);
        bench.write(ali, "look").await;
        outage::begin(bench.folder.path()).await.unwrap();
        let failed = polls(&bench).await + 2;
        while polls(&bench).await < failed {
            tokio::task::yield_now().await;
        }
        bench.clock.set_ahead(hours(ahead));
        bench.faults(|_| {});
        // It waits for the registry once it is in the outbox.
        while bot.stores.dialogues.waiting().1 == 0 {
            tokio::task::yield_now().await;
        }
        bench.clock.set_ahead(hours(ahead - 1));
        outage::end(bench.folder.path()).await.unwrap();
        ear.hears(&["looked up"]).await;
    }
    bot.stop().await;
}
