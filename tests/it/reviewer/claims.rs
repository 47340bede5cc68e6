//! Reading claims and documents.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bimeyar::claim::ClaimKind;
use bimeyar::reviewer::{self, Health, ReviewerSettings};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, PHOTO, TOKEN, problem};
use crate::support::claims::{named, new_claim};

#[tokio::test]
async fn a_claim_is_shown_whole() {
    let desk = Desk::open(Some(TOKEN)).await;
    let claim = desk.with_photo().await;
    let insured = &claim.details.insured;
    let mut expected = json!({
        "tracking_code": claim.code.as_str(), "kind": "supplementary", "stage": "registered", "revision": 1,
        "registered_at": "2026-11-21T10:15:00+03:30", "flow_version": 1, "mobile": "09120000001",
        "insured": {
            "national_code": insured.national_code.expose(), "first_name": "زهرا", "last_name": "موسوی\u{200c}پور",
            "relation": "child", "principal": insured.principal.as_ref().unwrap().expose()
        },
        "dependant_agreed_at": null, "contract": {"code": "C-1", "title": "کارکنان"}, "originals_required": false,
        "service_date": "1405-08-20", "service_date_gregorian": "2026-11-11",
        "province": {"code": "IR-23", "name": "تهران"},
        "center": {
            "id": "c17", "name": "بیمارستان امید", "city": "تهران", "type": "بیمارستان خصوصی", "listed": true
        },
        "amount_rial": 12_000_000,
        "service_group": {"code": "para1", "name": "پاراکلینیکی ۱"},
        "service": {"code": "para1-mri", "name": "ام آر آی"},
        "basic_insurer": "tamin", "medical_council_number": null,
        "e_prescription": {"has": true, "code": "9149887014"}, "notes": "لطفاً زود",
        "documents": [{
            "id": "00000000000000aa", "title": {"code": "INV", "name": "اصل فاکتور"}, "media_type": "image/jpeg",
            "width": 2250, "height": 3000, "bytes": PHOTO.len(), "sha256": claim.documents[0].file.sha256,
            "late": false, "round": 0, "quality": ["blurred", "dark"]
        }],
        "defect": null, "defects": [],
        "decision": {
            "approved_rial": null, "deductions": [], "note": null, "rejection": null, "paid_rial": null,
            "paid_on": null, "reference": null
        },
        "events": [{
            "seq": 1, "at": "2026-11-21T10:15:00+03:30", "stage": "registered", "actor": "insured",
            "kind": "registered", "revision": 1, "reason": null, "by": null
        }],
        "allowed": ["start_review"]
    });
    let nothing = json!({
        "complaint": null, "care_province": null, "issuing_province": null, "supplementary_insurer": null,
        "inpatient": null, "diseases": [], "answers": []
    });
    expected.as_object_mut().unwrap().extend(nothing.as_object().unwrap().clone());
    let path = format!("/api/v1/claims/{}", claim.code);
    assert_eq!(desk.json(&path).await, expected);
    let page = json!({"items": [expected], "next_cursor": null});
    assert_eq!(desk.json("/api/v1/claims").await, page);
}

#[tokio::test]
async fn strangers_learn_nothing() {
    let desk = Desk::open(Some(TOKEN)).await;
    let claim = desk.with_photo().await;
    let one = format!("/api/v1/claims/{}", claim.code);
    let photo = format!("{one}/documents/00000000000000aa");
    for path in ["/api/v1/claims", &one, &photo, "/api/v1/nothing", "/api/v1/claims?limit=x"] {
        for header in ["", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", TOKEN] {
            let asked =
                desk.http.get(format!("{}{path}", desk.base)).header("authorization", header);
            let response = asked.send().await.unwrap();
            let challenge = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
            assert!(challenge.starts_with("Bearer"), "{challenge}");
            problem(response, StatusCode::UNAUTHORIZED).await;
        }
        let bare = desk.http.get(format!("{}{path}", desk.base)).send().await.unwrap();
        problem(bare, StatusCode::UNAUTHORIZED).await;
        let post = desk.http.post(format!("{}{path}", desk.base)).send().await.unwrap();
        problem(post, StatusCode::UNAUTHORIZED).await;
    }
    let scheme = desk.http.get(format!("{}{one}", desk.base));
    let scheme = scheme.header("authorization", format!("bearer {TOKEN}")).send().await.unwrap();
    assert_eq!(scheme.status(), StatusCode::OK, "the scheme's letters may be small");
}

