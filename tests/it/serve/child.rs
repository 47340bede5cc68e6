//! `bimeyar serve` as a child process.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use tokio::time::timeout;

/// The binary under test: the one that was built with the tests, or the optimised one that `tests/crash/run.sh` names.
#[expect(
    clippy::disallowed_methods,
    reason = "which binary is tested is no setting of the program"
)]
fn program() -> String {
    std::env::var("BIMEYAR_UNDER_TEST").unwrap_or_else(|_| env!("CARGO_BIN_EXE_bimeyar").to_owned())
}

/// Runs another command of the program with these settings; how it ended, and what it said and complained of.
pub(super) fn run(
    settings: &BTreeMap<String, String>,
    folder: &Path,
    arguments: &[&str],
) -> (i32, String, String) {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(folder).env_clear().envs(settings);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A running `bimeyar serve`; killed when dropped.
pub(super) struct Bot {
    child: Child,
}

impl Bot {
    /// Starts the bot with these settings and no other; what it logs is added to `log`.
    /// `under` is a command that ends by running the one behind it.
    pub(super) fn start(
        settings: &BTreeMap<String, String>,
        folder: &Path,
        log: &Path,
        under: &[String],
    ) -> Self {
        let program = program();
        let mut words = under.iter().map(String::as_str).chain([program.as_str(), "serve"]);
        let log = File::options().create(true).append(true).open(log).unwrap();
        let child = Command::new(words.next().unwrap())
            .args(words)
            .current_dir(folder)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .envs(settings)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child }
    }

    /// The id of the process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it ended by itself.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// SIGKILL, and waits for the end.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; how it ended, or none when it did not within `patience`.
    pub(super) async fn terminate(mut self, patience: Duration) -> Option<ExitStatus> {
        let pid = self.pid().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(asked.success());
        let ended = tokio::task::spawn_blocking(move || self.child.wait().unwrap());
        if let Ok(ended) = timeout(patience, ended).await {
            return Some(ended.unwrap());
        }
        Command::new("kill").args(["-KILL", &pid]).status().unwrap();
        None
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
