//! A copy of everything while people write, and a bot that goes on from it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::join_all;

use super::plan::{Plan, Who};
use super::world::World;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn first_file(folder: &Path) -> PathBuf {
    let path = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if path.is_dir() { first_file(&path) } else { path }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_goes_on_from_a_backup_where_people_were() {
    let people: Vec<Who> = (80..82).map(Who::number).collect();
    let mut world = World::started(&people).await;
    let plans: Vec<Plan> =
        people.iter().zip(80..).map(|(who, n)| Plan::supplementary(who, n)).collect();
    let mut first = world.player(&people[0], 1080).await;
    let registered = first.claims(&plans[0]).await;
    let mut second = world.player(&people[1], 1081).await;
    second.begins().await;
    second.plays_to(&plans[1], "documents-overview").await;

    let said = world.does(&["backup", "copy", "--with-keys"]).await;
    assert!(said.contains("backup in copy"), "{said}");
    let (status, _, complained) = world.runs(&["backup", "copy"]).await;
    assert!(status == 1 && complained.contains("not empty"), "{complained}");
    let folder = world.folder.path().to_owned();
    for (name, wanted) in [("copy", 0o700), ("copy/registry.sqlite", 0o600), ("copy/keys", 0o700)] {
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, wanted, "{name}");
    }
    world.kills();

    let said = world.does(&["restore", "copy", "--to", "again"]).await;
    assert!(said.contains("again"), "{said}");
    let (status, _, complained) = world.runs(&["restore", "copy", "--to", "again"]).await;
    assert!(status == 1 && complained.contains("not empty"), "{complained}");
    world.set("DATA__DIR", "again");
    let verified = world.verifies().await;
    for line in
        ["registry: whole, 1 claims", "documents: whole, 2", "dialogues: whole", "drafts: whole, 2"]
    {
        assert!(verified.contains(line), "{verified}");
    }
    world.starts().await;
    let code = second.finishes(&plans[1]).await;
    world.reviewer.check(&registered, &people[0], &plans[0]).await;
    world.reviewer.check(&code, &people[1], &plans[1]).await;
    assert_eq!(world.reviewer.codes().await.len(), 2);
    let audit = world.verifies().await;
    assert!(audit.starts_with("audit: whole") && audit.contains("not looked at"), "{audit}");
    world.checks_log(&people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_that_are_made_while_people_write_are_each_whole() {
    let people: Vec<Who> = (83..85).map(Who::number).collect();
    let mut world = World::started(&people).await;
    let mut players = Vec::new();
    for (who, id) in people.iter().zip(1083..) {
        players.push(world.player(who, id).await);
    }
    let claiming = join_all(players.iter_mut().zip(83..).map(async |(player, n)| {
        let plan = Plan::supplementary(&player.person.who, n);
        player.claims(&plan).await
    }));
    let copies = ["copy-1", "copy-2", "copy-3"];
    let copying = async {
        for copy in copies {
            world.does(&["backup", copy, "--with-keys"]).await;
        }
    };
    let (mut told, ()) = tokio::join!(claiming, copying);
    told.sort();
    world.kills();
    for copy in copies {
        let again = format!("again-of-{copy}");
        world.does(&["restore", copy, "--to", &again]).await;
        world.set("DATA__DIR", &again);
        let verified = world.verifies().await;
        for part in ["registry: whole", "documents: whole", "dialogues: whole", "drafts: whole"] {
            assert!(verified.contains(part), "{copy}: {verified}");
        }
    }
    world.starts().await;
    let codes = world.reviewer.codes().await;
    assert!(codes.iter().all(|code| told.contains(code)), "{codes:?} {told:?}");
    world.checks_log(&people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_is_refused_with_the_name_of_the_part() {
    let ali = Who::number(82);
    let mut world = World::started(std::slice::from_ref(&ali)).await;
    let mut player = world.player(&ali, 1082).await;
    player.claims(&Plan::supplementary(&ali, 82)).await;
    world.terminates(Duration::from_secs(10)).await.unwrap();
    world.does(&["backup", "copy"]).await;
    let folder = world.folder.path().to_owned();
    assert!(!folder.join("copy/keys").exists(), "nobody asked for the keys");

    let photo = first_file(&folder.join("copy/documents"));
    let photo = photo.strip_prefix(folder.join("copy")).unwrap().display().to_string();
    for part in ["registry.sqlite", "dialogues.rows", "SHA256SUMS", "backup.json", &photo] {
        let _gone = fs::remove_dir_all(folder.join("bad"));
        copy(&folder.join("copy"), &folder.join("bad"));
        let path = folder.join("bad").join(part);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
        let (status, _, complained) = world.runs(&["restore", "bad", "--to", "again"]).await;
        assert_eq!(status, 1, "{part}: {complained}");
        if !["backup.json", "SHA256SUMS"].contains(&part) {
            assert!(complained.contains(&format!("`{part}`")), "{part}: {complained}");
        }
        assert!(!folder.join("again").exists(), "{part}");
        fs::remove_file(&path).unwrap();
        let (status, _, complained) = world.runs(&["restore", "bad", "--to", "again"]).await;
        assert_eq!(status, 1, "{part}: {complained}");
    }

    // Without its keys the folder is whole, but nobody can open it.
    world.does(&["restore", "copy", "--to", "again"]).await;
    world.set("DATA__DIR", "again");
    let (status, _, complained) = world.runs(&["verify"]).await;
    assert!(status == 1 && complained.contains("no keys"), "{complained}");
    copy(&folder.join("data/keys"), &folder.join("again/keys"));
    world.verifies().await;
}
