//! Bale at its oddest: the same claims come of it.

use bimeyar::simulator::{Faults, Profile};
use futures_util::future::join_all;

use super::plan::{Plan, Who};
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_shapes_and_doubled_updates_change_nothing() {
    let (ali, maryam) = (Who::number(0), Who::number(1));
    let world = World::started(std::slice::from_ref(&ali)).await;
    world.faults(Faults {
        duplicates: 500,
        out_of_order: 500,
        redelivery: 300,
        malformed_member: 100,
        ..Profile::Odd.faults()
    });
    let mut player = world.player(&ali, 1001).await;
    let plan = Plan::supplementary(&ali, 0);
    let code = player.claims(&plan).await;
    world.reviewer.check(&code, &ali, &plan).await;
    assert_eq!(world.reviewer.codes().await, [code]);
    assert_eq!(player.repeats, 0);
    world.checks_log(&[ali, maryam]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bale_that_fails_delays_and_loses_nothing() {
    let people: Vec<Who> = (0..3).map(Who::number).collect();
    let mut world = World::new(&people).await;
    // Failures are where addresses and bodies find their way into logs.
    world.set("LOG__FILTER", "trace");
    world.starts().await;
    // One second to wait after each 429 would only make the test slow.
    world.faults(Faults { retry_after: 0, rate_limited: 5, ..Profile::Chaos.faults() });
    let plans: Vec<Plan> =
        people.iter().zip(0..).map(|(who, n)| Plan::supplementary(who, n)).collect();
    let claims = people
        .iter()
        .zip(&plans)
        .zip(1001..)
        .map(async |((who, plan), id)| world.player(who, id).await.claims(plan).await);
    let mut codes = join_all(claims).await;
    for ((code, plan), who) in codes.iter().zip(&plans).zip(&people) {
        world.reviewer.check(code, who, plan).await;
    }
    codes.sort();
    assert_eq!(world.reviewer.codes().await, codes);
    world.checks_privacy(&people);
}
