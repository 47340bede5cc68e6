//! The signals by which an operator or a supervisor ends a program.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::terminal::Failure;

/// Listens for SIGINT and SIGTERM. From then on they no longer end the process by themselves.
#[derive(Debug)]
pub(super) struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    pub(super) fn listen() -> Result<Self, Failure> {
        let listen =
            |kind| signal(kind).map_err(|fault| Failure::of("cannot wait for signals", fault));
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    /// Waits until the program is to end.
    pub(super) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
