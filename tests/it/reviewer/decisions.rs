//! What is wrong with a decision is told, all of it and where.

use bimeyar::claim::{Claim, Decision, DecisionKind, Role};
use serde_json::{Value, json};

use super::roles::body;
use super::{Desk, pointers, token_of};
use crate::support::claims::new_claim;

async fn under_review(desk: &Desk) -> Claim {
    let claim = desk.with_photo().await;
    desk.decide(&claim, Decision::StartReview).await
}

fn with(kind: DecisionKind, more: &Value) -> Value {
    let mut body = body(kind, 2);
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn every_fault_of_a_body_is_named_by_its_place() {
    let desk = Desk::staffed().await;
    let claim = under_review(&desk).await;
    let long = "x".repeat(1_001);
    let item = |item: Value| with(DecisionKind::DeclareDefect, &json!({ "items": [item] }));
    let approve = |more: Value| with(DecisionKind::Approve, &more);
    let pay = |more: Value| with(DecisionKind::Pay, &more);
    let defect = |more: Value| with(DecisionKind::DeclareDefect, &more);
    for (body, expected) in [
        (json!([]), vec![""]),
        (json!("start_review"), vec![""]),
        (json!({}), vec!["/expected_revision", "/kind"]),
        (json!({ "kind": "close", "expected_revision": "2" }), vec!["/expected_revision", "/kind"]),
        (json!({ "kind": 3, "expected_revision": -1 }), vec!["/expected_revision", "/kind"]),
        (json!({ "kind": "start_review", "expected_revision": 2.5 }), vec!["/expected_revision"]),
        (json!({ "kind": "start_review", "expected_revision": null }), vec!["/expected_revision"]),
        (
            json!({ "kind": "start_review", "expected_revision": 2, "note": "x", "a/b~": null }),
            vec!["/a~1b~0", "/note"],
        ),
        (json!({ "kind": "declare_defect", "expected_revision": 2 }), vec!["/items"]),
        (defect(json!({ "items": [] })), vec!["/items"]),
        (defect(json!({ "items": {} })), vec!["/items"]),
        (
            defect(json!({ "items": [1, {}], "due": "1405-13-01" })),
            vec!["/items/0", "/due", "/items/1/type"],
        ),
        (defect(json!({ "due": "2026-12-21" })), vec!["/due"]),
        (defect(json!({ "due": "1405-08-29" })), vec!["/due"]),
        (defect(json!({ "due": "+405-09-30" })), vec!["/due"]),
        (defect(json!({ "due": 14_050_930 })), vec!["/due"]),
        (item(json!({ "type": "lost" })), vec!["/items/0/type"]),
        (item(json!({ "type": "missing_document" })), vec!["/items/0/title"]),
        (item(json!({ "type": "missing_document", "title": "XXX" })), vec!["/items/0/title"]),
        (
            item(
                json!({ "type": "missing_document", "title": "RPT", "document": "a", "field": "amount" }),
            ),
            vec!["/items/0/document", "/items/0/field"],
        ),
        (
            item(
                json!({ "type": "missing_document", "title": "RPT", "reason": "because", "note": long }),
            ),
            vec!["/items/0/note", "/items/0/reason"],
        ),
        (item(json!({ "type": "unreadable_document" })), vec!["/items/0/document"]),
        (
            item(json!({ "type": "unreadable_document", "document": "ffffffffffffffff" })),
            vec!["/items/0/document"],
        ),
        (
            item(
                json!({ "type": "unreadable_document", "document": "00000000000000aa", "title": "RPT" }),
            ),
            vec!["/items/0/title"],
        ),
        (item(json!({ "type": "wrong_field" })), vec!["/items/0/field"]),
        (item(json!({ "type": "wrong_field", "field": "mobile" })), vec!["/items/0/field"]),
        (item(json!({ "type": "other" })), vec!["/items/0/note"]),
        (item(json!({ "type": "other", "note": " \n" })), vec!["/items/0/note"]),
        (with(DecisionKind::Reject, &json!({ "reason": null })), vec!["/reason"]),
        (with(DecisionKind::Reject, &json!({ "reason": "unreadable" })), vec!["/reason"]),
        (with(DecisionKind::Reject, &json!({ "note": 5 })), vec!["/note"]),
        (approve(json!({ "approved_rial": null })), vec!["/approved_rial"]),
        (approve(json!({ "approved_rial": -5 })), vec!["/approved_rial"]),
        (approve(json!({ "approved_rial": 1.5 })), vec!["/approved_rial"]),
        (approve(json!({ "approved_rial": "12" })), vec!["/approved_rial"]),
        (approve(json!({ "approved_rial": 1_000_000_000_001_u64 })), vec!["/approved_rial"]),
        (
            approve(json!({ "deductions": [{ "rial": 0, "reason": " " }, {}], "paid_rial": 5 })),
            vec![
                "/paid_rial",
                "/deductions/0/rial",
                "/deductions/0/reason",
                "/deductions/1/rial",
                "/deductions/1/reason",
            ],
        ),
        (pay(json!({ "paid_rial": 0, "paid_on": "" })), vec!["/paid_on", "/paid_rial"]),
        (pay(json!({ "paid_on": "yesterday", "reference": long })), vec!["/reference", "/paid_on"]),
    ] {
        let answer = desk.post_decision(&claim, Role::Admin, &body).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.body);
        assert_eq!(pointers(&answer.body), expected, "{body}");
    }
    let found = desk.office.registry.claim(&claim.code).await.unwrap().unwrap();
    assert_eq!(found, claim, "nothing happened");
}

