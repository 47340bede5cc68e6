//! What is decided about claims comes into their chats: once each, in order, whoever decided and whenever the bot ends.

use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use bimeyar::claim::{Act, Claim, ClaimEvent, Decision, Document, NewClaim, Stage, TrackingCode};
use bimeyar::dialogues::Followed;
use bimeyar::engine::{Effect, Input, Session};
use bimeyar::persian::Rial;
use bimeyar::registry::{Changed, ClaimChange, Doer, Registration, Registry};
use bimeyar::simulator::Person;

use super::bench::{Bench, Bot, Ear, Stores, in_a_word, say, script};
use crate::support::claims::{counting, new_claim, now, vault};

/// A chat in which somebody else may see the claims.
const SOMEBODY: i64 = 77;

/// Tells what has become of a claim; else says again what was said.
fn teller(session: &mut Session, input: &Input) -> Vec<Effect> {
    let Input::ClaimChanged { claim, seq } = input else { return vec![say(&in_a_word(input))] };
    session.misses += 1;
    let event = claim.events.iter().find(|event| event.seq == *seq).unwrap();
    vec![say(&told(event, session.misses))]
}

fn told(event: &ClaimEvent, count: u32) -> String {
    format!("{count}: {} {}", event.kind.name().replace('_', "-"), event.revision)
}

/// Who decides, in a process of their own: another handle on the same registry.
struct Office {
    registry: Registry,
    registered: u32,
}

impl Office {
    async fn open(bench: &Bench) -> Self {
        let path = bench.folder.path().join("registry.sqlite");
        let url = format!("sqlite:{}", path.display());
        Self { registry: Registry::open(&url, vault()).await.unwrap(), registered: 0 }
    }

    /// A claim that was registered in `chat`.
    async fn claim(&mut self, chat: i64) -> TrackingCode {
        self.registered += 1;
        let new = NewClaim { chat, ..new_claim(self.registered) };
        let chance = counting(u64::from(self.registered) << 20);
        match self.registry.register(&new, now(), chance).await.unwrap() {
            Registration::Done(claim) => claim.code,
            refused @ (Registration::Changed | Registration::Erased) => panic!("{refused:?}"),
        }
    }

    async fn does(&self, code: &TrackingCode, act: Act, by: Doer) -> Claim {
        done_by(&self.registry, code, act, by).await
    }

    async fn decides(&self, code: &TrackingCode, decision: Decision) -> Claim {
        let by = Doer::Staff { name: "sara".to_owned() };
        self.does(code, Act::Decide(decision), by).await
    }

    /// An event that a claim takes as often as one likes: somebody with the code sends documents.
    async fn adds(&self, code: &TrackingCode, once: &str) -> Claim {
        let by = Doer::Chat { chat: SOMEBODY, once: once.to_owned() };
        self.does(code, Act::AddDocuments(Vec::<Document>::new()), by).await
    }
}

async fn done_by(registry: &Registry, code: &TrackingCode, act: Act, by: Doer) -> Claim {
    let change = ClaimChange { act, by, expected_revision: None };
    match registry.change(code, change, now()).await.unwrap() {
        Changed::Done(claim) => *claim,
        other => panic!("{other:?}"),
    }
}

fn approval() -> Decision {
    Decision::Approve { approved: Rial(11_000_000), deductions: Vec::new(), note: None }
}

#[tokio::test]
async fn what_another_process_decides_comes_into_the_chat_of_the_claim_alone() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let (mut of_ali, mut of_sara) = (bench.ear(ali).await, bench.ear(sara).await);
    let mut office = Office::open(&bench).await;
    let (of_ali_code, of_sara_code) = (office.claim(ali).await, office.claim(sara).await);
    office.decides(&of_ali_code, Decision::StartReview).await;
    office.decides(&of_sara_code, Decision::StartReview).await;
    let approved = office.decides(&of_ali_code, approval()).await;
    assert_eq!(approved.stage, Stage::Approved);
    of_ali.hears(&["1: review-started 2", "2: approved 3"]).await;
    of_sara.hears(&["1: review-started 2"]).await;
    bot.stop().await;
    assert_eq!(bench.said(ali).await.len(), 2);
    assert_eq!(bench.said(sara).await.len(), 1);
}

