//! Defects, their repairs and what they leave behind.

#![expect(clippy::cognitive_complexity, reason = "each test is a story that is told in its order")]

use bimeyar::claim::{
    Act, Claim, Correction, DefectKind, Document, EventKind, Field, ItemAnswer, Refusal, Repair,
    Stage,
};
use bimeyar::persian::Rial;
use bimeyar::registry::{Changed, ClaimQuery};
use jiff::SignedDuration;

use super::{Place, on_every_database};
use crate::support::acts::{
    by_staff, defect, in_chat, item, missing, some, title, words_for, wrong,
};
use crate::support::claims::{day, draft, invoice, named, new_claim, now};

on_every_database! {
    a_repair_is_sent_once_however_often_it_is_repeated,
    old_documents_stay_and_new_ones_say_when_they_came,
    what_was_corrected_is_found_by_its_new_value,
    a_repair_of_another_round_is_refused,
    the_queue_shows_what_is_overdue,
}

async fn change(place: &Place, claim: &Claim, change: bimeyar::registry::ClaimChange) -> Claim {
    match place.registry.change(&claim.code, change, now()).await.unwrap() {
        Changed::Done(claim) => *claim,
        other @ (Changed::Stale(_) | Changed::Refused(..) | Changed::Unknown) => {
            panic!("{other:?}")
        }
    }
}

async fn start_review(place: &Place, claim: &Claim) -> Claim {
    let act = Act::Decide(some(bimeyar::claim::DecisionKind::StartReview));
    change(place, claim, by_staff(act)).await
}

/// Documents as a chat sends them: they do not say that they are late.
fn photo(id: &str, code: &str) -> Document {
    Document { title: title(code), scope: draft(99), ..invoice(id, id.as_bytes()) }
}

fn marks(claim: &Claim) -> Vec<(&str, bool, u32, &str)> {
    let mark = |it: &'_ Document| (it.late, it.round);
    let mut all = Vec::new();
    for document in &claim.documents {
        let (late, round) = mark(document);
        all.push((document.id.as_str(), late, round, document.scope.as_str()));
    }
    all
}

async fn a_repair_is_sent_once_however_often_it_is_repeated(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let claim = start_review(&place, &claim).await;
    let claim = change(&place, &claim, by_staff(defect(vec![missing("RPT")], None))).await;
    let repair = words_for(&claim.defects[0]);
    let act = Act::Repair(repair, vec![photo("00000000000000b1", "RPT")]);
    let first = change(&place, &claim, in_chat(act.clone(), "the repair")).await;
    assert_eq!((first.stage, first.documents.len()), (Stage::Resubmitted, 1));
    let again = change(&place, &claim, in_chat(act.clone(), "the repair")).await;
    assert_eq!(again, first);
    let place = place.reopened().await;
    assert_eq!(change(&place, &claim, in_chat(act.clone(), "the repair")).await, first);
    let other = place.registry.change(&claim.code, in_chat(act, "another"), now()).await.unwrap();
    assert!(matches!(other, Changed::Refused(Refusal::NotAllowed(Stage::Resubmitted), _)));
}

async fn old_documents_stay_and_new_ones_say_when_they_came(place: Place) {
    let mut new = new_claim(1);
    new.documents = vec![photo("00000000000000a1", "INV")];
    new.documents[0].scope = draft(1);
    let claim = place.register(&new).await;
    let late = Act::AddDocuments(vec![photo("00000000000000a2", "ORD")]);
    let claim = change(&place, &claim, in_chat(late, "late")).await;
    let mut claim = start_review(&place, &claim).await;
    let unreadable = item(DefectKind::UnreadableDocument {
        document: Some("00000000000000a1".to_owned()),
        title: title("INV"),
    });
    for (round, id) in [(1, "00000000000000a3"), (2, "00000000000000a4")] {
        claim = change(&place, &claim, by_staff(defect(vec![unreadable.clone()], None))).await;
        let answers = vec![ItemAnswer::Documents(vec![id.to_owned()])];
        let act = Act::Repair(Repair { round, answers, description: None }, vec![photo(id, "INV")]);
        claim = change(&place, &claim, in_chat(act, &format!("round {round}"))).await;
        claim = start_review(&place, &claim).await;
    }
    let after = Act::AddDocuments(vec![photo("00000000000000a5", "ORD")]);
    let claim = change(&place, &claim, in_chat(after, "after")).await;
    let place = place.reopened().await;
    let kept = place.registry.claim(&claim.code).await.unwrap().unwrap();
    assert_eq!(kept, claim);
    let (own, sent) = (draft(1), draft(99));
    assert_eq!(
        marks(&kept),
        [
            ("00000000000000a1", false, 0, own.as_str()),
            ("00000000000000a2", true, 0, sent.as_str()),
            ("00000000000000a3", true, 1, sent.as_str()),
            ("00000000000000a4", true, 2, sent.as_str()),
            ("00000000000000a5", true, 2, sent.as_str()),
        ]
    );
    assert_eq!(kept.documents[0], claim.documents[0]);
    let kinds: Vec<EventKind> = kept.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::Repaired).count(), 2);
    let references = place.registry.document_references().await.unwrap();
    assert_eq!(references.len(), 5, "all of them are kept by a sweep");
}

