//! The binary as an operator runs it: real processes, real files, real signals.

#![cfg(test)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use bimeyar::runtime::http;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The binary with nothing of this process's settings, in `folder`.
pub(crate) fn bimeyar(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bimeyar"));
    command.current_dir(folder).env_clear();
    command
}

pub(crate) fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A copy of `flows` and `locales` to plant mistakes in.
pub(crate) struct Copies(TempDir);

impl Copies {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["flows", "locales"] {
            copy(Path::new(name), &folder.path().join(name));
        }
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The binary that reads the copies.
    pub(crate) fn command(&self) -> Command {
        let mut command = bimeyar(self.0.path());
        command.env("BIMEYAR__FLOWS__DIR", "flows").env("BIMEYAR__LOCALES__DIR", "locales");
        command
    }

    pub(crate) fn check(&self) -> (i32, String) {
        let (code, out, err) = run(self.command().arg("check"));
        assert_eq!(err, "");
        (code, out)
    }

    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.0.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no {old}");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
    }
}

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

#[test]
fn what_is_shipped_has_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(bimeyar(folder.path()).arg("check"));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("0 errors"), "{out}");
    let (code, from_folders) = Copies::new().check();
    assert_eq!((code, from_folders), (0, out));
}

#[test]
fn planted_mistakes_are_all_told_with_file_and_line() {
    let copies = Copies::new();
    copies.replace("flows/claim.toml", "dataset = \"centers\"", "dataset = \"centres\"");
    copies.replace("flows/data/provinces.csv", "IR-23", "IR 23");
    copies.replace("locales/fa/menu.ftl", "menu-claim =", "menu-clame =");
    copies.replace("locales/fa/claim.ftl", "ask-service-date =", "ask-service-dat =");
    let (code, out) = copies.check();
    assert_eq!(code, 1, "{out}");
    for told in [
        "unknown dataset `centres`. Did you mean `centers`?",
        "`IR 23` cannot be an id",
        "there is no text for `menu-claim` in locale `fa`. Did you mean `menu-clame`?",
        "no text has the key `ask-service-date`. Did you mean `ask-service-dat`?",
        "nothing uses `menu-clame`",
    ] {
        assert!(out.contains(told), "{told} is missing in:\n{out}");
    }
    let place = out.lines().find(|line| line.contains("`centres`")).unwrap();
    let (code, rest) = place.split_once(" flows/claim.toml:").unwrap();
    let line: usize = rest.split_once(": error: ").unwrap().0.parse().unwrap();
    let text = fs::read_to_string(copies.0.path().join("flows/claim.toml")).unwrap();
    assert_eq!(code, "FL013");
    assert!(text.lines().nth(line - 1).unwrap().contains("centres"));
}

#[test]
fn folders_that_are_not_there_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = run(bimeyar(folder.path()).arg("check").env("BIMEYAR__FLOWS__DIR", "no"));
    assert_eq!(code, 1);
    assert!(out.contains("FI001 no: error: the folder cannot be read"), "{out}");
}

#[test]
fn own_lists_and_members_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("centers.tsv", "id\tname\ttype\tprovince\tcity\nh1\tX\thospital\tNowhere\tY\n");
    write(
        "people.csv",
        "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n\
         0499370891,Ali,Rezaei,1362/04/12,0912,self,,K-1\n",
    );
    write(
        "contracts.csv",
        "code,title,insurer,starts,ends,e_claims,window_days,originals_required\n\
         K-1,T,I,1405/01/01,1405/12/29,true,,false\n",
    );
    let mut command = bimeyar(folder.path());
    command.arg("check").env("BIMEYAR__DATASETS__CENTERS", "centers.tsv");
    command.env("BIMEYAR__MEMBERS__PEOPLE", "people.csv");
    command.env("BIMEYAR__MEMBERS__CONTRACTS", "contracts.csv");
    let (code, out, _) = run(&mut command);
    assert_eq!(code, 1);
    assert!(out.contains(" centers.tsv:2: error: "), "{out}");
    assert_eq!(out.matches(" people.csv:2: error: ").count(), 2, "{out}");
    assert!(!out.contains("0499370891"), "a national code is printed: {out}");
}

