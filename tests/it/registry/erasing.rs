//! Claims that are erased, and rows that are sealed anew.

use std::path::Path;

use bimeyar::claim::record::FurtherAnswer;
use bimeyar::claim::{
    Act, Claim, Decision, Document, EventKind, KeptAnswers, NewClaim, Stage, StoredFile,
    TrackingCode,
};
use bimeyar::registry::{
    AuditVerdict, Changed, ClaimQuery, Erasure, KeyUse, LeftToRemove, Registration, Registry,
    SealedAnew, WhyErased, copy_registry,
};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Vault, WhenMissing};
use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::{Place, on_every_database};
use crate::support::acts::{by_staff, in_chat};
use crate::support::claims::{counting, draft, invoice, mobile, national_code, new_claim, now};

on_every_database! {
    all_that_tells_whose_it_was_is_gone,
    a_claim_under_way_is_not_erased,
    what_is_not_there_is_an_outcome,
    a_photo_that_another_claim_has_stays,
    an_erased_draft_is_not_registered_again,
}

fn staff() -> WhyErased {
    WhyErased::Staff { name: "sara".to_owned(), reason: "asked by letter 17".to_owned() }
}

async fn withdrawn(place: &Place, new: &NewClaim) -> Claim {
    let claim = place.register(new).await;
    let change = in_chat(Act::Withdraw, &format!("withdraw {}", new.draft));
    let changed = place.registry.change(&claim.code, change, now()).await.unwrap();
    let Changed::Done(claim) = changed else { panic!("{changed:?}") };
    *claim
}

/// What chat 1 answered in a survey that the news of `claim` offered.
async fn answered(place: &Place, number: u32, claim: &Claim) {
    let answer = FurtherAnswer {
        id: "why".to_owned(),
        name: "چرا".to_owned(),
        answer: "خوب بود".to_owned(),
    };
    let kept = KeptAnswers {
        draft: draft(number),
        chat: 1,
        flow: "survey".to_owned(),
        flow_version: 1,
        about: Some(claim.code.clone()),
        answers: vec![answer],
    };
    assert!(place.registry.keep_answers(&kept, now()).await.unwrap());
}

async fn erased(place: &Place, claim: &Claim) -> LeftToRemove {
    let erasure = place.registry.erase_claim(&claim.code, &staff(), now()).await.unwrap();
    let Erasure::Done(left) = erasure else { panic!("{erasure:?}") };
    left
}

async fn all_that_tells_whose_it_was_is_gone(place: Place) {
    let mut new = new_claim(1);
    new.documents = vec![invoice("00000000000000aa", b"one")];
    let claim = withdrawn(&place, &new).await;
    let other = place.register(&new_claim(2)).await;
    answered(&place, 50, &claim).await;
    let key = key_of(&place, 1).await;
    let before = place.registry.last_event().await.unwrap();

    let left = erased(&place, &claim).await;
    let sha256 = new.documents[0].file.sha256.clone();
    let documents = vec![(new.draft.clone(), sha256)];
    assert_eq!(left, LeftToRemove { documents, scope: Some(new.draft.clone()) });
    is_a_tombstone(&place, &claim, before).await;
    is_not_found(&place, &claim, &other).await;
    assert!(!place.registry.has_document(&new.draft, &left.documents[0].1).await.unwrap());
    is_in_no_file(&place, &key).await;
    is_erased_once(&place, &claim).await;
}

/// And the rest is whole.
async fn is_erased_once(place: &Place, claim: &Claim) {
    let again = place.registry.erase_claim(&claim.code, &staff(), now()).await.unwrap();
    assert_eq!(again, Erasure::AlreadyErased);
    let verdict = place.registry.verify_audit().await.unwrap();
    assert!(matches!(verdict, AuditVerdict::Whole { entries: 1, .. }), "{verdict:?}");
    let checked = place.registry.check().await.unwrap();
    assert_eq!((checked.claims, checked.erased, checked.wrong), (1, 1, vec![]));
}

/// And those who follow hear of it after the event `before`.
async fn is_a_tombstone(place: &Place, claim: &Claim, before: i64) {
    assert_eq!(place.registry.claim(&claim.code).await.unwrap(), None);
    let tombstone = place.registry.tombstone(&claim.code).await.unwrap().unwrap();
    assert_eq!((tombstone.stage, tombstone.revision), (Stage::Withdrawn, claim.revision + 1));
    assert_eq!((tombstone.registered_at, tombstone.erased_at), (now(), now()));
    let kinds: Vec<EventKind> = tombstone.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Registered, EventKind::Withdrawn, EventKind::Erased]);
    assert!(tombstone.events.iter().all(|event| event.chat.is_none()));
    // Those who follow hear of it, so that they can erase what they have.
    let news = place.registry.events_after(before, 10).await.unwrap();
    assert_eq!((news[0].kind, &news[0].code, news[0].owner), (EventKind::Erased, &claim.code, 0));
}