#[tokio::test]
async fn days_are_read_in_three_scripts_and_amounts_as_json_means_them() {
    let desk = Desk::staffed().await;
    for (number, due) in
        (11..).zip(["1405-09-30", "۱۴۰۵/۰۹/۳۰", "١٤٠٥-٩-٣٠", "1405/9/30", "1405-08-30"])
    {
        let claim = desk.register(&new_claim(number)).await;
        let claim = desk.decide(&claim, Decision::StartReview).await;
        let body = with(DecisionKind::DeclareDefect, &json!({ "due": due }));
        let answer = desk.post_decision(&claim, Role::Reviewer, &body).await;
        assert_eq!(answer.status, 200, "{due}: {}", answer.body);
        let expected = if due == "1405-08-30" { due } else { "1405-09-30" };
        assert_eq!(answer.body["defect"]["due"], expected, "{due}");
    }
    let claim = under_review(&desk).await;
    let body = with(DecisionKind::Approve, &json!({ "approved_rial": 12e6 }));
    let answer = desk.post_decision(&claim, Role::Reviewer, &body).await;
    assert_eq!(answer.body["decision"]["approved_rial"], 12_000_000);
}

#[tokio::test]
async fn of_two_who_looked_at_the_same_only_one_decides() {
    let desk = Desk::staffed().await;
    let claim = under_review(&desk).await;
    // The stage allows it, and the claim is another one than was looked at.
    for revision in [0, 1, 3, u32::MAX] {
        let other = body(DecisionKind::Reject, revision);
        assert_eq!(desk.post_decision(&claim, Role::Admin, &other).await.status, 409, "{revision}");
    }
    let reject = body(DecisionKind::Reject, 2);
    let first = desk.post_decision(&claim, Role::Reviewer, &reject).await;
    assert_eq!(first.status, 200);
    let second = desk.post_decision(&claim, Role::Admin, &body(DecisionKind::Approve, 2)).await;
    assert_eq!(second.status, 409);
    let state = json!({ "stage": "rejected", "revision": 3, "allowed": [] });
    for (name, value) in state.as_object().unwrap() {
        assert_eq!(second.body[name], *value, "{name}");
    }
    let again = desk.post_decision(&claim, Role::Reviewer, &reject).await;
    assert_eq!(again.status, 409, "a decision that is sent twice is taken once");
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused_each_in_its_way() {
    let desk = Desk::staffed().await;
    let claim = under_review(&desk).await;
    let path = format!("/api/v1/claims/{}/decisions", claim.code);
    let good = body(DecisionKind::Approve, 2).to_string();
    let huge = format!("{{\"note\": \"{}\"}}", "x".repeat(300_000));
    for (media, text, status) in [
        ("application/json", "", 400),
        ("application/json", "{", 400),
        ("application/json", "\"\\ud800\"", 400),
        ("application/json", &"[".repeat(5_000), 400),
        ("text/plain", &good, 415),
        ("application/x-www-form-urlencoded", "kind=approve", 415),
        ("", &good, 415),
        ("application/json", &huge, 413),
        ("Application/JSON; charset=utf-8", &good, 200),
    ] {
        let answer = desk
            .call(("POST", &path), |request| {
                let request = request.bearer_auth(token_of(Role::Reviewer)).body(text.to_owned());
                if media.is_empty() { request } else { request.header("content-type", media) }
            })
            .await;
        assert_eq!(answer.status, status, "{media}: {text:.60}");
    }
}

#[tokio::test]
async fn decisions_on_nothing_are_not_found_and_the_role_is_looked_at_first() {
    let desk = Desk::staffed().await;
    for code in ["483920175562", "123", "x"] {
        let path = format!("/api/v1/claims/{code}/decisions");
        for (role, status) in
            [(Role::Viewer, 403), (Role::Finance, 403), (Role::Reviewer, 404), (Role::Admin, 404)]
        {
            let answer = desk
                .call(("POST", &path), |request| {
                    request.bearer_auth(token_of(role)).json(&body(DecisionKind::Approve, 1))
                })
                .await;
            assert_eq!(answer.status, status, "{code} {}", role.name());
        }
    }
}
