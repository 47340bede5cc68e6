//! The description says of bodies and parameters what the server does.

use bimeyar::claim::{Decision, DecisionKind, Role};
use serde_json::{Value, json};

use super::roles::body;
use super::{Desk, TOKEN};
use crate::support::claims::new_claim;
use crate::support::exposition::Page;

#[tokio::test]
async fn it_describes_every_path_and_names_each_operation() {
    let desk = Desk::staffed().await;
    let paths: Vec<&String> = desk.description.0["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/api/v1/answers",
            "/api/v1/claims",
            "/api/v1/claims/{code}",
            "/api/v1/claims/{code}/decisions",
            "/api/v1/claims/{code}/documents/{id}",
            "/api/v1/events",
            "/api/v1/members",
            "/api/v1/openapi.json",
        ]
    );
    let claim = desk.with_photo().await;
    for template in paths {
        let path =
            template.replace("{code}", claim.code.as_str()).replace("{id}", "00000000000000aa");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let answer = desk.call((method, &path), |request| request.bearer_auth(TOKEN)).await;
            let is_there = desk.description.operation((method, &path)).is_some();
            assert_eq!(answer.status != 405, is_there, "{method} {path}: {}", answer.status);
        }
    }
}

/// Bodies of decisions, some right and some not: description and server must be of one mind. What only the claim tells (whose
/// document it is, whether a day has passed) is not among them.
#[expect(clippy::too_many_lines, reason = "a table")]
fn bodies() -> Vec<Value> {
    let mut bodies: Vec<Value> =
        vec![json!([]), json!({}), json!(null), json!({ "kind": "close" })];
    let item = |item: Value| {
        let mut body = body(DecisionKind::DeclareDefect, 2);
        body["items"] = json!([item]);
        body
    };
    for kind in DecisionKind::ALL {
        let good = body(kind, 2);
        bodies.push(good.clone());
        // Whether an approval needs its amount, only the kind of the claim tells.
        let names = good.as_object().unwrap().keys();
        for name in names.filter(|name| *name != "approved_rial") {
            let mut without = good.clone();
            without.as_object_mut().unwrap().remove(name);
            bodies.push(without);
            for wrong in [json!(null), json!(true), json!(""), json!(-1), json!([]), json!({})] {
                let mut with = good.clone();
                with[name] = wrong;
                bodies.push(with);
            }
        }
        for other in [
            "items",
            "due",
            "reason",
            "note",
            "approved_rial",
            "deductions",
            "paid_rial",
            "paid_on",
            "reference",
            "x",
        ] {
            for value in [json!(null), json!(1), json!("x"), json!([]), json!([{}])] {
                if (kind, other) == (DecisionKind::Approve, "approved_rial") && value.is_null() {
                    continue;
                }
                let mut with = good.clone();
                with[other] = value;
                bodies.push(with);
            }
        }
    }
    for kind in ["missing_document", "unreadable_document", "wrong_field", "other", "lost"] {
        bodies.push(item(json!({ "type": kind })));
        for (name, value) in [
            ("title", json!("INV")),
            ("title", json!("XXX")),
            ("title", json!(null)),
            ("field", json!("amount_rial")),
            ("field", json!("mobile")),
            ("reason", json!("unreadable")),
            ("reason", json!("because")),
            ("note", json!("x")),
            ("note", json!(" ")),
            ("note", json!("x".repeat(1_001))),
            ("x", json!(null)),
        ] {
            bodies.push(item(json!({ "type": kind, name: value })));
            bodies.push(item(json!({ "type": kind, name: value, "note": "x", "title": "RPT" })));
            bodies.push(item(json!({ "type": kind, name: value, "field": "center" })));
        }
    }
    for deduction in [
        json!({}),
        json!({ "rial": 1, "reason": "x" }),
        json!({ "rial": 0, "reason": "x" }),
        json!({ "rial": 1, "reason": " \u{1}" }),
        json!({ "rial": 1, "reason": null }),
        json!({ "rial": 1.0, "reason": "x", "note": null }),
        json!(null),
    ] {
        let mut with = body(DecisionKind::Approve, 2);
        with["deductions"] = json!([deduction]);
        bodies.push(with);
    }
    bodies
}

#[tokio::test]
async fn what_the_description_takes_for_a_decision_the_server_takes_and_nothing_else() {
    let desk = Desk::staffed().await;
    let claim = desk.register(&new_claim(1)).await;
    // At this stage no decision is allowed, so that what is right in itself is a conflict.
    let claim = desk.decide(&claim, Decision::StartReview).await;
    let reject = Decision::Reject { reason: "not_covered".to_owned(), note: None };
    let claim = desk.decide(&claim, reject).await;
    let path = format!("/api/v1/claims/{}/decisions", claim.code);
    let operation = desk.description.operation(("POST", &path)).unwrap();
    let schema = operation["requestBody"]["content"]["application/json"]["schema"].clone();
    let (mut right, mut wrong) = (0, 0);
    for body in bodies() {
        let answer = desk.post_decision(&claim, Role::Admin, &body).await;
        match desk.description.fits(&schema, &body) {
            Ok(()) => {
                assert_eq!(answer.status, 409, "{body}: {}", answer.body);
                right += 1;
            }
            Err(why) => {
                assert_eq!(answer.status, 422, "{body}: {why}");
                wrong += 1;
            }
        }
    }
    assert!(right > 50 && wrong > 200, "{right} {wrong}");
}

#[tokio::test]
async fn parameters_of_lists_are_those_that_are_described() {
    let desk = Desk::staffed().await;
    for path in ["/api/v1/claims", "/api/v1/events", "/api/v1/answers"] {
        let operation = desk.description.operation(("GET", path)).unwrap();
        for parameter in operation["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let usual = match name {
                "overdue" => "true",
                "from" | "to" => "1405-08-30",
                _ => "1",
            };
            let value = parameter["schema"]["anyOf"][0]["enum"][0].as_str().unwrap_or(usual);
            let answer = desk.get(&format!("{path}?{name}={value}"), Role::Viewer).await;
            assert_eq!(answer.status, 200, "{name}={value}: {}", answer.body);
            let answer = desk.get(&format!("{path}?{name}="), Role::Viewer).await;
            assert_eq!(answer.status, 200, "{name}=: {}", answer.body);
        }
        let answer = desk.get(&format!("{path}?other=1"), Role::Viewer).await;
        assert_eq!(answer.status, 422);
    }
}

#[tokio::test]
async fn figures_are_told_as_prometheus_reads_them() {
    let desk = Desk::staffed().await;
    desk.register(&new_claim(1)).await;
    desk.get("/api/v1/claims/123", Role::Viewer).await;
    let answer = desk.call(("GET", "/metrics"), |request| request).await;
    let page = String::from_utf8(answer.bytes.to_vec()).unwrap();
    for line in [
        "bimeyar_ready 0",
        "bimeyar_claims{stage=\"registered\"} 1",
        "bimeyar_claims{stage=\"paid\"} 0",
        "bimeyar_answers_total{status=\"404\"} 1",
        "bimeyar_outbox 3",
        "# TYPE bimeyar_answers_total counter",
    ] {
        assert!(page.lines().any(|told| told == line), "{line}: {page}");
    }
    let kind = answer.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    Page::read(&page).unwrap();
}
