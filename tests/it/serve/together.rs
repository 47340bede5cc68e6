//! Many people at once.

use futures_util::future::join_all;

use super::plan::{Plan, Who};
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_at_once_do_not_mix() {
    let people: Vec<Who> = (0..3).map(Who::number).collect();
    let world = World::started(&people).await;
    let mut players = Vec::new();
    for (who, id) in people.iter().zip(1001..) {
        players.push(world.player(who, id).await);
    }
    // All three come to page 3 before one of them sends a photo.
    let plans: Vec<Plan> =
        people.iter().zip(0..).map(|(who, n)| Plan::supplementary(who, n)).collect();
    join_all(players.iter_mut().zip(&plans).map(async |(player, plan)| {
        player.begins().await;
        player.plays_to(plan, "ask-documents").await;
    }))
    .await;
    let codes =
        join_all(players.iter_mut().zip(&plans).map(|(player, plan)| player.finishes(plan))).await;
    for ((code, plan), who) in codes.iter().zip(&plans).zip(&people) {
        world.reviewer.check(code, who, plan).await;
    }
    assert_eq!(world.reviewer.codes().await.len(), 3);
    world.checks_log(&people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_chat_delays_no_other() {
    let mut world = World::new(&[]).await;
    // One chat has to wait for its turn; the bot as a whole has not.
    for (key, value) in [("BALE__CHAT_RATE", "1"), ("BALE__CHAT_BURST", "2")] {
        world.set(key, value);
    }
    world.starts().await;
    let (slow, quick) = (Who::number(4), Who::number(5));
    let mut slow = world.player(&slow, 1005).await;
    let mut quick = world.player(&quick, 1006).await;
    for _ in 0..30 {
        slow.person.types("/help").await;
    }
    slow.hears().await;
    quick.person.types("/help").await;
    quick.hears().await;
    // Thirty answers at one a second: nearly all are still to come when the other one has had theirs.
    let come = slow.heard_by_now().await;
    assert!(come < 10, "{come} of 30 answers came first");
}
