//! The signals by which an operator or a supervisor ends a program.

use tokio::signal::unix::{SignalKind, signal};

use super::terminal::Failure;

/// Waits for SIGINT or SIGTERM.
pub(super) async fn stop_asked() -> Result<(), Failure> {
    let listen = |kind| signal(kind).map_err(|fault| Failure::of("cannot wait for signals", fault));
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