#[tokio::test]
async fn what_is_done_in_the_chat_itself_is_no_news_there() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let mut ear = bench.ear(ali).await;
    let code = Office::open(&bench).await.claim(ali).await;
    let here = |once: &str| Doer::Chat { chat: ali, once: once.to_owned() };
    let registry = &bot.stores.registry;
    done_by(registry, &code, Act::AddDocuments(Vec::new()), here("a")).await;
    let elsewhere = Doer::Chat { chat: SOMEBODY, once: "b".to_owned() };
    done_by(registry, &code, Act::AddDocuments(Vec::new()), elsewhere).await;
    done_by(registry, &code, Act::Withdraw, here("c")).await;
    // A last word, behind which nothing can be left: it is taken in after all events.
    let last = bot.stores.registry.last_event().await.unwrap();
    until_followed(&bot.stores, last).await;
    bench.write(ali, "last").await;
    ear.hears(&["1: documents-added 3", "last"]).await;
    bot.stop().await;
}

/// Waits until the events up to number `last` have come into the chats.
async fn until_followed(stores: &Stores, last: i64) {
    for _ in 0..1_000 {
        if stores.dialogues.followed().unwrap() == Some(last) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the events are not followed");
}

#[tokio::test]
async fn what_this_process_decides_is_told_without_waiting_for_the_next_look() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let mut ear = bench.ear(ali).await;
    let code = Office::open(&bench).await.claim(ali).await;
    let begun = tokio::time::Instant::now();
    for n in 0..8 {
        let by = Doer::Chat { chat: SOMEBODY, once: format!("{n}") };
        done_by(&bot.stores.registry, &code, Act::AddDocuments(Vec::new()), by).await;
        ear.hears(&[&format!("{}: documents-added {}", n + 1, n + 2)]).await;
    }
    // Eight looks would be eight seconds apart.
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    bot.stop().await;
}

#[tokio::test]
async fn what_was_decided_while_the_bot_was_down_is_told_at_its_start() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let teller = || script(|session: &mut Session, input, _| teller(session, &input));
    bench.start(teller()).await.stop().await;
    let mut office = Office::open(&bench).await;
    let code = office.claim(ali).await;
    office.decides(&code, Decision::StartReview).await;
    let bot = bench.start(teller()).await;
    let mut ear = bench.ear(ali).await;
    ear.hears(&["1: review-started 2"]).await;
    bot.stop().await;

    // The process ends after the event came into the inbox and before its turn.
    let claim = office.decides(&code, approval()).await;
    let stores = Stores::open(bench.folder.path()).await;
    let after = stores.dialogues.followed().unwrap();
    let seq = claim.events.last().unwrap().seq;
    let news = vec![(ali, Input::ClaimChanged { claim: Box::new(claim), seq })];
    let followed = Followed { after, to: seq, news };
    stores.dialogues.follow(followed, bench.clock.now()).await.unwrap();
    stores.close().await;
    let bot = bench.start(teller()).await;
    ear.hears(&["2: approved 3"]).await;
    bot.stop().await;

    bench.start(teller()).await.stop().await;
    assert_eq!(bench.said(ali).await, ["1: review-started 2", "2: approved 3"]);
}

