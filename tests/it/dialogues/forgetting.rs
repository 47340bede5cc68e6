//! A chat that is forgotten, and chats in which nobody speaks any more.

use bimeyar::claim::record::Consent;
use bimeyar::claim::{Claim, KeptAnswers, Outcome, Stage, TrackingCode};
use bimeyar::dialogues::{
    CodeRules, Dropped, Followed, NumberChallenge, Opened, OutboxId, Recipient, Try,
};
use bimeyar::engine::effect::SmsTemplate;
use bimeyar::engine::session::Person;
use bimeyar::engine::{Effect, Input, Session, TimerKind};
use bimeyar::wording::Message;

use super::{Bench, arrival, second, session, show, text};
use crate::support::claims::{mobile, new_claim, survey};

fn sms() -> Effect {
    Effect::SendSms {
        mobile: mobile(1),
        code: TrackingCode::from_random([3; 8]),
        template: SmsTemplate::Registered,
        text: Message::new("sms-registered"),
    }
}

fn answers(chat: i64) -> Effect {
    Effect::KeepAnswers(Box::new(KeptAnswers { chat, ..survey(1, None) }))
}

fn claim() -> Claim {
    let new = new_claim(1);
    Claim {
        code: TrackingCode::from_random([3; 8]),
        draft: new.draft,
        chat: new.chat,
        kind: new.kind,
        stage: Stage::Registered,
        revision: 1,
        registered_at: second(1),
        originals_required: false,
        details: new.details,
        defects: Vec::new(),
        outcome: Outcome::default(),
        documents: Vec::new(),
        events: Vec::new(),
    }
}

fn forgets() -> Effect {
    Effect::ForgetChat { codes: Vec::new() }
}

fn challenge(id: &str, chat: i64, number: u8) -> NumberChallenge {
    let purpose = "mobile".to_owned();
    let to = Recipient::Number { block: [number; 32] };
    NumberChallenge { id: id.to_owned(), purpose, chat, index: [number; 32], to }
}

async fn ask(bench: &Bench, challenge: &NumberChallenge, at: i64) -> Opened {
    bench.store().open_challenge(challenge, &CodeRules::default(), second(at)).await.unwrap()
}

/// A photo that is just being stored: its answer has it erased, for no draft wants it any more.
fn coming() -> Effect {
    let word = |word: &str| word.to_owned();
    Effect::FetchPhoto { document: word("1"), draft: word("d"), file_id: word("f") }
}

/// Fills the chat with everything that can wait for it; what was typed last has had no turn.
async fn fill(bench: &Bench, chat: i64) {
    bench.typed(chat, &["a", "b"]).await;
    let buried = bench.next(chat).unwrap().id;
    bench.store().bury(&buried, "it failed", second(900)).await.unwrap();
    let wake = |timer| Effect::WakeAt { at: second(9_000), timer };
    let effects = vec![
        show("before"),
        sms(),
        wake(TimerKind::DraftExpiry),
        wake(TimerKind::DefectReminder),
        Effect::DropPhoto { draft: "d".to_owned(), sha256: "s".to_owned() },
        coming(),
    ];
    let _committed = bench.turn(session(chat, 1), effects).await;
    ask(bench, &challenge(&format!("c{chat}"), chat, 1), 0).await;
}

async fn news(bench: &Bench, chats: &[i64]) {
    let claim = Box::new(claim());
    let news =
        chats.iter().map(|chat| (*chat, Input::ClaimChanged { claim: claim.clone(), seq: 1 }));
    let followed = Followed { after: None, to: 1, news: news.collect() };
    bench.store().follow(followed, second(950)).await.unwrap();
}

