//! Updates on their way in: once each, in order, whatever Bale does.

use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use bimeyar::engine::Input;
use bimeyar::simulator::Profile;
use serde_json::json;

use super::bench::{Bench, Bot, TOKEN, echo, in_a_word, say, script};
use super::relay::Relay;

#[tokio::test]
async fn what_comes_twice_is_handled_once_and_every_press_is_answered() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    bench.faults(|faults| (faults.duplicates, faults.redelivery) = (1_000, 500));
    let bot = bench.start(echo()).await;
    let mut ear = bench.ear(ali).await;
    let mut expected = Vec::new();
    for number in 0..8 {
        bench.write(ali, &format!("{number}")).await;
        bench.act(ali, "press", json!({ "message_id": 1, "data": number.to_string() })).await;
        expected.extend([number.to_string(), format!("press {number}")]);
    }
    for words in &expected {
        assert_eq!(ear.words().await, *words);
    }
    // A last word, behind which nothing can be left.
    bench.faults(|_| {});
    bench.write(ali, "last").await;
    ear.hears(&["last"]).await;
    assert_eq!(bench.sim("callbacks").await["callbacks"], json!([]));
    expected.push("last".to_owned());
    assert_eq!(bench.said(ali).await, expected);
    bot.stop().await;
}

#[tokio::test]
async fn in_chaos_nobody_is_left_without_an_answer() {
    let bench = Bench::new().await;
    let people: Vec<i64> = (0..4).map(|n| bench.person(&format!("p{n}"), "")).collect();
    bench.simulator.set_faults(Profile::Chaos.faults());
    let bot = bench.start(echo()).await;
    for number in 0..6 {
        for person in &people {
            bench.write(*person, &number.to_string()).await;
        }
    }
    for person in &people {
        let mut ear = bench.ear(*person).await;
        let mut heard: Vec<String> = Vec::new();
        while heard.len() < 6 {
            let words = ear.words().await;
            // A lost answer makes a message come twice, one right after the other.
            if heard.last() != Some(&words) {
                heard.push(words);
            }
        }
        heard.sort();
        assert_eq!(heard, ["0", "1", "2", "3", "4", "5"]);
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_slow_chat_delays_no_other() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let bot = bench
        .start(script(move |_, input, _| {
            let words = in_a_word(&input);
            if words == "slow" {
                released.lock().unwrap().recv().unwrap();
            }
            vec![say(&words)]
        }))
        .await;
    let (mut of_ali, mut of_sara) = (bench.ear(ali).await, bench.ear(sara).await);
    for words in ["slow", "after"] {
        bench.write(ali, words).await;
    }
    for number in 0..5 {
        bench.write(sara, &number.to_string()).await;
    }
    of_sara.hears(&["0", "1", "2", "3", "4"]).await;
    assert!(bench.said(ali).await.is_empty());
    assert!(!bot.running.is_idle());
    release.send(()).unwrap();
    of_ali.hears(&["slow", "after"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_panic_costs_one_input_and_is_told_honestly() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start(script(|_, input, _| {
            let words = in_a_word(&input);
            assert_ne!(words, "boom", "on purpose");
            vec![say(&words)]
        }))
        .await;
    let mut ear = bench.ear(ali).await;
    for words in ["before", "boom", "after"] {
        bench.write(ali, words).await;
    }
    ear.hears(&["before", "mishap", "after"]).await;
    let dead = bot.running.dead_letters().unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].chat, ali);
    bot.stop().await;
}

#[tokio::test]
async fn voices_are_inputs_too_and_groups_are_not() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start(script(|_, input, _| {
            vec![say(if input == Input::Other { "other" } else { "something" })]
        }))
        .await;
    let group = json!({ "message": {
        "message_id": 1, "date": 1_790_000_000, "text": "x", "from": { "id": ali },
        "chat": { "id": ali, "type": "group" },
    } });
    let url = format!("{}/sim/updates", bench.simulator.base_url());
    assert!(bench.client.post(url).json(&group).send().await.unwrap().status().is_success());
    bench.act(ali, "voice", json!({})).await;
    bench.ear(ali).await.hears(&["other"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn bale_calls_the_webhook_and_calls_again_until_it_is_taken_in() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let relay = Relay::open().await;
    bench.faults(|faults| faults.duplicates = 500);
    let bot = bench.start_with(echo(), |settings| relay.set(settings)).await;
    let mut ear = bench.ear(ali).await;
    // Nobody takes what is posted before this.
    bench.write(ali, "0").await;
    relay.leads_to(bot.running.webhook_address());
    for number in 1..5 {
        bench.write(ali, &number.to_string()).await;
    }
    ear.hears(&["0", "1", "2", "3", "4"]).await;
    bot.running.ready().unwrap();
    bot.stop().await;
}

#[tokio::test]
async fn a_webhook_that_bale_has_forgotten_is_set_again() {
    let bench = Bench::new().await;
    let (ali, relay) = (bench.ali(), Relay::open().await);
    let bot = bench
        .start_with(echo(), |settings| {
            relay.set(settings);
            settings.bale.webhook.look_every = Duration::from_millis(20);
        })
        .await;
    relay.leads_to(bot.running.webhook_address());
    let mut ear = bench.ear(ali).await;
    for words in ["one", "two"] {
        bench.write(ali, words).await;
        ear.hears(&[words]).await;
        let url = format!("{}/bot{TOKEN}/deleteWebhook", bench.simulator.base_url());
        assert!(bench.client.post(url).send().await.unwrap().status().is_success());
    }
    bench.write(ali, "three").await;
    ear.hears(&["three"]).await;
    bot.stop().await;
}

/// A caller that hangs up may do so while its update is being kept, or has just been. The update is known then when it comes
/// again, so it must have its turn from the first call.
#[tokio::test]
async fn a_webhook_that_is_hung_up_on_leaves_nobody_without_an_answer() {
    let bench = Bench::new().await;
    let people: Vec<i64> = (0..3).map(|n| bench.person(&format!("p{n}"), "")).collect();
    let relay = Relay::open().await;
    bench.faults(|faults| {
        (faults.hung_up, faults.truncated_body, faults.duplicates) = (600, 50, 200);
        (faults.redelivery, faults.malformed_member, faults.unknown_kinds) = (200, 200, 200);
        faults.out_of_order = 300;
    });
    let bot = bench.start_with(echo(), |settings| relay.set(settings)).await;
    relay.leads_to(bot.running.webhook_address());
    let mut ears = Vec::new();
    for person in &people {
        ears.push(bench.ear(*person).await);
    }
    let mut before = String::new();
    for number in 0..15 {
        let wanted = number.to_string();
        for person in &people {
            bench.write(*person, &wanted).await;
        }
        for ear in &mut ears {
            // The answers to messages break off too, and such a message comes twice.
            let words = ear.words().await;
            let words = if words == before { ear.words().await } else { words };
            assert_eq!(words, wanted);
        }
        before = wanted;
    }
    bot.stop().await;
}

fn waiting(bot: &Bot) -> u64 {
    bot.running.figures().unwrap().inbox
}

#[tokio::test]
async fn too_many_waiting_inputs_stop_the_intake_until_they_are_worked_off() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let bot = bench
        .start_with(
            script(move |_, input, _| {
                released.lock().unwrap().recv_timeout(Duration::from_secs(20)).unwrap();
                vec![say(&in_a_word(&input))]
            }),
            |settings| settings.limits.inbox = 3,
        )
        .await;
    let mut ear = bench.ear(ali).await;
    let mut expected = Vec::new();
    for number in 0_u64..12 {
        let words = number.to_string();
        bench.write(ali, &words).await;
        expected.push(words);
        // One after another, so that none comes in a batch with the one that is too many.
        while number < 4 && waiting(&bot) <= number {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(waiting(&bot), 4, "more is taken in than may wait");
    for words in expected {
        release.send(()).unwrap();
        assert_eq!(ear.words().await, words);
    }
    bot.stop().await;
}
