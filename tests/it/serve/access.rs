//! Who may read claims and documents.

use super::plan::{Plan, Who};
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_and_documents_need_the_token() {
    let zahra = Who::number(3);
    let world = World::started(std::slice::from_ref(&zahra)).await;
    let mut player = world.player(&zahra, 1004).await;
    let plan = Plan::supplementary(&zahra, 4);
    let code = player.claims(&plan).await;
    let claim = world.reviewer.claim(&code).await;
    let document = claim["documents"][0]["id"].as_str().unwrap();
    let paths = [
        "/api/v1/claims".to_owned(),
        format!("/api/v1/claims/{code}"),
        format!("/api/v1/claims/{code}/documents/{document}"),
        "/api/v1/claims/000000000000".to_owned(),
        "/api/v1/nothing".to_owned(),
    ];
    let stranger = world.reviewer.with_token("a-wrong-token-of-forty-letters-and-some-more");
    for path in &paths {
        for answer in [stranger.get(path).await, world.reviewer.get_bare(path).await] {
            assert_eq!(answer.status(), 401, "{path}");
            assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
            let body = answer.text().await.unwrap();
            assert!(
                !body.contains(&zahra.national_code) && !body.contains(&code),
                "{path}: {body}"
            );
        }
    }
    // Codes that were never given and ids of another claim lead nowhere.
    for path in [
        "/api/v1/claims/111111111111",
        "/api/v1/claims/x",
        &format!("/api/v1/claims/{code}/documents/x"),
    ] {
        assert_eq!(world.reviewer.get(path).await.status(), 404, "{path}");
    }
    assert_eq!(world.reviewer.get_bare("/healthz").await.status(), 200);
    assert_eq!(world.reviewer.get_bare("/readyz").await.status(), 200);
    world.checks_log(&[zahra]);
}
