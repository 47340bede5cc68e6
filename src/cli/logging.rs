//! The log, on the standard error.

use std::io::{self, IsTerminal as _};
use std::panic;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Starts logging; a second call changes nothing.
pub(super) fn begin(settings: &LogSettings) {
    let filter = EnvFilter::builder().parse_lossy(&settings.filter);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    let _already = match settings.format {
        LogFormat::Full => log.try_init(),
        LogFormat::Compact => log.compact().try_init(),
        LogFormat::Json => log.json().with_span_list(false).try_init(),
    };
    log_panics();
}

/// Of a panic only the place is told: its message may quote what somebody wrote.
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "something panicked at {file}:{line}");
    }));
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const WORDS: &str = "what somebody wrote";

    /// Panics as the program would, in a process of its own: there is but one hook.
    #[test]
    #[ignore = "the other test starts it"]
    fn child() {
        begin(&LogSettings::default());
        drop(panic::catch_unwind(|| panic!("on purpose: {WORDS}")));
    }

    #[test]
    fn of_a_panic_the_place_is_logged_and_no_word() {
        let done = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "cli::logging::tests::child", "--nocapture"])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
        assert!(told.contains("something panicked at src/cli/logging.rs:"), "{told}");
        assert!(!told.contains(WORDS), "{told}");
    }
}
