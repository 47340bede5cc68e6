//! The folder: one process, crash leftovers, damage, other keys, nothing in clear.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use bimeyar::dialogues::{DeadKind, Dialogues, OpenFault};
use bimeyar::engine::{Effect, Input};

use super::{Bench, open, session, settings, show, text, vault};

#[tokio::test]
async fn a_second_opening_is_refused_and_told_why() {
    let mut bench = Bench::new();
    let refused = Dialogues::open(&settings(&bench.dir()), vault(7)).unwrap_err();
    assert!(matches!(refused, OpenFault::InUse { .. }), "{refused:?}");
    assert!(refused.to_string().contains("in use by another process"), "{refused}");
    bench.reopen();
}

/// As a program without a mask has made it, or a copy that was put back.
#[tokio::test]
async fn what_others_may_read_is_closed_to_them() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    bench.close();
    let dir = bench.dir();
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    set(&dir, 0o755);
    for file in files_below(&dir) {
        set(&file, 0o644);
    }
    bench.store = Some(open(&dir));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for file in files_below(&dir) {
        // What sled makes anew has the rights that the mask of the process leaves it.
        let is_old = !file.to_string_lossy().contains("snap.");
        assert!(!is_old || mode(&file) == 0o600, "{} is {:o}", file.display(), mode(&file));
    }
}

#[tokio::test]
async fn a_torn_snapshot_does_not_keep_the_store_from_opening() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    for torn in [&b""[..], b"torn"] {
        bench.close();
        fs::write(bench.dir().join("snap.00FFFFFFFFFFFFFF.generating"), torn).unwrap();
        bench.store = Some(open(&bench.dir()));
        assert_eq!(bench.next(1).unwrap().input, text("hello"));
    }
    assert_eq!(folders_beside(&bench), ["dialogues"]);
}

/// sled writes its settings in two steps and syncs neither.
#[tokio::test]
async fn settings_of_sled_that_are_cut_off_at_any_byte_do_not_keep_the_store_from_opening() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    bench.close();
    let conf = bench.dir().join("conf");
    let whole = fs::read(&conf).unwrap();
    // As sled itself writes them.
    let own = tempfile::tempdir().unwrap();
    sled::Config::new().path(own.path()).segment_size(2 * 1024 * 1024).open().unwrap();
    assert_eq!(whole, fs::read(own.path().join("conf")).unwrap());
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    for torn in cut.chain([vec![0; whole.len()], vec![0; 4_096]]) {
        fs::write(&conf, &torn).unwrap();
        bench.store = Some(open(&bench.dir()));
        assert_eq!(bench.next(1).unwrap().input, text("hello"));
        bench.close();
        assert_eq!(fs::read(&conf).unwrap(), whole);
    }
    fs::remove_file(&conf).unwrap();
    bench.store = Some(open(&bench.dir()));
    assert_eq!(folders_beside(&bench), ["dialogues"]);
}

#[tokio::test]
async fn a_damaged_snapshot_is_rebuilt_from_the_log_and_a_copy_is_kept() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    bench.close();
    let snapshot = bench.dir().join("snap.00FFFFFFFFFFFFFF");
    fs::write(&snapshot, "no snapshot at all").unwrap();
    bench.store = Some(open(&bench.dir()));
    assert_eq!(bench.next(1).unwrap().input, text("hello"));
    assert_eq!(folders_beside(&bench), ["dialogues", "dialogues.damaged-1"]);
    let copy = bench.folder.path().join("dialogues.damaged-1");
    assert_eq!(fs::read(copy.join("snap.00FFFFFFFFFFFFFF")).unwrap(), b"no snapshot at all");
    assert!(copy.join("db").metadata().unwrap().len() > 0);
}

#[tokio::test]
async fn other_keys_are_refused_before_anything_is_taken_for_damaged() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello"]).await;
    let _committed = bench.turn(session(1, 3), vec![]).await;
    bench.close();
    let refused = Dialogues::open(&settings(&bench.dir()), vault(8)).unwrap_err();
    assert!(matches!(refused, OpenFault::OtherKeys { .. }), "{refused:?}");
    bench.store = Some(open(&bench.dir()));
    assert_eq!(bench.store().session(1).unwrap(), Some(session(1, 3)));
    assert_eq!(bench.store().dead_letters().unwrap(), []);
}

