//! When the next message may leave: one rate for the bot, one for each chat (`bale-api.md` §6).
//!
//! Each is a leaky bucket kept as one moment: when everything sent so far is paid for. The time comes in as an argument.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};

use super::BaleSettings;

/// Messages that the bot may send at once after a rest, whatever the chats: a burst must not look like a flood.
const BOT_BURST: u32 = 5;
/// Chats that are remembered before the idle ones are looked for.
const SWEEP_AT: usize = 64;

/// Whom a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// One chat.
    Chat(i64),
    /// All chats.
    All,
}

/// Says when messages may leave; keeps only chats that were written to a moment ago.
#[derive(Clone, Debug)]
pub struct Pacer {
    bot_pace: Pace,
    chat_pace: Pace,
    bot: Lane,
    chats: BTreeMap<i64, Lane>,
    sweep_at: usize,
}

/// A rate, and how many messages may go at once.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// What one message costs.
    gap: SignedDuration,
    /// How far a lane may be in debt when the next message leaves.
    credit: SignedDuration,
}

impl Pace {
    fn new(per_second: NonZeroU32, burst: u32) -> Self {
        let gap = SignedDuration::from_nanos(1_000_000_000 / i64::from(per_second.get()));
        let messages = i32::try_from(burst.saturating_sub(1)).unwrap_or(i32::MAX);
        Self { gap, credit: gap.saturating_mul(messages) }
    }
}

/// One chat, or the bot as a whole.
#[derive(Clone, Copy, Debug)]
struct Lane {
    /// When everything sent so far is paid for.
    paid: Timestamp,
    /// Bale asked for silence until then.
    silent: Timestamp,
}

impl Lane {
    const IDLE: Self = Self { paid: Timestamp::MIN, silent: Timestamp::MIN };

    fn when(&self, pace: Pace, now: Timestamp) -> Timestamp {
        let paid = self.paid.checked_sub(pace.credit).unwrap_or(Timestamp::MIN);
        now.max(paid).max(self.silent)
    }

    fn spend(&mut self, pace: Pace, now: Timestamp) {
        self.paid = self.paid.max(now).checked_add(pace.gap).unwrap_or(Timestamp::MAX);
    }

    fn is_idle(&self, now: Timestamp) -> bool {
        self.paid <= now && self.silent <= now
    }
}

impl Pacer {
    /// With the rates of `settings`.
    pub fn new(settings: &BaleSettings) -> Self {
        Self {
            bot_pace: Pace::new(settings.rate, BOT_BURST),
            chat_pace: Pace::new(settings.chat_rate, settings.chat_burst.get()),
            bot: Lane::IDLE,
            chats: BTreeMap::new(),
            sweep_at: SWEEP_AT,
        }
    }

    /// The moment from which a message to `chat` may leave: `now` itself if it may leave at once. Takes nothing:
    /// see [`Pacer::spend`].
    pub fn when(&self, chat: i64, now: Timestamp) -> Timestamp {
        let lane = self.chats.get(&chat).unwrap_or(&Lane::IDLE);
        self.bot.when(self.bot_pace, now).max(lane.when(self.chat_pace, now))
    }

    /// Notes that a message to `chat` leaves at `now`.
    pub fn spend(&mut self, chat: i64, now: Timestamp) {
        self.bot.spend(self.bot_pace, now);
        let pace = self.chat_pace;
        self.chats.entry(chat).or_insert(Lane::IDLE).spend(pace, now);
        self.sweep(now);
    }

    /// Keeps silence until `until`, after Bale refused a message; an earlier moment than one known changes nothing.
    pub fn punish(&mut self, whom: Whom, until: Timestamp) {
        let lane = match whom {
            Whom::Chat(chat) => self.chats.entry(chat).or_insert(Lane::IDLE),
            Whom::All => &mut self.bot,
        };
        lane.silent = lane.silent.max(until);
    }

    /// Chats that are remembered.
    pub fn remembered(&self) -> usize {
        self.chats.len()
    }

    /// An idle lane is the same as none. Looked for only when as many again have come, so that it stays cheap.
    fn sweep(&mut self, now: Timestamp) {
        if self.chats.len() >= self.sweep_at {
            self.chats.retain(|_, lane| !lane.is_idle(now));
            self.sweep_at = SWEEP_AT.max(self.chats.len().saturating_mul(2));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_790_000_000_000 + millis).unwrap()
    }

