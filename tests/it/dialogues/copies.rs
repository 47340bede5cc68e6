//! Another key, and copies of the whole store.

use std::io::Read as _;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bimeyar::dialogues::{Dialogues, Followed, ImportFault, Resealed};
use bimeyar::engine::{Effect, Input, TimerKind};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Vault, WhenMissing};

use super::{Bench, arrival, second, session, settings, show, text, vault};

/// The vault of [`vault`] with `newer` before its key.
fn ring(newer: u8, older: u8) -> Vault {
    let key = |byte: u8| BASE64_STANDARD.encode([byte; 32]);
    let source = KeySource {
        master: Some(Secret::new(format!("{},{}", key(newer), key(older)))),
        pepper: Some(Secret::new(key(older))),
        folder: "/nowhere".into(),
        when_missing: WhenMissing::Refuse,
    };
    Vault::open(&source).unwrap()
}

/// Something in every table, one of the values in several rows.
async fn filled() -> Bench {
    let bench = Bench::new();
    let store = bench.store();
    bench.typed(1, &["hello", "again"]).await;
    let long = "شماره".repeat(20_000);
    bench.typed(2, &[&long]).await;
    let wake = Effect::WakeAt { at: second(5), timer: TimerKind::DraftReminder };
    let _committed = bench.turn(session(1, 7), vec![show("a"), wake]).await;
    let inbox = bench.next(1).unwrap().id;
    store.bury(&inbox, "poison", second(9)).await.unwrap();
    let seen =
        bimeyar::dialogues::Arrival { seen: Some("42/7".to_owned()), ..arrival(3, text("seen")) };
    store.take_in(vec![seen]).await.unwrap();
    store.set_meta("cursor", "17").await.unwrap();
    let followed = Followed { after: None, to: 12, news: Vec::new() };
    store.follow(followed, second(9)).await.unwrap();
    bench
}

fn is_whole(store: &Dialogues) {
    assert_eq!(store.session(1).unwrap(), Some(session(1, 7)));
    assert_eq!(store.next_inbox(1).unwrap().unwrap().input, Input::Mishap);
    let long = text(&"شماره".repeat(20_000));
    assert_eq!(store.next_inbox(2).unwrap().unwrap().input, long);
    assert_eq!(store.pending_outbox().unwrap().len(), 1);
    assert_eq!(store.next_timer().unwrap().unwrap().at, second(5));
    assert_eq!(store.dead_letters().unwrap().first().unwrap().reason, "poison");
    assert_eq!(store.meta("cursor").unwrap().as_deref(), Some("17"));
    assert_eq!(store.followed().unwrap(), Some(12));
    let figures = store.figures().unwrap();
    assert_eq!((figures.inbox, figures.sessions, figures.dead), (3, 1, 1));
    let (values, wrong) = store.check().unwrap();
    assert!(values > 6 && wrong.is_empty(), "{values} {wrong:?}");
}

#[tokio::test]
async fn a_new_key_seals_everything_and_the_old_one_is_needed_no_more() {
    let mut bench = filled().await;
    assert_eq!(bench.store().reseal().await.unwrap(), Resealed::default());
    let (old, new) = (vault(7).newest_key(), ring(8, 7).newest_key());
    bench.close();
    let store = Dialogues::open(&settings(&bench.dir()), ring(8, 7)).unwrap();
    let rows = store.key_usage().unwrap()[&old];
    assert!(rows > 6 && store.key_usage().unwrap().len() == 1);
    let resealed = store.reseal().await.unwrap();
    assert_eq!(resealed, Resealed { changed: rows, unreadable: 0 });
    assert_eq!(store.key_usage().unwrap().into_iter().collect::<Vec<_>>(), [(new, rows)]);
    store.close();
    // The older key gives the pepper only.
    let key = |byte: u8| Some(Secret::new(BASE64_STANDARD.encode([byte; 32])));
    let source = KeySource {
        master: key(8),
        pepper: key(7),
        folder: "/nowhere".into(),
        when_missing: WhenMissing::Refuse,
    };
    let alone = Vault::open(&source).unwrap();
    let store = Dialogues::open(&settings(&bench.dir()), alone).unwrap();
    is_whole(&store);
}

fn exported(store: &Dialogues) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.export().unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn imported(dir: &Path, export: &[u8]) -> Result<u64, ImportFault> {
    Dialogues::import(&settings(dir), export)
}

#[tokio::test]
async fn a_store_out_of_an_export_is_the_same_store() {
    let bench = filled().await;
    let export = exported(bench.store());
    let leftovers = std::fs::read_dir(bench.dir()).unwrap();
    assert!(!leftovers.into_iter().any(|it| it.unwrap().file_name() == "export.tmp"));
    let dir = bench.folder.path().join("again");
    let rows = imported(&dir, &export).unwrap();
    assert_eq!(rows, bench.store().export().unwrap().rows);
    let again = Dialogues::open(&settings(&dir), vault(7)).unwrap();
    is_whole(&again);

    // What the first store goes on to name, the second one never names.
    bench.typed(1, &["in the first"]).await;
    again.take_in(vec![arrival(9, text("in the second"))]).await.unwrap();
    let first = bench.store().export().unwrap().rows;
    assert_eq!(again.export().unwrap().rows, first);
    let _committed = bench.turn(session(2, 1), vec![show("b")]).await;
    let last_name = |store: &Dialogues| {
        store.pending_outbox().unwrap().iter().map(|row| row.id.seq).max().unwrap()
    };
    let reached = last_name(bench.store());
    let inbox = again.next_inbox(2).unwrap().unwrap().id;
    let commit = bimeyar::dialogues::TurnCommit {
        inbox,
        session: session(2, 1),
        effects: vec![show("b")],
        now: second(1_000),
    };
    let _committed = again.commit_turn(commit).await.unwrap();
    assert!(last_name(&again) > reached + 1_000_000);

    assert!(matches!(imported(&dir, &export), Err(ImportFault::Folder(_))), "it is open");
    again.close();
    assert!(matches!(imported(&dir, &export), Err(ImportFault::NotEmpty { .. })));
}

#[tokio::test]
async fn an_export_that_is_damaged_or_cut_makes_no_store() {
    let bench = filled().await;
    let export = exported(bench.store());
    let folder = bench.folder.path();
    let mut number = 0;
    let mut refuses = |bytes: &[u8], what: &str| {
        number += 1;
        let dir = folder.join(format!("try-{number}"));
        assert!(imported(&dir, bytes).is_err(), "{what}");
    };
    for at in (0..export.len()).step_by(export.len() / 40) {
        let mut damaged = export.clone();
        damaged[at] ^= 0x10;
        refuses(&damaged, &format!("byte {at}"));
    }
    for length in [0, 10, 20, 21, 60, export.len() / 2, export.len() - 33, export.len() - 1] {
        refuses(&export[..length], &format!("cut to {length}"));
    }
    refuses(&[&export[..], &[0]].concat(), "longer");
}
