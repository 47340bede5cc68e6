//! Webhook mode.

use super::plan::{Plan, Who};
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_comes_in_by_webhook_too() {
    let reza = Who::number(2);
    let mut world = World::new(std::slice::from_ref(&reza)).await;
    world.listens_for_a_webhook();
    world.starts().await;
    let mut player = world.player(&reza, 1003).await;
    let plan = Plan::supplementary(&reza, 3);
    player.begins().await;
    player.plays_to(&plan, "ask-amount").await;
    // What is posted while nobody listens is posted again.
    world.kills();
    player.steps(&plan).await;
    world.starts().await;
    let code = player.finishes(&plan).await;
    world.reviewer.check(&code, &reza, &plan).await;
    let log = world.logged();
    assert!(!log.contains("a-webhook-secret"), "{log}");
    world.checks_log(&[reza]);
}
