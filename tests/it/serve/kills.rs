//! SIGKILL at any moment: nothing acknowledged is lost, and each submit is one claim (DESIGN §2, invariant 5).

use std::fmt;
use std::time::Duration;

use bimeyar::runtime::{Clock, chance};
use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::sleep;

use super::notices;
use super::plan::{Center, Insured, Plan, Proof, Who, Written};
use super::play::Player;
use super::words::says_with;
use super::world::World;

/// What a person does in one claim, about; kills are spread over that.
const ACTS: usize = 20;

/// What a run came to.
#[derive(Debug, Default)]
struct Figures {
    rounds: usize,
    people: usize,
    kills: usize,
    kills_while_starting: usize,
    acts: usize,
    claims: usize,
    photos: usize,
    repeats: usize,
    messages: usize,
    seconds: i64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, people, kills, kills_while_starting, acts, .. } = self;
        let Self { claims, photos, repeats, messages, seconds, .. } = self;
        write!(
            f,
            "{rounds} rounds x {people} people in {seconds} s: {kills} kills ({kills_while_starting} while starting), \
             {acts} acts, {claims} claims ({claims} wanted, 0 lost, 0 doubled), {photos} photos read back, \
             {messages} messages, {repeats} of them came again"
        )
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_nothing_is_lost_or_doubled() {
    let figures = run(3, 6, 2).await;
    assert_eq!(figures.claims, 18);
}

/// Killed the moment a decision is acknowledged, or soon after: the person is told of each, in order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_each_decision_the_person_is_told_of_all() {
    let ali = Who::number(50);
    let mut world = World::started(std::slice::from_ref(&ali)).await;
    let mut player = world.player(&ali, 1050).await;
    let plan = Plan { hasty: false, ..Plan::supplementary(&ali, 50) };
    let code = player.claims(&plan).await;
    let decisions = [
        (json!({ "kind": "start_review" }), "notice-review-started"),
        (json!({ "kind": "approve", "approved_rial": 9_000_000 }), "notice-approved"),
        (json!({ "kind": "originals_received" }), "notice-originals-received"),
        (json!({ "kind": "send_to_finance" }), "notice-in-payment"),
        (json!({ "kind": "pay", "paid_rial": 9_000_000, "paid_on": "1405-09-01" }), "notice-paid"),
    ];
    for ((mut body, _), revision) in decisions.clone().into_iter().zip(1_u32..) {
        body["expected_revision"] = json!(revision);
        let (status, answer) = world.reviewer.decide(&code, &body).await;
        assert_eq!(status, 200, "{answer}");
        sleep(Duration::from_micros(below(20_000) as u64)).await;
        world.kills();
        world.starts().await;
    }
    let mut told = String::new();
    for (_, notice) in &decisions {
        let wanted = says_with(&notices::of(notice, &code));
        // A message whose end was not noted in time comes again, before what follows it.
        let heard = loop {
            let heard = player.told().await;
            if heard.text() != told {
                break heard;
            }
        };
        assert!(heard.text().contains(&wanted), "{wanted}: {}", heard.text());
        heard.text().clone_into(&mut told);
    }
    let wanted = [
        format!("registered: {code}"),
        format!("stage: {code} 9000000 تأیید شد"),
        format!("stage: {code} 9000000 پرداخت شد"),
    ];
    for sms in &wanted {
        player.hears_this_sms(sms).await;
    }
    assert!(player.sms.iter().all(|sms| wanted.contains(sms)), "{:?}", player.sms);
    world.checks_log(&[ali]);
}

