//! The audit: written with what it tells of, and a chain that shows every change.

use bimeyar::claim::{Act, DecisionKind};
use bimeyar::registry::{AuditBreak, AuditEntry, AuditHead, AuditVerdict, Registry};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Vault, WhenMissing};
use sqlx::{Connection as _, SqliteConnection};
use tokio::task::JoinSet;

use super::{Place, on_every_database};
use crate::support::acts::{by_staff, in_chat, some};
use crate::support::claims::{new_claim, now, vault};

on_every_database! {
    an_empty_chain_is_whole,
    staff_decisions_stand_in_it_and_others_do_not,
    entries_written_at_once_make_one_chain,
}

fn entry(number: u32) -> AuditEntry {
    AuditEntry {
        actor: "sara".to_owned(),
        act: "document_viewed".to_owned(),
        object: Some(format!("{number:016x}")),
        detail: number.is_multiple_of(2).then(|| "مشاهده".to_owned()),
    }
}

async fn with_entries(place: &Place, entries: u32) {
    for number in 0..entries {
        place.registry.audit(entry(number), now()).await.unwrap();
    }
}

/// How many entries a whole chain has.
async fn entries(registry: &Registry) -> u64 {
    match registry.verify_audit().await.unwrap() {
        AuditVerdict::Whole { entries, .. } => entries,
        AuditVerdict::Broken { seq, why } => panic!("{seq}: {why}"),
    }
}

async fn an_empty_chain_is_whole(place: Place) {
    let head = AuditHead { seq: 0, hash: [0; 32] };
    let verdict = place.registry.verify_audit().await.unwrap();
    assert_eq!(verdict, AuditVerdict::Whole { entries: 0, head });
}

async fn staff_decisions_stand_in_it_and_others_do_not(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let registry = &place.registry;
    assert_eq!(entries(registry).await, 0);
    for (act, count) in [
        (by_staff(Act::Decide(some(DecisionKind::StartReview))), 1),
        (by_staff(Act::Decide(some(DecisionKind::StartReview))), 1),
        (by_staff(Act::Decide(some(DecisionKind::DeclareDefect))), 2),
        (in_chat(Act::AddDocuments(Vec::new()), "late"), 2),
        (in_chat(Act::Withdraw, "withdraw"), 2),
    ] {
        registry.change(&claim.code, act, now()).await.unwrap();
        assert_eq!(entries(registry).await, count);
    }
    let path = place.folder.path().join("data/registry.sqlite");
    let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as("SELECT actor, act, object, detail FROM audit ORDER BY seq")
            .fetch_all(&mut file)
            .await
            .unwrap();
    let row = |act: &str, detail: &str| {
        let code = claim.code.as_str().to_owned();
        ("sara".to_owned(), act.to_owned(), code, detail.to_owned())
    };
    assert_eq!(rows, [row("review_started", "revision 2"), row("defect_declared", "revision 3")]);
}

async fn entries_written_at_once_make_one_chain(place: Place) {
    let mut writers = JoinSet::new();
    for number in 0..50 {
        let registry = place.registry.clone();
        writers.spawn(async move { registry.audit(entry(number), now()).await.unwrap() });
    }
    writers.join_all().await;
    let place = place.reopened().await;
    assert_eq!(entries(&place.registry).await, 50);
}