#[tokio::test]
async fn what_waits_for_a_forgotten_chat_goes_and_nothing_of_others() {
    let mut bench = Bench::new();
    for chat in [1, 2] {
        fill(&bench, chat).await;
    }
    news(&bench, &[1, 2]).await;
    let row = bench.turn(session(1, 2), vec![forgets()]).await.rows.remove(0);
    let dropped = bench.store().forget_chat(1, &row.id).await.unwrap();
    assert_eq!(dropped, Dropped { news: 1, effects: 1, codes: 1, letters: 1 });
    let again = bench.store().forget_chat(1, &row.id).await.unwrap();
    assert_eq!(again, Dropped::default());
    bench.reopen();

    let left: Vec<(i64, Effect)> = bench
        .store()
        .pending_outbox()
        .unwrap()
        .into_iter()
        .map(|row| (row.id.chat, row.effect))
        .collect();
    let photo = Effect::DropPhoto { draft: "d".to_owned(), sha256: "s".to_owned() };
    let expected = [
        (1, show("before")),
        (1, photo.clone()),
        (1, coming()),
        (2, show("before")),
        (2, sms()),
        (2, photo),
        (2, coming()),
        (1, forgets()),
    ];
    assert_eq!(left, expected);
    let dead: Vec<i64> =
        bench.store().dead_letters().unwrap().iter().map(|letter| letter.chat).collect();
    assert_eq!(dead, [2]);
    let timer = bench.store().next_timer().unwrap().unwrap();
    assert_eq!(timer.chat, 2);
    assert_eq!(bench.store().fire_due(second(9_000)).await.unwrap(), [2]);
    assert_eq!(bench.next(1), None);
    assert_eq!(bench.drain(2).await.len(), 4, "b, the news and two timers");
}

#[tokio::test]
async fn forgetting_is_no_way_round_the_limit_of_numbers() {
    let bench = Bench::new();
    for number in 1..=3 {
        let asked = ask(&bench, &challenge(&format!("{number}"), 1, number), 0).await;
        assert!(matches!(asked, Opened::Yes { .. }), "{asked:?}");
    }
    bench.typed(1, &["x"]).await;
    let row = bench.turn(session(1, 1), vec![forgets()]).await.rows.remove(0);
    bench.store().forget_chat(1, &row.id).await.unwrap();
    let fourth = ask(&bench, &challenge("4", 1, 4), 1).await;
    assert_eq!(fourth, Opened::Limited { until: second(86_400) });
    // A code that was sent before counts no more.
    let (rules, by) = (CodeRules::default(), OutboxId { chat: 1, seq: 99 });
    let tried = bench.store().try_challenge(&challenge("1", 1, 1), &by, &rules, second(2)).await;
    assert_eq!(tried.unwrap(), Try::Expired);
}

#[tokio::test]
async fn answers_that_are_still_to_be_kept_are_told() {
    let bench = Bench::new();
    bench.typed(1, &["x"]).await;
    let rows = bench.turn(session(1, 1), vec![answers(1), forgets()]).await.rows;
    assert!(bench.store().has_answers_to_keep(1).unwrap());
    assert!(!bench.store().has_answers_to_keep(2).unwrap());
    bench.store().finish(&rows[0].id, None, second(5)).await.unwrap();
    assert!(!bench.store().has_answers_to_keep(1).unwrap());
}

/// A session that knows somebody, last touched at `touched`.
fn known(chat: i64, touched: Option<i64>) -> Session {
    let consent = Some(Consent { version: 1, at: second(1) });
    let person = Person { consent, ..Person::default() };
    Session { person, touched: touched.map(second), ..Session::new(chat) }
}

#[tokio::test]
async fn who_has_not_spoken_for_long_is_forgotten() {
    let bench = Bench::new();
    let sessions = [
        known(1, Some(10)),
        known(2, Some(50)),
        known(3, None),
        Session { person: Person::default(), ..known(4, Some(10)) },
        known(5, Some(10)),
    ];
    for session in sessions {
        bench.typed(session.chat, &["x"]).await;
        let _committed = bench.turn(session, Vec::new()).await;
    }
    // Somebody has just written.
    bench.store().take_in(vec![arrival(5, text("hello"))]).await.unwrap();
    assert_eq!(bench.store().forget_idle(second(50), second(60)).await.unwrap(), 1);
    let knows = |chat| bench.store().session(chat).unwrap().unwrap().person != Person::default();
    assert_eq!([1, 2, 3, 5].map(knows), [false, true, true, true]);
    // The one of whom it was not known counts from then on.
    assert_eq!(bench.store().forget_idle(second(60), second(70)).await.unwrap(), 1);
    assert_eq!([1, 2, 3, 5].map(knows), [false, false, true, true]);
    assert_eq!(bench.store().forget_idle(second(61), second(70)).await.unwrap(), 1);
    assert!(!knows(3));
}
