//! More at once than `[limits]` allows: the rest waits or is left out as `docs/OPERATIONS.md` says, and nothing is lost.

use std::collections::BTreeSet;
use std::time::Duration;

use bimeyar::claim::TrackingCode;
use bimeyar::runtime::{Secret, http};
use bimeyar::service::{Limits, ServiceSettings};
use bimeyar::sms::{Console, Gateway, Provider, SmsSettings, Templates};
use futures_util::future::join_all;
use serde_json::json;
use tokio::time::timeout;

use super::bench::{Bench, echo, script};
use super::gate::Gate;
use super::relay::Relay;
use super::{codes, photos};
use crate::support::exposition::Page;
use crate::support::pictures;

fn limited(change: impl FnOnce(&mut Limits)) -> impl FnOnce(&mut ServiceSettings) {
    |settings| change(&mut settings.limits)
}

#[tokio::test]
async fn no_more_uploads_than_allowed_are_in_memory() {
    const PHOTOS: u64 = 6;
    let bench = Bench::new().await;
    let ali = bench.ali();
    let gate = Gate::before(bench.simulator.base_url(), "/file/").await;
    let bot = bench
        .start_with(script(|session, input, _| photos::keeper(session, input)), |settings| {
            settings.bale.api_url.clone_from(&gate.url);
            settings.limits.downloads = 2;
        })
        .await;
    for seed in 0..PHOTOS {
        let photo = pictures::invoice_like(300, 400, seed);
        bench.send_photo(ali, "page.jpg", photo).await;
    }
    gate.holds(2).await;
    gate.open();
    let mut ear = bench.ear(ali).await;
    let mut stored = BTreeSet::new();
    while stored.len() < 6 {
        stored.insert(photos::stored(&ear.words().await).to_owned());
    }
    assert_eq!(gate.most(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn no_more_photos_than_allowed_are_decoded_at_once() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let turns = script(|session, input, _| photos::keeper(session, input));
    let bot = bench.start_with(turns, limited(|limits| limits.decodes = 1)).await;
    for seed in 0..4 {
        let photo = pictures::invoice_like(600, 800, seed);
        bench.send_photo(ali, "page.jpg", photo).await;
    }
    let (mut most, mut stored) = (0.0_f64, BTreeSet::new());
    let mut ear = bench.ear(ali).await;
    let watching = async {
        while stored.len() < 4 {
            if let Ok(words) = timeout(Duration::from_millis(2), ear.words()).await {
                stored.insert(photos::stored(&words).to_owned());
            }
            let page = Page::read(&bot.metrics.text()).unwrap();
            most = most.max(page.value("bimeyar_photos_being_decoded").unwrap_or_default());
        }
    };
    timeout(Duration::from_secs(90), watching).await.expect("all are stored");
    assert!((most - 1.0).abs() < f64::EPSILON, "{most} at once");
    bot.stop().await;
}

#[tokio::test]
async fn no_more_sms_than_allowed_are_on_their_way() {
    const NOTICES: usize = 6;
    let bench = Bench::new().await;
    let ali = bench.ali();
    let gate = Gate::before(bench.simulator.base_url(), "/sms/").await;
    let settings = SmsSettings {
        provider: Provider::Kavenegar,
        api_url: Some(format!("{}/sms", gate.url)),
        api_key: Secret::new("a-key-of-the-gateway".to_owned()),
        templates: Templates {
            code: "code".into(),
            registered: "registered".into(),
            defect: "defect".into(),
            stage: "stage".into(),
        },
        ..SmsSettings::default()
    };
    let gateway =
        Gateway::new(&settings, &http::client().unwrap(), &Console::new(|_, _| {})).unwrap();
    let code = TrackingCode::from_random([7; 8]);
    let turns = script(move |_, input, _| codes::turn(&input, &code));
    let bot = bench.start_sending(turns, gateway, limited(|limits| limits.sms = 2)).await;
    for _ in 0..NOTICES {
        bench.write(ali, "notice").await;
    }
    gate.holds(2).await;
    gate.open();
    while bench.sim("sms").await["items"].as_array().unwrap().len() < NOTICES {
        tokio::task::yield_now().await;
    }
    assert_eq!(gate.most(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn no_more_presses_than_allowed_are_being_answered_and_none_holds_up_an_answer() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let gate = Gate::before(bench.simulator.base_url(), "answerCallbackQuery").await;
    let bot = bench
        .start_with(echo(), |settings| {
            settings.bale.api_url.clone_from(&gate.url);
            settings.limits.presses = 2;
        })
        .await;
    let mut ear = bench.ear(ali).await;
    for number in 0..5 {
        let press = json!({ "message_id": 1, "data": number.to_string() });
        bench.act(ali, "press", press).await;
        ear.hears(&[&format!("press {number}")]).await;
    }
    gate.holds(2).await;
    gate.open();
    let unanswered = async || bench.sim("callbacks").await["callbacks"].as_array().unwrap().len();
    while unanswered().await > 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!((gate.most(), unanswered().await), (2, 3));
    bot.stop().await;
}

/// Each call is one update. Those that are turned away come again, as Bale's do.
#[tokio::test]
async fn a_flood_of_webhook_calls_loses_nothing_and_doubles_nothing() {
    const CALLS: i64 = 60;
    let bench = Bench::new().await;
    let (ali, relay) = (bench.ali(), Relay::open().await);
    let bot = bench
        .start_with(echo(), |settings| {
            relay.set(settings);
            (settings.limits.webhook_calls, settings.limits.connections) = (2, 8);
            settings.limits.inbox = 5;
        })
        .await;
    let address = bot.running.webhook_address().unwrap();
    let url = format!("http://{address}/0123456789abcdefghijklmnop");
    let post = async |number: i64| {
        let update = json!({ "update_id": number, "message": {
            "message_id": number + 1, "date": 1_790_000_000, "text": number.to_string(),
            "from": { "id": ali, "is_bot": false, "first_name": "x" },
            "chat": { "id": ali, "type": "private" },
        } });
        // A connection of its own for each call.
        let client = http::client().unwrap();
        let mut away: usize = 0;
        while client.post(&url).json(&update).send().await.unwrap().status() != 200 {
            away += 1;
            tokio::task::yield_now().await;
        }
        away
    };
    let away: usize = join_all((0..CALLS).map(post)).await.into_iter().sum();
    assert!(away > 0, "nobody was turned away");
    let mut ear = bench.ear(ali).await;
    let mut heard = BTreeSet::new();
    for _ in 0..CALLS {
        assert!(heard.insert(ear.words().await), "twice");
    }
    bench.write(ali, "last").await;
    relay.leads_to(Some(address));
    ear.hears(&["last"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_press_whose_answer_fails_is_tried_again_and_one_that_is_refused_is_not() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let gate = Gate::before(bench.simulator.base_url(), "answerCallbackQuery").await;
    gate.open();
    let bot =
        bench.start_with(echo(), |settings| settings.bale.api_url.clone_from(&gate.url)).await;
    let mut ear = bench.ear(ali).await;
    let press = json!({ "message_id": 1, "data": "x" });
    let unanswered = async || bench.sim("callbacks").await["callbacks"].as_array().unwrap().len();
    gate.refuses(2, 502, "Bad Gateway");
    bench.act(ali, "press", press.clone()).await;
    ear.hears(&["press x"]).await;
    while unanswered().await > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(gate.refusals_left(), 0);
    // Refused for good: one call. Failures: three calls.
    for (code, refusals) in [(400, 2), (500, 4)] {
        gate.refuses(refusals, code, "no");
        bench.act(ali, "press", press.clone()).await;
        ear.hears(&["press x"]).await;
        while gate.refusals_left() > 1 {
            tokio::task::yield_now().await;
        }
        // Longer than the pause before a second try.
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert_eq!(gate.refusals_left(), 1, "{code}");
        gate.refuses_no_more();
    }
    assert_eq!(unanswered().await, 2);
    bot.stop().await;
}

/// The words of most of Bale's refusals are not known: what is refused for a moment comes all the same, what is refused for good
/// is put aside and holds up nobody.
#[tokio::test]
async fn a_message_that_is_refused_for_a_moment_comes_and_one_that_is_refused_for_good_is_put_aside()
 {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let gate = Gate::before(bench.simulator.base_url(), "sendMessage").await;
    gate.open();
    let bot =
        bench.start_with(echo(), |settings| settings.bale.api_url.clone_from(&gate.url)).await;
    let mut ear = bench.ear(ali).await;
    gate.refuses(2, 400, "chat_id: must be a valid value");
    bench.write(ali, "one").await;
    ear.hears(&["one"]).await;
    gate.refuses(4, 400, "chat_id: must be a valid value");
    bench.write(ali, "never").await;
    bench.write(ali, "two").await;
    ear.hears(&["two"]).await;
    assert_eq!(bench.said(ali).await, ["one", "two"]);
    let dead = bot.running.dead_letters().unwrap();
    assert_eq!(dead.len(), 1);
    assert!(dead[0].reason.contains("must be a valid value"), "{}", dead[0].reason);
    gate.refuses(1, 500, "Internal server error");
    bench.write(ali, "three").await;
    ear.hears(&["three"]).await;
    bot.stop().await;
}
