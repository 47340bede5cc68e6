//! What a session remembers of registered claims: what was told, what is open to this chat, what is to be recalled.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::claim::TrackingCode;
use crate::persian::JalaliDate;

/// Events that were told, at most; more than can be on their way to a chat twice.
const TOLD: usize = 64;
/// Claims that a code has opened to this chat, at most.
const OPENED: usize = 8;
/// Lookups of codes that are not one's own …
const LOOKUPS: usize = 5;
/// … within this time …
const WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// … and in a day (`storage.md` §4.1 I1, `docs/decisions/0006`).
const LOOKUPS_A_DAY: usize = 20;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is remembered of registered claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Following {
    /// Events that were told last, newest last.
    pub told_events: Vec<ToldEvent>,
    /// Open defects that have a due date.
    pub defects: Vec<OpenDefect>,
    /// When codes that are not one's own were looked up.
    pub lookups: Vec<Timestamp>,
    /// The claim that is to be opened by a code to its mobile.
    pub unlocking: Option<Unlocking>,
    /// Claims that such a code has opened.
    pub opened: Vec<Opened>,
    /// The claim whose page was shown last.
    pub seen: Option<TrackingCode>,
    /// The claim that was withdrawn last, and when.
    pub withdrawn: Option<(TrackingCode, Timestamp)>,
    /// When a copy of what is kept was last asked for.
    pub copied: Option<Timestamp>,
}

/// An event that was told. Its number alone would not do: after a backup is put back, numbers are given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldEvent {
    /// Its number.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
}

/// An open defect of a claim that was registered in this chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDefect {
    /// The claim.
    pub code: TrackingCode,
    /// The round.
    pub round: u32,
    /// Until when it is to be repaired.
    pub due: JalaliDate,
    /// Reminders that are over, sent or not.
    pub reminded: u32,
}

/// A claim that is not open to this chat, if there is such a claim, and how far the way to see it has been gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlocking {
    /// The claim.
    pub code: TrackingCode,
    /// The code that is being sent.
    pub asked: Option<String>,
    /// The code that was sent last.
    pub challenge: Option<ClaimChallenge>,
}

/// A code for a claim. To which number it went, if to any, this chat does not learn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimChallenge {
    /// 32 hex letters.
    pub id: String,
    /// Until when the code counts.
    pub expires: Timestamp,
    /// From when another may be asked for.
    pub again: Timestamp,
}

/// A claim that is open to this chat for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The claim.
    pub code: TrackingCode,
    /// Until when.
    pub until: Timestamp,
}

impl Following {
    /// Notes that `event` is told; false when it was told before.
    pub(crate) fn tell(&mut self, event: ToldEvent) -> bool {
        if self.told_events.contains(&event) {
            return false;
        }
        self.told_events.push(event);
        let surplus = self.told_events.len().saturating_sub(TOLD);
        self.told_events.drain(..surplus);
        true
    }

    /// Whether a code sent to the claim's mobile has opened it to this chat.
    pub(crate) fn is_open(&self, code: &TrackingCode, now: Timestamp) -> bool {
        self.opened.iter().any(|opened| opened.code == *code && opened.until > now)
    }

    /// Opens a claim to this chat.
    pub(crate) fn open(&mut self, code: TrackingCode, until: Timestamp) {
        self.opened.retain(|opened| opened.code != code);
        self.opened.push(Opened { code, until });
        let surplus = self.opened.len().saturating_sub(OPENED);
        self.opened.drain(..surplus);
    }

    /// A code was looked up that is not this chat's own.
    pub(crate) fn note_lookup(&mut self, now: Timestamp) {
        self.lookups.retain(|at| now.duration_since(*at) < DAY);
        self.lookups.push(now);
        let surplus = self.lookups.len().saturating_sub(LOOKUPS_A_DAY);
        self.lookups.drain(..surplus);
    }

    /// From when a code that is not one's own may be looked up again; none: at once.
    pub(crate) fn lookup_again(&self, now: Timestamp) -> Option<Timestamp> {
        // Those of the future are of a clock that was set back since: they limit nobody.
        let counted: Vec<Timestamp> =
            self.lookups.iter().copied().filter(|at| *at <= now).collect();
        let after = |most: usize, within: SignedDuration| {
            let oldest = counted.len().checked_sub(most).and_then(|at| counted.get(at))?;
            Some(*oldest + within)
        };
        let again = after(LOOKUPS, WITHIN).max(after(LOOKUPS_A_DAY, DAY));
        again.filter(|again| *again > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn five_lookups_in_a_quarter_of_an_hour() {
        let mut following = Following::default();
        for minute in 0..5 {
            assert_eq!(following.lookup_again(at(minute)), None, "{minute}");
            following.note_lookup(at(minute));
        }
        assert_eq!(following.lookup_again(at(4)), Some(at(15)));
        assert_eq!(following.lookup_again(at(15)), None);
        following.note_lookup(at(15));
        assert_eq!(following.lookup_again(at(15)), Some(at(16)));
        for _ in 0..100 {
            following.note_lookup(at(16));
        }
        assert!(following.lookups.len() <= LOOKUPS_A_DAY);
    }

    #[test]
    fn lookups_of_a_clock_that_was_set_back_limit_nobody() {
        let mut following = Following::default();
        (60..65).for_each(|minute| following.note_lookup(at(minute)));
        assert_eq!(following.lookup_again(at(64)), Some(at(75)));
        assert_eq!(following.lookup_again(at(5)), None);
        (5..10).for_each(|minute| following.note_lookup(at(minute)));
        assert_eq!(following.lookup_again(at(10)), Some(at(20)));
    }

    #[test]
    fn twenty_lookups_in_a_day() {
        let mut following = Following::default();
        for time in 0..20 {
            assert_eq!(following.lookup_again(at(time * 30)), None, "{time}");
            following.note_lookup(at(time * 30));
        }
        let tomorrow = 24 * 60;
        assert_eq!(following.lookup_again(at(20 * 30)), Some(at(tomorrow)));
        assert_eq!(following.lookup_again(at(tomorrow)), None);
        following.note_lookup(at(tomorrow));
        assert_eq!(following.lookup_again(at(tomorrow)), Some(at(tomorrow + 30)));
    }

    #[test]
    fn an_event_is_told_once_and_memory_is_bounded() {
        let mut following = Following::default();
        let event = |seq, minute| ToldEvent { seq, at: at(minute) };
        assert!(following.tell(event(7, 1)));
        assert!(!following.tell(event(7, 1)));
        assert!(following.tell(event(7, 2)), "the number was given again");
        for seq in 100..1_000 {
            assert!(following.tell(event(seq, 1)));
        }
        assert_eq!(following.told_events.len(), TOLD);
        assert!(!following.tell(event(999, 1)));
    }

    #[test]
    fn a_claim_is_open_for_a_while() {
        let code = TrackingCode::from_random([7; 8]);
        let mut following = Following::default();
        following.open(code.clone(), at(30));
        following.open(code.clone(), at(30));
        assert_eq!(following.opened.len(), 1);
        assert!(following.is_open(&code, at(29)));
        assert!(!following.is_open(&code, at(30)));
    }
}