/// The long version: `tests/crash/run.sh`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; tests/crash/run.sh runs it"]
async fn killed_many_times() {
    let figures = run(asked_for("ROUNDS", 30), asked_for("PEOPLE", 40), 3).await;
    println!("{figures}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long this test runs is no setting of the program"
)]
fn asked_for(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// `rounds` claims of each of `people`, while the bot is killed `kills` times a round.
async fn run(rounds: usize, people: usize, kills: usize) -> Figures {
    let clock = Clock::system();
    let begun = clock.now();
    let who: Vec<Who> = (0..).take(people).map(Who::number).collect();
    let mut world = World::started(&who).await;
    let mut players = Vec::new();
    for (who, id) in who.iter().zip(1001..) {
        players.push(world.player(who, id).await);
    }
    let mut figures = Figures { rounds, people, ..Figures::default() };
    for round in 0..rounds {
        one_round(&mut world, &mut players, (round, kills), &mut figures).await;
    }
    let mut told: Vec<String> = players.iter().flat_map(|player| player.codes.clone()).collect();
    told.sort();
    assert_eq!(world.reviewer.codes().await, told);
    world.checks_log(&who);
    figures.claims = told.len();
    figures.repeats = players.iter().map(|player| player.repeats).sum();
    figures.messages = players.iter().map(|player| player.messages).sum();
    figures.seconds = clock.now().duration_since(begun).as_secs();
    figures
}

/// All claim at once; meanwhile the bot is killed. Afterwards every claim is compared with what its person told.
async fn one_round(
    world: &mut World,
    players: &mut [Player],
    (round, kills): (usize, usize),
    figures: &mut Figures,
) {
    let plans: Vec<Plan> =
        players.iter().zip(0..).map(|(player, n)| plan(&player.person.who, n, round)).collect();
    let (progress, acts) = watch::channel(0_usize);
    let range = players.len() * ACTS;
    let playing = async {
        let claims = players.iter_mut().zip(&plans).map(async |(player, plan)| {
            player.progress = Some(progress.clone());
            player.claims(plan).await
        });
        let codes = join_all(claims).await;
        figures.acts += *progress.borrow();
        progress.send_replace(usize::MAX);
        codes
    };
    let killing = kill_at_random(world, acts, kills, range);
    let (codes, (killed, starting)) = tokio::join!(playing, killing);
    figures.kills += killed;
    figures.kills_while_starting += starting;
    for ((code, plan), player) in codes.iter().zip(&plans).zip(players.iter()) {
        world.reviewer.check(code, &player.person.who, plan).await;
        figures.photos += plan.photos.len();
    }
}

/// Kills the bot `kills` times when some of `range` acts are done, and some of the times while it starts again.
async fn kill_at_random(
    world: &mut World,
    mut acts: watch::Receiver<usize>,
    kills: usize,
    range: usize,
) -> (usize, usize) {
    let mut moments: Vec<usize> = (0..kills).map(|_| below(range)).collect();
    moments.sort_unstable();
    let (mut killed, mut starting) = (0, 0);
    for moment in moments {
        let done = *acts.wait_for(|done| *done >= moment).await.unwrap();
        if done == usize::MAX {
            break;
        }
        sleep(Duration::from_micros(below(30_000) as u64)).await;
        world.kills();
        killed += 1;
        while below(3) == 0 {
            world.spawns();
            sleep(Duration::from_micros(below(400_000) as u64)).await;
            world.kills();
            (killed, starting) = (killed + 1, starting + 1);
        }
        world.starts().await;
    }
    (killed, starting)
}

/// A random number below `bound`.
fn below(bound: usize) -> usize {
    usize::try_from(u64::from_le_bytes(chance::bytes()) % bound as u64).unwrap()
}

/// Person `n` wants something else than their neighbour, and something else in each round.
fn plan(who: &Who, n: u32, round: usize) -> Plan {
    let round = u32::try_from(round).unwrap();
    let mut plan = Plan::supplementary(who, 1_000 * round + n);
    let variety = n + round;
    if n % 2 == 1 {
        plan.proof = Proof::Sms;
    }
    if variety % 3 == 1 {
        let relation = Some(("child", who.national_code.clone()));
        plan.insured = Insured { who: who.child(n), relation };
    }
    if variety % 3 == 2 {
        plan.center = Center::Own {
            name: "درمانگاه مهرگان", city: "اردکان", kind: "داروخانه"
        };
        plan.album = false;
    }
    if variety % 4 == 3 {
        plan.prescription = Some(Written { typed: "۹۱۴۹۸۸۷۰۱۴", means: "9149887014" });
        plan.other_mobile = Some(format!("0935{:07}", 1_000_000 + n));
        (plan.notes, plan.council) = (None, None);
    }
    plan
}
