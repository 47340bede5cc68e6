//! A code of somebody else and a code of nobody cannot be told apart (`docs/SECURITY.md` I1, `docs/decisions/0006`).

use std::sync::Arc;

use bimeyar::claim::TrackingCode;
use bimeyar::engine::{Effect, Input, Moment, Press, Session, Verb, turn};
use bimeyar::registry::Registration;
use bimeyar::service::TurnTaker;
use bimeyar::sms::Mood;
use serde_json::{Value, json};

use crate::convos::world;
use crate::service::bench::{Bench, Bot, bare};
use crate::support::claims::{counting, new_claim, now};

/// The engine with what is shipped.
struct Engine;

impl TurnTaker for Engine {
    fn turn(&self, session: Session, input: Input, moment: Moment) -> (Session, Vec<Effect>) {
        let done = turn(&world::world(false), session, input, moment);
        (done.session, done.effects)
    }
}

/// All that the person `chat` sees, the code in it replaced by a word.
async fn seen(bench: &Bench, chat: i64, code: &str) -> Vec<String> {
    let history = bench.sim(&format!("people/{chat}/history")).await;
    let by_bot = |item: &&Value| item["from"] == "bot";
    let groups = code.as_bytes().chunks(4).map(String::from_utf8_lossy);
    let grouped = groups.collect::<Vec<_>>().join(" ");
    let one = |item: &Value| {
        let words = bare(item["text"].as_str().unwrap_or_default());
        format!("{words} {}", item["inline_keyboard"])
            .replace(code, "CODE")
            .replace(&grouped, "CODE")
    };
    history["items"].as_array().unwrap().iter().filter(by_bot).map(one).collect()
}

/// Asks for `code`, has a one-time code sent, and guesses until no try is left.
async fn guesses(bench: &Bench, bot: &Bot, chat: i64, code: &str) -> Vec<String> {
    for step in
        ["code", "ارسال کد", "123456", "654321", "111111", "222222", "333333", "444444", "code"]
    {
        bench.write(chat, if step == "code" { code } else { step }).await;
        rests(bot).await;
    }
    seen(bench, chat, code).await
}

async fn rests(bot: &Bot) {
    let mut rested = 0;
    while rested < 5 {
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        rested = if bot.running.is_idle() { rested + 1 } else { 0 };
    }
}

#[tokio::test]
async fn a_code_of_somebody_else_reads_like_one_of_nobody_to_the_last_try() {
    for mood in [Mood::Well, Mood::Down] {
        let bench = Bench::with_clock(bimeyar::runtime::Clock::manual(now())).await;
        let (sara, reza) = (bench.person("سارا", ""), bench.person("رضا", ""));
        let bot = bench.start_speaking(Arc::new(Engine), world::shared_words(), |_| {}).await;
        let Registration::Done(claim) =
            bot.stores.registry.register(&new_claim(1), now(), counting(1 << 20)).await.unwrap()
        else {
            panic!("it is registered");
        };
        bench.sms.set_mood(mood);
        let nobody = TrackingCode::from_random([9; 8]);
        assert!(bot.stores.registry.claim(&nobody).await.unwrap().is_none());
        let of_sara = guesses(&bench, &bot, sara, claim.code.as_str()).await;
        if mood == Mood::Well {
            assert_eq!(bench.sms.messages().len(), 1, "the code was sent");
        }
        // What the gateway did before is known to all; it is as it was before.
        bench.clock.set(bench.clock.now() + jiff::SignedDuration::from_mins(3));
        let of_reza = guesses(&bench, &bot, reza, nobody.as_str()).await;
        assert_eq!(
            bench.sms.messages().len(),
            usize::from(mood == Mood::Well),
            "nobody gets an SMS"
        );
        assert!(of_sara.len() >= 9, "{of_sara:?}");
        assert_eq!(times_apart(&of_sara), times_apart(&of_reza));
        bot.stop().await;
    }
}

/// Without the moments that are told.
fn times_apart(seen: &[String]) -> Vec<String> {
    seen.iter().map(|text| text.chars().filter(|letter| !letter.is_numeric()).collect()).collect()
}

/// What leads to no claim is told alike wherever a code may be given.
#[tokio::test]
async fn pressing_what_is_not_ones_own_tells_nothing() {
    let bench = Bench::with_clock(bimeyar::runtime::Clock::manual(now())).await;
    let bot = bench.start_speaking(Arc::new(Engine), world::shared_words(), |_| {}).await;
    let Registration::Done(claim) =
        bot.stores.registry.register(&new_claim(1), now(), counting(1 << 20)).await.unwrap()
    else {
        panic!("it is registered");
    };
    let nobody = TrackingCode::from_random([9; 8]);
    for (place, verb) in [Verb::Claim, Verb::Unlock, Verb::Repair, Verb::AddTo, Verb::Withdraw]
        .into_iter()
        .enumerate()
    {
        let mut told = Vec::new();
        for code in [&claim.code, &nobody] {
            let chat = bench.person(&format!("number {place}"), "");
            bench.write(chat, "/start").await;
            rests(&bot).await;
            presses(&bench, chat, verb, code.as_str()).await;
            rests(&bot).await;
            told.push(seen(&bench, chat, code.as_str()).await);
        }
        assert!(told[0].len() > 1, "nothing is said to {verb:?}");
        assert_eq!(told[0], told[1], "{verb:?}");
    }
    bot.stop().await;
}

/// Presses a button of no draft, under the last message.
async fn presses(bench: &Bench, chat: i64, verb: Verb, code: &str) {
    let message = last_message(bench, chat).await;
    let data = Press::global(verb, code).encode();
    bench.act(chat, "press", json!({ "message_id": message, "data": data })).await;
}

async fn last_message(bench: &Bench, chat: i64) -> i64 {
    let history = bench.sim(&format!("people/{chat}/history")).await;
    let items = history["items"].as_array().unwrap();
    items.iter().rev().find_map(|item| item["message_id"].as_i64()).unwrap()
}
