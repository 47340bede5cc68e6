//! For those who follow what happens to claims, and for those who must not erase what a claim has.

use std::time::Duration;

use bimeyar::claim::{Act, Decision, NewClaim};
use bimeyar::registry::{Changed, ClaimChange, Doer};
use tokio::time::timeout;

use super::{Place, on_every_database};
use crate::support::claims::{draft, invoice, new_claim, now, sha256};

on_every_database! {
    the_last_event_is_told,
    a_change_rings_and_a_refused_one_does_not,
    a_stored_document_is_found_under_its_scope,
}

fn start_review() -> ClaimChange {
    ClaimChange {
        act: Act::Decide(Decision::StartReview),
        by: Doer::Staff { name: "sara".to_owned() },
        expected_revision: None,
    }
}

async fn the_last_event_is_told(place: Place) {
    assert_eq!(place.registry.last_event().await.unwrap(), 0);
    let claim = place.register(&new_claim(1)).await;
    assert_eq!(place.registry.last_event().await.unwrap(), 1);
    place.registry.change(&claim.code, start_review(), now()).await.unwrap();
    let place = place.reopened().await;
    assert_eq!(place.registry.last_event().await.unwrap(), 2);
    let last = place.registry.events_after(1, 10).await.unwrap();
    assert_eq!(last.iter().map(|event| event.seq).collect::<Vec<_>>(), [2]);
}

async fn a_change_rings_and_a_refused_one_does_not(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let (follower, registry) = (place.registry.clone(), &place.registry);
    let done = registry.change(&claim.code, start_review(), now()).await.unwrap();
    assert!(matches!(done, Changed::Done(_)));
    // It rang before anybody listened.
    timeout(Duration::from_secs(5), follower.changed()).await.unwrap();
    let again = registry.change(&claim.code, start_review(), now()).await.unwrap();
    assert!(matches!(again, Changed::Refused(..)));
    assert!(timeout(Duration::from_millis(50), follower.changed()).await.is_err());
    assert_eq!(registry.last_event().await.unwrap(), 2, "what is refused takes no number");
}

async fn a_stored_document_is_found_under_its_scope(place: Place) {
    let registry = &place.registry;
    let (mut late, mut own) =
        (invoice("1".repeat(16).as_str(), b"late"), invoice("2".repeat(16).as_str(), b"own"));
    late.scope = draft(9);
    own.scope = draft(1);
    let claim = place.register(&NewClaim { documents: vec![own], ..new_claim(1) }).await;
    let adding = ClaimChange {
        act: Act::AddDocuments(vec![late]),
        by: Doer::Chat { chat: 1, once: draft(9) },
        expected_revision: None,
    };
    registry.change(&claim.code, adding, now()).await.unwrap();
    for (scope, content, is_there) in [
        (draft(1), b"own".as_slice(), true),
        (draft(9), b"late", true),
        (draft(9), b"own", false),
        (draft(1), b"late", false),
    ] {
        let found = registry.has_document(&scope, &sha256(content)).await.unwrap();
        assert_eq!(found, is_there, "{scope} {content:?}");
    }
    let mut kept = registry.document_references().await.unwrap();
    kept.sort();
    assert_eq!(kept, [(draft(1), sha256(b"own")), (draft(9), sha256(b"late"))]);
}
