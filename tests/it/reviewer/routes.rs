//! Who gets where: every route of the API and of health, for nobody and for each role. A route without a row fails
//! `security::routes`.

use bimeyar::claim::Role;
use serde_json::json;

use super::{Desk, token_of};
use crate::support::log::Log;

/// Method, path, and the status for nobody, viewer, reviewer, finance and admin. Decisions are of an old revision.
pub(crate) const TABLE: &[(&str, &str, [u16; 5])] = &[
    ("GET", "/", [303; 5]),
    ("GET", "/healthz", [200; 5]),
    ("GET", "/readyz", [503; 5]),
    ("GET", "/metrics", [200; 5]),
    ("GET", "/api/v1/openapi.json", [200; 5]),
    ("GET", "/api/v1/claims", [401, 200, 200, 200, 200]),
    ("GET", "/api/v1/claims/{code}", [401, 200, 200, 200, 200]),
    ("GET", "/api/v1/claims/{code}/documents/{id}", [401, 200, 200, 200, 200]),
    ("POST", "/api/v1/claims/{code}/decisions", [401, 403, 409, 403, 409]),
    ("GET", "/api/v1/events", [401, 200, 200, 200, 200]),
    ("GET", "/api/v1/answers", [401, 200, 200, 200, 200]),
    ("POST", "/api/v1/members", [401, 403, 403, 403, 422]),
];

/// The columns of the table; none: nobody.
pub(crate) const WHO: [Option<Role>; 5] =
    [None, Some(Role::Viewer), Some(Role::Reviewer), Some(Role::Finance), Some(Role::Admin)];

#[tokio::test]
async fn each_route_lets_in_whom_the_table_says() {
    assert_eq!(WHO.len(), Role::ALL.len() + 1);
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    let code = claim.code.as_str();
    for (method, template, statuses) in TABLE {
        let path = template.replace("{code}", code).replace("{id}", "00000000000000aa");
        for (who, status) in WHO.into_iter().zip(statuses) {
            let request =
                desk.http.request(method.parse().unwrap(), format!("{}{path}", desk.base));
            let request = who.into_iter().fold(request, |it, who| it.bearer_auth(token_of(who)));
            let body = if template.ends_with("/decisions") {
                json!({ "kind": "start_review", "expected_revision": 999 })
            } else {
                json!({})
            };
            let request = if *method == "POST" { request.json(&body) } else { request };
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status().as_u16(), *status, "{method} {template} {who:?}");
        }
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_what_they_may_not() {
    let desk = Desk::staffed().await;
    for (method, path, _) in TABLE {
        let request = desk.http.request(method.parse().unwrap(), format!("{}{path}", desk.base));
        let answer = request.send().await.unwrap();
        let headers = answer.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        // As this desk is set up.
        assert_eq!(headers["strict-transport-security"], "max-age=31536000", "{path}");
    }
}

/// Bodies and heads that no client sends: told off, never a fault of ours.
#[tokio::test]
async fn hostile_requests_are_told_off() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    let decisions = format!("/api/v1/claims/{}/decisions", claim.code);
    let deep = "[".repeat(100_000);
    let long = vec![b' '; 3_000_000];
    let bodies: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\xff\xfe",
        b"{\"kind\":\"approve\",\"approved_rial\":99999999999999999999999999}",
        b"{\"kind\":\"reject\",\"reason\":\"\\u0000\\u202e\",\"expected_revision\":-1}",
        b"{\"kind\":{\"kind\":{}}}",
        deep.as_bytes(),
        &long,
    ];
    for body in bodies {
        for (path, token) in
            [(&decisions, true), (&"/api/v1/members".to_owned(), true), (&decisions, false)]
        {
            let request = desk.http.post(format!("{}{path}", desk.base)).body(body.to_vec());
            let request = request.header("content-type", "application/json");
            let request = if token { request.bearer_auth(token_of(Role::Admin)) } else { request };
            // A body that is too long may be answered before it is read to its end.
            let Ok(answer) = request.send().await else { continue };
            let status = answer.status().as_u16();
            assert!((400..500).contains(&status), "{path}: {status}");
        }
    }
    for path in [
        "/api/v1/claims?q=%00%ff",
        "/api/v1/claims?q=%E2%80%AE",
        "/api/v1/claims?limit=99999999999999999999",
        "/api/v1/claims?cursor=../../etc/passwd",
        "/api/v1/claims/%2e%2e%2f%2e%2e",
        "/api/v1/events?after=-1",
        "/api/v1/claims/x'%20OR%201=1--",
        "/console/assets/..%2f..%2fconfig.toml",
        "/api/v1/claims?q=%25%27_--",
    ] {
        let answer = desk.ask(path).send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "{path}: {}", answer.status());
    }
}

#[tokio::test]
async fn a_bootstrap_token_that_may_be_guessed_is_warned_of() {
    for (token, is_warned) in [("admin", true), (super::TOKEN, false)] {
        let (log, _logging) = Log::begin("bimeyar=warn");
        let desk = Desk::open(Some(token)).await;
        let log = log.text();
        assert_eq!(log.contains("bootstrap token is short"), is_warned, "{log}");
        assert!(!log.contains(token), "{log}");
        desk.tasks.stopping().cancel();
    }
}