async fn what_was_corrected_is_found_by_its_new_value(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    place.register(&new_claim(2)).await;
    let claim = start_review(&place, &claim).await;
    let items = [Field::Center, Field::Province, Field::Amount, Field::ServiceDate];
    let act = defect(items.map(wrong).to_vec(), None);
    let claim = change(&place, &claim, by_staff(act)).await;
    let mut center = claim.details.center.clone();
    center.as_mut().unwrap().name = "درمانگاه نیکان".to_owned();
    let new = [
        Correction::Center(center),
        Correction::Province(Some(named("IR-10", "اصفهان"))),
        Correction::Amount(Some(Rial(5_000_000))),
        Correction::ServiceDate(Some(day("1405-07-01"))),
    ];
    let corrected = |new: Correction| {
        let old = Box::new(new.field().of(&claim.details));
        ItemAnswer::Corrected { old, new: Box::new(new) }
    };
    let repair = Repair { round: 1, answers: new.map(corrected).to_vec(), description: None };
    let act = Act::Repair(repair, Vec::new());
    let after = change(&place, &claim, in_chat(act, "corrected")).await;
    assert_eq!(after.details.amount_rial, Some(Rial(5_000_000)));
    let found = async |q: Option<&str>, province: Option<&str>| {
        let query = ClaimQuery {
            q: q.map(str::to_owned),
            province: province.map(str::to_owned),
            ..ClaimQuery::default()
        };
        let page = place.registry.claims(&query).await.unwrap();
        page.items.into_iter().map(|claim| claim.chat).collect::<Vec<_>>()
    };
    assert_eq!(found(Some("نیکان"), None).await, [1]);
    assert_eq!(found(Some("بیمارستان امید"), None).await, [2]);
    assert_eq!(found(None, Some("IR-10")).await, [1]);
    assert_eq!(found(None, Some("IR-23")).await, [2]);
    assert_eq!(found(Some("زهرا"), Some("IR-10")).await, [1], "the name is found as before");
}

async fn a_repair_of_another_round_is_refused(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let claim = start_review(&place, &claim).await;
    let claim = change(&place, &claim, by_staff(defect(vec![missing("RPT")], None))).await;
    let right = words_for(&claim.defects[0]);
    let other_round = Repair { round: 2, ..right.clone() };
    let too_few = Repair { answers: Vec::new(), ..right };
    for (once, repair) in [("other", other_round), ("few", too_few)] {
        let change = in_chat(Act::Repair(repair, Vec::new()), once);
        let changed = place.registry.change(&claim.code, change, now()).await.unwrap();
        assert_eq!(changed, Changed::Refused(Refusal::OtherRound, Box::new(claim.clone())));
    }
}

async fn the_queue_shows_what_is_overdue(place: Place) {
    let due = [Some("1405-08-29"), Some("1405-08-30"), Some("1405-09-01"), None];
    let mut claims = Vec::new();
    for (number, due) in (1..).zip(due) {
        let claim = place.register(&new_claim(number)).await;
        let claim = start_review(&place, &claim).await;
        let act = defect(vec![missing("RPT")], due.map(day));
        claims.push(change(&place, &claim, by_staff(act)).await);
    }
    let overdue = async |today: &str| {
        let query = ClaimQuery { overdue_on: Some(day(today)), ..ClaimQuery::default() };
        let page = place.registry.claims(&query).await.unwrap();
        page.items.into_iter().map(|claim| claim.chat).collect::<Vec<_>>()
    };
    assert_eq!(overdue("1405-08-29").await, [] as [i64; 0]);
    assert_eq!(overdue("1405-08-30").await, [1]);
    assert_eq!(overdue("1405-09-02").await, [3, 2, 1]);
    let repair = Act::Repair(words_for(&claims[0].defects[0]), Vec::new());
    change(&place, &claims[0], in_chat(repair, "repaired")).await;
    assert_eq!(overdue("1405-09-02").await, [3, 2], "what is repaired is not overdue");
    let later = now() + SignedDuration::from_hours(240);
    let reject = by_staff(Act::Decide(some(bimeyar::claim::DecisionKind::Reject)));
    let changed = place.registry.change(&claims[1].code, reject, later).await.unwrap();
    assert!(matches!(changed, Changed::Done(_)));
    assert_eq!(overdue("1405-09-10").await, [3]);
}
