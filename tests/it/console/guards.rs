//! What guards a session: the cookie's name and marks, its rotation, and a door that does not queue without end.

use std::fs;

use bimeyar::claim::Role;
use futures_util::future::join_all;
use reqwest::{StatusCode, header};

use super::{Office, PASSWORD};

#[tokio::test]
async fn behind_a_proxy_the_cookies_are_of_this_host_and_secure() {
    let office = Office::open().await;
    office.hire("sara", Role::Viewer).await;
    let mut browser = office.browser().proxied();
    let entered = browser.sign_in("sara", PASSWORD).await;
    assert_eq!(entered.goes_to(), "/console");
    let cookie = entered.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-bimeyar_console="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    let names: Vec<&str> = browser.cookies.keys().map(String::as_str).collect();
    assert_eq!(names, ["__Host-bimeyar_console", "__Host-bimeyar_console_door"]);
    let page = browser.get("/console").await;
    page.says("sara");
    // A cookie without the mark, which a neighbouring host could have set, opens nothing.
    let mut neighbour = office.browser().proxied();
    let id = browser.cookies["__Host-bimeyar_console"].clone();
    neighbour.cookies.insert("bimeyar_console".to_owned(), id);
    assert!(neighbour.get("/console").await.goes_to().starts_with("/console/login"));
    browser.post("/console/logout", &page.form("/console/logout")).await.goes_to();
    assert!(!browser.cookies.contains_key("__Host-bimeyar_console"));
}

/// Who reads the store learns no session, and who holds one learns no other.
#[tokio::test]
async fn a_session_is_of_256_random_bits_and_kept_as_a_hash() {
    let office = Office::open().await;
    let browser = office.signed_in(Role::Viewer).await;
    let mut elsewhere = office.browser();
    elsewhere.sign_in("viewer", PASSWORD).await.goes_to();
    let ids = [&browser, &elsewhere].map(|it| it.cookies["bimeyar_console"].clone());
    assert_ne!(ids[0], ids[1]);
    for id in ids {
        let is_hex = id.bytes().all(|letter| letter.is_ascii_hexdigit());
        assert!(id.len() == 64 && is_hex, "{id}");
        let pairs = id.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        let bits: Vec<u8> = pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
        for entry in fs::read_dir(office.folder.path()).unwrap().map(Result::unwrap) {
            let kept = fs::read(entry.path()).unwrap_or_default();
            let name = entry.file_name();
            for start in [&id.as_bytes()[..16], &bits[..8]] {
                assert!(
                    !kept.windows(start.len()).any(|it| it == start),
                    "{name:?} tells a session"
                );
            }
        }
    }
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let office = Office::open().await;
    let mut browser = office.signed_in(Role::Viewer).await;
    let mut earlier = office.browser();
    earlier.cookies.clone_from(&browser.cookies);
    assert_eq!(earlier.get("/console").await.status, StatusCode::OK);
    // Elsewhere the same person may be signed in as well.
    let mut elsewhere = office.browser();
    elsewhere.sign_in("viewer", PASSWORD).await.goes_to();
    // Who fails keeps what they have.
    let wrong = browser.sign_in("viewer", "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(earlier.get("/console").await.status, StatusCode::OK);
    browser.sign_in("viewer", PASSWORD).await.goes_to();
    assert_eq!(browser.get("/console").await.status, StatusCode::OK);
    assert!(earlier.get("/console").await.goes_to().starts_with("/console/login"));
    assert_eq!(elsewhere.get("/console").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_crowd_at_the_door_is_told_to_come_later() {
    let office = Office::open().await;
    office.hire("sara", Role::Viewer).await;
    let tries = (0..40).map(|number| {
        let mut browser = office.browser();
        async move { browser.sign_in(&format!("nobody{number}"), "wrong").await }
    });
    let (busy, looked_at): (Vec<_>, Vec<_>) = join_all(tries)
        .await
        .into_iter()
        .partition(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS);
    assert!(!busy.is_empty() && looked_at.len() >= 16, "{} were turned away", busy.len());
    for answer in busy {
        assert!(answer.headers.contains_key(header::RETRY_AFTER));
        answer.says("چند لحظه دیگر دوباره امتحان کنید");
    }
    for answer in looked_at {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(office.browser().sign_in("sara", PASSWORD).await.goes_to(), "/console");
}