    fn wait(pacer: &Pacer, chat: i64, millis: i64) -> i64 {
        pacer.when(chat, at(millis)).as_millisecond() - at(millis).as_millisecond()
    }

    #[test]
    fn a_chat_takes_four_at_once_and_then_one_a_second() {
        let mut pacer = Pacer::new(&BaleSettings::default());
        for _ in 0..4 {
            assert_eq!(wait(&pacer, 7, 0), 0);
            pacer.spend(7, at(0));
        }
        assert_eq!(wait(&pacer, 7, 0), 1000);
        assert_eq!(wait(&pacer, 7, 400), 600);
        assert_eq!(wait(&pacer, 8, 0), 0);
        pacer.spend(7, at(1000));
        assert_eq!(wait(&pacer, 7, 1000), 1000);
        // After a rest the burst is back.
        for _ in 0..4 {
            assert_eq!(wait(&pacer, 7, 9000), 0);
            pacer.spend(7, at(9000));
        }
        assert_eq!(wait(&pacer, 7, 9000), 1000);
    }

    #[test]
    fn all_chats_together_get_fifteen_a_second() {
        let mut pacer = Pacer::new(&BaleSettings::default());
        let mut now = at(0);
        for chat in 0..155 {
            now = pacer.when(chat, now);
            pacer.spend(chat, now);
        }
        // The first five at once, the others one after another.
        let took = now.as_millisecond() - at(0).as_millisecond();
        assert!((9_900..=10_100).contains(&took), "{took} ms");
    }

    #[test]
    fn silence_that_bale_asked_for_is_kept() {
        let mut pacer = Pacer::new(&BaleSettings::default());
        pacer.punish(Whom::Chat(7), at(5000));
        pacer.punish(Whom::Chat(7), at(2000));
        assert_eq!((wait(&pacer, 7, 0), wait(&pacer, 8, 0)), (5000, 0));
        pacer.punish(Whom::All, at(3000));
        assert_eq!((wait(&pacer, 7, 0), wait(&pacer, 8, 0)), (5000, 3000));
        assert_eq!((wait(&pacer, 7, 5000), wait(&pacer, 8, 3000)), (0, 0));
    }

    #[test]
    fn idle_chats_are_forgotten() {
        let mut pacer = Pacer::new(&BaleSettings::default());
        let mut now = at(0);
        for chat in 0..10_000 {
            now = pacer.when(chat, now);
            pacer.spend(chat, now);
            assert!(pacer.remembered() <= SWEEP_AT, "{}", pacer.remembered());
        }
    }

    #[test]
    fn moments_at_the_ends_of_time_do_no_harm() {
        let mut pacer = Pacer::new(&BaleSettings::default());
        for now in [Timestamp::MIN, Timestamp::MAX] {
            pacer.spend(1, now);
            assert!(pacer.when(1, now) >= now);
        }
    }

    proptest! {
        /// Whatever is asked for when: no window holds more messages than its rate and burst allow.
        #[test]
        fn no_window_holds_more_than_allowed(
            wishes in prop::collection::vec((0_i64..4, 0_i64..700), 1..150),
        ) {
            let mut pacer = Pacer::new(&BaleSettings::default());
            let mut sent: Vec<(i64, i64)> = Vec::new();
            let mut now = 0;
            for (chat, later) in wishes {
                now += later;
                // Rounded up: the test counts in milliseconds.
                now += (wait(&pacer, chat, now)).max(0);
                if pacer.when(chat, at(now)) > at(now) {
                    now += 1;
                }
                pacer.spend(chat, at(now));
                sent.push((chat, now));
            }
            for (index, &(chat, start)) in sent.iter().enumerate() {
                for span in [1000, 3000] {
                    let window: Vec<_> =
                        sent[index..].iter().filter(|(_, when)| when - start < span).collect();
                    let to_chat = window.iter().filter(|(whom, _)| *whom == chat).count();
                    prop_assert!(i64::try_from(window.len()).unwrap() <= 15 * span / 1000 + 5);
                    prop_assert!(i64::try_from(to_chat).unwrap() <= span / 1000 + 4);
                }
            }
        }
    }
}
