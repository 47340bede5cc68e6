//! The only reader of the system clock, a stopwatch, and a settable clock for conversations over HTTP.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Where the time comes from. Cheap to clone; clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<Manual>),
}

#[derive(Debug)]
struct Manual {
    now: Mutex<Timestamp>,
    moved: watch::Sender<()>,
}

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::set`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(Manual {
            now: Mutex::new(start),
            moved: watch::Sender::new(()),
        })))
    }

    /// The moment it is.
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the system clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Manual(manual) => *manual.now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock to `now` and wakes who waits for it; the system clock is not moved.
    pub fn set(&self, now: Timestamp) {
        if let Source::Manual(manual) = &self.0 {
            *manual.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
            manual.moved.send_replace(());
        }
    }

    /// Waits until the clock shows `at` or later.
    pub async fn sleep_until(&self, at: Timestamp) {
        match &self.0 {
            Source::System => {
                // A suspended or corrected system clock is looked at again at least each minute.
                while let Some(left) = positive(at.duration_since(self.now())) {
                    tokio::time::sleep(left.min(Duration::from_mins(1))).await;
                }
            }
            Source::Manual(manual) => {
                let mut moved = manual.moved.subscribe();
                while self.now() < at {
                    if moved.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// Measures how long something takes, whatever happens to the clock on the wall.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins to measure.
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the system clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

fn positive(left: SignedDuration) -> Option<Duration> {
    Duration::try_from(left).ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_its_sleepers_when_it_is_moved() {
        let start = Timestamp::from_second(1_000).unwrap();
        let clock = Clock::manual(start);
        let sleeper = clock.clone();
        let waiting =
            async move { sleeper.sleep_until(Timestamp::from_second(1_060).unwrap()).await };
        let moving = async { clock.set(Timestamp::from_second(1_061).unwrap()) };
        tokio::join!(waiting, moving);
        assert_eq!(clock.now().as_second(), 1_061);
    }
}