#[test]
fn wrong_settings_are_told_and_nothing_runs() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.toml"), "[bale]\nrate = 0\ntokn = \"1:x\"\n").unwrap();
    for command in ["check", "serve"] {
        let (code, out, err) = run(bimeyar(folder.path()).args([command, "--config", "c.toml"]));
        let told = format!("{out}{err}");
        assert_eq!(code, 1);
        assert!(told.contains("CF004 c.toml:2: error: `bale.rate` must be from 1 to 1000"));
        assert!(told.contains("CF002 c.toml:3: error: ") && told.contains("`bale.token`?"));
    }
    assert!(!folder.path().join("data").exists());
}

#[test]
fn without_a_token_it_says_how_to_get_one() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(bimeyar(folder.path()).arg("serve"));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("BIMEYAR__BALE__TOKEN") && err.contains("bimeyar demo"), "{err}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn the_command_line_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = run(bimeyar(folder.path()).arg("serv"));
    assert_eq!(code, 2);
    assert!(err.contains("serve"), "{err}");
    let (code, out, _) = run(bimeyar(folder.path()).arg("--help"));
    assert_eq!(code, 0);
    for command in [
        "demo",
        "serve",
        "check",
        "graph",
        "flows",
        "members",
        "claims",
        "reviewers",
        "keys",
        "backup",
        "restore",
        "verify",
        "simulate",
    ] {
        assert!(out.contains(&format!("\n  {command}")), "{command}: {out}");
    }
}

#[test]
fn a_flow_is_drawn_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |format: &str| {
        let (code, out, err) =
            run(bimeyar(folder.path()).args(["graph", "claim", "--format", format]));
        assert_eq!((code, err.as_str()), (0, ""));
        out
    };
    let mermaid = draw("mermaid");
    assert!(mermaid.starts_with("flowchart TD\n") && mermaid.contains("service_date"));
    assert!(draw("dot").starts_with("digraph "));
    assert_eq!(mermaid, draw("mermaid"));
    let (code, _, err) = run(bimeyar(folder.path()).args(["graph", "clam"]));
    assert_eq!(code, 1);
    assert!(err.contains("`clam`") && err.contains("claim"), "{err}");
}

#[test]
fn members_are_imported_or_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let people = "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n\
                  ۰۴۹۹۳۷۰۸۹۹,علی,رضایی,۱۳۶۲/۰۴/۱۲,۰۹۱۲۱۱۱۱۱۱۱,self,,K-1\n";
    write("people.csv", people);
    write(
        "contracts.csv",
        "\u{feff}code,title,insurer,starts,ends,e_claims,window_days,originals_required\n\
         K-1,T,I,1405/01/01,1405/12/29,true,,false\n",
    );
    let import =
        || run(bimeyar(folder.path()).args(["members", "import", "people.csv", "contracts.csv"]));
    assert_eq!(import(), (0, "1 people, 1 contracts\n".to_owned(), String::new()));
    write("people.csv", &people.replace("K-1", "K-9"));
    let (code, _, err) = import();
    assert_eq!(code, 1);
    assert!(err.contains("MB010 people.csv:2: error: "), "{err}");
    for name in ["data", "data/keys"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{name}");
    }
}

/// A process that is ended with the test.
struct Running {
    process: Child,
    said: String,
}

impl Running {
    /// Starts `command` and reads what it says until `last` stands in a line.
    fn start(command: &mut Command, last: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said = String::new();
        while !said.contains(last) {
            let Some(line) = lines.next() else {
                let mut told = String::new();
                process.stderr.take().unwrap().read_to_string(&mut told).unwrap();
                panic!("it ended: {said}{told}");
            };
            said = format!("{said}{}\n", line.unwrap());
        }
        Self { process, said }
    }

    /// The first address that it printed at the end of a line that begins with `line`.
    fn address(&self, line: &str) -> String {
        let line = self.said.lines().find(|said| said.starts_with(line)).unwrap();
        line.split_whitespace().last().unwrap().trim_end_matches('/').to_owned()
    }

