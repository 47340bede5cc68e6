//! Staff, claims and audit from the command line, beside a registry that others use too.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use bimeyar::claim::{Claim, Role, Stage};
use bimeyar::registry::{Registration, Registry};
use bimeyar::reviewer::{LogIn, LoginGate, token_hash};
use bimeyar::runtime::Secret;
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

use crate::support::claims::{counting, new_claim, now, vault};

/// A data folder under the keys of `support::claims::vault`.
struct Place {
    folder: TempDir,
    registry: Registry,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/registry.sqlite");
        let url = format!("sqlite:{}", path.display());
        Self { folder, registry: Registry::open(&url, vault()).await.unwrap() }
    }

    async fn claim(&self, number: u32) -> Claim {
        let random = counting(u64::from(number) << 20);
        match self.registry.register(&new_claim(number), now(), random).await.unwrap() {
            Registration::Done(claim) => *claim,
            refused @ (Registration::Changed | Registration::Erased) => panic!("{refused:?}"),
        }
    }

    /// Exit code, output, and what was said beside it.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bimeyar"));
        command.current_dir(self.folder.path()).env_clear().args(arguments);
        command.env("BIMEYAR__KEYS__MASTER", "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=");
        command.env("BIMEYAR__KEYS__PEPPER", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let (code, out, err) = self.run(&[arguments, &["--json"]].concat());
        assert_eq!((code, err.as_str()), (0, ""));
        serde_json::from_str(&out).unwrap()
    }

    async fn tamper(&self, statement: &'static str) {
        let path = self.folder.path().join("data/registry.sqlite");
        let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
        sqlx::query(statement).execute(&mut file).await.unwrap();
    }

    async fn texts(&self, query: &'static str) -> Vec<String> {
        let path = self.folder.path().join("data/registry.sqlite");
        let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
        sqlx::query_scalar(query).fetch_all(&mut file).await.unwrap()
    }
}

fn secret(out: &str, label: &str) -> String {
    let line = out.lines().find_map(|line| line.strip_prefix(label));
    line.unwrap_or_else(|| panic!("{label}: {out}")).trim().to_owned()
}