/// Of claim 1, of which `other` is not.
async fn is_not_found(place: &Place, claim: &Claim, other: &Claim) {
    for q in [
        claim.code.as_str(),
        national_code(100_000_001).expose(),
        national_code(200_000_001).expose(),
        mobile(1).expose(),
    ] {
        let query = ClaimQuery { q: Some(q.to_owned()), ..ClaimQuery::default() };
        assert_eq!(place.registry.claims(&query).await.unwrap().items, [], "{q}");
    }
    let all = place.registry.claims(&ClaimQuery::default()).await.unwrap().items;
    assert_eq!(all, std::slice::from_ref(other));
    let main = national_code(200_000_001);
    assert_eq!(place.registry.claims_of(1, Some(&main)).await.unwrap(), []);
    assert_eq!(place.registry.claims_of(0, None).await.unwrap(), []);
    assert_eq!(place.registry.kept_flows().await.unwrap(), []);
}

async fn is_in_no_file(place: &Place, key: &[u8]) {
    // The key is in no file any more, the journal included.
    assert_eq!(key_of(place, 1).await, b"");
    let folder = place.folder.path().join("data");
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let tells = |file: &Path, bytes: &[u8]| {
        std::fs::read(file).unwrap().windows(bytes.len()).any(|part| part == bytes)
    };
    let others = key_of(place, 2).await;
    let (mut gone, mut there) = (true, false);
    for file in files {
        gone &= !tells(&file, key);
        there |= tells(&file, &others);
    }
    assert!(gone && there, "{gone} {there}");
}

async fn key_of(place: &Place, id: i64) -> Vec<u8> {
    let path = place.folder.path().join("data/registry.sqlite");
    let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    let row = sqlx::query("SELECT claim_key FROM claims WHERE id = $1").bind(id);
    row.fetch_one(&mut file).await.unwrap().get(0)
}

async fn a_claim_under_way_is_not_erased(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let try_it = async || place.registry.erase_claim(&claim.code, &staff(), now()).await.unwrap();
    assert_eq!(try_it().await, Erasure::UnderWay(Stage::Registered));
    let started = by_staff(Act::Decide(Decision::StartReview));
    place.registry.change(&claim.code, started, now()).await.unwrap();
    assert_eq!(try_it().await, Erasure::UnderWay(Stage::UnderReview));
    assert!(place.registry.claim(&claim.code).await.unwrap().is_some());
    let reject = Decision::Reject { reason: "expired".to_owned(), note: None };
    place.registry.change(&claim.code, by_staff(Act::Decide(reject)), now()).await.unwrap();
    assert!(matches!(try_it().await, Erasure::Done(_)));
}

async fn what_is_not_there_is_an_outcome(place: Place) {
    let unknown = TrackingCode::from_random([9; 8]);
    let erasure = place.registry.erase_claim(&unknown, &staff(), now()).await.unwrap();
    assert_eq!(erasure, Erasure::Unknown);
    assert_eq!(place.registry.tombstone(&unknown).await.unwrap(), None);
    let claim = withdrawn(&place, &new_claim(1)).await;
    assert_eq!(place.registry.tombstone(&claim.code).await.unwrap(), None);
    erased(&place, &claim).await;
    let changed = place.registry.change(&claim.code, in_chat(Act::Withdraw, "w"), now()).await;
    assert_eq!(changed.unwrap(), Changed::Unknown);
}

async fn a_photo_that_another_claim_has_stays(place: Place) {
    // Both came in the same tray; the second claim also has one of the first claim's own draft.
    let lies_in = |scope: &str, id: &str, content: &[u8]| Document {
        scope: scope.to_owned(),
        ..invoice(id, content)
    };
    let (tray, own) = (draft(99), draft(1));
    let mut first = new_claim(1);
    first.documents = vec![
        lies_in(&tray, "00000000000000aa", b"shared"),
        lies_in(&tray, "00000000000000ab", b"mine"),
        invoice("00000000000000ac", b"lent"),
    ];
    let mut second = new_claim(2);
    second.documents = vec![
        lies_in(&tray, "00000000000000ba", b"shared"),
        lies_in(&own, "00000000000000bb", b"lent"),
    ];
    let first = withdrawn(&place, &first).await;
    let second = withdrawn(&place, &second).await;
    let of = |document: &Document| {
        let Document { scope, file: StoredFile { sha256, .. }, .. } = document;
        (scope.clone(), sha256.clone())
    };
    let left = erased(&place, &first).await;
    assert_eq!(left, LeftToRemove { documents: vec![of(&first.documents[1])], scope: None });
    let left = erased(&place, &second).await;
    assert_eq!(left.documents.len(), 2, "nobody else has them any more");
    assert_eq!(left.scope, Some(draft(2)));
}

