//! Sessions and the one commit of a turn.

use bimeyar::claim::TrackingCode;
use bimeyar::dialogues::{Dialogues, InboxId, StoreFault, TurnCommit};
use bimeyar::engine::{Asker, Effect, Input, Session, TimerKind};
use serde_json::json;

use super::{Bench, is_already_done, second, session, show, text};

/// A session of about `bytes` bytes.
fn large(chat: i64, bytes: usize) -> Session {
    // Random letters are no smaller on disk.
    let letters = "شماره".repeat(bytes / 10 + 1);
    Session { held: vec![text(&letters)], ..Session::new(chat) }
}

#[tokio::test]
async fn a_committed_turn_is_whole_after_a_restart() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    let wake = Effect::WakeAt { at: second(5), timer: TimerKind::DraftReminder };
    let _committed = bench.turn(session(1, 7), vec![show("a"), wake]).await;
    bench.reopen();
    assert_eq!(bench.store().session(1).unwrap(), Some(session(1, 7)));
    assert_eq!(bench.store().session(2).unwrap(), None);
    assert_eq!(bench.next(1), None);
    assert_eq!(bench.store().pending_outbox().unwrap().len(), 1);
    assert_eq!(bench.store().next_timer().unwrap().unwrap().at, second(5));
}

#[tokio::test]
async fn a_turn_committed_twice_changes_nothing_the_second_time() {
    let bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    let inbox = bench.next(1).unwrap().id;
    let commit = |generation| {
        let session = session(1, generation);
        let wake = Effect::WakeAt { at: second(5), timer: TimerKind::DraftReminder };
        TurnCommit { inbox, session, effects: vec![show("a"), wake], now: second(1) }
    };
    // Both are handed in before either is durable, so that they meet in one group.
    let (first, again) = tokio::join!(
        bench.store().commit_turn(commit(1)),
        bench.store().commit_turn(TurnCommit { effects: vec![show("b")], ..commit(2) })
    );
    assert_eq!(first.unwrap().rows.len(), 1);
    assert!(is_already_done(&again), "{again:?}");
    assert_eq!(bench.store().session(1).unwrap(), Some(session(1, 1)));
    assert_eq!(bench.store().pending_outbox().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_turn_leaves_no_trace() {
    let bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    let inbox = bench.next(1).unwrap().id;
    let foreign =
        TurnCommit { inbox, session: session(2, 1), effects: vec![show("a")], now: second(1) };
    let refused = bench.store().commit_turn(foreign.clone()).await;
    assert!(matches!(refused, Err(StoreFault::OtherChat)), "{refused:?}");
    let nowhere = InboxId { chat: 2, seq: inbox.seq };
    let refused = bench.store().commit_turn(TurnCommit { inbox: nowhere, ..foreign }).await;
    assert!(is_already_done(&refused), "{refused:?}");
    assert_eq!(bench.store().session(2).unwrap(), None);
    assert_eq!(bench.store().pending_outbox().unwrap(), []);
    assert_eq!(bench.drain(1).await, [text("hello")]);
}

#[tokio::test]
async fn a_large_session_is_cut_into_rows_and_leaves_none_behind_when_it_shrinks() {
    let mut bench = Bench::new();
    let sizes = [100 * 1024, 40 * 1024, 300, 200 * 1024, 300];
    for bytes in sizes {
        bench.typed(1, &["hello"]).await;
        let _committed = bench.turn(large(1, bytes), vec![]).await;
        bench.reopen();
        assert_eq!(bench.store().session(1).unwrap(), Some(large(1, bytes)));
        bench.close();
        let rows = rows_of_sessions(&bench);
        assert!(rows.iter().all(|bytes| *bytes <= 32 * 1024), "{rows:?}");
        assert_eq!(rows.len(), 1 + (rows.iter().sum::<usize>() - 1) / (16 * 1024 + 3), "{rows:?}");
        bench.store = Some(super::open(&bench.dir()));
    }
    let blobs = std::fs::read_dir(bench.dir().join("blobs")).unwrap().count();
    assert_eq!(blobs, 0, "files that sled never syncs");
}

/// Bytes of each row of the tree `sessions`.
fn rows_of_sessions(bench: &Bench) -> Vec<usize> {
    let db = sled::Config::new().path(bench.dir()).segment_size(2 * 1024 * 1024).open().unwrap();
    let tree = db.open_tree("sessions").unwrap();
    tree.iter().map(|row| row.unwrap().1.len()).collect()
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    let clone = bench.store().clone();
    bench.close();
    let refused = clone.finish(&bimeyar::dialogues::OutboxId { chat: 1, seq: 1 }, None, second(1));
    assert!(matches!(refused.await, Err(StoreFault::Closed)));
    drop(clone);
    bench.store = Some(super::open(&bench.dir()));
    assert_eq!(bench.drain(1).await, [text("hello")]);
}

#[tokio::test]
async fn small_values_are_kept_by_name() {
    let mut bench = Bench::new();
    assert_eq!(bench.store().meta("events").unwrap(), None);
    bench.store().set_meta("events", "17").await.unwrap();
    bench.store().set_meta("schema", "of another").await.unwrap();
    bench.reopen();
    assert_eq!(bench.store().meta("events").unwrap().as_deref(), Some("17"));
}

#[tokio::test]
async fn inputs_that_come_while_a_turn_is_committed_stay() {
    let bench = Bench::new();
    bench.typed(1, &["first"]).await;
    let commit = bench.turn(session(1, 1), vec![]);
    let (_committed, chats) = tokio::join!(commit, bench.typed(1, &["second"]));
    assert_eq!(chats, [1]);
    assert_eq!(bench.next(1).map(|row| row.input), Some(Input::Text { text: "second".to_owned() }));
}

/// A session with one draft that holds one stored photo and one on its way.
fn with_photos(chat: i64, draft: &str, sha256: &str) -> Session {
    let file = json!({
        "media_type": "image/jpeg", "width": 9, "height": 9, "bytes": 99, "sha256": sha256,
        "upload_sha256": "u", "quality": [],
    });
    let photo = |id: &str, state| {
        json!({
            "id": id, "message_id": 1, "at": "2026-11-21T08:00:00Z", "state": state,
            "title": null, "told": true,
        })
    };
    let mut session = serde_json::to_value(Session::new(chat)).unwrap();
    let drafts = session.get_mut("drafts").unwrap();
    *drafts = json!([{
        "id": draft, "number": 1, "flow": "claim", "flow_version": 1,
        "begun": "2026-11-21T08:00:00Z", "touched": "2026-11-21T08:00:00Z", "answers": {},
        "asking": null, "warned": [], "challenge": null, "reminded": 0,
        "view": serde_json::to_value(bimeyar::engine::session::View::default()).unwrap(),
        "photos": [photo("a", json!({"stored": file})), photo("b", json!("coming"))],
    }]);
    serde_json::from_value(session).unwrap()
}

#[tokio::test]
async fn the_stored_photos_of_all_drafts_and_waiting_effects_are_told() {
    let bench = Bench::new();
    for (chat, draft, sha256) in [(1, "d1", "aa"), (2, "d2", "bb")] {
        bench.typed(chat, &["hello"]).await;
        let _committed = bench.turn(with_photos(chat, draft, sha256), Vec::new()).await;
    }
    assert_eq!(held(bench.store()), [("d1", "aa"), ("d2", "bb")].map(owned));

    // The draft of chat 1 gives its photos to an effect.
    let document = json!({
        "id": "0123456789abcdef", "scope": "d1", "title": {"code": "INV", "name": "x"}, "late": false, "round": 0,
        "file": {"media_type": "image/jpeg", "width": 9, "height": 9, "bytes": 99, "sha256": "cc",
            "upload_sha256": "u", "quality": []},
    });
    let adding: Effect = serde_json::from_value(json!({"add_documents": {
        "code": TrackingCode::from_random([7; 8]), "draft": "d1", "documents": [document], "asker": Asker::default(),
    }}))
    .unwrap();
    bench.typed(1, &["send"]).await;
    let committed = bench.turn(Session::new(1), vec![adding]).await;
    let store = bench.store();
    assert_eq!(held(store), [("d2", "bb"), ("d1", "cc")].map(owned));
    assert!(store.is_photo_held(1, "d1", "cc").unwrap());
    assert!(!store.is_photo_held(1, "d2", "cc").unwrap());
    assert!(!store.is_photo_held(1, "d1", "aa").unwrap());
    assert!(store.is_photo_held(2, "d2", "bb").unwrap());
    store.finish(&committed.rows[0].id, None, second(2_000)).await.unwrap();
    assert_eq!(held(store), [("d2", "bb")].map(owned));
}

fn held(store: &Dialogues) -> Vec<(String, String)> {
    store.held_photos().unwrap()
}

fn owned((scope, sha256): (&str, &str)) -> (String, String) {
    (scope.to_owned(), sha256.to_owned())
}
