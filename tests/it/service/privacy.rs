//! Forgetting a chat, sending a copy, and what has been kept long enough, over the real stores.

use bimeyar::claim::{Act, Claim, KeptAnswers, NewClaim, Retention, TrackingCode};
use bimeyar::engine::session::{Person, ProvedMobile};
use bimeyar::engine::{Effect, Input, OwnData, Session};
use bimeyar::registry::{Changed, ClaimChange, Doer, Registration, Registry};
use bimeyar::runtime::{Clock, Tasks};
use bimeyar::service::{Purged, ServiceParts, purge_if_due};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::bench::{Bench, Stores, echo, in_a_word, say, script};
use crate::support::claims::{counting, invoice, mobile, new_claim, now, survey};

const PHOTO: &[u8] = b"an invoice";

/// A claim of `chat` that was withdrawn at `at`, with a stored invoice.
async fn withdrawn(stores: &Stores, (chat, number): (i64, u32), at: Timestamp) -> Claim {
    let mut new = NewClaim { chat, ..new_claim(number) };
    new.documents = vec![invoice("00000000000000aa", PHOTO)];
    let sha256 = new.documents[0].file.sha256.clone();
    stores.documents.put(&new.draft, &sha256, Bytes::from_static(PHOTO)).await.unwrap();
    let claim = register(&stores.registry, &new, at).await;
    let by = Doer::Chat { chat, once: format!("withdraw {number}") };
    let change = ClaimChange { act: Act::Withdraw, by, expected_revision: None };
    let changed = stores.registry.change(&claim.code, change, at).await.unwrap();
    let Changed::Done(claim) = changed else { panic!("{changed:?}") };
    *claim
}

async fn register(registry: &Registry, new: &NewClaim, at: Timestamp) -> Claim {
    let seed = u64::from_str_radix(&new.draft, 16).unwrap() << 20;
    let registration = registry.register(new, at, counting(seed)).await.unwrap();
    let Registration::Done(claim) = registration else { panic!("{registration:?}") };
    *claim
}

async fn has_photo(stores: &Stores, claim: &Claim) -> bool {
    let document = &claim.documents[0];
    stores.documents.exists(&claim.draft, &document.file.sha256).await.unwrap()
}

/// `forget` forgets the chat, in the turn in which a survey is kept; `copy` sends a copy.
fn turn(session: &Session, input: &Input, codes: &[TrackingCode]) -> Vec<Effect> {
    match input {
        Input::ChatForgotten { erased, kept } => {
            vec![say(&format!("{} erased, {} kept", erased.len(), kept.len()))]
        }
        Input::CopySent { sent } => vec![say(&format!("sent: {sent}"))],
        other => match in_a_word(other).as_str() {
            "forget" => {
                let kept = KeptAnswers { chat: session.chat, ..survey(9, None) };
                let codes = codes.to_vec();
                vec![Effect::KeepAnswers(Box::new(kept)), Effect::ForgetChat { codes }]
            }
            "copy" => vec![Effect::SendCopy(Box::new(own_data()))],
            _ => vec![say("?")],
        },
    }
}

fn own_data() -> OwnData {
    OwnData {
        made_at: now(),
        consent: None,
        mobiles: Vec::new(),
        national_code: None,
        drafts: Vec::new(),
    }
}

