//! The long poll against a scripted server: which offset is asked with after what.

use std::time::Duration;

use bimeyar::bale::poll::{Batch, PollSettings};
use bimeyar::bale::{BaleError, Poller};
use serde_json::{Value, json};

use super::server::{Reply, Server};

const QUICK: PollSettings = PollSettings {
    timeout: Duration::from_secs(1),
    rest: Duration::ZERO,
    pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(8),
};

fn message(id: &Value) -> Value {
    json!({"update_id": id, "message": {"message_id": 1, "chat": {"id": 5}, "text": "x"}})
}

fn batch(ids: &[i64]) -> Reply {
    Reply::ok(&ids.iter().map(|&id| message(&id.into())).collect())
}

fn nothing() -> Reply {
    Reply::ok(&json!([]))
}

fn offsets(server: &Server) -> Vec<Option<i64>> {
    server.asked().iter().map(|asked| asked.json()["offset"].as_i64()).collect()
}

/// Polls and confirms `times` times.
async fn confirm_all(poller: &mut Poller, times: usize) {
    for _ in 0..times {
        let batch = poller.next_batch().await.unwrap();
        poller.confirm(&batch);
    }
}

async fn offsets_after(script: Vec<Reply>) -> Vec<Option<i64>> {
    let polls = script.len();
    let server = Server::start(script).await;
    confirm_all(&mut Poller::new(server.client(), QUICK), polls).await;
    offsets(&server)
}

#[tokio::test]
async fn the_first_poll_has_no_offset_and_id_zero_counts() {
    assert_eq!(
        offsets_after(vec![batch(&[0]), batch(&[1, 2]), nothing()]).await,
        [None, Some(1), Some(3)]
    );
}

#[tokio::test]
async fn the_offset_moves_only_when_a_batch_is_confirmed() {
    let server = Server::start([batch(&[4]), batch(&[4]), nothing()]).await;
    let mut poller = Poller::new(server.client(), QUICK);
    assert_eq!(poller.next_batch().await.unwrap().updates().len(), 1);
    confirm_all(&mut poller, 2).await;
    assert_eq!(offsets(&server), [None, None, Some(5)]);
    let asked = server.asked()[0].json();
    assert_eq!((asked["timeout"].clone(), asked["limit"].clone()), (json!(1), json!(100)));
}

#[tokio::test]
async fn unordered_repeated_and_restarted_ids_are_followed() {
    let script = vec![batch(&[9, 7, 8, 8]), batch(&[12]), batch(&[0, 1]), nothing()];
    assert_eq!(offsets_after(script).await, [None, Some(10), Some(13), Some(2)]);
}

#[tokio::test]
async fn a_fresh_server_behind_the_old_offset_is_heard_again() {
    let mut script = vec![batch(&[500])];
    script.extend(std::iter::repeat_n(nothing(), 4));
    script.extend([batch(&[0]), nothing()]);
    let asked = offsets_after(script).await;
    let old = Some(501);
    assert_eq!(asked, [None, old, old, old, old, None, Some(1)]);
}

#[tokio::test]
async fn members_that_cannot_be_read_hold_up_nobody() {
    let odd =
        json!([{"update_id": 3}, null, 7, message(&json!(2)), {"update_id": "5", "message": 1}]);
    let server = Server::start([Reply::ok(&odd), nothing()]).await;
    let mut poller = Poller::new(server.client(), QUICK);
    let batch = poller.next_batch().await.unwrap();
    let readable: Vec<bool> = batch.updates().iter().map(Result::is_ok).collect();
    assert_eq!(readable, [false, false, false, true, false]);
    poller.confirm(&batch);
    confirm_all(&mut poller, 1).await;
    assert_eq!(offsets(&server), [None, Some(6)]);
}

