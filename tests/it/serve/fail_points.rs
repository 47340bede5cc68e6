//! The real process dies at every named point of its work and at random moments, while people claim, repair and are decided
//! upon. Afterwards, seen from outside: every input answered, in order; one claim for each submit; every event once; every
//! photo whole; and the stores verify.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use bimeyar::runtime::{Clock, FailPoint};
use futures_util::future::join_all;

use super::counting;
use super::deaths::{self, Deaths};
use super::plan::{Plan, Who};
use super::story::{self, Lived};
use super::world::World;
use crate::support::seeded::Seeded;

/// What a run came to.
#[derive(Debug)]
struct Figures {
    deaths: Deaths,
    claims: usize,
    photos: usize,
    counted: usize,
    messages: usize,
    repeats: usize,
    seconds: i64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { deaths, claims, photos, counted, messages, repeats, seconds } = self;
        write!(
            f,
            "{} deaths in {seconds} s ({} at random, {} in a document, {:?}): {claims} claims repaired and approved ({claims} wanted, 0 lost, \
             0 doubled), {photos} photos read back, {counted} numbers answered in order, {messages} messages, {repeats} of \
             the questions came again",
            deaths.count(),
            deaths.at_random,
            deaths.in_a_document,
            deaths.at_points
        )
    }
}

/// Nothing outside the program can ask for a fail point by a name that is none.
#[tokio::test]
async fn a_point_that_there_is_not_is_refused() {
    let mut world = World::new(&[]).await;
    world.spawns_to_die("nowhere:1");
    let status = loop {
        if let Some(status) = world.has_ended() {
            break status;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(status.code(), Some(1), "{}", world.logged());
    assert!(world.logged().contains("no fail point `nowhere`"), "{}", world.logged());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dying_at_named_points_nothing_is_lost_or_doubled() {
    let points = [
        FailPoint::AfterInbox,
        FailPoint::BeforeCommit,
        FailPoint::AfterCommit,
        FailPoint::AfterSend,
        FailPoint::AfterDocument,
        FailPoint::AfterRegister,
        FailPoint::AfterChange,
        FailPoint::AfterCodeCheck,
    ];
    println!("{}", run(World::new(&[]).await, &points, (12, 3)).await);
}

/// The long version: `tests/crash/run.sh`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; tests/crash/run.sh runs it"]
async fn dying_many_times_at_every_point() {
    let wanted = (asked_for("DEATHS", 300), asked_for("AT_ONCE", 6));
    let figures = run(World::new(&[]).await, &FailPoint::ALL, wanted).await;
    println!("{figures}");
    for point in FailPoint::ALL {
        let here = figures.deaths.at_points.get(point.name());
        assert!(here.is_some(), "nobody died at {}", point.name());
    }
}

/// The same where Bale delivers by webhook.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; tests/crash/run.sh runs it"]
async fn dying_many_times_in_webhook_mode() {
    let mut world = World::new(&[]).await;
    world.listens_for_a_webhook();
    let wanted = (asked_for("DEATHS", 300) / 4, asked_for("AT_ONCE", 6));
    println!("webhook: {}", run(world, &FailPoint::ALL, wanted).await);
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long this test runs is no setting of the program"
)]
fn asked_for(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// `deaths` of the bot at `points` and at random, while `at_once` people claim, one after another.
async fn run(mut world: World, points: &[FailPoint], (deaths, at_once): (usize, usize)) -> Figures {
    let clock = Clock::system();
    let begun = clock.now();
    let mut chance = Seeded::told();
    let mut counting_chance = chance.clone();
    world.starts().await;
    let (enough, reviewer) = (AtomicBool::new(false), world.reviewer.clone());
    let simulator = world.simulator.base_url();
    let (next, messages, repeats) = (AtomicU32::new(0), AtomicUsize::new(0), AtomicUsize::new(0));

    let claiming = join_all((0..at_once).map(async |_| {
        let mut lived = Vec::new();
        while !enough.load(Ordering::Relaxed) {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let who = Who::number(100 + n);
            let mut player = super::world::player(&simulator, &who, 2_000 + i64::from(n)).await;
            let mut plan = Plan { hasty: n % 2 == 0, ..Plan::open(&who, n) };
            if n % 3 == 0 {
                plan.other_mobile = None;
            }
            lived.push(story::live(&mut player, &reviewer, (plan, n)).await);
            messages.fetch_add(player.messages, Ordering::Relaxed);
            repeats.fetch_add(player.repeats, Ordering::Relaxed);
        }
        lived
    }));
    let counting = async {
        let who = Who::number(90);
        let mut player = super::world::player(&simulator, &who, 1_990).await;
        counting::count(&mut player, &Plan::open(&who, 90), &enough, &mut counting_chance).await
    };
    let dying = deaths::die(&mut world, (points, deaths), &enough, &mut chance);
    let (lived, counted, deaths) = tokio::join!(claiming, counting, dying);
    let lived: Vec<Lived> = lived.into_iter().flatten().collect();
    is_as_it_should_be(&mut world, &lived).await;
    Figures {
        deaths,
        claims: lived.len(),
        photos: lived.iter().map(Lived::photos).sum(),
        counted,
        messages: messages.into_inner(),
        repeats: repeats.into_inner(),
        seconds: clock.now().duration_since(begun).as_secs(),
    }
}

/// Every claim is there once and as it was told; the stores verify; nothing was put aside.
async fn is_as_it_should_be(world: &mut World, lived: &[Lived]) {
    for claim in lived {
        claim.check(&world.reviewer).await;
    }
    let mut told: Vec<String> = lived.iter().map(|claim| claim.code.clone()).collect();
    told.sort();
    assert_eq!(world.reviewer.codes().await, told);
    let figures = world.reviewer.get("/metrics").await.text().await.unwrap();
    assert!(figures.contains("\nbimeyar_dead_letters 0\n"), "{figures}");
    world.terminates(Duration::from_secs(10)).await.unwrap();
    let verified = world.verifies().await;
    for line in ["audit: whole", "registry: whole", "documents: whole", "dialogues: whole"] {
        assert!(verified.contains(line), "{verified}");
    }
    world.checks_log(&[]);
}
