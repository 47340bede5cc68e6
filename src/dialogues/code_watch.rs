//! How long one-time codes have counted by a clock that nobody sets: the clock by which everything else goes loses time after it
//! was set back, and a code would count for longer (`storage.md` §4.1 I2).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::runtime::Stopwatch;

/// The codes that this process has opened, each until it is long over.
#[derive(Debug, Default)]
pub(super) struct CodeWatches(Mutex<BTreeMap<String, Watch>>);

#[derive(Debug)]
struct Watch {
    expires: Timestamp,
    since: Stopwatch,
}

impl CodeWatches {
    /// Notes that the code `id` counts until `expires`; the same said again changes nothing.
    pub(super) fn begin(&self, id: &str, expires: Timestamp, lives: SignedDuration) {
        let mut watches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Twice its life is more than the slowest clock takes for it.
        let forgotten = length(lives).saturating_mul(2);
        watches.retain(|_, watch| watch.since.elapsed() < forgotten);
        if watches.get(id).is_none_or(|watch| watch.expires != expires) {
            watches.insert(id.to_owned(), Watch { expires, since: Stopwatch::start() });
        }
    }

    /// Whether the code `id` has counted for as long as it `lives`. What another process has opened is not known here.
    pub(super) fn is_over(&self, id: &str, lives: SignedDuration) -> bool {
        let watches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watches.get(id).is_some_and(|watch| watch.since.elapsed() >= length(lives))
    }
}

fn length(lives: SignedDuration) -> Duration {
    Duration::try_from(lives).unwrap_or_default()
}
