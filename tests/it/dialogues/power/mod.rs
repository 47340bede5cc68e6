//! The power goes at any moment: what was acknowledged is there afterwards, and the store opens (`storage.md` §1.5).
//!
//! A writer runs under `strace`; its calls are replayed to images of the disk, cut at any line, with and without what was not
//! synced. Each round goes on from a disk that lost its power in the round before, so that recovering is cut off as well.

mod disk;
mod trace;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use self::disk::{Disk, Image, Model};
use super::kill::{self, Acknowledged};
use super::open;
use crate::support::seeded::Seeded;

/// Models that a store must survive.
const MODELS: [Model; 3] = [Model::Strict, Model::Flushed, Model::Random];

#[test]
fn what_was_acknowledged_survives_a_loss_of_power() {
    if trace::can_trace() {
        lose_power(3, 8);
    } else {
        println!(
            "SKIPPED: without strace nothing is known of a loss of power; .ci/run installs it"
        );
    }
}

/// The long version: `tests/crash/run.sh`.
#[test]
#[ignore = "takes minutes; tests/crash/run.sh runs it"]
#[expect(
    clippy::disallowed_methods,
    reason = "how long this test runs is no setting of the program"
)]
fn power_is_lost_many_times() {
    assert!(trace::can_trace(), "strace is needed");
    let images: usize = std::env::var("IMAGES").map_or(600, |images| images.parse().unwrap());
    lose_power(8, images.div_ceil(8 * MODELS.len()));
}

/// `rounds` of a writer, each cut off `cuts` times.
fn lose_power(rounds: usize, cuts: usize) {
    let mut chance = Seeded::told();
    let folder = Kept(tempfile::tempdir().ok());
    let dir = folder.path().join("store");
    let mut base = Image::default();
    let mut known = Acknowledged::default();
    let mut images: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut lost_without, mut acknowledged) = (0, 0);
    for round in 0..rounds {
        base.write(&dir);
        let lines = 40 + chance.below(200);
        let (calls, count) = write_traced(&dir, lines);
        let disk = Disk::new(&dir, &base, &calls);
        let mut next = None;
        for number in 0..cuts {
            let cut = chance.below(count) + 1;
            let mut floor = known.clone();
            disk.said_before(cut).iter().for_each(|line| floor.note(line));
            for model in MODELS {
                let image = disk.after(cut, model, &mut chance);
                println!("round {round}, cut in line {cut} of {count}, {model:?}");
                look(&image, folder.path(), &floor);
                *images.entry(name(model)).or_default() += 1;
                if model == Model::Random && (next.is_none() || number == cuts / 2) {
                    next = Some((image, floor.clone()));
                }
            }
            let deaf = disk.after(cut, Model::Deaf, &mut chance);
            lost_without += usize::from(loses(&deaf, folder.path(), &floor));
        }
        acknowledged +=
            disk.said_before(usize::MAX).iter().filter(|it| it.starts_with("> ")).count();
        (base, known) = next.unwrap();
    }
    println!(
        "{rounds} rounds x {cuts} cuts, {acknowledged} turns and effects acknowledged: images {images:?}, 0 lost, 0 that \
         did not open; a disk deaf to fdatasync loses some in {lost_without} of {}",
        rounds * cuts
    );
    assert!(lost_without > 0, "a disk that forgets was not noticed");
}

fn name(model: Model) -> &'static str {
    match model {
        Model::Strict => "strict",
        Model::Flushed => "flushed",
        Model::Random => "random",
        Model::Deaf => "deaf",
    }
}

/// Lets the writer of [`kill`] work in `dir` until it has said `lines` lines; what it did, and how many calls that were.
fn write_traced(dir: &Path, lines: usize) -> (Vec<trace::Call>, usize) {
    let trace = dir.with_file_name("trace");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["dialogues::kill::writer", "--exact", "--ignored", "--nocapture"]);
    command.env(kill::FOLDER, dir).env(kill::LINES, lines.to_string());
    trace::run(&command, &trace);
    let (calls, count) = trace::read(&trace);
    assert!(count > lines, "the writer did nothing");
    (calls, count)
}

/// The store of this image opens, has what was acknowledged, and nothing of it is torn.
fn look(image: &Image, beside: &Path, floor: &Acknowledged) {
    let dir = beside.join("image");
    image.write(&dir);
    let store = open(&dir);
    kill::check(&store, floor);
    store.close();
}

/// Whether the store of this image does not open or is behind what was acknowledged.
fn loses(image: &Image, beside: &Path, floor: &Acknowledged) -> bool {
    let dir = beside.join("image");
    image.write(&dir);
    let store = super::Dialogues::open(&super::settings(&dir), super::vault(7));
    store.map_or(true, |store| floor.is_ahead_of(&store))
}

/// A folder that stays when the test fails: the image is the only witness.
struct Kept(Option<TempDir>);

impl Kept {
    fn path(&self) -> &Path {
        self.0.as_ref().unwrap().path()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(folder) = self.0.take()
        {
            let kept: PathBuf = folder.keep();
            println!("kept: {}", kept.display());
        }
    }
}
