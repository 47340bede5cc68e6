//! Chats that are forgotten because their person asks, and what has been kept long enough.

use bimeyar::claim::{Act, Claim, Decision, KeptAnswers, NewClaim, Retention, Stage, TrackingCode};
use bimeyar::persian::Rial;
use bimeyar::registry::{Changed, ClaimQuery, Erasure, ForgottenChat, NOBODY, WhyErased};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

use super::{Place, done, on_every_database};
use crate::support::acts::{by_staff, in_chat};
use crate::support::claims::{counting, draft, new_claim, now, special_support, survey};

on_every_database! {
    what_has_ended_goes_and_the_rest_loses_its_chat,
    what_the_law_wants_is_kept_without_its_chat,
    what_was_done_to_claims_of_others_is_not_told_of_the_chat,
    only_what_ended_long_ago_is_purged,
    only_old_answers_are_purged,
}

fn in_chat_1(number: u32) -> NewClaim {
    NewClaim { chat: 1, ..new_claim(number) }
}

async fn withdrawn(place: &Place, new: &NewClaim, at: Timestamp) -> Claim {
    let claim = registered(place, new, at).await;
    let change = in_chat(Act::Withdraw, &format!("withdraw {}", new.draft));
    let changed = place.registry.change(&claim.code, change, at).await.unwrap();
    let Changed::Done(claim) = changed else { panic!("{changed:?}") };
    *claim
}

async fn registered(place: &Place, new: &NewClaim, at: Timestamp) -> Claim {
    let seed = u64::from_str_radix(&new.draft, 16).unwrap() << 20;
    done(place.registry.register(new, at, counting(seed)).await.unwrap())
}

async fn answered(place: &Place, number: u32, at: Timestamp) {
    let kept = KeptAnswers { chat: 1, ..survey(number, None) };
    assert!(place.registry.keep_answers(&kept, at).await.unwrap());
}

async fn forget(place: &Place, claims_at_least: u32) -> ForgottenChat {
    let retention = Retention { claims_at_least, ..Retention::default() };
    place.registry.forget_chat(1, &retention, now()).await.unwrap()
}

/// How many rows of the database name the chat.
async fn rows_that_name(place: &Place, chat: i64) -> i64 {
    let path = place.folder.path().join("data/registry.sqlite");
    let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    let mut found = 0;
    for table in ["claims", "claim_events", "kept_answers"] {
        let count = format!("SELECT COUNT(*) FROM {table} WHERE chat = $1");
        let row = sqlx::query(AssertSqlSafe(count)).bind(chat);
        found += row.fetch_one(&mut file).await.unwrap().get::<i64, _>(0);
    }
    found
}

async fn what_has_ended_goes_and_the_rest_loses_its_chat(place: Place) {
    let ended = withdrawn(&place, &in_chat_1(1), now()).await;
    let open = place.register(&in_chat_1(2)).await;
    let others = withdrawn(&place, &new_claim(3), now()).await;
    answered(&place, 50, now()).await;
    let forgotten = forget(&place, 0).await;
    let [(first, left)] = forgotten.erased.as_slice() else { panic!("{forgotten:?}") };
    assert_eq!((first, &left.scope), (&ended.code, &Some(draft(1))));
    assert_eq!(forgotten.kept, std::slice::from_ref(&open.code));
    is_gone(&place, &ended).await;
    assert!(place.registry.claim(&others.code).await.unwrap().is_some());
    is_kept_without_its_chat(&place, &open).await;
    goes_on_without_news(&place, &open).await;
    is_forgotten_once(&place).await;
}

/// A claim, and what was answered in the chat.
async fn is_gone(place: &Place, ended: &Claim) {
    assert!(place.registry.tombstone(&ended.code).await.unwrap().is_some());
    assert_eq!(place.registry.answers_of(1).await.unwrap(), []);
}

/// Again, as after a crash.
async fn is_forgotten_once(place: &Place) {
    assert_eq!(forget(place, 0).await, ForgottenChat::default());
    assert_eq!(place.registry.check().await.unwrap().wrong, Vec::<String>::new());
}

/// The one under way is there, whole, and found by those who decide; nothing leads from it to the chat.
async fn is_kept_without_its_chat(place: &Place, open: &Claim) {
    assert_eq!(place.registry.claims_of(1, None).await.unwrap(), []);
    let kept = place.registry.claim(&open.code).await.unwrap().unwrap();
    assert_eq!((kept.chat, &kept.details), (NOBODY, &open.details));
    assert!(kept.events.iter().all(|event| event.chat.is_none()));
    assert_eq!(rows_that_name(place, 1).await, 0);
    let q = Some(open.details.mobile.expose().to_owned());
    let found = place.registry.claims(&ClaimQuery { q, ..ClaimQuery::default() }).await.unwrap();
    assert_eq!(found.items, std::slice::from_ref(&kept));
}