#[tokio::test]
async fn without_a_token_set_nobody_is_let_in() {
    for token in [None, Some(""), Some(" ")] {
        let desk = Desk::open(token).await;
        for given in ["", " ", TOKEN] {
            let asked = desk.http.get(format!("{}/api/v1/claims", desk.base)).bearer_auth(given);
            problem(asked.send().await.unwrap(), StatusCode::UNAUTHORIZED).await;
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let desk = Desk::open(Some(TOKEN)).await;
    let claim = desk.with_photo().await;
    let documents = format!("/api/v1/claims/{}/documents", claim.code);
    for path in [
        "/api/v1",
        "/api/v1/nothing",
        "/api/v1/claims/",
        "/api/v1/claims/123",
        "/api/v1/claims/483920175562",
        &format!("{documents}/ffffffffffffffff"),
        &format!("{documents}/..%2f"),
        &documents,
    ] {
        problem(desk.ask(path).send().await.unwrap(), StatusCode::NOT_FOUND).await;
    }
    let bad = desk.ask("/api/v1/claims/%ff").send().await.unwrap();
    problem(bad, StatusCode::BAD_REQUEST).await;
    let bad = desk.ask("/api/v1/claims?q=%ff").send().await.unwrap();
    problem(bad, StatusCode::BAD_REQUEST).await;
}

#[tokio::test]
async fn other_methods_are_refused_with_those_there_are() {
    let desk = Desk::open(Some(TOKEN)).await;
    for path in ["/api/v1/claims", "/api/v1/claims/123", "/healthz"] {
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let asked =
                desk.http.request(method, format!("{}{path}", desk.base)).bearer_auth(TOKEN);
            let response = asked.send().await.unwrap();
            assert!(response.headers()["allow"].to_str().unwrap().contains("GET"));
            problem(response, StatusCode::METHOD_NOT_ALLOWED).await;
        }
    }
}

#[tokio::test]
async fn every_fault_of_a_query_is_named() {
    let desk = Desk::open(Some(TOKEN)).await;
    let long = "x".repeat(201);
    let path = format!(
        "/api/v1/claims?stage=done&kind=car&q={long}&from=yesterday&to=1405-13-01&province=Rome&overdue=1&cursor=-1&limit=0&sort=a&limit=5"
    );
    let told =
        problem(desk.ask(&path).send().await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY).await;
    let errors = told["errors"].as_array().unwrap();
    let named: Vec<&str> = errors.iter().map(|it| it["parameter"].as_str().unwrap()).collect();
    let expected = [
        "stage", "kind", "q", "from", "to", "province", "overdue", "cursor", "limit", "sort",
        "limit",
    ];
    assert_eq!(named, expected);
    assert!(errors.iter().all(|it| !it["detail"].as_str().unwrap().is_empty()));
    for limit in ["101", "-1", "1.5", "99999999999"] {
        let response = desk.ask(&format!("/api/v1/claims?limit={limit}")).send().await.unwrap();
        problem(response, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}

#[tokio::test]
async fn the_list_is_filtered_and_paged() {
    let desk = Desk::open(Some(TOKEN)).await;
    let mut codes = Vec::new();
    for number in 1..=5 {
        let mut new = new_claim(number);
        if number == 3 {
            new.kind = ClaimKind::SpecialSupport;
            new.details.province = Some(named("IR-10", "اصفهان"));
        }
        codes.insert(0, desk.register(&new).await.code.to_string());
    }
    let listed = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|claim| claim["tracking_code"].as_str().unwrap().to_owned()).collect()
    };
    let (mut seen, mut path) = (Vec::new(), "/api/v1/claims?limit=2".to_owned());
    loop {
        let page = desk.json(&path).await;
        seen.extend(listed(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/claims?limit=2&cursor={next}");
    }
    assert_eq!(seen, codes);
    for (query, expected) in [
        ("kind=special_support", vec![codes[2].clone()]),
        ("province=IR-10", vec![codes[2].clone()]),
        ("overdue=true", vec![]),
        ("overdue=false", codes.clone()),
        ("stage=registered&limit=1", vec![codes[0].clone()]),
        ("stage=paid", vec![]),
        ("q=09120000004", vec![codes[1].clone()]),
        ("q=%D8%B2%D9%87%D8%B1%D8%A7&limit=100", codes.clone()),
        ("from=1405-08-30&to=1405-08-30", codes.clone()),
        ("from=1405-09-01", vec![]),
        ("to=2026-11-20", vec![]),
        ("stage=&kind=&q=&from=&to=&province=&overdue=&cursor=&limit=", codes.clone()),
    ] {
        assert_eq!(
            listed(&desk.json(&format!("/api/v1/claims?{query}")).await),
            expected,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_document_is_served_whole_and_in_part() {
    let desk = Desk::open(Some(TOKEN)).await;
    let claim = desk.with_photo().await;
    let path = format!("/api/v1/claims/{}/documents/00000000000000aa", claim.code);
    let tag = format!("\"{}\"", claim.documents[0].file.sha256);
    let whole = desk.ask(&path).send().await.unwrap();
    assert_eq!(whole.status(), StatusCode::OK);
    let name = format!("attachment; filename=\"{}-00000000000000aa.jpg\"", claim.code);
    for (header, value) in [
        ("content-type", "image/jpeg"),
        ("content-length", "13"),
        ("etag", &tag),
        ("content-disposition", &name),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(whole.headers()[header], value, "{header}");
    }
    assert_eq!(whole.bytes().await.unwrap(), PHOTO);
    for (range, content_range, part) in [
        ("bytes=3-5", "bytes 3-5/13", &PHOTO[3..6]),
        ("bytes=10-", "bytes 10-12/13", &PHOTO[10..]),
        ("bytes=-1", "bytes 12-12/13", &PHOTO[12..]),
        ("bytes=0-999", "bytes 0-12/13", PHOTO),
    ] {
        let response = desk.ask(&path).header("range", range).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(response.headers()["content-range"], content_range);
        assert_eq!(response.bytes().await.unwrap(), part, "{range}");
    }
    let beyond = desk.ask(&path).header("range", "bytes=13-").send().await.unwrap();
    assert_eq!(beyond.headers()["content-range"], "bytes */13");
    problem(beyond, StatusCode::RANGE_NOT_SATISFIABLE).await;
    for (header, value, status) in [
        ("if-range", "\"another\"", StatusCode::OK),
        ("if-range", &tag, StatusCode::PARTIAL_CONTENT),
        ("if-none-match", &tag, StatusCode::NOT_MODIFIED),
        ("if-none-match", "\"another\"", StatusCode::PARTIAL_CONTENT),
    ] {
        let asked = desk.ask(&path).header("range", "bytes=0-1").header(header, value);
        assert_eq!(asked.send().await.unwrap().status(), status, "{header}: {value}");
    }
    let head = desk.http.head(format!("{}{path}", desk.base)).bearer_auth(TOKEN);
    assert_eq!(head.send().await.unwrap().headers()["content-length"], "13");
}

#[tokio::test]
async fn a_lost_document_is_our_fault() {
    let desk = Desk::open(Some(TOKEN)).await;
    let claim = desk.with_photo().await;
    desk.office.documents.remove(&claim.draft, &claim.documents[0].file.sha256).await.unwrap();
    let path = format!("/api/v1/claims/{}/documents/00000000000000aa", claim.code);
    let response = desk.ask(&path).send().await.unwrap();
    problem(response, StatusCode::INTERNAL_SERVER_ERROR).await;
}

#[tokio::test]
async fn health_needs_no_token() {
    let desk = Desk::open(Some(TOKEN)).await;
    let get = |path: &str| desk.http.get(format!("{}{path}", desk.base)).send();
    assert_eq!(get("/healthz").await.unwrap().status(), StatusCode::OK);
    let told = problem(get("/readyz").await.unwrap(), StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(told["detail"], "Bale has not answered for 60 s.");
    desk.health.0.store(true, Ordering::SeqCst);
    assert_eq!(get("/readyz").await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn it_stops_with_the_process_and_needs_a_free_port() {
    let desk = Desk::open(Some(TOKEN)).await;
    desk.json("/api/v1/claims").await;
    let settings = ReviewerSettings {
        listen: desk.base.trim_start_matches("http://").to_owned(),
        ..ReviewerSettings::default()
    };
    let health = Arc::clone(&desk.health) as Arc<dyn Health>;
    let taken = reviewer::serve(&settings, desk.office.clone(), health, &desk.tasks).await;
    assert!(taken.unwrap_err().to_string().contains("REVIEWER__LISTEN"));
    assert!(
        desk.tasks.shut_down(Duration::from_secs(5)).await,
        "an idle connection holds nothing up"
    );
    assert!(desk.http.get(format!("{}/healthz", desk.base)).send().await.is_err());
}
