//! No room on the disk, for each of the three stores: clear words to the operator, honest ones to the person, nothing lost.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::timeout;

use super::plan::{Plan, Who};
use super::world::World;

const PATIENCE: Duration = Duration::from_secs(30);
const SIGABRT: i32 = 6;

/// sled may not write any more: the process ends, the next one goes on, and what was acknowledged is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_of_dialogues_that_cannot_write_ends_the_process_and_the_next_one_goes_on() {
    let ali = Who::number(60);
    let mut world = World::new(std::slice::from_ref(&ali)).await;
    // Else the signal of the limit would end the process without a word.
    world.runs_under(&["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    world.starts().await;
    let mut player = world.player(&ali, 1060).await;
    let plan = Plan::supplementary(&ali, 60);
    player.begins().await;
    player.plays_to(&plan, "ask-amount").await;
    // No file grows any more, but for the log, which is short.
    let log = std::fs::metadata(world.folder.path().join("bot.log")).unwrap().len();
    let pid = format!("--pid={}", world.pid());
    let limit = format!("--fsize={}", log + 8 * 1_024);
    assert!(Command::new("prlimit").args([pid, limit]).status().unwrap().success());
    player.steps(&plan).await;
    let ended = timeout(PATIENCE, world.ends()).await.expect("it ends by itself");
    assert_eq!(ended.signal(), Some(SIGABRT), "{ended:?}\n{}", world.logged());
    let log = world.logged();
    assert!(log.contains("the store of dialogues could not"), "{log}");
    world.starts().await;
    let code = player.finishes(&plan).await;
    world.reviewer.check(&code, &ali, &plan).await;
    assert_eq!(world.reviewer.codes().await, [code]);
    world.checks_privacy(&[ali]);
    assert_eq!(world.terminates(PATIENCE).await.unwrap().code(), Some(0));
    world.verifies().await;
}

/// Small disks of their own, as long as this lives: a namespace that a sleeping process keeps.
struct Disks(Child);

impl Disks {
    /// None where the kernel lets nobody make namespaces.
    fn mount(folder: &Path, disks: &[(&str, &str)]) -> Option<Self> {
        let mounts: Vec<String> = disks
            .iter()
            .map(|(name, size)| {
                let path = folder.join(name).display().to_string();
                format!("mkdir -p {path} && mount -t tmpfs -o size={size},mode=700 tmpfs {path}")
            })
            .collect();
        let script = format!("{} && echo mounted && exec sleep 600", mounts.join(" && "));
        let mut keeper = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut said = String::new();
        BufReader::new(keeper.stdout.take()?).read_line(&mut said).ok()?;
        let disks = Self(keeper);
        (said.trim() == "mounted").then_some(disks)
    }

    /// The command that runs another one where the disks are.
    fn inside(&self, folder: &Path) -> Vec<String> {
        let target = format!("--target={}", self.0.id());
        // The folder is looked up inside: a working folder that was opened outside does not show the disks.
        let go = format!("cd {} && exec \"$0\" \"$@\"", folder.display());
        ["nsenter", &target, "--user", "--mount", "--preserve-credentials", "sh", "-c", &go]
            .map(str::to_owned)
            .to_vec()
    }

    fn does(&self, folder: &Path, script: &str) {
        let inside = self.inside(folder);
        let done = Command::new(&inside[0]).args(&inside[1..]).args(["sh", "-c", script]).status();
        assert!(done.unwrap().success(), "{script}");
    }
}

impl Drop for Disks {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

const FILL: &str = "dd if=/dev/zero of=DISK/filler bs=4k 2>/dev/null; sync DISK/filler; true";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_and_claims_wait_for_room_and_the_person_is_told_that_they_do() {
    let ali = Who::number(61);
    let mut world = World::new(std::slice::from_ref(&ali)).await;
    let folder = world.folder.path().to_owned();
    let Some(disks) = Disks::mount(&folder, &[("photos", "6m"), ("claims", "12m")]) else {
        println!("NOT TESTED: this machine lets nobody make namespaces with disks of their own");
        return;
    };
    let inside = disks.inside(&folder);
    world.runs_under(&inside.iter().map(String::as_str).collect::<Vec<_>>());
    world.set("DOCUMENTS__URL", "file:photos/all");
    world.set("REGISTRY__URL", "sqlite:claims/registry.sqlite");
    world.starts().await;
    let mut player = world.player(&ali, 1061).await;
    let plan = Plan::supplementary(&ali, 61);
    player.begins().await;
    for (question, disk) in [("ask-documents", "photos"), ("ask-review", "claims")] {
        player.plays_to(&plan, question).await;
        disks.does(&folder, &FILL.replace("DISK", disk));
        player.steps(&plan).await;
        let told = timeout(PATIENCE, player.told()).await.expect("the person hears of it");
        assert!(told.says("delayed"), "{disk}: {}\n{}", told.text(), world.logged());
        disks.does(&folder, &format!("rm {disk}/filler"));
    }
    let finished = timeout(PATIENCE, player.finishes(&plan)).await;
    let code = finished.unwrap_or_else(|_| panic!("it never goes on:\n{}", world.logged()));
    world.reviewer.check(&code, &ali, &plan).await;
    assert_eq!(world.reviewer.codes().await, [code]);
    let log = world.logged();
    for words in ["a photo could not be stored", "a claim could not be registered"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains("panicked"), "{log}");
    world.checks_privacy(&[ali]);
}

/// sled on a disk without a free byte, as [`a_store_of_dialogues_that_cannot_write_ends_the_process_and_the_next_one_goes_on`]
/// where no file may grow: whoever starts it again before there is room gets nowhere and harms nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dialogues_on_a_full_disk_lose_nothing_and_go_on_when_there_is_room() {
    let ali = Who::number(62);
    let mut world = World::new(std::slice::from_ref(&ali)).await;
    let folder = world.folder.path().to_owned();
    let Some(disks) = Disks::mount(&folder, &[("data/dialogues", "24m")]) else {
        println!("NOT TESTED: this machine lets nobody make namespaces with disks of their own");
        return;
    };
    let inside = disks.inside(&folder);
    world.runs_under(&inside.iter().map(String::as_str).collect::<Vec<_>>());
    // Else it would take nothing in before the disk is full.
    world.set("DATA__MIN_FREE_BYTES", "0");
    world.starts().await;
    let mut player = world.player(&ali, 1062).await;
    let plan = Plan::supplementary(&ali, 62);
    player.begins().await;
    player.plays_to(&plan, "ask-amount").await;
    disks.does(&folder, &FILL.replace("DISK", "data/dialogues"));
    player.steps(&plan).await;
    let mut ends = Vec::new();
    for _ in 0..3 {
        let ended = timeout(PATIENCE, world.ends()).await;
        let ended =
            ended.unwrap_or_else(|_| panic!("{ends:?}, and it goes on:\n{}", world.logged()));
        assert!(!ended.success(), "{ended:?}\n{}", world.logged());
        ends.push(ended);
        world.spawns();
    }
    timeout(PATIENCE, world.ends()).await.expect("it ends by itself");
    assert_eq!(ends[0].signal(), Some(SIGABRT), "{ends:?}\n{}", world.logged());
    let log = world.logged();
    assert!(log.contains("the store of dialogues could not"), "{log}");
    disks.does(&folder, "rm data/dialogues/filler");
    world.starts().await;
    let code = player.finishes(&plan).await;
    world.reviewer.check(&code, &ali, &plan).await;
    assert_eq!(world.reviewer.codes().await, [code]);
    assert!(!world.logged().contains("panicked"), "{}", world.logged());
    world.checks_privacy(&[ali]);
    assert_eq!(world.terminates(PATIENCE).await.unwrap().code(), Some(0));
}
