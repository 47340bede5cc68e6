//! Answers of flows that register no claim.

use bimeyar::claim::Role;
use bimeyar::registry::AuditVerdict;
use serde_json::{Value, json};

use super::{Desk, problem};
use crate::support::claims::{further, new_claim, now, survey};

#[tokio::test]
async fn they_are_told_in_order_page_by_page() {
    let desk = Desk::staffed().await;
    let empty = desk.get("/api/v1/answers", Role::Viewer).await.body;
    assert_eq!(empty, json!({"items": [], "next": 0}));
    let claim = desk.register(&new_claim(1)).await;
    let registry = &desk.office.registry;
    registry.keep_answers(&survey(1, Some(&claim.code)), now()).await.unwrap();
    let mut other = survey(2, None);
    "feedback".clone_into(&mut other.flow);
    other.answers.push(further("more", "توضیح", "ممنون"));
    registry.keep_answers(&other, now()).await.unwrap();
    registry.keep_answers(&survey(3, None), now()).await.unwrap();
    let kept = |id: u32, flow: &str, code: Value, answers: Value| {
        json!({
            "id": id, "flow": flow, "flow_version": 1, "tracking_code": code, "at": "2026-11-21T10:15:00+03:30",
            "answers": answers
        })
    };
    let rating = |number: u32| json!({"id": "rating", "name": "رضایت شما", "answer": format!("پاسخ {number}")});
    let more = json!({"id": "more", "name": "توضیح", "answer": "ممنون"});
    let all = [
        kept(1, "survey", json!(claim.code.as_str()), json!([rating(1)])),
        kept(2, "feedback", Value::Null, json!([rating(2), more])),
        kept(3, "survey", Value::Null, json!([rating(3)])),
    ];
    let (mut seen, mut next): (Vec<Value>, Value) = (Vec::new(), json!(0));
    loop {
        let path = format!("/api/v1/answers?after={next}&limit=2");
        let page = desk.get(&path, Role::Viewer).await.body;
        let items = page["items"].as_array().unwrap();
        if items.is_empty() {
            assert_eq!(page["next"], next, "who is at the end stays there");
            break;
        }
        seen.extend(items.clone());
        next = page["next"].clone();
    }
    assert_eq!(seen, all);
    for (query, expected) in [
        ("flow=survey", json!([all[0], all[2]])),
        ("flow=survey&after=1", json!([all[2]])),
        ("flow=", json!(all)),
        ("flow=nothing", json!([])),
        ("after=9223372036854775807", json!([])),
    ] {
        let page = desk.get(&format!("/api/v1/answers?{query}"), Role::Finance).await.body;
        assert_eq!(page["items"], expected, "{query}");
    }
}

#[tokio::test]
async fn each_look_is_kept_and_every_fault_of_a_query_is_named() {
    let desk = Desk::staffed().await;
    let entries = async || match desk.office.registry.verify_audit().await.unwrap() {
        AuditVerdict::Whole { entries, .. } => entries,
        broken @ AuditVerdict::Broken { .. } => panic!("{broken:?}"),
    };
    let before = entries().await;
    desk.get("/api/v1/answers", Role::Viewer).await;
    assert_eq!(entries().await, before + 1);
    let path = format!("/api/v1/answers?flow={}&after=-1&limit=1001&since=1", "x".repeat(101));
    let answer = desk.get(&path, Role::Viewer).await;
    assert_eq!(answer.status, 422);
    let errors = answer.body["errors"].as_array().unwrap();
    let named: Vec<&str> = errors.iter().map(|it| it["parameter"].as_str().unwrap()).collect();
    assert_eq!(named, ["flow", "after", "limit", "since"]);
    let broken = desk.ask("/api/v1/answers?flow=%ff").send().await.unwrap();
    problem(broken, reqwest::StatusCode::BAD_REQUEST).await;
}