    /// Sends the signal `name`; how long it took to end, whether it ended well, and what it logged.
    fn stop(mut self, name: &str) -> (Duration, bool, String) {
        let begun = now();
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
        let status = self.process.wait().unwrap();
        let mut logged = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut logged).unwrap();
        (begun.elapsed(), status.success(), logged)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a real process takes to end")]
fn now() -> Instant {
    Instant::now()
}

async fn json_of(url: &str) -> Value {
    let answer = http::client().unwrap().get(url).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    answer.json().await.unwrap()
}

/// Asks again until `is_it` holds of the answer.
async fn wait_for(url: &str, is_it: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..200 {
        let answer = http::client().unwrap().get(url).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        if is_it(&answer) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{url} never said so");
}

#[tokio::test]
async fn the_demo_answers_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bimeyar(folder.path());
    command.args(["demo", "--chat-port", "0", "--reviewer-port", "0"]).env("TMPDIR", folder.path());
    let demo = Running::start(&mut command, "Ctrl+C");
    for said in ["0499370899", "09123333333", "Bootstrap token", "Account", "Password"] {
        assert!(demo.said.contains(said), "{said}: {}", demo.said);
    }
    let chat = demo.address("Chat and SMS inbox");
    let reviewer = demo.address("Reviewer API").replace("/api/v1/claims", "");
    wait_for(&format!("{reviewer}/readyz"), |answer| answer["status"] == "ready").await;
    let page = http::client().unwrap().get(format!("{chat}/")).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("<html"));
    let people = json_of(&format!("{chat}/sim/people")).await;
    let ali = people["people"][0]["id"].as_i64().unwrap();
    let typed = http::client().unwrap().post(format!("{chat}/sim/people/{ali}/text"));
    assert!(typed.json(&json!({ "text": "/start" })).send().await.unwrap().status().is_success());
    let history = format!("{chat}/sim/people/{ali}/history");
    let answered = |history: &Value| {
        history["items"].as_array().is_some_and(|items| items.iter().any(|i| i["from"] == "bot"))
    };
    wait_for(&history, answered).await;
    let claims = format!("{reviewer}/api/v1/claims");
    let token = demo.address("Bootstrap token");
    let admitted = http::client().unwrap().get(&claims).bearer_auth(token).send().await.unwrap();
    assert_eq!(admitted.status(), 200);
    assert_eq!(http::client().unwrap().get(&claims).send().await.unwrap().status(), 401);
    let console = demo.address("Reviewer console");
    let desk = http::client().unwrap().get(format!("{console}/login")).send().await.unwrap();
    assert_eq!(desk.status(), 200);
    let (took, well, logged) = demo.stop("TERM");
    assert!(well && took < Duration::from_secs(5), "{took:?}: {logged}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "its folder is left behind");
}

#[tokio::test]
async fn it_serves_in_open_mode_and_keeps_its_data_private() {
    let folder = tempfile::tempdir().unwrap();
    let mut simulator = bimeyar(folder.path());
    let simulator = Running::start(simulator.args(["simulate", "--port", "0"]), "http");
    let mut command = bimeyar(folder.path());
    command
        .args(["serve"])
        .env("BIMEYAR__BALE__TOKEN", "123456789:simulator")
        .env("BIMEYAR__BALE__API_URL", simulator.said.trim())
        .env("BIMEYAR__DATA__DIR", "kept")
        .env("BIMEYAR__REVIEWER__LISTEN", "127.0.0.1:0")
        .env("BIMEYAR__REVIEWER__BOOTSTRAP_TOKEN", "staff-secret");
    let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap());
    let mut logged = String::new();
    while !logged.contains("127.0.0.1:") {
        assert_ne!(log.read_line(&mut logged).unwrap(), 0, "it ended: {logged}");
    }
    let port = logged.split_once("127.0.0.1:").unwrap().1;
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    let ready = format!("http://127.0.0.1:{port}/readyz");
    wait_for(&ready, |answer| answer["status"] == "ready").await;
    let mut serving = Running { process, said: String::new() };
    let second = run(command.stderr(Stdio::piped()));
    assert_eq!(second.0, 1, "a second bot runs on the same folder");
    assert!(second.2.contains("in use by another process"), "{}", second.2);
    let id = serving.process.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    assert!(serving.process.wait().unwrap().success());
    log.read_to_string(&mut logged).unwrap();
    assert!(logged.contains("open mode"), "{logged}");
    assert!(!logged.contains("staff-secret") && !logged.contains(":simulator"), "{logged}");
    for name in ["kept", "kept/keys", "kept/dialogues", "kept/documents"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{name}");
    }
}
