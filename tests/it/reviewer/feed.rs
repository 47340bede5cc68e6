//! The feed of events.

use bimeyar::claim::{Decision, Role};
use serde_json::{Value, json};

use super::{Desk, problem};
use crate::support::claims::new_claim;

#[tokio::test]
async fn each_event_is_told_once_in_order_page_by_page() {
    let desk = Desk::staffed().await;
    let empty = desk.get("/api/v1/events", Role::Viewer).await.body;
    assert_eq!(empty, json!({"items": [], "next": 0}));
    let first = desk.register(&new_claim(1)).await;
    let second = desk.register(&new_claim(2)).await;
    desk.decide(&first, Decision::StartReview).await;
    let mut seen: Vec<Value> = Vec::new();
    let mut next = json!(0);
    loop {
        let page =
            desk.get(&format!("/api/v1/events?after={next}&limit=2"), Role::Viewer).await.body;
        let items = page["items"].as_array().unwrap();
        if items.is_empty() {
            assert_eq!(page["next"], next, "who is at the end stays there");
            break;
        }
        seen.extend(items.clone());
        next = page["next"].clone();
    }
    let event = |seq: u32, code: &str, stage: &str, actor: &str, kind: &str| {
        json!({
            "seq": seq, "tracking_code": code, "at": "2026-11-21T10:15:00+03:30", "stage": stage, "actor": actor,
            "kind": kind
        })
    };
    let expected = [
        event(1, first.code.as_str(), "registered", "insured", "registered"),
        event(2, second.code.as_str(), "registered", "insured", "registered"),
        event(3, first.code.as_str(), "under_review", "reviewer", "review_started"),
    ];
    assert_eq!(seen, expected);
    let beyond = desk.get("/api/v1/events?after=9223372036854775807", Role::Viewer).await;
    assert_eq!(beyond.body["items"], json!([]));
}

#[tokio::test]
async fn every_fault_of_its_query_is_named() {
    let desk = Desk::staffed().await;
    let path = "/api/v1/events?after=-1&limit=1001&since=1&after=2";
    let answer = desk.get(path, Role::Viewer).await;
    assert_eq!(answer.status, 422);
    let errors = answer.body["errors"].as_array().unwrap();
    let named: Vec<&str> = errors.iter().map(|it| it["parameter"].as_str().unwrap()).collect();
    assert_eq!(named, ["after", "limit", "since", "after"]);
    let broken = desk.ask("/api/v1/events?after=%ff").send().await.unwrap();
    problem(broken, reqwest::StatusCode::BAD_REQUEST).await;
}
