//! One claim from the first word to the reviewer's API.

use super::plan::{Insured, Plan, Who};
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_is_what_the_person_told() {
    let ali = Who::number(0);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut player = world.player(&ali, 1001).await;
    let plan = Plan::supplementary(&ali, 0).with_good_photos();
    let code = player.claims(&plan).await;
    world.reviewer.check(&code, &ali, &plan).await;

    // The next one is for the child, and is known by another code.
    let child = Plan {
        insured: Insured {
            who: ali.child(0),
            relation: Some(("child", ali.national_code.clone())),
        },
        ..Plan::supplementary(&ali, 1)
    };
    let other = player.claims(&child).await;
    world.reviewer.check(&other, &ali, &child).await;
    let mut codes = vec![code, other];
    codes.sort();
    assert_eq!(world.reviewer.codes().await, codes);
    player.hears_by_sms(&codes).await;
    assert_eq!(player.repeats, 0);
    world.checks_log(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_directory_everything_can_be_typed() {
    let maryam = Who::number(1);
    let world = World::started(&[]).await;
    let mut player = world.player(&maryam, 1002).await;
    let plan = Plan::open(&maryam, 1);
    let code = player.claims(&plan).await;
    world.reviewer.check(&code, &maryam, &plan).await;
    assert_eq!(world.reviewer.codes().await, [code]);
    assert_eq!(player.repeats, 0);
    world.checks_log(&[maryam]);
}
