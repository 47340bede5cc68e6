//! Who gets where: every route of the console, for nobody and for each role. A route without a row fails
//! `security::routes`.

use super::health::Sick;
use super::{Office, page_of};
use crate::reviewer::routes::WHO;

/// Method, path, and the status for nobody, viewer, reviewer, finance and admin. Forms come without the token of a page.
pub(crate) const TABLE: &[(&str, &str, [u16; 5])] = &[
    ("GET", "/console", [303, 200, 200, 200, 200]),
    ("GET", "/console/", [303; 5]),
    ("GET", "/console/login", [200; 5]),
    ("POST", "/console/login", [403; 5]),
    ("POST", "/console/logout", [303, 403, 403, 403, 403]),
    ("GET", "/console/answers", [303, 200, 200, 200, 200]),
    ("GET", "/console/dashboard", [303, 200, 200, 200, 200]),
    ("GET", "/console/health", [303, 200, 200, 200, 200]),
    ("GET", "/console/dead", [303, 403, 403, 403, 200]),
    ("POST", "/console/dead/{id}", [303, 403, 403, 403, 403]),
    ("GET", "/console/claims/{code}", [303, 200, 200, 200, 200]),
    ("POST", "/console/claims/{code}/decisions", [303, 403, 403, 403, 403]),
    ("GET", "/console/claims/{code}/documents/{id}", [303, 200, 200, 200, 200]),
    ("GET", "/console/assets/{name}", [200; 5]),
    ("GET", "/console/{*elsewhere}", [404; 5]),
];

/// Nothing inline, nothing from elsewhere, nothing sent elsewhere, in no frame.
const POLICY: [&str; 7] = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
];

#[tokio::test]
async fn each_page_lets_in_whom_the_table_says() {
    let office = Office::watched(Sick::new()).await;
    let claim = office.claim().await;
    let document = format!("{}/documents/{}", page_of(&claim), claim.documents[0].id);
    for (column, who) in WHO.into_iter().enumerate() {
        let mut browser = match who {
            Some(role) => office.signed_in(role).await,
            None => office.browser(),
        };
        for (method, template, statuses) in TABLE {
            let path = template
                .replace("/console/claims/{code}/documents/{id}", &document)
                .replace("/console/claims/{code}", &page_of(&claim))
                .replace("/console/dead/{id}", "/console/dead/7")
                .replace("{name}", "icon.svg")
                .replace("{*elsewhere}", "elsewhere/still");
            let answer = match *method {
                "POST" => browser.post(&path, &[]).await,
                _ => browser.get(&path).await,
            };
            let place = format!("{method} {template} {who:?}");
            assert_eq!(answer.status.as_u16(), statuses[column], "{place}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{place}");
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            let rules: Vec<&str> = policy.split("; ").collect();
            assert_eq!(rules, POLICY, "{place}");
        }
    }
}
