//! SIGTERM in the middle.

use std::time::Duration;

use super::plan::{Plan, Who};
use super::world::World;

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
    for stop in ["ask-own-national-code", "ask-amount", "documents-overview", "ask-review"] {
        for (player, plan) in players.iter_mut().zip(&plans) {
            player.plays_to(plan, stop).await;
        }
        // One answers while the bot is down; the other finds the question still standing.
        let ended = world.terminates(Duration::from_secs(5)).await.expect("it ends within 5 s");
        assert_eq!(ended.code(), Some(0), "{}", world.logged());
        players[0].steps(&plans[0]).await;
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