/// It goes on being decided on, and nobody is told: news have no chat.
async fn goes_on_without_news(place: &Place, open: &Claim) {
    let last = place.registry.last_event().await.unwrap();
    let started = by_staff(Act::Decide(Decision::StartReview));
    place.registry.change(&open.code, started, now()).await.unwrap();
    let news = place.registry.events_after(last, 10).await.unwrap();
    assert_eq!((news.len(), news[0].owner), (1, NOBODY));
}

async fn what_the_law_wants_is_kept_without_its_chat(place: Place) {
    let long_ago = now() - SignedDuration::from_hours(24 * 11);
    let old = withdrawn(&place, &in_chat_1(1), long_ago).await;
    let young = withdrawn(&place, &in_chat_1(2), now()).await;
    let forgotten = forget(&place, 10).await;
    assert_eq!(forgotten.erased.len(), 1);
    assert_eq!(forgotten.erased[0].0, old.code);
    assert_eq!(forgotten.kept, std::slice::from_ref(&young.code));
    let kept = place.registry.claim(&young.code).await.unwrap().unwrap();
    assert_eq!((kept.chat, kept.stage), (NOBODY, Stage::Withdrawn));
    assert_eq!(rows_that_name(&place, 1).await, 0);
}

async fn what_was_done_to_claims_of_others_is_not_told_of_the_chat(place: Place) {
    // Chat 1 withdrew it, as the insured person may.
    let claim = withdrawn(&place, &new_claim(7), now()).await;
    assert_eq!(claim.events[1].chat, Some(1));
    forget(&place, 0).await;
    let after = place.registry.claim(&claim.code).await.unwrap().unwrap();
    let chats: Vec<Option<i64>> = after.events.iter().map(|event| event.chat).collect();
    assert_eq!((after.chat, chats), (7, vec![Some(7), None]));
    assert_eq!(rows_that_name(&place, 1).await, 0);
}

async fn only_what_ended_long_ago_is_purged(place: Place) {
    let before = now() - SignedDuration::from_hours(24);
    let old = [
        withdrawn(&place, &new_claim(1), before - SignedDuration::from_hours(1)).await,
        supported(&place, before - SignedDuration::from_hours(1)).await,
    ];
    let young = withdrawn(&place, &new_claim(3), before).await;
    let open = place.register(&new_claim(4)).await;
    let all = place.registry.ended_claims(before, 10).await.unwrap();
    assert_eq!(all, [old[0].code.clone(), old[1].code.clone()]);
    let first = place.registry.ended_claims(before, 1).await.unwrap();
    assert_eq!(first, std::slice::from_ref(&old[0].code));
    erase(&place, &all).await;
    assert_eq!(place.registry.ended_claims(before, 10).await.unwrap(), []);
    for claim in [young, open] {
        assert!(place.registry.claim(&claim.code).await.unwrap().is_some());
    }
}

async fn erase(place: &Place, codes: &[TrackingCode]) {
    for code in codes {
        let erasure = place.registry.erase_claim(code, &WhyErased::TimeIsUp, now()).await.unwrap();
        assert!(matches!(erasure, Erasure::Done(_)));
    }
}

/// A claim for support that is approved, which is its end.
async fn supported(place: &Place, at: Timestamp) -> Claim {
    let claim = registered(place, &special_support(2), at).await;
    let approve = Decision::Approve { approved: Rial(0), deductions: Vec::new(), note: None };
    for decision in [Decision::StartReview, approve] {
        let change = by_staff(Act::Decide(decision));
        let changed = place.registry.change(&claim.code, change, at).await.unwrap();
        assert!(matches!(changed, Changed::Done(_)), "{changed:?}");
    }
    claim
}

async fn only_old_answers_are_purged(place: Place) {
    for (number, days) in [(50, 3), (51, 2), (52, 1)] {
        answered(&place, number, now() - SignedDuration::from_hours(24 * days)).await;
    }
    let before = now() - SignedDuration::from_hours(36);
    assert_eq!(place.registry.purge_answers(before, 1).await.unwrap(), 1);
    assert_eq!(place.registry.purge_answers(before, 10).await.unwrap(), 1);
    assert_eq!(place.registry.purge_answers(before, 10).await.unwrap(), 0);
    assert_eq!(place.registry.answers_of(1).await.unwrap().len(), 1);
}