#[tokio::test]
async fn wild_ids_confirm_nothing_that_was_not_seen() {
    for wild in [json!(-7), json!(i64::MAX), json!("x"), json!(null)] {
        let script = vec![
            batch(&[9]),
            Reply::ok(&json!([message(&wild), message(&wild)])),
            Reply::ok(&json!([message(&wild), message(&json!(14))])),
            nothing(),
        ];
        assert_eq!(offsets_after(script).await, [None, Some(10), Some(10), Some(15)], "{wild}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_confirms_no_update_that_is_still_to_come() {
    let broken = |id: i64| json!({ "update_id": id, "message": 1 });
    let script = vec![
        // The first answer may hold anything: there is nothing to compare with.
        Reply::ok(&json!([broken(40)])),
        Reply::ok(&json!([null])),
        Reply::ok(&json!([broken(1_000_000_000)])),
        Reply::ok(&json!([message(&json!(41)), broken(1_000_000_000)])),
        Reply::ok(&json!([broken(45), message(&json!(43))])),
        nothing(),
    ];
    let offsets = offsets_after(script).await;
    assert_eq!(offsets, [None, Some(41), Some(41), Some(41), Some(42), Some(46)]);
}

#[tokio::test]
async fn errors_pause_and_change_nothing() {
    let server = Server::start([
        batch(&[1]),
        Reply::Http(502, "text/html", b"<html>".to_vec()),
        Reply::Reset,
        Reply::json(200, "{"),
        Reply::json(409, r#"{"ok":false,"error_code":409,"description":"Conflict"}"#),
        batch(&[2]),
    ])
    .await;
    let mut poller = Poller::new(server.client(), QUICK);
    confirm_all(&mut poller, 1).await;
    let mut errors = Vec::new();
    for _ in 0..4 {
        errors.push(poller.next_batch().await.unwrap_err());
    }
    assert_eq!(errors[0], BaleError::Server { status: 502 });
    assert!(matches!(errors[1], BaleError::AnswerLost { .. }));
    assert_eq!(errors[2], BaleError::Unclear { status: 200 });
    assert!(matches!(errors[3], BaleError::Refused { code: Some(409), .. }));
    confirm_all(&mut poller, 1).await;
    assert_eq!(offsets(&server)[1..], [Some(2); 5]);
    assert_eq!(poller.offset(), Some(3));
    // After two answers that broke off, fewer updates are asked for.
    let limits: Vec<_> = server.asked().iter().map(|asked| asked.json()["limit"].clone()).collect();
    assert_eq!(limits, [100, 100, 100, 100, 10, 100]);
}

/// The next poll and how long it took, its pause included.
async fn timed_poll(poller: &mut Poller) -> (Duration, Result<Batch, BaleError>) {
    let start = tokio::time::Instant::now();
    let answer = poller.next_batch().await;
    (start.elapsed(), answer)
}

fn slow(pause: u64, rest: u64) -> PollSettings {
    PollSettings {
        rest: Duration::from_millis(rest),
        pause: Duration::from_millis(pause),
        longest_pause: Duration::from_millis(4 * pause),
        ..QUICK
    }
}

#[tokio::test]
async fn pauses_double_up_to_their_limit_and_a_flood_names_its_own() {
    let broken = Reply::Http(500, "text/html", Vec::new());
    let flood = r#"{"ok":false,"error_code":429,"parameters":{"retry_after":1}}"#;
    let mut script = vec![broken; 5];
    script.extend([Reply::json(429, flood), nothing()]);
    let server = Server::start(script).await;
    let mut poller = Poller::new(server.client(), slow(40, 0));
    poller.next_batch().await.unwrap_err();
    for full in [40, 80, 160, 160] {
        let (pause, _) = timed_poll(&mut poller).await;
        assert!(pause >= Duration::from_millis(full / 2), "{pause:?} of {full}");
    }
    poller.next_batch().await.unwrap_err();
    let (pause, _) = timed_poll(&mut poller).await;
    assert!(pause >= Duration::from_secs(1), "{pause:?}");
}

#[tokio::test]
async fn nothing_makes_it_spin() {
    // A batch that comes for ever whatever the offset.
    let server = Server::start(std::iter::repeat_n(batch(&[3]), 5)).await;
    let mut poller = Poller::new(server.client(), slow(40, 0));
    confirm_all(&mut poller, 2).await;
    for full in [40, 80] {
        let (pause, batch) = timed_poll(&mut poller).await;
        assert!(pause >= Duration::from_millis(full / 2), "{pause:?} of {full}");
        poller.confirm(&batch.unwrap());
    }
    // Others may write meanwhile: they do not wait longer and longer.
    let server = Server::start(std::iter::repeat_n(batch(&[3]), 12)).await;
    let patient = PollSettings { longest_pause: Duration::from_mins(1), ..slow(50, 0) };
    let mut poller = Poller::new(server.client(), patient);
    let all = tokio::time::timeout(Duration::from_secs(9), confirm_all(&mut poller, 11)).await;
    assert!(all.is_ok(), "it waits longer each time");
    // A batch that nobody confirms.
    let server = Server::start(std::iter::repeat_n(batch(&[3]), 5)).await;
    let mut poller = Poller::new(server.client(), slow(40, 0));
    poller.next_batch().await.unwrap();
    assert!(timed_poll(&mut poller).await.0 >= Duration::from_millis(20));
    // A server that does not wait.
    let server = Server::start(std::iter::repeat_n(nothing(), 5)).await;
    let mut poller = Poller::new(server.client(), slow(0, 50));
    assert!(timed_poll(&mut poller).await.0 >= Duration::from_millis(50));
}

/// An update that nobody can read holds up nobody: neither those before it nor those behind it.
#[tokio::test]
async fn one_odd_value_does_not_make_the_bot_deaf() {
    let deep = format!(r#""x":{}{}"#, "[".repeat(200), "]".repeat(200));
    let odd =
        [r#""x":1e400"#, deep.as_str(), "\"x\":\"\u{1}\\q\\u12\"", r#""x":NaN,"#, r#""x":{"y":["#];
    for odd in odd {
        let text = r#""message":{"message_id":1,"chat":{"id":5},"text":"y"}"#;
        let plain = |id| format!(r#"{{"update_id":{id},{text}}}"#);
        let (first, last) = (plain(10), plain(12));
        let body =
            format!(r#"{{"ok":true,"result":[{first},{{"update_id":11,{text},{odd}}},{last}]}}"#);
        let server = Server::start([Reply::json(200, &body), nothing()]).await;
        let mut poller = Poller::new(server.client(), QUICK);
        let batch = poller.next_batch().await.unwrap();
        let ids: Vec<_> = batch
            .updates()
            .iter()
            .map(|incoming| match incoming {
                Ok(update) => update.id,
                Err(unreadable) => unreadable.update_id,
            })
            .collect();
        assert_eq!(ids, [Some(10), Some(11), Some(12)], "{odd}");
        // What is only odd is understood all the same.
        assert_eq!(batch.updates()[1].is_ok(), !odd.ends_with('['), "{odd}");
        poller.confirm(&batch);
        confirm_all(&mut poller, 1).await;
        assert_eq!(offsets(&server), [None, Some(13)], "{odd}");
    }
}
