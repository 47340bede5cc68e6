//! News of claims and how far they reach: both or neither.

use bimeyar::dialogues::{Followed, StoreFault};
use bimeyar::engine::Input;

use super::{Bench, arrival, is_already_done, open, second, settings, text, vault};

fn stretch(after: Option<i64>, to: i64, news: &[(i64, &str)]) -> Followed {
    let news = news.iter().map(|(chat, words)| (*chat, text(words))).collect();
    Followed { after, to, news }
}

#[tokio::test]
async fn a_stretch_of_events_is_taken_once() {
    let mut bench = Bench::new();
    assert_eq!(bench.store().followed().unwrap(), None);
    let first = stretch(None, 3, &[(2, "a"), (1, "b"), (2, "c")]);
    assert_eq!(bench.store().follow(first.clone(), second(9)).await.unwrap(), [1, 2]);
    assert!(is_already_done(&bench.store().follow(first, second(9)).await));
    bench.reopen();
    assert_eq!(bench.store().followed().unwrap(), Some(3));
    let other = stretch(Some(2), 4, &[(2, "z")]);
    assert!(is_already_done(&bench.store().follow(other, second(9)).await));
    assert_eq!(
        bench.store().follow(stretch(Some(3), 7, &[]), second(9)).await.unwrap(),
        Vec::<i64>::new()
    );
    assert_eq!(bench.store().followed().unwrap(), Some(7));
    assert_eq!(bench.drain(2).await, [text("a"), text("c")]);
    assert_eq!(bench.drain(1).await, [text("b")]);
}

#[tokio::test]
async fn news_are_never_dropped_though_a_chat_floods() {
    let folder = tempfile::tempdir().unwrap();
    let few = bimeyar::dialogues::DialoguesSettings { inbox_cap: 2, ..settings(folder.path()) };
    let store = bimeyar::dialogues::Dialogues::open(&few, vault(7)).unwrap();
    let typed = ["1", "2", "3", "4"].map(|words| arrival(5, text(words)));
    store.take_in(typed.to_vec()).await.unwrap();
    assert_eq!(store.figures().unwrap().inbox, 3);
    store.follow(stretch(None, 1, &[(5, "news")]), second(9)).await.unwrap();
    assert_eq!(store.figures().unwrap().inbox, 4);
    store.close();
}

#[tokio::test]
async fn on_a_full_disk_no_event_is_passed_over() {
    let bench = Bench::new();
    let dir = bench.folder.path().join("other");
    drop(open(&dir));
    let full = bimeyar::dialogues::DialoguesSettings { min_free_bytes: u64::MAX, ..settings(&dir) };
    let store = bimeyar::dialogues::Dialogues::open(&full, vault(7)).unwrap();
    let followed = store.follow(stretch(None, 1, &[(5, "news")]), second(9)).await;
    assert!(matches!(followed, Err(StoreFault::Full { .. })));
    assert_eq!(store.followed().unwrap(), None);
    assert_eq!(store.next_inbox(5).unwrap().map(|row| row.input), None::<Input>);
    store.close();
}
