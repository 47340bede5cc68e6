//! How a bot dies again and again: at named points of its work, and at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
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
/// Looks in a row, without giving way to others.
const LOOKS: u32 = 100;
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
    /// Killed from outside while a document was written that has no name yet; what was written so far lies there still.
    pub(super) in_a_document: usize,
}

impl Deaths {
    pub(super) fn count(&self) -> usize {
        self.at_points.values().sum::<usize>() + self.at_random + self.in_a_document
    }
}

/// Starts the bot and lets it die, `wanted` times; then starts it to stay, and says `enough`. A sixth of the deaths
/// are at random, a twelfth in the middle of writing a document, the others at `points` in turn.
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
        let number = deaths.count();
        let point = if number % 4 == 3 { None } else { next.next() };
        let place = if let Some(point) = point {
            let was_there = at_a_point(world, *point, chance).await;
            was_there.then(|| deaths.at_points.entry(point.name()).or_default())
        } else if number % 12 == 11 {
            in_a_document(world).await.then_some(&mut deaths.in_a_document)
        } else {
            at_random(world, chance).await;
            None
        };
        *place.unwrap_or(&mut deaths.at_random) += 1;
    }
    world.starts().await;
    enough.store(true, Ordering::Relaxed);
    deaths
}

/// Kills the bot at any moment; it may not be ready yet.
async fn at_random(world: &mut World, chance: &mut Seeded) {
    world.spawns();
    sleep(Duration::from_millis(chance.below(RANDOM_MILLIS) as u64)).await;
    world.kills();
}

/// Kills the bot while it writes a document; whether it was in the middle of it.
async fn in_a_document(world: &mut World) -> bool {
    let folder = world.folder.path().join("data/documents");
    let known = unfinished(&folder);
    world.spawns();
    let found = unfinished_document(&folder, &known).await;
    world.kills();
    found.is_some_and(|path| path.exists())
}

/// Lets the bot die at a point, or kills it when nobody passes that; whether it was there.
async fn at_a_point(world: &mut World, point: FailPoint, chance: &mut Seeded) -> bool {
    world.spawns_to_die(&format!("{}:{}", point.name(), 1 + chance.below(PASSINGS)));
    let was_there = at_its_point(world, point).await;
    if !was_there {
        world.kills();
    }
    was_there
}

/// A document that is being written, as soon as there is one; none when there was none for long enough. `known`: what earlier
/// deaths have left.
async fn unfinished_document(folder: &Path, known: &BTreeSet<PathBuf>) -> Option<PathBuf> {
    let mut waited = Duration::ZERO;
    while waited < PATIENCE {
        let (folder, known) = (folder.to_owned(), known.clone());
        let looking = tokio::task::spawn_blocking(move || {
            (0..LOOKS).find_map(|_| unfinished(&folder).difference(&known).next().cloned())
        });
        let found = looking.await.unwrap();
        if found.is_some() {
            return found;
        }
        waited += LOOK_EVERY * LOOKS;
    }
    None
}

/// `object_store` writes to `name#1` and then gives it its name.
fn unfinished(folder: &Path) -> BTreeSet<PathBuf> {
    let folders = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = folders.filter_map(|it| std::fs::read_dir(it.path()).ok()).flatten().flatten();
    let paths = files.map(|file| file.path());
    paths.filter(|path| path.to_string_lossy().contains('#')).collect()
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
