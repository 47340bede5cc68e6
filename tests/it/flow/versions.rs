//! Changed flows: locks, fingerprints and drafts that are carried over.

use std::collections::BTreeMap;

use bimeyar::flow::{
    Flow, Lock, check_lock, compile_all, migrate_answers, render_lock, structure_hash,
};

use super::{Keys, compile_probe, files, probe, shipped_datasets, shown, step};

fn flow(source: &str) -> Flow {
    let (flow, problems) = compile_probe(source);
    assert_eq!(shown(&problems), [""; 0]);
    flow.unwrap()
}

fn lock(flow: &Flow) -> Lock {
    let (lock, problems) = Lock::read("flows/probe.lock", &render_lock(flow));
    assert_eq!(shown(&problems), [""; 0]);
    lock.unwrap()
}

#[test]
fn shipped_locks_are_what_is_shipped() {
    let datasets = shipped_datasets();
    let (flows, _) = compile_all(&files("flows", "toml"), &datasets, &Keys);
    let locks: BTreeMap<String, String> = files("flows", "lock").into_iter().collect();
    assert_eq!(flows.len(), locks.len());
    for flow in flows.values() {
        assert_eq!(locks[&format!("flows/{}.lock", flow.id)], render_lock(flow), "{}", flow.id);
    }
}

#[test]
fn words_are_no_structure_but_rules_are() {
    let base = probe(&(step("amount", "money", "") + &step("notes", "text", "optional = true")));
    let published = flow(&base);
    let hash = structure_hash(&published);
    let harmless = [
        ("ask = \"a\"", "ask = \"b\""),
        ("title = \"t\"", "title = \"u\""),
        ("14d", "9d"),
        ("version = 3", "version = 4"),
    ];
    for (old, new) in harmless {
        assert_eq!(structure_hash(&flow(&base.replace(old, new))), hash, "{new}");
    }
    let structural = [
        ("id = \"notes\"", "id = \"remarks\""),
        ("kind = \"money\"", "kind = \"jalali_date\""),
        ("optional = true", "optional = true\nmax = 9"),
        ("optional = true", "optional = true\nwhen = \"amount > 5\""),
        ("optional = true", "check = [ { warn_if = \"len(notes) > 4\", say = \"x\" } ]"),
        ("identity.establish", "claim.submit"),
    ];
    for (old, new) in structural {
        let (changed, _) = compile_probe(&base.replace(old, new));
        if let Some(changed) = changed {
            assert_ne!(structure_hash(&changed), hash, "{new}");
        }
    }
}

#[test]
fn a_lock_holds_changes_back() {
    let base = probe(&(step("amount", "money", "") + &step("notes", "text", "")));
    let published = lock(&flow(&base));
    let newer = base.replace("version = 3", "version = 4");
    let dated = newer.replace("kind = \"money\"", "kind = \"jalali_date\"");
    let asked_again = format!("{dated}[[migrate]]\nfrom = 3\nreask = [\"amount\"]\n");
    let cases = [
        (base.clone(), ""),
        (base.replace("14d", "9d"), ""),
        (base.clone() + &step("more", "money", ""), "FL044:3"),
        (base.replace("version = 3", "version = 2"), "FL044:3"),
        (base.replace("kind = \"money\"", "kind = \"jalali_date\""), "FL043:15 FL044:3"),
        (newer.clone() + &step("more", "money", ""), "FL045:3"),
        (dated, "FL043:15 FL045:3"),
        (asked_again, "FL045:3"),
    ];
    for (source, expected) in cases {
        let problems = check_lock(("flows/probe.toml", &source), &flow(&source), Some(&published));
        let found: Vec<String> =
            problems.iter().map(|p| format!("{}:{}", p.code, p.line)).collect();
        assert_eq!(found.join(" "), expected, "{source}");
    }
    let other = Lock { flow: "claim".to_owned(), ..published };
    assert_eq!(
        check_lock(("flows/probe.toml", &base), &flow(&base), Some(&other))[0].code,
        "FL042"
    );
    let (none, problems) = Lock::read("flows/x.lock", "version = 0\nhush = 1\n");
    assert!(none.is_none());
    let found: Vec<String> = problems.iter().map(|p| format!("{}:{}", p.code, p.line)).collect();
    // `hash` is there, misspelt.
    assert_eq!(found, ["FL003:1", "FL010:1", "FL002:2"]);
}

#[test]
fn drafts_are_carried_over_version_by_version() {
    let migrations = "\
        [[migrate]]\nfrom = 2\nrename = { city = \"town\" }\nvalues = { pay = { cash = \"money\" } }\nnotice = \"second\"\n\n\
        [[migrate]]\nfrom = 1\nrename = { place = \"city\", a = \"b\", b = \"a\" }\nreask = [\"a\"]\nnotice = \"first\"\n";
    let steps: String = ["town", "pay", "a", "b"].map(|id| step(id, "text", "")).concat();
    let flow = flow(&probe(&(steps + migrations)));
    let draft = |answers: &[(&str, &str)]| -> BTreeMap<String, String> {
        answers.iter().map(|(step, answer)| ((*step).to_owned(), (*answer).to_owned())).collect()
    };
    let mut revalue = |answer: String, map: &BTreeMap<String, String>| {
        map.get(&answer).cloned().unwrap_or(answer)
    };
    let old = draft(&[("place", "ری"), ("pay", "cash"), ("a", "1"), ("b", "2"), ("gone", "x")]);
    let migrated = migrate_answers(&flow, 1, old, &mut revalue);
    assert_eq!(migrated.answers, draft(&[("town", "ری"), ("pay", "money"), ("b", "1")]));
    assert_eq!(migrated.archived, draft(&[("gone", "x")]));
    assert_eq!(migrated.reasked, ["a"]);
    assert_eq!(migrated.notices, ["first", "second"]);
    let migrated = migrate_answers(&flow, 3, draft(&[("pay", "cash")]), &mut revalue);
    assert_eq!(migrated.answers, draft(&[("pay", "cash")]));
    assert!(migrated.notices.is_empty());
}
