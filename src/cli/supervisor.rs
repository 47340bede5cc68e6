//! Tells systemd how the bot is (`sd_notify(3)`): ready, alive, stopping. Without systemd it tells nobody.

use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use crate::config::Supervision;
use crate::runtime::Tasks;

/// Who watches over the process.
#[derive(Debug)]
pub(super) struct Supervisor {
    line: Option<(UnixDatagram, SocketAddr)>,
    watchdog: Option<Duration>,
}

impl Supervisor {
    /// The supervisor that started this process, if one did. One that cannot be reached is told of in the log only.
    pub(super) fn of(supervision: Supervision) -> Self {
        let Supervision { socket, watchdog } = supervision;
        let line = socket.and_then(|socket| match connect(&socket) {
            Ok(line) => Some(line),
            Err(fault) => {
                tracing::warn!(%fault, "systemd cannot be told how the bot is");
                None
            }
        });
        Self { line, watchdog }
    }

    /// Says that people are served from now on, and then that the process is alive, often enough, until it stops.
    pub(super) fn ready(self, tasks: &Tasks) {
        self.tell("READY=1");
        let stopping = tasks.stopping().clone();
        tasks.spawn("supervisor", async move {
            // Half the time that systemd waits.
            if let Some(every) = self.watchdog.map(|limit| limit / 2) {
                while stopping.run_until_cancelled(tokio::time::sleep(every)).await.is_some() {
                    self.tell("WATCHDOG=1");
                }
            }
            stopping.cancelled().await;
            self.tell("STOPPING=1");
        });
    }

    fn tell(&self, what: &str) {
        if let Some((socket, address)) = &self.line {
            // Who does not listen does not hear it: the bot works all the same.
            let _told = socket.send_to_addr(what.as_bytes(), address);
        }
    }
}

/// A path, or with `@` a name in the abstract namespace.
fn connect(socket: &str) -> io::Result<(UnixDatagram, SocketAddr)> {
    let address = match socket.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    Ok((UnixDatagram::unbound()?, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(listener: UnixDatagram, socket: String) -> Vec<String> {
        let (tasks, watchdog) = (Tasks::new(), Some(Duration::from_millis(20)));
        Supervisor::of(Supervision { socket: Some(socket), watchdog }).ready(&tasks);
        let listening = tokio::task::spawn_blocking(move || {
            let hears = || {
                let mut words = [0; 64];
                let length = listener.recv(&mut words).unwrap();
                String::from_utf8(words[..length].to_vec()).unwrap()
            };
            [hears(), hears()]
        });
        let mut told = listening.await.unwrap().to_vec();
        assert!(tasks.shut_down(Duration::from_secs(5)).await);
        told.dedup();
        told
    }

    #[tokio::test]
    async fn systemd_hears_that_the_bot_is_ready_and_alive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let listener = UnixDatagram::bind(&path).unwrap();
        assert_eq!(told(listener, path.display().to_string()).await, ["READY=1", "WATCHDOG=1"]);
        let name = format!("bimeyar-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let listener = UnixDatagram::bind_addr(&address).unwrap();
        assert_eq!(told(listener, format!("@{name}")).await, ["READY=1", "WATCHDOG=1"]);
    }

    #[tokio::test]
    async fn without_systemd_nobody_is_told() {
        let tasks = Tasks::new();
        Supervisor::of(Supervision::default()).ready(&tasks);
        let gone = Supervision { socket: Some("/nowhere/notify".to_owned()), watchdog: None };
        Supervisor::of(gone).ready(&tasks);
        assert!(tasks.shut_down(Duration::from_secs(5)).await);
    }
}