#[tokio::test]
async fn a_chat_is_forgotten_with_its_photos_and_the_survey_on_its_way() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    let ended = withdrawn(&stores, (ali, 1), now()).await;
    let open = NewClaim { chat: ali, ..new_claim(2) };
    let open = register(&stores.registry, &open, now()).await;
    stores.close().await;
    let codes = [ended.code.clone(), open.code.clone()];
    let bot = bench.start(script(move |session, input, _| turn(session, &input, &codes))).await;
    let mut ear = bench.ear(ali).await;
    assert!(has_photo(&bot.stores, &ended).await);
    bench.write(ali, "forget").await;
    ear.hears(&["1 erased, 1 kept"]).await;
    assert!(!has_photo(&bot.stores, &ended).await);
    let registry = &bot.stores.registry;
    assert_eq!(registry.claims_of(ali, None).await.unwrap(), []);
    assert_eq!(registry.answers_of(ali).await.unwrap(), []);
    assert!(registry.claim(&open.code).await.unwrap().is_some());
    // Asked once more, it tells the same: so it does after a crash.
    bench.write(ali, "forget").await;
    ear.hears(&["1 erased, 1 kept"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_copy_comes_as_a_file() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(script(|session, input, _| turn(session, &input, &[]))).await;
    withdrawn(&bot.stores, (ali, 1), now()).await;
    let kept = KeptAnswers { chat: ali, ..survey(9, None) };
    bot.stores.registry.keep_answers(&kept, now()).await.unwrap();
    let mut ear = bench.ear(ali).await;
    // Bale is out of order for a moment.
    bench.faults(|faults| faults.internal_error = 300);
    bench.write(ali, "copy").await;
    let message = ear.message().await;
    let document = &message["document"];
    assert_eq!(document["file_name"], "bimeyar.json");
    let url = format!("{}{}", bench.simulator.base_url(), document["url"].as_str().unwrap());
    let file = bench.client.get(url).send().await.unwrap().text().await.unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(file["claims"][0]["stage"], "withdrawn");
    assert_eq!(file["claims"][0]["documents"][0]["bytes"], PHOTO.len());
    assert_eq!(file["claims"][0]["details"]["insured"]["first_name"], "زهرا");
    assert_eq!(file["answers"][0]["flow"], "survey");
    ear.hears(&["sent: true"]).await;
    bot.stop().await;
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// What runs on the stores, with a time for everything.
fn parts(bench: &Bench, stores: &Stores) -> ServiceParts {
    let mut settings = bench.settings();
    settings.retention = Retention { claims_at_least: 0, claims: 20, answers: 10, chats: 30 };
    bench.parts(echo(), settings, (stores, &Tasks::new()))
}

async fn purged(parts: &ServiceParts, clock: &Clock) -> Option<Purged> {
    purge_if_due(parts, clock.now()).await.unwrap()
}

/// Ten years ahead everything is old enough to be erased.
#[tokio::test]
async fn a_clock_that_is_put_right_within_a_day_has_erased_nothing() {
    let clock = Clock::manual(now());
    let bench = Bench::with_clock(clock.clone()).await;
    let stores = Stores::open(bench.folder.path()).await;
    let ended = withdrawn(&stores, (1, 1), now()).await;
    let parts = parts(&bench, &stores);
    let nothing = Some(Purged::default());
    assert_eq!(purged(&parts, &clock).await, nothing);
    for hours in [0, 1, 23] {
        clock.set(now() + days(3_650) + SignedDuration::from_hours(hours));
        assert_eq!(purged(&parts, &clock).await, None, "{hours}");
    }
    for (at, expected) in [(1, nothing), (2, nothing)] {
        clock.set(now() + days(at));
        assert_eq!(purged(&parts, &clock).await, expected, "{at}");
    }
    assert!(has_photo(&stores, &ended).await);
    // A gap again, as if the bot was down: it is doubted anew, for a day and no longer.
    for (at, expected) in [(19, None), (21, Some(Purged { claims: 1, ..Purged::default() }))] {
        clock.set(now() + days(at));
        assert_eq!(purged(&parts, &clock).await, expected, "{at}");
    }
    drop(parts);
    stores.close().await;
}

#[tokio::test]
async fn what_was_kept_long_enough_is_erased_once_a_day() {
    let clock = Clock::manual(now());
    let bench = Bench::with_clock(clock.clone()).await;
    let stores = Stores::open(bench.folder.path()).await;
    let ended = withdrawn(&stores, (1, 1), now()).await;
    let open = register(&stores.registry, &new_claim(2), now()).await;
    stores.registry.keep_answers(&survey(3, None), now()).await.unwrap();
    speak(&stores, 4).await;
    let parts = parts(&bench, &stores);

    let nothing = Some(Purged::default());
    assert_eq!(purged(&parts, &clock).await, nothing);
    clock.set(now() + SignedDuration::from_hours(23));
    assert_eq!(purged(&parts, &clock).await, None, "it was done today");
    // The next days of which it hears: a day may be one of a wrong clock, and the day behind it is believed.
    let day = |number: i64| now() + days(number) + SignedDuration::from_secs(number);
    let answers = Purged { answers: 1, ..Purged::default() };
    let claims = Purged { claims: 1, ..Purged::default() };
    let chats = Purged { chats: 1, ..Purged::default() };
    for (at, expected) in [(10, None), (11, Some(answers)), (20, None), (21, Some(claims))] {
        assert!(has_photo(&stores, &ended).await, "{at}");
        clock.set(day(at));
        assert_eq!(purged(&parts, &clock).await, expected, "{at}");
    }
    assert!(!has_photo(&stores, &ended).await);
    assert!(stores.registry.tombstone(&ended.code).await.unwrap().is_some());
    assert!(stores.registry.claim(&open.code).await.unwrap().is_some());
    for (at, expected) in [(30, None), (31, Some(chats))] {
        clock.set(day(at));
        assert_eq!(purged(&parts, &clock).await, expected, "{at}");
    }
    let session = stores.dialogues.session(4).unwrap().unwrap();
    assert_eq!(session.person, Person::default());
    // A clock that was wrong does not stop it for years.
    clock.set(now());
    assert_eq!(purged(&parts, &clock).await, nothing);
    drop(parts);
    stores.close().await;
}

/// Somebody whose mobile is proved speaks in `chat` now.
async fn speak(stores: &Stores, chat: i64) {
    use bimeyar::dialogues::{Arrival, TurnCommit};
    let input = Input::Text { text: "x".to_owned() };
    let arrival = Arrival { seen: None, chat, order: 0, input, callback: None, received_at: now() };
    stores.dialogues.take_in(vec![arrival]).await.unwrap();
    let inbox = stores.dialogues.next_inbox(chat).unwrap().unwrap().id;
    let proved = vec![ProvedMobile { mobile: mobile(1), at: now() }];
    let person = Person { proved, ..Person::default() };
    let session = Session { person, touched: Some(now()), ..Session::new(chat) };
    let commit = TurnCommit { inbox, session, effects: Vec::new(), now: now() };
    let _committed = stores.dialogues.commit_turn(commit).await.unwrap();
}
