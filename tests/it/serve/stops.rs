//! SIGTERM in the middle.

use std::time::Duration;

use bimeyar::simulator::Faults;

use super::plan::{Plan, Who};
use super::world::World;

/// A stopped bot ends so soon.
const WITHIN: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_bot_goes_on_where_it_was() {
    let people: Vec<Who> = (0..2).map(Who::number).collect();
    let mut world = World::started(&people).await;
    let mut players = Vec::new();
    for (who, id) in people.iter().zip(1001..) {
        players.push(world.player(who, id).await);
    }
    let plans: Vec<Plan> =
        people.iter().zip(0..).map(|(who, n)| Plan::supplementary(who, n)).collect();
    players[0].begins().await;
    players[1].begins().await;
    for stop in
        ["ask-own-national-code", "ask-amount", "ask-documents", "documents-overview", "ask-review"]
    {
        for (player, plan) in players.iter_mut().zip(&plans) {
            player.plays_to(plan, stop).await;
        }
        // One answers just before the bot stops, the other while it is down.
        players[0].steps(&plans[0]).await;
        let ended = world.terminates(WITHIN).await.expect("it ends within 5 s");
        assert_eq!(ended.code(), Some(0), "{}", world.logged());
        players[1].steps(&plans[1]).await;
        world.starts().await;
    }
    for ((player, plan), who) in players.iter_mut().zip(&plans).zip(&people) {
        let code = player.finishes(plan).await;
        world.reviewer.check(&code, who, plan).await;
        assert_eq!(player.repeats, 0, "{}", player.person.transcript.join("\n"));
    }
    assert_eq!(world.reviewer.codes().await.len(), 2);
    world.checks_log(&people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bale_that_hangs_does_not_hold_a_stopping_bot() {
    let hossein = Who::number(4);
    let mut world = World::started(std::slice::from_ref(&hossein)).await;
    let mut player = world.player(&hossein, 1005).await;
    let plan = Plan::supplementary(&hossein, 5);
    player.begins().await;
    player.plays_to(&plan, "ask-documents").await;
    world.faults(Faults { slow: 1_000, slow_millis: 120_000, ..Faults::default() });
    player.steps(&plan).await;
    let ended = world.terminates(WITHIN).await.expect("it ends within 5 s");
    assert_eq!(ended.code(), Some(0), "{}", world.logged());
    world.faults(Faults::default());
    world.starts().await;
    let code = player.finishes(&plan).await;
    world.reviewer.check(&code, &hossein, &plan).await;
}