#[tokio::test]
async fn staff_come_and_go() {
    let place = Place::new().await;
    let (code, out, err) = place.run(&["reviewers", "add", "sara", "--role", "reviewer"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (token, password) = (secret(&out, "API token"), secret(&out, "Console password"));
    let known = place.registry.staff_of_token(&token_hash(&token)).await.unwrap().unwrap();
    assert_eq!((known.name.as_str(), known.role), ("sara", Role::Reviewer));
    let log_in = async |password: &str| {
        let password = Secret::new(password.to_owned());
        let gate = LoginGate::default();
        gate.log_in(&place.registry, "sara", password, now()).await.unwrap()
    };
    assert_eq!(log_in(&password).await, LogIn::In(known));

    let (code, _, err) = place.run(&["reviewers", "add", "sara", "--role", "admin"]);
    assert_eq!(code, 1);
    assert!(err.contains("`sara`"), "{err}");
    for wrong in [["add", "sa ra", "--role", "admin"], ["add", "omid", "--role", "owner"]] {
        assert_eq!(place.run(&[&["reviewers"], &wrong[..]].concat()).0, 2);
    }
    let (_, out, _) = place.run(&["reviewers", "password", "sara"]);
    assert_eq!(log_in(&password).await, LogIn::Wrong);
    assert!(matches!(log_in(&secret(&out, "Console password")).await, LogIn::In(_)));

    assert_eq!(place.run(&["reviewers", "revoke", "sara"]).0, 0);
    assert_eq!(place.run(&["reviewers", "revoke", "sara"]).0, 1);
    assert_eq!(place.run(&["reviewers", "password", "sara"]).0, 1);
    let staff = place.json(&["reviewers", "list"]);
    assert_eq!(staff["items"][0]["name"], "sara");
    assert_eq!(staff["items"][0]["role"], "reviewer");
    assert!(staff["items"][0]["revoked_at"].is_string());
    let (_, out, _) = place.run(&["reviewers", "list"]);
    assert!(out.starts_with("NAME  ROLE      ADDED       REVOKED\nsara  reviewer  14"), "{out}");
    let shown = fs::read(place.folder.path().join("data/registry.sqlite")).unwrap();
    for secret in [token.as_bytes(), password.as_bytes()] {
        assert!(!shown.windows(secret.len()).any(|part| part == secret), "kept in clear");
    }
}

#[tokio::test]
async fn claims_are_listed_shown_and_decided_on() {
    let place = Place::new().await;
    let claim = place.claim(1).await;
    let other = place.claim(2).await;
    let code = claim.code.as_str();
    let (exit, out, _) = place.run(&["claims", "list"]);
    assert_eq!((exit, out.lines().count()), (0, 3), "{out}");
    assert!(out.lines().nth(2).unwrap().starts_with(code), "{out}");
    let listed = place.json(&["claims", "list", "--limit", "1"]);
    assert_eq!(listed["items"][0]["tracking_code"], other.code.as_str());
    assert!(listed["next_cursor"].is_string());
    let found = place.json(&["claims", "list", "--q", code, "--stage", "registered"]);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let (_, shown, _) = place.run(&["claims", "show", &claim.code.grouped()]);
    assert!(shown.contains("insured.first_name: زهرا\n"), "{shown}");
    let listed =
        "SELECT detail FROM audit WHERE act = 'claims_listed' AND object IS NULL ORDER BY seq";
    assert_eq!(place.texts(listed).await, ["2 claims", "1 claims", "1 claims"]);

    let begun = place.json(&["claims", "decide", code, "start_review"]);
    assert_eq!((&begun["stage"], &begun["revision"]), (&json!("under_review"), &json!(2)));
    let (exit, _, err) = place.run(&["claims", "decide", code, "pay", "--body", "{\"note\": 1}"]);
    assert_eq!(exit, 1);
    assert!(err.contains("/paid_rial: ") && err.contains("/paid_on: "), "{err}");
    let approval = "{\"approved_rial\": 9000000, \"deductions\": []}";
    let approve = ["claims", "decide", code, "approve", "--body", approval];
    let (exit, _, err) = place.run(&[&approve[..], &["--expected-revision", "1"]].concat());
    assert_eq!(exit, 1);
    assert!(err.contains("revision is 2"), "{err}");
    assert_eq!(place.run(&approve).0, 0);
    let (exit, _, err) = place.run(&approve);
    assert_eq!(exit, 1);
    assert!(err.contains("`approved`"), "{err}");
    let claim = place.registry.claim(&claim.code).await.unwrap().unwrap();
    assert_eq!((claim.stage, claim.revision), (Stage::Approved, 3));
    assert_eq!(claim.events[2].by.as_deref(), Some("command line"));
    for wrong in [["show", "12"], ["show", "483920175561"]] {
        assert_eq!(place.run(&[&["claims"], &wrong[..]].concat()).0, 2, "no code");
    }
    assert_eq!(place.run(&["claims", "decide", code, "approve", "--body", "[]"]).0, 2);
}

#[tokio::test]
async fn what_was_tampered_with_is_found() {
    let place = Place::new().await;
    let claim = place.claim(1).await;
    let (exit, out, told) = place.run(&["verify"]);
    assert_eq!(
        (exit, out.as_str()),
        (0, "audit: whole, 0 entries, the last is 0:0000000000000000\n")
    );
    assert!(told.contains("registry: whole, 1 claims"), "{told}");
    place.run(&["claims", "show", claim.code.as_str()]);
    place.run(&["claims", "decide", claim.code.as_str(), "start_review"]);
    place.run(&["reviewers", "add", "sara", "--role", "viewer"]);
    let (exit, out, _) = place.run(&["verify"]);
    assert_eq!(exit, 0);
    assert!(out.starts_with("audit: whole, 3 entries, the last is 3:"), "{out}");
    place.tamper("UPDATE audit SET actor = 'omid' WHERE seq = 2").await;
    let (exit, out, err) = place.run(&["verify"]);
    assert_eq!((exit, err.as_str()), (1, ""));
    assert_eq!(out, "audit: broken at entry 2: the entry was changed or moved\n");
}

#[tokio::test]
async fn what_is_damaged_is_found() {
    let place = Place::new().await;
    for number in 1..=2 {
        place.claim(number).await;
    }
    place.tamper("UPDATE claims SET details = zeroblob(80) WHERE id = 2").await;
    let (exit, out, told) = place.run(&["verify"]);
    assert!(exit == 1 && out.starts_with("audit: whole"), "{out}");
    assert!(told.contains("registry: damaged in 1 places; whole are 1 claims"), "{told}");
    assert!(told.contains("claims 2: "), "{told}");
}

/// Who has the file can make it look as if the last entries had never been; not to one who kept the head.
#[tokio::test]
async fn a_head_that_was_kept_shows_what_was_cut_off() {
    let place = Place::new().await;
    let head = |out: &str| out.trim().rsplit(' ').next().unwrap().to_owned();
    for name in ["sara", "omid", "reza"] {
        place.run(&["reviewers", "add", name, "--role", "viewer"]);
    }
    let kept = head(&place.run(&["verify"]).1);
    assert!(kept.starts_with("3:"), "{kept}");
    place.run(&["reviewers", "revoke", "omid"]);
    assert_eq!(place.run(&["verify", "--head", &kept]).0, 0);
    let (exit, out, _) = place.run(&["verify", "--head", "3:0000000000000000"]);
    assert_eq!(exit, 1);
    assert_eq!(out, "audit: broken at entry 3: the entry is not the one that was written down\n");
    place.tamper("DELETE FROM audit WHERE seq > 1").await;
    place.tamper("UPDATE meta SET number = 1 WHERE name = 'audit'").await;
    assert_eq!(place.run(&["verify"]).0, 0);
    let (exit, out, _) = place.run(&["verify", "--head", &kept]);
    assert_eq!((exit, out.as_str()), (1, "audit: broken at entry 2: the entry is missing\n"));
    for wrong in ["", "3", "3:", "x:0000000000000000", "-1:0000000000000000", "3:+000000000000000"]
    {
        assert_eq!(place.run(&["verify", "--head", wrong]).0, 2, "{wrong}");
    }
}

/// What cannot be told in the audit is not done.
#[tokio::test]
async fn staff_and_members_change_with_the_audit_or_not_at_all() {
    let place = Place::new().await;
    let (_, out, _) = place.run(&["reviewers", "add", "sara", "--role", "viewer"]);
    let (token, known) = (secret(&out, "API token"), place.registry.staff_member("sara").await);
    write_file(place.folder.path(), "people.csv", PEOPLE);
    write_file(place.folder.path(), "contracts.csv", CONTRACTS);
    place
        .tamper("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
        .await;
    for command in [
        &["reviewers", "add", "omid", "--role", "viewer"][..],
        &["reviewers", "revoke", "sara"],
        &["reviewers", "password", "sara"],
        &["members", "import", "people.csv", "contracts.csv"],
    ] {
        let (exit, out, _) = place.run(command);
        assert_eq!((exit, out.as_str()), (1, ""), "{command:?}");
    }
    assert_eq!(place.registry.staff().await.unwrap().len(), 1);
    assert!(place.registry.staff_of_token(&token_hash(&token)).await.unwrap().is_some());
    assert_eq!(place.registry.staff_member("sara").await.unwrap(), known.unwrap());
    assert!(!place.registry.is_directory_loaded().await.unwrap());
    place.tamper("DROP TRIGGER full").await;
    assert_eq!(place.run(&["members", "import", "people.csv", "contracts.csv"]).0, 0);
    let told = "SELECT act || ' ' || object || ' ' || COALESCE(detail, '') FROM audit ORDER BY seq";
    let told = place.texts(told).await;
    assert_eq!(told, ["staff_added sara ", "members_imported files 1 people, 1 contracts"]);
}

const PEOPLE: &str = "\
national_code,first_name,last_name,birth_date,mobile,relation,principal,contract
0499370899,علی,رضایی,1362/04/12,09121111111,self,,K-1
";

const CONTRACTS: &str = "\
code,title,insurer,starts,ends,e_claims,window_days,originals_required
K-1,T,I,1405/01/01,1405/12/29,true,,false
";

#[tokio::test]
async fn bad_rows_of_members_are_left_out_when_asked() {
    let place = Place::new().await;
    let write = |name: &str, text: &str| write_file(place.folder.path(), name, text);
    write(
        "people.csv",
        "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n\
         0499370899,علی,رضایی,1362/04/12,09121111111,self,,K-1\n\
         0499370891,رضا,رضایی,1362/04/12,09121111112,self,,K-1\n",
    );
    write(
        "contracts.csv",
        "code,title,insurer,starts,ends,e_claims,window_days,originals_required\n\
         K-1,T,I,1405/01/01,1405/12/29,true,,false\n",
    );
    let import = ["members", "import", "people.csv", "contracts.csv"];
    let (exit, out, err) = place.run(&import);
    assert_eq!((exit, out.as_str()), (1, ""));
    assert!(err.starts_with("MB005 people.csv:3: error: "), "{err}");
    assert!(!place.registry.is_directory_loaded().await.unwrap());
    let (exit, out, err) = place.run(&[&import[..], &["--skip-bad"]].concat());
    assert_eq!((exit, err.as_str()), (0, ""), "no bar is drawn where no terminal is");
    assert!(out.starts_with("MB005 people.csv:3: error: "), "{out}");
    assert!(out.ends_with("\n1 people, 1 contracts\n"), "{out}");
    assert!(place.registry.is_directory_loaded().await.unwrap());
}

fn write_file(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}
