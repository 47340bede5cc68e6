//! How long what is kept of people is kept (`storage.md` §4.4, `domain.md` §8).

use jiff::{SignedDuration, Timestamp};

use super::record::ClaimKind;
use super::{Stage, life};

/// Days for which something is kept; drafts have their own time, in the flow files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// For which a claim must be kept after its end, whoever asks for its erasure; 0: the law asks for nothing.
    pub claims_at_least: u32,
    /// After which a claim that has come to its end is erased; 0: never.
    pub claims: u32,
    /// After which answers of flows that register no claim, such as surveys, are erased; 0: never.
    pub answers: u32,
    /// Without a word, after which it is forgotten who speaks in a chat; 0: never.
    pub chats: u32,
}

impl Default for Retention {
    /// `storage.md` §4.4; claims are the contract's matter.
    fn default() -> Self {
        Self { claims_at_least: 0, claims: 0, answers: 365, chats: 30 }
    }
}

impl Retention {
    /// Whether a claim that came to `stage` at `since` may be erased because its owner asks.
    pub fn may_erase(
        &self,
        kind: ClaimKind,
        stage: Stage,
        (since, now): (Timestamp, Timestamp),
    ) -> bool {
        life::may_be_erased(kind, stage) && since <= before(now, self.claims_at_least)
    }

    /// Before which a claim must have come to its end to be erased; none: claims are kept.
    pub fn claims_before(&self, now: Timestamp) -> Option<Timestamp> {
        let days = self.claims.max(self.claims_at_least);
        (self.claims > 0).then(|| before(now, days))
    }

    /// Before which answers must have been given to be erased; none: they are kept.
    pub fn answers_before(&self, now: Timestamp) -> Option<Timestamp> {
        (self.answers > 0).then(|| before(now, self.answers))
    }

    /// Before which a chat must have fallen silent to be forgotten; none: it is kept.
    pub fn chats_before(&self, now: Timestamp) -> Option<Timestamp> {
        (self.chats > 0).then(|| before(now, self.chats))
    }
}

fn before(now: Timestamp, days: u32) -> Timestamp {
    let days = SignedDuration::from_hours(24 * i64::from(days));
    now.checked_sub(days).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::from_second(day * 24 * 60 * 60).unwrap()
    }

    #[test]
    fn a_claim_is_erased_once_it_has_ended_and_the_law_has_had_its_time() {
        let paid = |at_least: u32, now: i64| {
            let retention = Retention { claims_at_least: at_least, ..Retention::default() };
            retention.may_erase(ClaimKind::Supplementary, Stage::Paid, (day(100), day(now)))
        };
        assert!(paid(0, 100) && paid(10, 110) && !paid(10, 109));
        let under_way = Retention::default().may_erase(
            ClaimKind::Supplementary,
            Stage::UnderReview,
            (day(1), day(9_000)),
        );
        assert!(!under_way);
    }

    #[test]
    fn nothing_is_purged_by_a_zero_or_before_the_law_allows() {
        let never = Retention { claims_at_least: 5, claims: 0, answers: 0, chats: 0 };
        let when = |it: Retention| {
            [it.claims_before(day(100)), it.answers_before(day(100)), it.chats_before(day(100))]
        };
        assert_eq!(when(never), [None, None, None]);
        let some = Retention { claims_at_least: 50, claims: 10, answers: 20, chats: 30 };
        assert_eq!(when(some), [Some(day(50)), Some(day(80)), Some(day(70))]);
    }
}
