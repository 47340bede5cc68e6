//! What an operator has in hand: figures, readiness, letters put aside, and what systemd is told.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use bimeyar::runtime::metrics;
use serde_json::Value;
use tokio::time::sleep;

use super::plan::{Plan, Who};
use super::world::World;
use crate::support::exposition::Page;

async fn figures(world: &World) -> Page {
    let (status, page) = world.page("/metrics").await.unwrap();
    assert_eq!(status, 200, "{page}");
    Page::read(&page).unwrap()
}

async fn letters(world: &World) -> Vec<Value> {
    let said = world.does(&["dead", "list", "--json"]).await;
    serde_json::from_str::<Value>(&said).unwrap()["items"].as_array().unwrap().clone()
}

/// A notice without a template is put aside; once the template is there, the operator lets it go out after all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_is_requeued_from_the_command_line_and_arrives_once() {
    let ali = Who::number(90);
    let mut world = World::new(std::slice::from_ref(&ali)).await;
    world.set_variable("BIMEYAR__SMS__TEMPLATES__REGISTERED", None);
    world.starts().await;
    assert!(world.does(&["dead", "list"]).await.contains("nothing was put aside"));
    let mut player = world.player(&ali, 1090).await;
    let plan = Plan::supplementary(&ali, 90);
    let code = player.claims(&plan).await;
    while letters(&world).await.is_empty() {
        sleep(Duration::from_millis(20)).await;
    }
    let found = letters(&world).await;
    let [letter] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((&letter["name"], &letter["chat"]), (&"send_sms".into(), &1090.into()));
    let id = letter["id"].to_string();
    let shown = world.does(&["dead", "show", &id]).await;
    assert!(shown.contains("effect send_sms") && shown.contains("no template"), "{shown}");
    for hidden in [code.as_str(), &ali.national_code, ali.mobile.trim_start_matches('0')] {
        assert!(!shown.contains(hidden) && !letter.to_string().contains(hidden), "{hidden}");
    }

    let page = figures(&world).await;
    for family in metrics::ALL {
        let kind = page.kinds.get(family.name).map(String::as_str);
        assert_eq!(kind, Some(family.kind.name()), "{}", family.name);
    }
    for (series, least) in [
        ("bimeyar_ready", 1.0),
        ("bimeyar_dead_letters", 1.0),
        ("bimeyar_put_aside_total{what=\"send_sms\"}", 1.0),
        ("bimeyar_sms_total{kind=\"registered\",result=\"no_template\"}", 1.0),
        ("bimeyar_photos_total{result=\"stored\"}", 1.0),
        ("bimeyar_steps_reached_total{flow=\"claim\",step=\"amount\"}", 1.0),
        ("bimeyar_drafts_ended_total{flow=\"claim\",step=\"review\",how=\"done\"}", 1.0),
        ("bimeyar_claims{stage=\"registered\"}", 1.0),
        ("bimeyar_answer_seconds_count", 10.0),
        ("bimeyar_bale_calls_total{method=\"sendMessage\",result=\"ok\"}", 10.0),
        ("bimeyar_disk_least_bytes", 536_870_912.0),
        ("bimeyar_stored_bytes{store=\"registry\"}", 4_096.0),
        ("bimeyar_build_info{version=\"0.1.0\"}", 1.0),
        ("bimeyar_start_time_seconds", 1_700_000_000.0),
    ] {
        assert!(page.value(series).is_some_and(|value| value >= least), "{series}: {page:?}");
    }

    world.terminates(Duration::from_secs(10)).await.unwrap();
    world.set("SMS__TEMPLATES__REGISTERED", "registered");
    world.starts().await;
    assert!(world.does(&["dead", "requeue", &id]).await.contains("handled once more"));
    player.hears_by_sms(std::slice::from_ref(&code)).await;
    let (exit, said, _) = world.runs(&["dead", "requeue", &id]).await;
    assert!(exit == 1 && said.contains("before"), "{said}");
    player.hears_no_more_sms().await;
    assert_eq!(player.sms.iter().filter(|sms| sms.contains(&code)).count(), 1);
    assert!(letters(&world).await.is_empty());
    assert!(world.verifies().await.contains("audit: whole"));
    world.checks_privacy(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_disk_makes_the_bot_unready_and_systemd_hears_of_a_ready_one() {
    let mut world = World::new(&[]).await;
    world.set("DATA__MIN_FREE_BYTES", "9000000000000000000");
    world.spawns();
    let reason = loop {
        match world.page("/readyz").await {
            Some((503, reason)) if !reason.contains("starting") => break reason,
            answer => assert!(answer.is_none_or(|(status, _)| status != 200)),
        }
        sleep(Duration::from_millis(20)).await;
    };
    assert!(
        reason.contains("the disk is short") && reason.contains("data.min_free_bytes"),
        "{reason}"
    );
    assert_eq!(figures(&world).await.value("bimeyar_ready"), Some(0.0));
    world.terminates(Duration::from_secs(10)).await.unwrap();

    let path = world.folder.path().join("notify");
    let systemd = UnixDatagram::bind(&path).unwrap();
    systemd.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    world.set("DATA__MIN_FREE_BYTES", "0");
    world.set("LOG__FORMAT", "json");
    world.set_variable("NOTIFY_SOCKET", Some(&path.display().to_string()));
    world.set_variable("WATCHDOG_USEC", Some("200000"));
    world.starts().await;
    let hears = || {
        let mut words = [0; 64];
        let length = systemd.recv(&mut words).unwrap();
        String::from_utf8(words[..length].to_vec()).unwrap()
    };
    assert_eq!([hears(), hears()], ["READY=1", "WATCHDOG=1"]);
    world.terminates(Duration::from_secs(10)).await.unwrap();
    while hears() != "STOPPING=1" {}
    let log = world.logged();
    let line = log.lines().rfind(|line| line.starts_with('{')).expect("a line of JSON");
    assert!(serde_json::from_str::<Value>(line).unwrap()["level"].is_string(), "{line}");
}
