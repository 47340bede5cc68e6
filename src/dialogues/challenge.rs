//! One-time codes: how many may be asked for, and how often each may be tried. The codes themselves are stored nowhere.

use jiff::{SignedDuration, Timestamp};

use super::{Dialogues, StoreFault};

/// The limits (`DESIGN.md` §6; `storage.md` §4.1 I2, I4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRules {
    /// How long a code counts.
    pub lives: SignedDuration,
    /// How often a code may be tried.
    pub tries: u32,
    /// How long until the same number gets another code.
    pub resend_after: SignedDuration,
    /// Codes for one number within `burst_window`.
    pub per_number_burst: usize,
    /// The window of `per_number_burst`.
    pub burst_window: SignedDuration,
    /// Codes for one number within `day`.
    pub per_number_day: usize,
    /// Different numbers of one chat within `day`.
    pub numbers_per_chat_day: usize,
    /// The window of `per_number_day` and `numbers_per_chat_day`.
    pub day: SignedDuration,
}

impl Default for CodeRules {
    fn default() -> Self {
        Self {
            lives: SignedDuration::from_mins(3),
            tries: 5,
            resend_after: SignedDuration::from_secs(60),
            per_number_burst: 3,
            burst_window: SignedDuration::from_mins(15),
            per_number_day: 10,
            numbers_per_chat_day: 3,
            day: SignedDuration::from_hours(24),
        }
    }
}

/// What a code is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberChallenge {
    /// Random, of each code its own.
    pub id: String,
    /// What the code is for.
    pub purpose: String,
    /// The chat that asked.
    pub chat: i64,
    /// Keyed hash of the number.
    pub mobile_index: [u8; 32],
}

/// Whether a code may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It may; it is counted.
    Yes {
        /// Until when the code counts.
        expires: Timestamp,
        /// From when another may be asked for.
        again: Timestamp,
    },
    /// Too many codes for this number or too many numbers of this chat. Nothing is counted.
    Limited {
        /// From when it is possible again.
        until: Timestamp,
    },
}

/// Whether a typed code may be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Try {
    /// It may; the try is counted.
    Compare {
        /// Tries left should it be wrong.
        left_after: u32,
    },
    /// Unknown, used, too old, tried too often, or bound to something else: no comparing.
    Expired,
}

impl Dialogues {
    /// Opens a challenge, or says until when it is refused. The same challenge again is answered as the first time and not
    /// counted again, so that sending may be done twice.
    ///
    /// # Errors
    /// [`StoreFault::OtherChallenge`] when the id is bound to something else.
    pub async fn open_challenge(
        &self,
        challenge: &NumberChallenge,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Opened, StoreFault> {
        let _ = (challenge, rules, now);
        Err(StoreFault::Closed)
    }

    /// Counts a try, durably, before the caller compares.
    pub async fn try_challenge(
        &self,
        challenge: &NumberChallenge,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Try, StoreFault> {
        let _ = (challenge, rules, now);
        Err(StoreFault::Closed)
    }

    /// Ends a challenge whose code was right: a code serves once.
    pub async fn close_challenge(&self, id: &str) -> Result<(), StoreFault> {
        let _ = id;
        Err(StoreFault::Closed)
    }
}
