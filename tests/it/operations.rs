//! What operators are given beside the program: the unit, the alert rules and the tables of `docs/OPERATIONS.md`.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use bimeyar::runtime::metrics::{self, Kind};

/// What `systemd-analyze security` may say of the unit at most (`storage.md` §4.6).
const EXPOSURE: f64 = 1.5;

fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for family in metrics::ALL {
        names.insert(family.name.to_owned());
        if family.kind == Kind::Histogram {
            names.extend(["bucket", "sum", "count"].map(|part| format!("{}_{part}", family.name)));
        }
    }
    names
}

/// Every word of `text` that begins as our figures do.
fn figures_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("bimeyar_")).map(str::to_owned).collect()
}

#[test]
fn alerts_watch_figures_that_there_are_and_say_what_to_do() {
    let rules = fs::read_to_string("ops/alerts.yml").unwrap();
    let unknown: Vec<String> = figures_in(&rules).difference(&names()).cloned().collect();
    assert_eq!(unknown, [""; 0]);
    let rules: Vec<&str> = rules.split("- alert: ").skip(1).collect();
    assert!(rules.len() >= 10);
    let mut known = BTreeSet::new();
    for rule in rules {
        let name = rule.lines().next().unwrap();
        assert!(known.insert(name.to_owned()) && name.starts_with("Bimeyar"), "{name}");
        for part in ["expr: ", "severity: ", "summary: \"", "description: \""] {
            assert_eq!(rule.matches(part).count(), 1, "{name}: {part}");
        }
        // What counts an increase over a while has waited already.
        assert!(rule.contains("for: ") || rule.contains("increase("), "{name}");
    }
    // Labels that are compared are values that are counted.
    let rules = fs::read_to_string("ops/alerts.yml").unwrap();
    for value in ["bad_number", "blacklisted", "not_on_bale", "not_fetched"] {
        assert!(rules.contains(value), "{value}");
    }
}

#[test]
fn the_guide_tells_every_figure_and_alert() {
    let guide = fs::read_to_string("docs/OPERATIONS.md").unwrap();
    for family in metrics::ALL {
        let labels: Vec<String> = family.labels.iter().map(|label| format!("`{label}`")).collect();
        let row = format!(
            "| `{}` | {} | {} | {} |",
            family.name,
            family.kind.name(),
            labels.join(" "),
            family.help
        );
        assert!(guide.contains(&row), "{row}");
    }
    let unknown: Vec<String> = figures_in(&guide).difference(&names()).cloned().collect();
    assert_eq!(unknown, [""; 0]);
}

/// Keys and values of a unit; a key may come several times.
fn settings(unit: &str) -> Vec<(&str, &str)> {
    let lines = unit.lines().filter(|line| !line.starts_with(['#', '[']) && !line.is_empty());
    lines.map(|line| line.split_once('=').unwrap()).collect()
}

#[test]
fn the_unit_guards_the_bot_and_leaves_it_what_it_needs() {
    let unit = fs::read_to_string("ops/bimeyar.service").unwrap();
    let settings = settings(&unit);
    for wanted in [
        ("Type", "notify"),
        ("WatchdogSec", "60"),
        ("Restart", "always"),
        ("DynamicUser", "yes"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("ProtectSystem", "strict"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("MemoryDenyWriteExecute", "yes"),
        ("SystemCallFilter", "@system-service"),
        ("SystemCallFilter", "~@privileged @resources @mount"),
        // The door of decision 0010.
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("LimitCORE", "0"),
    ] {
        assert!(settings.contains(&wanted), "{wanted:?}");
    }
    // Another namespace of the network has no door.
    assert!(!unit.contains("PrivateNetwork=yes") && !unit.contains("JoinsNamespaceOf"));
    let starts = settings.iter().find(|(key, _)| *key == "ExecStart").unwrap().1;
    assert!(starts.ends_with("bimeyar serve --config /etc/bimeyar/config.toml"), "{starts}");
}

#[test]
fn systemd_finds_little_exposed() {
    let analyse = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--no-pager", "ops/bimeyar.service"])
        .output();
    // `.ci/run` installs it; elsewhere there may be no systemd.
    let Ok(analysed) = analyse else { return };
    let said = String::from_utf8(analysed.stdout).unwrap();
    let verdict = said.lines().rfind(|line| line.contains("Overall exposure level")).unwrap();
    let level = verdict.split_whitespace().find_map(|word| word.parse::<f64>().ok()).unwrap();
    assert!(level <= EXPOSURE, "{said}");
}
