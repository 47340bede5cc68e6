//! `getUpdates`.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{Bench, ids};

#[tokio::test]
async fn a_long_poll_wakes_when_an_update_comes() {
    let bench = Bench::new().await;
    let polling = bench.updates(json!({ "timeout": 30 }));
    let writing = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.write("سلام").await
    };
    let (updates, written) =
        tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(polling, writing) })
            .await
            .unwrap();
    assert_eq!(ids(&updates), [0]);
    assert_eq!(written["update_id"], json!(0));
    assert_eq!(updates[0]["message"]["text"], json!("سلام"));
    assert_eq!(updates[0]["message"]["message_id"], written["message_id"]);
    assert_eq!(updates[0]["message"]["chat"]["type"], json!("private"));
    assert_eq!(updates[0]["message"]["from"]["is_bot"], json!(false));
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "how long a real wait lasts is what is tested")]
async fn a_poll_without_updates_lasts_as_long_as_it_was_asked_to() {
    let bench = Bench::new().await;
    let start = Instant::now();
    assert!(bench.updates(json!({ "timeout": "1" })).await.is_empty());
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert!(bench.updates(json!({})).await.is_empty());
}

#[tokio::test]
async fn an_offset_is_inclusive_a_negative_one_forgets_and_the_limit_holds() {
    let bench = Bench::new().await;
    for number in 0..5 {
        bench.write(&format!("{number}")).await;
    }
    assert_eq!(ids(&bench.updates(json!({})).await), [0, 1, 2, 3, 4]);
    assert_eq!(ids(&bench.updates(json!({ "offset": 0, "limit": 2 })).await), [0, 1]);
    assert_eq!(ids(&bench.updates(json!({ "offset": "3" })).await), [3, 4]);
    assert_eq!(ids(&bench.updates(json!({})).await), [3, 4]);
    assert_eq!(ids(&bench.updates(json!({ "offset": -1 })).await), [4]);
    assert_eq!(ids(&bench.updates(json!({})).await), [4]);
    assert!(bench.updates(json!({ "offset": 5 })).await.is_empty());
}

#[tokio::test]
async fn raw_updates_go_through_as_they_are() {
    let bench = Bench::new().await;
    for raw in [json!({ "update_id": 40, "message": 17 }), json!({ "reaction": { "x": null } })] {
        bench.client.post(bench.sim("updates")).json(&raw).send().await.unwrap();
    }
    let updates = bench.updates(json!({})).await;
    let expected = [
        json!({ "update_id": 40, "message": 17 }),
        json!({ "update_id": 41, "reaction": { "x": null } }),
    ];
    assert_eq!(updates, expected);
}

#[tokio::test]
async fn a_reset_empties_everything_but_numbers_go_on() {
    let bench = Bench::new().await;
    bench.write("پیش").await;
    bench.set_faults(json!({ "profile": "chaos" })).await;
    bench.client.post(bench.sim("reset")).send().await.unwrap();
    assert!(bench.updates(json!({ "offset": 1 })).await.is_empty());
    let ali = json!({ "id": bench.ali, "first_name": "علی" });
    bench.client.post(bench.sim("people")).json(&ali).send().await.unwrap();
    assert!(bench.history().await.is_empty());
    assert_eq!(bench.write("پس").await, json!({ "update_id": 1, "message_id": 2 }));
}
