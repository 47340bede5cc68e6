//! The only reader of the system clock, clocks that its jumps do not harm, a stopwatch, and a settable clock for conversations over
//! HTTP.

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
    Even(Arc<MadeEven>),
    Steady { start: Timestamp, since: Instant },
    Manual(Arc<Manual>),
}

/// A clock set back by more than this was wrong before: that cannot be made up for in any useful time.
const FOLLOWED_AT_ONCE: SignedDuration = SignedDuration::from_hours(6);
/// A clock that is ahead loses one part in so many, until the system's clock has caught up.
const LOSES: i32 = 16;
/// Seconds; the system's clock is corrected by less than this all the time.
const WORTH_A_WORD: i64 = 2;
/// Who sleeps looks at a clock that may have been suspended or corrected at least so often.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(20);
/// A clock that is behind is told of at most so often.
const SAID_EVERY: Duration = Duration::from_mins(10);

/// What [`Clock::even`] has shown, and when by a clock that never jumps.
#[derive(Debug)]
struct Even {
    shown: Timestamp,
    at: Instant,
    /// When the operator was told last that the system's clock is behind.
    said: Option<Instant>,
}

impl Even {
    /// The moment to show when the system's clock shows `wall` and `elapsed` has gone by since the last look.
    fn after(shown: Timestamp, elapsed: SignedDuration, wall: Timestamp) -> Timestamp {
        let expected = shown.saturating_add(elapsed).unwrap_or(wall);
        let ahead = expected.duration_since(wall);
        if !ahead.is_positive() || ahead > FOLLOWED_AT_ONCE {
            return wall;
        }
        let slower = shown.saturating_add(elapsed - elapsed / LOSES).unwrap_or(wall);
        slower.max(wall)
    }

    fn look(&mut self, wall: Timestamp, at: Instant) -> Timestamp {
        let elapsed = at.saturating_duration_since(self.at);
        let elapsed = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX);
        let shown = Self::after(self.shown, elapsed, wall);
        let seconds = self.shown.duration_since(wall).as_secs();
        let since = |said| at.saturating_duration_since(said);
        if seconds > WORTH_A_WORD && self.said.is_none_or(|said| since(said) > SAID_EVERY) {
            self.said = Some(at);
            tracing::warn!(
                seconds,
                "the system's clock was set back: mind the times in what is kept"
            );
        }
        (self.shown, self.at) = (shown, at);
        shown
    }
}

/// The system's clock, made even, and how far a test has set it ahead.
#[derive(Debug)]
struct MadeEven {
    even: Mutex<Even>,
    ahead: watch::Sender<SignedDuration>,
}

impl MadeEven {
    fn now(&self) -> Timestamp {
        let wall = Clock::system().now();
        let wall = wall.saturating_add(*self.ahead.borrow()).unwrap_or(wall);
        self.even.lock().unwrap_or_else(PoisonError::into_inner).look(wall, instant())
    }
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

    /// The system's clock, made even: it follows at once when that is set forward. When that is set back by up to six hours,
    /// this one goes on, by a sixteenth slower, until they agree: no code counts longer, no timer waits, nothing said lies in
    /// the future of what follows it. Made once for all who must agree on the time: clones share it.
    pub fn even() -> Self {
        let even = Even { shown: Self::system().now(), at: instant(), said: None };
        let ahead = watch::Sender::new(SignedDuration::ZERO);
        Self(Source::Even(Arc::new(MadeEven { even: Mutex::new(even), ahead })))
    }

    /// As if the system's clock had been set so far ahead of what it shows, or behind: for tests of what that does to who goes
    /// by an even clock. No other clock is moved.
    pub fn set_ahead(&self, ahead: SignedDuration) {
        if let Source::Even(made) = &self.0 {
            made.ahead.send_replace(ahead);
        }
    }

    /// A clock that no setting of the system's clock moves: for pauses and rates, not for dates.
    pub fn steady() -> Self {
        Self(Source::Steady { start: Self::system().now(), since: instant() })
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
            Source::Even(made) => made.now(),
            Source::Steady { start, since } => {
                start.saturating_add(since.elapsed()).unwrap_or(Timestamp::MAX)
            }
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
            Source::System | Source::Steady { .. } => {
                while let Some(left) = positive(at.duration_since(self.now())) {
                    tokio::time::sleep(left.min(LOOKED_AT_EVERY)).await;
                }
            }
            Source::Even(made) => {
                let mut ahead = made.ahead.subscribe();
                while let Some(left) = positive(at.duration_since(self.now())) {
                    tokio::select! {
                        () = tokio::time::sleep(left.min(LOOKED_AT_EVERY)) => {}
                        _ = ahead.changed() => {}
                    }
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
    pub fn start() -> Self {
        Self(instant())
    }

    /// The time since.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one reader of the system's clocks")]
fn instant() -> Instant {
    Instant::now()
}

fn positive(left: SignedDuration) -> Option<Duration> {
    Duration::try_from(left).ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    /// What an even clock shows after each look: seconds gone by since the last one, and what the system's clock shows.
    fn shown(looks: &[(i64, i64)]) -> Vec<i64> {
        let mut shown = at(0);
        let mut all = Vec::new();
        for &(elapsed, wall) in looks {
            shown = Even::after(shown, SignedDuration::from_secs(elapsed), at(wall));
            all.push(shown.as_second() - at(0).as_second());
        }
        all
    }

    #[test]
    fn an_even_clock_follows_forward_and_never_goes_back_an_hour() {
        assert_eq!(shown(&[(1, 1), (9, 10), (1, 3_611), (1, 3_612)]), [1, 10, 3_611, 3_612]);
        // Set back by an hour: three minutes take three minutes and twelve seconds, and in the end both agree.
        assert_eq!(shown(&[(16, -3_584), (192, -3_392), (64_000, 60_608)]), [15, 195, 60_608]);
        // Set back by days: it had been wrong.
        assert_eq!(shown(&[(1, -200_000), (1, -199_999)]), [-200_000, -199_999]);
    }

    #[tokio::test]
    async fn who_sleeps_by_an_even_clock_is_woken_when_it_is_set_forward() {
        let clock = Clock::even();
        let hour = SignedDuration::from_hours(1);
        let at = clock.now() + hour;
        tokio::join!(clock.sleep_until(at), async { clock.set_ahead(hour) });
        assert!(clock.now() >= at);
        // Set back, it goes on from where it was.
        clock.set_ahead(SignedDuration::ZERO);
        assert!(clock.now() >= at);
    }

    #[tokio::test]
    async fn clocks_that_nothing_moves_show_the_time_and_wake() {
        for clock in [Clock::even(), Clock::steady()] {
            let before = clock.now();
            assert!(before.duration_since(Clock::system().now()).as_secs().abs() < WORTH_A_WORD);
            clock.sleep_until(before.saturating_add(SignedDuration::from_millis(5)).unwrap()).await;
            assert!(clock.now() > before);
        }
    }

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