async fn an_erased_draft_is_not_registered_again(place: Place) {
    let claim = withdrawn(&place, &new_claim(1)).await;
    erased(&place, &claim).await;
    let again = place.registry.register(&new_claim(1), now(), counting(7)).await.unwrap();
    assert_eq!(again, Registration::Erased);
}

fn vault(masters: &str) -> Vault {
    let secret = |text: &str| Some(Secret::new(text.to_owned()));
    Vault::open(&KeySource {
        master: secret(masters),
        pepper: secret(OLD),
        folder: "/nowhere".into(),
        when_missing: WhenMissing::Refuse,
    })
    .unwrap()
}

/// 32 bytes each, in base64.
const OLD: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NEW: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

#[tokio::test]
async fn a_new_key_takes_over_the_keys_of_claims_and_the_people() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("registry.sqlite").display());
    let open = async |masters: &str| {
        let registry = Registry::open(&url, vault(masters)).await.unwrap();
        Place { folder: tempfile::tempdir().unwrap(), registry }
    };
    let place = open(OLD).await;
    let claims = [place.register(&new_claim(1)).await, place.register(&new_claim(2)).await];
    // More people than are taken at a time.
    let people: Vec<String> = (0..1_200)
        .map(|number| {
            let (code, tel) = (national_code(312_345_000 + number), mobile(number));
            format!("{},علی,رستگار,,{},self,,C-1", code.expose(), tel.expose())
        })
        .collect();
    place.import(&people).await;
    answered(&place, 50, &claims[0]).await;
    let rows = KeyUse { claims: 2, people: 1_200, answers: 1 };
    let usage = place.registry.key_usage().await.unwrap();
    assert_eq!(usage.into_iter().collect::<Vec<_>>(), [(vault(OLD).newest_key(), rows)]);
    assert_eq!(place.registry.rewrap().await.unwrap(), SealedAnew::default());
    place.registry.close().await;

    let both = format!("{NEW},{OLD}");
    let place = open(&both).await;
    let sealed = SealedAnew { changed: 1_203, unreadable: 0 };
    assert_eq!(place.registry.rewrap().await.unwrap(), sealed);
    let usage = place.registry.key_usage().await.unwrap();
    assert_eq!(usage.into_iter().collect::<Vec<_>>(), [(vault(NEW).newest_key(), rows)]);
    place.registry.close().await;

    let place = open(NEW).await;
    for claim in claims {
        assert_eq!(place.registry.claim(&claim.code).await.unwrap(), Some(claim));
    }
    let checked = place.registry.check().await.unwrap();
    let read = (checked.claims, checked.people, checked.answers);
    assert_eq!((read, checked.wrong), ((2, 1_200, 1), vec![]));
}

#[tokio::test]
async fn a_copy_is_the_registry_at_one_moment() {
    let place = Place::sqlite().await;
    let claim = place.register(&new_claim(1)).await;
    let source = place.folder.path().join("data/registry.sqlite");
    let copy = place.folder.path().join("copy.sqlite");
    let url = |path: &Path| format!("sqlite:{}", path.display());
    // While somebody writes.
    let registry = place.registry.clone();
    let writing = async {
        for number in 2..40 {
            let new = new_claim(number);
            registry.register(&new, now(), counting(u64::from(number) << 20)).await.unwrap();
        }
    };
    let from = url(&source);
    let (copied, ()) = tokio::join!(copy_registry(&from, &copy), writing);
    copied.unwrap();
    assert!(copy_registry(&url(&source), &copy).await.is_err(), "it is there");
    let nothing = place.folder.path().join("nothing.sqlite");
    let target = place.folder.path().join("other.sqlite");
    assert!(copy_registry(&url(&nothing), &target).await.is_err());
    let registry = Registry::open(&url(&copy), crate::support::claims::vault()).await.unwrap();
    assert_eq!(registry.claim(&claim.code).await.unwrap(), Some(claim));
    let checked = registry.check().await.unwrap();
    assert!(checked.claims >= 1 && checked.wrong.is_empty(), "{checked:?}");
    // As many events as claims: it is one moment, not two.
    assert_eq!(registry.last_event().await.unwrap(), i64::try_from(checked.claims).unwrap());
}
