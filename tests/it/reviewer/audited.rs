//! Who looks at something or does something over the API stands in the audit (`docs/SECURITY.md` R1).

use bimeyar::claim::Role;
use reqwest::RequestBuilder;
use serde_json::json;

use super::members::{CONTRACTS, people};
use super::{Desk, token_of};
use crate::support::audit::entries;

#[tokio::test]
async fn each_look_and_each_act_is_kept() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    let registry = desk.folder.path().join("registry.sqlite");
    let code = claim.code.as_str();
    let decide = json!({ "kind": "start_review", "expected_revision": 1 });
    let files = json!({ "people": people(&[100_000_001]), "contracts": CONTRACTS });
    for (method, path, body, kept) in [
        ("GET", "claims".to_owned(), None, "admin claims_listed ".to_owned()),
        ("GET", format!("claims/{code}"), None, format!("admin claim_viewed {code}")),
        ("GET", format!("claims/{code}/documents/00000000000000aa"), None, {
            format!("admin document_viewed {code}/00000000000000aa")
        }),
        ("POST", format!("claims/{code}/decisions"), Some(decide), {
            format!("admin review_started {code}")
        }),
        ("GET", "answers".to_owned(), None, "admin answers_listed ".to_owned()),
        ("POST", "members".to_owned(), Some(files), "admin members_imported files".to_owned()),
    ] {
        let before = entries(&registry).await;
        let request =
            desk.http.request(method.parse().unwrap(), format!("{}/api/v1/{path}", desk.base));
        let request = request.bearer_auth(token_of(Role::Admin));
        let request = body.iter().fold(request, RequestBuilder::json);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{method} {path}");
        assert_eq!(entries(&registry).await[before.len()..], [kept], "{method} {path}");
    }
}
