//! How a bot dies again and again: at named points of its work, and at any moment.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bimeyar::runtime::FailPoint;
use tokio::time::sleep;

use super::world::World;
use crate::support::seeded::Seeded;

/// SIGKILL.
const KILLED: i32 = 9;
/// After which a point that nobody passes is given up, and the bot is killed wherever it is.
const PATIENCE: Duration = Duration::from_secs(6);
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// A point may be passed so often before the bot dies there.
const PASSINGS: usize = 6;
/// Milliseconds after its start in which the bot dies at random: it is not ready for the first of them.
const RANDOM_MILLIS: usize = 2_500;

/// How often the bot died, and where.
#[derive(Debug, Default)]
pub(super) struct Deaths {
    /// By name of the point.
    pub(super) at_points: BTreeMap<&'static str, usize>,
    /// Killed from outside, at any moment.
    pub(super) at_random: usize,
}

impl Deaths {
    pub(super) fn count(&self) -> usize {
        self.at_points.values().sum::<usize>() + self.at_random
    }
}

/// Starts the bot and lets it die, `wanted` times; then starts it to stay, and says `enough`. Each third death is at random,
/// the others are at `points` in turn.
pub(super) async fn die(
    world: &mut World,
    (points, wanted): (&[FailPoint], usize),
    enough: &AtomicBool,
    chance: &mut Seeded,
) -> Deaths {
    let mut deaths = Deaths::default();
    let mut next = points.iter().cycle();
    world.kills();
    while deaths.count() < wanted {
        let point = if deaths.count() % 3 == 2 { None } else { next.next().copied() };
        if let Some(point) = point {
            world.spawns_to_die(&format!("{}:{}", point.name(), 1 + chance.below(PASSINGS)));
            if at_its_point(world, point).await {
                *deaths.at_points.entry(point.name()).or_default() += 1;
                continue;
            }
        } else {
            world.spawns();
            sleep(Duration::from_millis(chance.below(RANDOM_MILLIS) as u64)).await;
        }
        world.kills();
        deaths.at_random += 1;
    }
    world.starts().await;
    enough.store(true, Ordering::Relaxed);
    deaths
}

/// Whether the bot has died at its point; false when nobody passed it for long enough.
async fn at_its_point(world: &mut World, point: FailPoint) -> bool {
    if point == FailPoint::InRewrap {
        world.rotates_keys().await;
    }
    let mut waited = Duration::ZERO;
    while waited < PATIENCE {
        if let Some(status) = world.has_ended() {
            assert_eq!(status.signal(), Some(KILLED), "it ended otherwise\n{}", world.logged());
            return true;
        }
        sleep(LOOK_EVERY).await;
        waited += LOOK_EVERY;
    }
    false
}