#[tokio::test]
async fn a_new_store_of_dialogues_tells_nobody_what_is_long_past() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let mut office = Office::open(&bench).await;
    let code = office.claim(ali).await;
    office.decides(&code, Decision::StartReview).await;
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let mut ear = bench.ear(ali).await;
    office.decides(&code, approval()).await;
    ear.hears(&["1: approved 3"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn with_an_old_copy_of_the_registry_what_happens_next_is_told() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    // As a store that had followed a registry with many more events.
    let ahead = Followed { after: None, to: 1_000, news: Vec::new() };
    stores.dialogues.follow(ahead, now()).await.unwrap();
    stores.close().await;
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let mut office = Office::open(&bench).await;
    let code = office.claim(ali).await;
    office.decides(&code, Decision::StartReview).await;
    bench.ear(ali).await.hears(&["1: review-started 2"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_chat_that_blocked_the_bot_holds_up_no_other() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let blocked =
        Person { id: ali, first_name: "علی".to_owned(), blocked: true, ..Person::default() };
    bench.simulator.add_person(blocked.clone());
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let mut office = Office::open(&bench).await;
    let (of_ali, of_sara) = (office.claim(ali).await, office.claim(sara).await);
    office.decides(&of_ali, Decision::StartReview).await;
    office.decides(&of_sara, Decision::StartReview).await;
    bench.ear(sara).await.hears(&["1: review-started 2"]).await;
    until_said(&bot).await;
    bench.simulator.add_person(Person { blocked: false, ..blocked });
    office.decides(&of_ali, approval()).await;
    // What was said to nobody is not said later.
    bench.ear(ali).await.hears(&["2: approved 3"]).await;
    let figures = bot.running.figures().unwrap();
    assert_eq!((figures.inbox, figures.dead), (0, 0));
    bot.stop().await;
}

/// Waits until nothing is left to be said.
async fn until_said(bot: &Bot) {
    for _ in 0..1_000 {
        let figures = bot.running.figures().unwrap();
        if (figures.inbox, figures.outbox) == (0, 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("something is not said");
}

#[tokio::test]
async fn a_busy_chat_gets_its_news_afterwards_and_in_order() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let bot = bench
        .start(script(move |session, input, _| {
            if in_a_word(&input) == "slow" {
                released.lock().unwrap().recv().unwrap();
            }
            teller(session, &input)
        }))
        .await;
    let (mut of_ali, mut of_sara) = (bench.ear(ali).await, bench.ear(sara).await);
    bench.write(ali, "slow").await;
    let mut office = Office::open(&bench).await;
    let (of_ali_code, of_sara_code) = (office.claim(ali).await, office.claim(sara).await);
    for n in 0..40 {
        office.adds(&of_ali_code, &format!("{n}")).await;
    }
    office.decides(&of_sara_code, Decision::StartReview).await;
    of_sara.hears(&["1: review-started 2"]).await;
    assert!(bench.said(ali).await.is_empty());
    release.send(()).unwrap();
    of_ali.hears(&["slow"]).await;
    for n in 1..=40 {
        of_ali.hears(&[&format!("{n}: documents-added {}", n + 1)]).await;
    }
    bot.stop().await;
}

#[tokio::test]
async fn while_many_inputs_wait_news_wait_too() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let slow = script(move |session, input, _| {
        if in_a_word(&input) == "slow" {
            released.lock().unwrap().recv().unwrap();
        }
        teller(session, &input)
    });
    let bot = bench.start_with(slow, |settings| settings.limits.inbox = 6).await;
    let mut of_sara = bench.ear(sara).await;
    let mut office = Office::open(&bench).await;
    let code = office.claim(sara).await;
    for words in ["slow", "1", "2", "3"] {
        bench.write(ali, words).await;
    }
    while bot.running.figures().unwrap().inbox < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    office.decides(&code, Decision::StartReview).await;
    bench.write(sara, "first").await;
    of_sara.hears(&["first"]).await;
    release.send(()).unwrap();
    of_sara.hears(&["1: review-started 2"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_claim_that_does_not_open_holds_up_no_other() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let mut office = Office::open(&bench).await;
    let (of_ali, of_sara) = (office.claim(ali).await, office.claim(sara).await);
    let path = bench.folder.path().join("registry.sqlite");
    bot.stop().await;
    office.decides(&of_ali, Decision::StartReview).await;
    office.decides(&of_sara, Decision::StartReview).await;
    let url = format!("sqlite:{}", path.display());
    let pool = sqlx::sqlite::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("UPDATE claims SET details = x'00' WHERE tracking_code = ?")
        .bind(of_ali.as_str().to_owned())
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    bench.ear(sara).await.hears(&["1: review-started 2"]).await;
    bot.stop().await;
    assert!(bench.said(ali).await.is_empty());
}

/// The news up to the last one, without those that came twice in a row because their end was not noted in time.
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

/// Each event counts in the session, so that one that is lost or comes twice shows in every later message.
#[tokio::test]
async fn runs_that_end_without_a_word_lose_no_event_and_repeat_none() {
    const ROUNDS: u32 = 8;
    const EACH: u32 = 6;
    let bench = std::sync::Arc::new(Bench::new().await);
    let people: Vec<i64> = (0..3).map(|n| bench.person(&format!("p{n}"), "")).collect();
    let teller = || script(|session: &mut Session, input, _| teller(session, &input));
    bench.start(teller()).await.stop().await;
    let mut office = Office::open(&bench).await;
    let mut codes = Vec::new();
    for person in &people {
        codes.push(office.claim(*person).await);
    }
    for round in 0..ROUNDS {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let of_bot = std::sync::Arc::clone(&bench);
        let bot = runtime.spawn(async move { of_bot.start(teller()).await }).await.unwrap();
        for number in 0..EACH {
            for (n, code) in codes.iter().enumerate() {
                office.adds(code, &format!("{round} {number} {n}")).await;
            }
        }
        if round + 1 == ROUNDS {
            let all = ROUNDS * EACH;
            let expected: Vec<String> =
                (1..=all).map(|n| format!("{n}: documents-added {}", n + 1)).collect();
            for person in &people {
                let mut ear = bench.ear(*person).await;
                assert_eq!(heard_until(&mut ear, expected.last().unwrap()).await, expected);
            }
        }
        // Each run ends at another moment, in the middle of whatever it does.
        tokio::time::sleep(Duration::from_millis(3 * u64::from(round))).await;
        tokio::task::spawn_blocking(move || {
            runtime.shutdown_timeout(Duration::from_secs(5));
            drop(bot);
        })
        .await
        .unwrap();
    }
}
