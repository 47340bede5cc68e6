//! Signing in and out, lockout, the end of a session, forms from elsewhere.

use bimeyar::claim::Role;
use jiff::SignedDuration;
use reqwest::{StatusCode, header};

use super::browser::set;
use super::{Office, PASSWORD, page_of};

#[tokio::test]
async fn nobody_sees_anything_before_signing_in() {
    let office = Office::open().await;
    let claim = office.claim().await;
    let document = format!("{}/documents/{}", page_of(&claim), claim.documents[0].id);
    for path in ["/console", "/console/dashboard", &page_of(&claim), &document] {
        let answer = office.browser().get(path).await;
        assert!(answer.goes_to().starts_with("/console/login"), "{path}");
        assert!(answer.bytes.is_empty());
    }
    let decision = format!("{}/decisions", page_of(&claim));
    let form = [("kind".to_owned(), "start_review".to_owned())];
    assert_eq!(office.browser().post(&decision, &form).await.goes_to(), "/console/login");
    let door = office.browser().get("/").await;
    assert_eq!(door.goes_to(), "/console");
}

#[tokio::test]
async fn signing_in_leads_where_one_wanted_to_go() {
    let office = Office::open().await;
    office.hire("sara", Role::Reviewer).await;
    let claim = office.claim().await;
    let mut browser = office.browser();
    let sent = browser.get(&format!("{}?done=approve", page_of(&claim))).await;
    let page = browser.get(sent.goes_to()).await;
    let mut form = page.form("/console/login");
    set(&mut form, "name", "sara");
    set(&mut form, "password", PASSWORD);
    let answer = browser.post("/console/login", &form).await;
    assert_eq!(answer.goes_to(), format!("{}?done=approve", page_of(&claim)));
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Strict") && cookie.contains("Path=/;"));
    browser.get("/console").await.says("sara");
    // Somebody who would lead away is not followed.
    let mut form = browser.get("/console/login?next=//evil.example").await.form("/console/login");
    set(&mut form, "name", "sara");
    set(&mut form, "password", PASSWORD);
    assert_eq!(browser.post("/console/login", &form).await.goes_to(), "/console");
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_read_alike() {
    let office = Office::open().await;
    office.hire("sara", Role::Reviewer).await;
    office.hire("gone", Role::Admin).await;
    office
        .desk
        .registry
        .acting("tests", office.desk.clock.now())
        .revoke_staff("gone")
        .await
        .unwrap();
    let mut told = Vec::new();
    for (name, password) in [("sara", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)] {
        let answer = office.browser().sign_in(name, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.text.contains(PASSWORD), "a password is never sent back");
        told.push(answer.words());
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn too_many_failures_lock_the_door_for_a_while() {
    let office = Office::open().await;
    office.hire("sara", Role::Reviewer).await;
    let mut browser = office.browser();
    for _ in 0..5 {
        let answer = browser.sign_in("sara", "wrong").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = browser.sign_in("sara", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    answer.says("یک دقیقه دیگر");
    office.wait(SignedDuration::from_secs(61));
    assert_eq!(browser.sign_in("sara", PASSWORD).await.goes_to(), "/console");
}

#[tokio::test]
async fn a_session_ends_when_it_is_left_forgotten_or_revoked() {
    let office = Office::open().await;
    let mut browser = office.signed_in(Role::Viewer).await;
    let kept = browser.cookies.clone();
    let page = browser.get("/console").await;
    let answer = browser.post("/console/logout", &page.form("/console/logout")).await;
    assert_eq!(answer.goes_to(), "/console/login");
    assert!(!browser.cookies.contains_key("bimeyar_console"));
    browser.cookies = kept;
    assert!(browser.get("/console").await.goes_to().starts_with("/console/login"));

    browser.sign_in("viewer", PASSWORD).await;
    assert_eq!(browser.get("/console").await.status, StatusCode::OK);
    office.wait(SignedDuration::from_mins(31));
    assert!(browser.get("/console").await.goes_to().starts_with("/console/login"));

    browser.sign_in("viewer", PASSWORD).await;
    office
        .desk
        .registry
        .acting("tests", office.desk.clock.now())
        .revoke_staff("viewer")
        .await
        .unwrap();
    assert!(browser.get("/console").await.goes_to().starts_with("/console/login"));
}

#[tokio::test]
async fn a_form_from_elsewhere_does_nothing() {
    let office = Office::open().await;
    let claim = office.claim().await;
    let mut browser = office.signed_in(Role::Reviewer).await;
    let page = browser.get(&format!("{}?decide=start_review", page_of(&claim))).await;
    let path = format!("{}/decisions", page_of(&claim));
    let mut form = page.form("decision");
    set(&mut form, "do", "send");
    for site in ["cross-site", "same-site"] {
        let answer = browser.post_from(&path, &form, site).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site}");
        answer.says("این صفحه کهنه شده بود");
    }
    for token in ["", "00", &"0".repeat(64)] {
        let mut wrong = form.clone();
        set(&mut wrong, "csrf", token);
        assert_eq!(browser.post(&path, &wrong).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(office.now_is(&claim).await.revision, claim.revision);
    let answer = browser.post(&path, &form).await;
    assert_eq!(answer.goes_to(), format!("{}?done=start_review", page_of(&claim)));
    // Signing in, too: a stranger cannot sign somebody in under another name.
    let mut form = browser.get("/console/login").await.form("/console/login");
    set(&mut form, "csrf", "guessed");
    assert_eq!(browser.post("/console/login", &form).await.status, StatusCode::FORBIDDEN);
}

/// Browsers that tell the `Origin` only.
#[tokio::test]
async fn a_form_of_another_origin_does_nothing() {
    let office = Office::open().await;
    let claim = office.claim().await;
    office.hire("sara", Role::Reviewer).await;
    let mut browser = office.browser().proxied();
    let own = office.base.clone();
    let others = ["https://evil.example", "null", "http://127.0.0.1:1", "127.0.0.1"];
    let mut sign_in = browser.get("/console/login").await.form("/console/login");
    set(&mut sign_in, "name", "sara");
    set(&mut sign_in, "password", PASSWORD);
    // Each answer is the form once more, with a token of its own.
    for header in others
        .map(|origin| ("origin", origin))
        .into_iter()
        .chain([("sec-fetch-site", "cross-site")])
    {
        let answer = browser.post_with("/console/login", &sign_in, header).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
        let token = answer.form("/console/login").into_iter().find(|(name, _)| name == "csrf");
        set(&mut sign_in, "csrf", &token.unwrap().1);
    }
    assert_eq!(
        browser.post_with("/console/login", &sign_in, ("origin", &own)).await.goes_to(),
        "/console"
    );

    let page = browser.get(&format!("{}?decide=start_review", page_of(&claim))).await;
    let path = format!("{}/decisions", page_of(&claim));
    let mut form = page.form("decision");
    set(&mut form, "do", "send");
    for origin in others {
        let answer = browser.post_with(&path, &form, ("origin", origin)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
    }
    assert_eq!(office.now_is(&claim).await.revision, claim.revision);
    let answer = browser.post_with(&path, &form, ("origin", &own)).await;
    assert_eq!(answer.goes_to(), format!("{}?done=start_review", page_of(&claim)));
}

#[tokio::test]
async fn a_form_that_is_too_long_is_not_read() {
    let office = Office::open().await;
    office.hire("sara", Role::Reviewer).await;
    let mut browser = office.browser();
    let mut form = browser.get("/console/login").await.form("/console/login");
    for (name, value) in [("name", "sara"), ("password", PASSWORD), ("x", &"x".repeat(300_000))] {
        set(&mut form, name, value);
    }
    assert_eq!(browser.post("/console/login", &form).await.status, StatusCode::BAD_REQUEST);
    set(&mut form, "x", "");
    assert_eq!(browser.post("/console/login", &form).await.goes_to(), "/console");
}
