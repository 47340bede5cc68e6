//! Conversations over HTTP, in bad weather too: the simulator misbehaves as its profiles say, and every conversation ends as in calm.
//!
//! What the faults change by their nature is one thing only: a message whose answer was lost comes once more, right behind
//! itself (`storage.md` §2.3). A run is told by its seed; polls fall differently each time, so a seed repeats the faults that
//! are drawn, not the moments at which they are met.

use std::fmt;

use bimeyar::runtime::chance;
use bimeyar::simulator::{Faults, Profile};

use super::{Failure, LISTED, play_all, play_in};

/// Conversations that are played at once: in chaos most of the time is waiting for the next try.
const AT_ONCE: usize = 8;

/// How updates get to the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Polled,
    Posted,
}

/// How Bale behaves while a conversation is played.
#[derive(Clone, Debug)]
pub(crate) struct Weather {
    name: &'static str,
    way: Way,
    pub(crate) faults: Faults,
    /// Of the simulator's chance.
    pub(crate) seed: u64,
}

impl Weather {
    /// As the documents say.
    pub(crate) fn calm() -> Self {
        Self { name: "calm", way: Way::Polled, faults: Profile::Calm.faults(), seed: 1 }
    }

    fn odd(seed: u64) -> Self {
        Self { name: "odd", faults: Profile::Odd.faults(), seed, ..Self::calm() }
    }

    /// What is held back comes behind what was said later, so the photos of an album would come in another order:
    /// `service::delivery` has that.
    fn chaos(seed: u64) -> Self {
        let faults = Faults { held_back: 0, ..Profile::Chaos.faults() };
        Self { name: "chaos", faults, seed, ..Self::calm() }
    }

    /// The same, by webhook.
    fn posted(self) -> Self {
        Self { way: Way::Posted, ..self }
    }

    /// Each in which a conversation is played, with a seed of its own.
    fn all(seed: u64) -> [Self; 6] {
        let (calm, odd, chaos) = (Self::calm(), Self::odd(seed), Self::chaos(seed));
        let posted = [calm.clone().posted(), odd.clone().posted(), chaos.clone().posted()];
        let [calm_posted, odd_posted, chaos_posted] = posted;
        [calm, odd_posted, chaos, calm_posted, odd, chaos_posted]
    }

    /// Whether updates are posted to a webhook.
    pub(crate) fn posts(&self) -> bool {
        self.way == Way::Posted
    }

    /// Whether a message may come a second time.
    pub(crate) fn repeats(&self) -> bool {
        self.faults.answer_lost > 0 || self.faults.truncated_body > 0
    }
}

impl fmt::Display for Weather {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, way, seed, faults: _ } = self;
        write!(f, "{name}, {way:?}, seed {seed}")
    }
}

#[expect(clippy::disallowed_methods, reason = "how a test runs is no setting of the program")]
fn asked_for(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// `CHAOS_SEED`, or one that no run had before.
fn seed() -> u64 {
    asked_for("CHAOS_SEED").unwrap_or_else(|| u32::from_be_bytes(chance::bytes()).into())
}

/// The same files with the real service, its stores and the simulator, each once: in calm, as odd as Bale can write, and in
/// chaos, by polls and by webhook, in turn. Which one meets which changes with the seed.
#[test]
fn conversations_play_over_http() -> Result<(), Failure> {
    let seed = seed();
    println!("CHAOS_SEED={seed}");
    play_all(LISTED, AT_ONCE, |place, name| {
        let own = seed.wrapping_add(u64::try_from(place).unwrap_or_default());
        let weathers = Weather::all(own);
        let turn = usize::try_from(own % 6).unwrap_or_default();
        weathers.get(turn).map_or(Ok(()), |weather| play_in(name, weather))
    })
}

/// Every conversation in each weather, again and again, `CHAOS_SEED=n` for a first seed:
/// `CHAOS_ROUNDS=5 cargo test --test it -- --ignored bad_weather_for_long --nocapture`.
#[test]
#[ignore = "takes minutes a round; the command is in docs/OPERATIONS.md"]
fn bad_weather_for_long() -> Result<(), Failure> {
    let first = seed();
    let rounds = asked_for("CHAOS_ROUNDS").unwrap_or(5);
    for seed in (first..).take(usize::try_from(rounds).unwrap_or(1)) {
        println!("CHAOS_SEED={seed}");
        play_all(LISTED, AT_ONCE, |_, name| {
            Weather::all(seed).iter().try_for_each(|weather| play_in(name, weather))
        })?;
    }
    Ok(())
}
