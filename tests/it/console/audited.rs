//! Who looks at something or does something on a page stands in the audit (`docs/SECURITY.md` R1).

use bimeyar::claim::Role;

use super::browser::set;
use super::health::Sick;
use super::{Office, PASSWORD, page_of};
use crate::support::audit::entries;

#[tokio::test]
async fn each_look_and_each_act_is_kept() {
    let office = Office::watched(Sick::new()).await;
    let claim = office.claim().await;
    let registry = office.folder.path().join("registry.sqlite");
    office.hire("sara", Role::Admin).await;
    let hired = entries(&registry).await;
    assert_eq!(hired, ["tests staff_added sara"]);
    let mut browser = office.browser();
    browser.sign_in("sara", PASSWORD).await.goes_to();
    browser.get("/console").await;
    browser.get(&page_of(&claim)).await;
    let document = claim.documents[0].id.as_str();
    browser.get(&format!("{}/documents/{document}", page_of(&claim))).await;
    browser.get("/console/answers").await;
    let form = browser.get(&format!("{}?decide=start_review", page_of(&claim))).await;
    browser.answer(&page_of(&claim), &form, "send", &[]).await.goes_to();
    for (letter, wish) in [(7, "requeue"), (8, "drop")] {
        let mut fields = form.form("/console/logout");
        set(&mut fields, "do", wish);
        browser.post(&format!("/console/dead/{letter}"), &fields).await.goes_to();
    }
    browser.post("/console/logout", &form.form("/console/logout")).await.goes_to();
    let code = claim.code.as_str();
    let expected = [
        "logged_in ".to_owned(),
        "claims_listed ".to_owned(),
        format!("claim_viewed {code}"),
        format!("document_viewed {code}/{document}"),
        "answers_listed ".to_owned(),
        format!("claim_viewed {code}"),
        format!("review_started {code}"),
        "dead_requeued 7".to_owned(),
        "dead_dropped 8".to_owned(),
        "logged_out ".to_owned(),
    ]
    .map(|act| format!("sara {act}"));
    assert_eq!(entries(&registry).await[1..], expected);
}