/// Each with the number at which it shows.
#[tokio::test]
async fn whatever_is_done_to_the_rows_shows() {
    use AuditBreak::{Changed, Foreign, Missing};
    let insert = "INSERT INTO audit (seq, at, actor, act, object, detail, hash) SELECT 8, at, actor, act, object, \
                  detail, hash FROM audit WHERE seq = 7";
    for (statements, seq, why) in [
        ("UPDATE audit SET actor = 'omid' WHERE seq = 3", 3, Changed),
        ("UPDATE audit SET act = 'claim_viewed' WHERE seq = 1", 1, Changed),
        ("UPDATE audit SET object = NULL WHERE seq = 7", 7, Changed),
        ("UPDATE audit SET at = at + 1 WHERE seq = 4", 4, Changed),
        ("UPDATE audit SET detail = '' WHERE seq = 2", 2, Changed),
        ("UPDATE audit SET hash = x'00' WHERE seq = 5", 5, Changed),
        ("UPDATE audit SET object = detail, detail = object WHERE seq = 5", 5, Changed),
        ("DELETE FROM audit WHERE seq = 1", 1, Missing),
        ("DELETE FROM audit WHERE seq = 4", 4, Missing),
        ("DELETE FROM audit WHERE seq > 5", 6, Missing),
        ("DELETE FROM audit", 1, Missing),
        (
            "DELETE FROM audit WHERE seq = 4; UPDATE audit SET seq = seq - 1 WHERE seq > 4",
            4,
            Changed,
        ),
        (
            "UPDATE audit SET seq = 100 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; \
             UPDATE audit SET seq = 3 WHERE seq = 100",
            2,
            Changed,
        ),
        (insert, 8, Foreign),
        ("UPDATE meta SET number = 8 WHERE name = 'audit'", 8, Missing),
    ] {
        let place = Place::sqlite().await;
        with_entries(&place, 7).await;
        place.tamper(statements).await;
        let verdict = place.registry.verify_audit().await.unwrap();
        assert_eq!(verdict, AuditVerdict::Broken { seq, why }, "{statements}");
    }
}

/// An entry that was written in a copy, under the same keys and with the same number, follows another one.
#[tokio::test]
async fn an_entry_of_a_copy_that_went_another_way_does_not_fit() {
    let place = Place::sqlite().await;
    with_entries(&place, 3).await;
    let copy = place.folder.path().join("copy.sqlite");
    place.tamper(&format!("VACUUM INTO '{}'", copy.display())).await;
    let other = Registry::open(&format!("sqlite:{}", copy.display()), vault()).await.unwrap();
    for number in [40, 50] {
        other.audit(entry(number), now()).await.unwrap();
    }
    other.close().await;
    with_entries(&place, 2).await;
    let attach = format!("ATTACH '{}' AS other", copy.display());
    let columns = "actor, act, object, detail, hash";
    place
        .tamper(&format!(
            "{attach}; UPDATE audit SET ({columns}) = (SELECT {columns} FROM other.audit WHERE seq = 5) WHERE seq = 5"
        ))
        .await;
    let verdict = place.registry.verify_audit().await.unwrap();
    assert_eq!(verdict, AuditVerdict::Broken { seq: 5, why: AuditBreak::Changed });
}

/// Who has the file but not the keys cannot write a chain of their own.
#[tokio::test]
async fn a_chain_written_under_other_keys_does_not_pass() {
    let place = Place::sqlite().await;
    with_entries(&place, 3).await;
    let key = |text: &str| Some(Secret::new(text.to_owned()));
    let stranger = Vault::open(&KeySource {
        master: key("ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM="),
        pepper: key("ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM="),
        folder: "/nonexistent".into(),
        when_missing: WhenMissing::Refuse,
    });
    let url = format!("sqlite:{}", place.folder.path().join("data/registry.sqlite").display());
    let forged = Registry::open(&url, stranger.unwrap()).await.unwrap();
    forged.audit(entry(3), now()).await.unwrap();
    let verdict = place.registry.verify_audit().await.unwrap();
    assert_eq!(verdict, AuditVerdict::Broken { seq: 4, why: AuditBreak::Changed });
    forged.close().await;
}

/// A head that was written down proves that all up to it was kept.
#[tokio::test]
async fn the_head_tells_what_was_there() {
    let place = Place::sqlite().await;
    with_entries(&place, 3).await;
    let head = |verdict| match verdict {
        AuditVerdict::Whole { head, .. } => head,
        AuditVerdict::Broken { seq, why } => panic!("{seq}: {why}"),
    };
    let first = head(place.registry.verify_audit().await.unwrap());
    assert!(first.to_string().starts_with("3:") && first.to_string().len() == 18, "{first}");
    assert_eq!(head(place.registry.verify_audit().await.unwrap()), first);
    place.registry.audit(entry(4), now()).await.unwrap();
    let second = head(place.registry.verify_audit().await.unwrap());
    assert_eq!(second.seq, 4);
    assert_ne!(second.hash, first.hash);
}