#[tokio::test]
async fn what_cannot_be_read_is_put_aside_and_never_stops_a_chat() {
    let mut bench = Bench::new();
    bench.typed(1, &["hello", "next"]).await;
    let _committed = bench.turn(session(1, 3), vec![show("a"), show("b")]).await;
    for tree in ["sessions", "inbox", "outbox"] {
        bench.close();
        damage_first_row(&bench.dir(), tree);
        bench.store = Some(open(&bench.dir()));
    }
    assert_eq!(bench.store().session(1).unwrap(), None);
    assert_eq!(bench.next(1).unwrap().input, Input::Mishap);
    let pending = bench.store().pending_outbox().unwrap();
    assert_eq!(pending.into_iter().map(|row| row.effect).collect::<Vec<_>>(), [show("b")]);
    assert_eq!(bench.drain(1).await, [Input::Mishap, Input::Mishap]);

    bench.reopen();
    let dead = bench.store().dead_letters().unwrap();
    let kinds: Vec<_> = dead.iter().map(|letter| letter.kind).collect();
    assert_eq!(kinds, [DeadKind::Session, DeadKind::Inbox, DeadKind::Outbox]);
    assert!(dead.iter().all(|letter| letter.chat == 1 && letter.name.is_empty()));
}

#[tokio::test]
async fn nothing_that_a_person_typed_is_on_the_disk_in_clear() {
    let mut bench = Bench::new();
    let marker = "MARKER-0912-3456789";
    bench.typed(1, &[marker, marker]).await;
    let show_it = Effect::Show(bimeyar::engine::Screen {
        paragraphs: vec![
            bimeyar::wording::Message::new("x")
                .with("typed", bimeyar::wording::message::Arg::Typed(marker.to_owned())),
        ],
        keyboard: bimeyar::engine::Keyboard::None,
        reply_to: None,
        notice: false,
    });
    let held =
        bimeyar::engine::Session { held: vec![text(marker)], ..bimeyar::engine::Session::new(1) };
    let _committed = bench.turn(held, vec![show_it]).await;
    let row = bench.next(1).unwrap();
    bench.store().bury(&row.id, marker, super::second(1)).await.unwrap();
    bench.store().set_meta("cursor", marker).await.unwrap();
    bench.close();
    let mut bytes = 0;
    for path in files_below(&bench.dir()) {
        let content = fs::read(&path).unwrap();
        bytes += content.len();
        let found = content.windows(marker.len()).any(|window| window == marker.as_bytes());
        assert!(!found, "in {}", path.display());
    }
    assert!(bytes > 1_000);
}

/// Changes the last byte of the first row of a tree, which belongs to its seal.
fn damage_first_row(dir: &Path, tree: &str) {
    let db = sled::Config::new().path(dir).segment_size(2 * 1024 * 1024).open().unwrap();
    let tree = db.open_tree(tree).unwrap();
    let (key, row) = tree.first().unwrap().unwrap();
    let mut row = row.to_vec();
    *row.last_mut().unwrap() ^= 1;
    tree.insert(key, row).unwrap();
    db.flush().unwrap();
}

fn folders_beside(bench: &Bench) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(bench.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn files_below(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[tokio::test]
async fn names_of_rows_that_a_damaged_disk_lost_are_not_given_again() {
    for swept in [false, true] {
        let mut bench = Bench::new();
        bench.typed(1, &["a", "b", "c"]).await;
        let lost = bench.next(1).unwrap().id;
        let db = bench.dir().join("db");
        if swept {
            // As if the process had died: only the sweep has noted how far it came.
            bench.store().sweep(super::second(1)).await.unwrap();
            let noted = fs::read(bench.dir().join("bimeyar.reached")).unwrap();
            bench.close();
            fs::write(bench.dir().join("bimeyar.reached"), noted).unwrap();
        } else {
            bench.close();
        }
        // sled takes a damaged log for one that ends there, and opens.
        let mut bytes = fs::read(&db).unwrap();
        bytes[..200].fill(0xA5);
        fs::write(&db, bytes).unwrap();
        bench.store = Some(open(&bench.dir()));
        assert_eq!(bench.next(1), None);
        bench.typed(1, &["d"]).await;
        assert_eq!(bench.next(1).unwrap().id.seq, lost.seq + 3);
        bench.reopen();
        assert_eq!(bench.drain(1).await, [text("d")]);
    }
}
