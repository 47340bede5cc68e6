//! Another master key while people are in the middle of claims.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use super::plan::{Plan, Who};
use super::world::World;

/// A key in base64.
const OTHER: &str = "//////////////////////////////////////////8=";

/// Name, state and rows of each key.
async fn keys(world: &World) -> Vec<(String, bool, u64)> {
    let said: Value = serde_json::from_str(&world.does(&["keys", "list", "--json"]).await).unwrap();
    let line = |key: &Value| {
        assert_eq!(key["there"], true, "{key}");
        let counts = ["claims", "people", "answers", "documents", "dialogues"];
        let rows = counts.map(|count| key[count].as_u64().unwrap()).iter().sum();
        (key["key"].as_str().unwrap().to_owned(), key["seals"] == true, rows)
    };
    said["items"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_added_and_the_old_one_retired_while_people_write() {
    let people: Vec<Who> = (60..62).map(Who::number).collect();
    let mut world = World::started(&people).await;
    let plans: Vec<Plan> =
        people.iter().zip(60..).map(|(who, n)| Plan::supplementary(who, n)).collect();
    let mut first = world.player(&people[0], 1060).await;
    let registered = first.claims(&plans[0]).await;
    let mut second = world.player(&people[1], 1061).await;
    second.begins().await;
    second.plays_to(&plans[1], "documents-overview").await;

    let before = keys(&world).await;
    let [(old, true, rows)] = before.as_slice() else { panic!("{before:?}") };
    assert!(*rows > 5, "{before:?}");
    let (code, _, complained) = world.runs(&["keys", "retire", old]).await;
    assert!(code == 1 && complained.contains("keys rotate"), "{complained}");

    // Somebody writes all the while.
    let (rotated, ()) = tokio::join!(world.does(&["keys", "rotate"]), async {
        second.steps(&plans[1]).await;
        second.steps(&plans[1]).await;
    });
    let after = keys(&world).await;
    let [(new, true, rows), (same, false, 0)] = after.as_slice() else { panic!("{after:?}") };
    assert!(rotated.starts_with(new.as_str()) && same == old && *rows > 5, "{rotated}{after:?}");
    let retired = world.does(&["keys", "retire", old]).await;
    assert!(retired.contains("retired-0001.key"), "{retired}");
    assert_eq!(keys(&world).await.len(), 1);

    let code = second.finishes(&plans[1]).await;
    world.kills();
    world.starts().await;
    world.reviewer.check(&registered, &people[0], &plans[0]).await;
    world.reviewer.check(&code, &people[1], &plans[1]).await;
    world.terminates(Duration::from_secs(10)).await.unwrap();
    let verified = world.verifies().await;
    for line in
        ["audit: whole", "registry: whole, 2 claims", "documents: whole, 4", "dialogues: whole"]
    {
        assert!(verified.contains(line), "{verified}");
    }
    world.checks_log(&people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_interrupted_run_left_is_sealed_anew_by_the_next() {
    let ali = Who::number(62);
    let mut world = World::started(std::slice::from_ref(&ali)).await;
    let mut player = world.player(&ali, 1062).await;
    let plan = Plan::supplementary(&ali, 62);
    let code = player.claims(&plan).await;
    world.kills();
    // The key is there, and nothing is sealed by it.
    let file = world.folder.path().join("data/keys/master-0002.key");
    fs::write(&file, OTHER).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    world.starts().await;
    let mut found = keys(&world).await;
    for _ in 0..100 {
        if found[1].2 == 0 {
            break;
        }
        sleep(Duration::from_millis(100)).await;
        found = keys(&world).await;
    }
    assert!(found[0].1 && found[1].2 == 0, "{found:?}");
    world.does(&["keys", "retire", &found[1].0]).await;
    world.reviewer.check(&code, &ali, &plan).await;
    world.checks_log(&[ali]);
}

/// A key that settings name is put before the others there; what to do is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_of_the_settings_are_changed_there() {
    let ali = Who::number(63);
    let mut world = World::new(std::slice::from_ref(&ali)).await;
    let first = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    world.set("KEYS__MASTER", first);
    world.set("KEYS__PEPPER", first);
    world.starts().await;
    let mut player = world.player(&ali, 1063).await;
    let plan = Plan::supplementary(&ali, 63);
    let code = player.claims(&plan).await;
    assert!(!world.folder.path().join("data/keys").exists());
    let (status, _, complained) = world.runs(&["keys", "rotate"]).await;
    assert!(status == 1 && complained.contains("KEYS__MASTER"), "{complained}");

    world.terminates(Duration::from_secs(10)).await.unwrap();
    world.set("KEYS__MASTER", &format!("{OTHER},{first}"));
    world.starts().await;
    world.does(&["keys", "rewrap"]).await;
    assert_eq!(keys(&world).await[1].2, 0);
    world.terminates(Duration::from_secs(10)).await.unwrap();
    world.set("KEYS__MASTER", OTHER);
    world.starts().await;
    world.reviewer.check(&code, &ali, &plan).await;
    world.checks_log(&[ali]);
}
