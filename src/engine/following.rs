//! What a session remembers of registered claims: what was told, what is open to this chat, what is to be recalled.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::session::Challenge;
use crate::claim::TrackingCode;
use crate::persian::{JalaliDate, Mobile};

/// Events that were told, at most; more than can be on their way to a chat twice.
const TOLD: usize = 64;
/// Claims that a code has opened to this chat, at most.
const OPENED: usize = 8;
/// Lookups of codes that are not one's own …
const LOOKUPS: usize = 10;
/// … within this time (`docs/decisions/0006`).
const WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// What is remembered of registered claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Following {
    /// Numbers of the events that were told last, newest last.
    pub told: Vec<i64>,
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

/// A claim that is not this chat's, and how far the way to see it has been gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlocking {
    /// The claim.
    pub code: TrackingCode,
    /// Its mobile.
    pub mobile: Mobile,
    /// The code that is being sent.
    pub asked: Option<String>,
    /// The code that was sent last.
    pub challenge: Option<Challenge>,
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
    /// Notes that event `seq` is told; false when it was told before.
    pub(crate) fn tell(&mut self, seq: i64) -> bool {
        if self.told.contains(&seq) {
            return false;
        }
        self.told.push(seq);
        let surplus = self.told.len().saturating_sub(TOLD);
        self.told.drain(..surplus);
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
        self.lookups.retain(|at| now.duration_since(*at) < WITHIN);
        self.lookups.push(now);
        let surplus = self.lookups.len().saturating_sub(LOOKUPS);
        self.lookups.drain(..surplus);
    }

    /// From when a code that is not one's own may be looked up again; none: at once.
    pub(crate) fn lookup_again(&self, now: Timestamp) -> Option<Timestamp> {
        let oldest = self.lookups.len().checked_sub(LOOKUPS).and_then(|at| self.lookups.get(at))?;
        Some(*oldest + WITHIN).filter(|again| *again > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn ten_lookups_in_a_quarter_of_an_hour() {
        let mut following = Following::default();
        for minute in 0..10 {
            assert_eq!(following.lookup_again(at(minute)), None, "{minute}");
            following.note_lookup(at(minute));
        }
        assert_eq!(following.lookup_again(at(9)), Some(at(15)));
        assert_eq!(following.lookup_again(at(15)), None);
        following.note_lookup(at(15));
        assert_eq!(following.lookup_again(at(15)), Some(at(16)));
        for _ in 0..100 {
            following.note_lookup(at(16));
        }
        assert!(following.lookups.len() <= LOOKUPS);
    }

    #[test]
    fn an_event_is_told_once_and_memory_is_bounded() {
        let mut following = Following::default();
        assert!(following.tell(7));
        assert!(!following.tell(7));
        for seq in 100..1_000 {
            assert!(following.tell(seq));
        }
        assert_eq!(following.told.len(), TOLD);
        assert!(!following.tell(999));
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
