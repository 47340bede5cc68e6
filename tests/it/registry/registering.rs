//! A draft becomes one claim, whatever happens.

use bimeyar::claim::record::Actor;
use bimeyar::claim::{NewClaim, Relation, Stage, TrackingCode};
use bimeyar::registry::{Registration, may_see};
use tokio::task::JoinSet;

use super::{Place, done, on_every_database};
use crate::support::claims::{
    all_differ, counting, invoice, mobile, national_code, new_claim, now,
};

on_every_database! {
    what_is_registered_is_read_back_whole,
    fifty_at_once_give_one_claim,
    the_same_draft_gives_the_same_claim_after_a_restart,
    a_taken_code_is_not_given_twice,
    events_are_numbered_over_all_claims,
    the_directory_is_asked_again,
    a_repeated_registration_asks_the_directory_no_more,
    a_person_sees_their_own_and_their_familys,
}

async fn what_is_registered_is_read_back_whole(place: Place) {
    let mut new = new_claim(1);
    new.documents = vec![invoice("00000000000000aa", b"one"), invoice("00000000000000ab", b"two")];
    new.documents[1].file.width = None;
    new.documents[1].file.quality.clear();
    let claim = place.register(&new).await;
    assert_eq!((claim.stage, claim.revision, claim.chat), (Stage::Registered, 1, 1));
    assert_eq!(claim.draft, new.draft);
    assert_eq!(claim.registered_at, now());
    assert_eq!(claim.details, new.details);
    // Unless they say otherwise, their bytes lie under the claim's own draft.
    new.documents.iter_mut().for_each(|document| document.scope.clone_from(&new.draft));
    assert_eq!(claim.documents, new.documents);
    let event = &claim.events[0];
    assert_eq!((event.at, event.stage, event.actor), (now(), Stage::Registered, Actor::Insured));
    let place = place.reopened().await;
    assert_eq!(place.registry.claim(&claim.code).await.unwrap(), Some(claim));
    let other = TrackingCode::from_random([9; 8]);
    assert_eq!(place.registry.claim(&other).await.unwrap(), None);
    let references = place.registry.document_references().await.unwrap();
    let expected: Vec<_> =
        new.documents.iter().map(|it| (new.draft.clone(), it.file.sha256.clone())).collect();
    assert_eq!(references, expected);
}

async fn fifty_at_once_give_one_claim(place: Place) {
    let mut presses = JoinSet::new();
    for press in 0..50 {
        let registry = place.registry.clone();
        presses.spawn(async move {
            done(registry.register(&new_claim(1), now(), counting(press * 1000)).await.unwrap())
        });
    }
    let claims = presses.join_all().await;
    assert_eq!(claims.len(), 50);
    assert!(claims.iter().all(|claim| *claim == claims[0]));
    assert_eq!(place.registry.claims_of(1, None).await.unwrap().len(), 1);
}

async fn the_same_draft_gives_the_same_claim_after_a_restart(place: Place) {
    let first = place.register(&new_claim(1)).await;
    let place = place.reopened().await;
    let again = place.registry.register(&new_claim(1), now(), counting(77)).await.unwrap();
    assert_eq!(done(again), first);
    assert_eq!(place.registry.claims_of(1, None).await.unwrap(), [first]);
}

async fn a_taken_code_is_not_given_twice(place: Place) {
    let mut codes = Vec::new();
    for number in 1..=5 {
        // Chance that begins the same each time.
        let registration = place.registry.register(&new_claim(number), now(), counting(0)).await;
        codes.push(done(registration.unwrap()).code);
    }
    assert!(all_differ(codes));
    let stuck = place.registry.register(&new_claim(6), now(), || 1_u64.to_le_bytes()).await;
    assert!(stuck.is_err());
    assert!(place.registry.claims_of(6, None).await.unwrap().is_empty());
}

async fn events_are_numbered_over_all_claims(place: Place) {
    for number in 1..=3 {
        let claim = place.register(&new_claim(number)).await;
        // Pressed again: no second event.
        place.register(&new_claim(number)).await;
        assert_eq!(claim.events[0].seq, i64::from(number));
    }
}

/// A child of a main insured under C-1, OLD and PAPER; the draft says something else of the relation.
async fn with_child(place: &Place) -> NewClaim {
    let mut new = new_claim(1);
    new.from_directory = true;
    new.details.insured.relation = None;
    new.details.insured.principal = None;
    let child = &new.details.insured.national_code;
    let main = national_code(200_000_001);
    let mut rows = Vec::new();
    for contract in ["C-1", "OLD", "PAPER"] {
        rows.push(format!("{},علی,موسوی,,{},self,,{contract}", main.expose(), mobile(2).expose()));
        let (child, main) = (child.expose(), main.expose());
        rows.push(format!("{child},زهرا,موسوی,1390/01/01,,child,{main},{contract}"));
    }
    place.import(&rows).await;
    new
}

async fn the_directory_is_asked_again(place: Place) {
    let new = with_child(&place).await;
    let under = |code: &str| {
        let mut new = new.clone();
        new.details.contract.as_mut().unwrap().code = code.to_owned();
        new
    };
    let mut stranger = new.clone();
    stranger.details.insured.national_code = national_code(300_000_001);
    let mut without = new.clone();
    without.details.contract = None;
    for (why, changed) in [
        ("the contract has ended", under("OLD")),
        ("the contract takes paper only", under("PAPER")),
        ("the person is under another contract", under("C-2")),
        ("there is no such contract", under("C-9")),
        ("the person has left", stranger),
        ("no contract was chosen", without),
    ] {
        let registration = place.registry.register(&changed, now(), counting(0)).await.unwrap();
        assert_eq!(registration, Registration::Changed, "{why}");
    }
    let claim = place.register(&new).await;
    assert_eq!(claim.details.insured.relation, Some(Relation::Child));
    assert_eq!(claim.details.insured.principal, Some(national_code(200_000_001)));
    assert_eq!(claim.events[0].seq, 1, "what was refused left nothing behind");
}

async fn a_repeated_registration_asks_the_directory_no_more(place: Place) {
    let new = with_child(&place).await;
    let claim = place.register(&new).await;
    let other = national_code(300_000_001);
    place.import(&[format!("{},الف,ب,,{},self,,C-1", other.expose(), mobile(9).expose())]).await;
    assert_eq!(place.register(&new).await, claim);
}

async fn a_person_sees_their_own_and_their_familys(place: Place) {
    let first = place.register(&new_claim(1)).await;
    let second = place.register(&new_claim(2)).await;
    let insured = &first.details.insured.national_code;
    let principal = first.details.insured.principal.as_ref().unwrap();
    let stranger = national_code(300_000_001);
    for (chat, identity, sees) in [
        (1, None, vec![&first]),
        (9, None, vec![]),
        (9, Some(insured), vec![&first]),
        (9, Some(principal), vec![&first]),
        (9, Some(&stranger), vec![]),
        (2, Some(insured), vec![&second, &first]),
        (1, Some(insured), vec![&first]),
    ] {
        let found = place.registry.claims_of(chat, identity).await.unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), sees, "{chat} {identity:?}");
        for claim in [&first, &second] {
            assert_eq!(
                may_see(chat, identity, claim),
                sees.contains(&claim),
                "{chat} {identity:?}"
            );
        }
    }
}
