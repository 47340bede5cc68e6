//! One-time codes: how many may be asked for, and how often each may be tried. The codes themselves are stored nowhere.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::limit::{self, NumbersOfChat};
use super::look::Look;
use super::overlay::Changes;
use super::table::{Key, Table};
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
    /// The window of `per_number_day` and `numbers_per_chat_day`; at most 24 hours, for counters are swept then.
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

/// A challenge as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredChallenge {
    purpose: String,
    chat: i64,
    mobile_index: [u8; 32],
    pub(super) expires: Timestamp,
    again: Timestamp,
    /// None in rows of versions that did not note it.
    #[serde(default)]
    opened: Option<Timestamp>,
    tries: u32,
    closed: bool,
}

/// A clock may be corrected by so much without any sense in it.
const SET_BACK: SignedDuration = SignedDuration::from_secs(5);

impl StoredChallenge {
    fn is_bound_to(&self, challenge: &NumberChallenge) -> bool {
        self.purpose == challenge.purpose
            && self.chat == challenge.chat
            && self.mobile_index == challenge.mobile_index
    }

    /// Whether its time is over. So it is before it began: the clock was set back, and the code would count for longer.
    fn is_over(&self, now: Timestamp) -> bool {
        let begins = self.opened.and_then(|opened| opened.checked_sub(SET_BACK).ok());
        self.expires <= now || begins.is_some_and(|begins| now < begins)
    }
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
        let (challenge, rules) = (challenge.clone(), rules.clone());
        self.write(move |changes| open(changes, &challenge, &rules, now)).await
    }

    /// Counts a try, durably, before the caller compares.
    pub async fn try_challenge(
        &self,
        challenge: &NumberChallenge,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Try, StoreFault> {
        let (challenge, most) = (challenge.clone(), rules.tries);
        self.write(move |changes| {
            let key = key_of(changes, &challenge.id);
            let stored: Option<StoredChallenge> = changes.get(Table::Codes, &key)?;
            let Some(mut stored) = stored.filter(|stored| stored.is_bound_to(&challenge)) else {
                return Ok(Try::Expired);
            };
            if stored.closed || stored.is_over(now) || stored.tries >= most {
                return Ok(Try::Expired);
            }
            stored.tries += 1;
            changes.put(Table::Codes, &key, &stored)?;
            Ok(Try::Compare { left_after: most - stored.tries })
        })
        .await
    }

    /// Ends a challenge whose code was right: a code serves once.
    pub async fn close_challenge(&self, id: &str) -> Result<(), StoreFault> {
        let id = id.to_owned();
        self.write(move |changes| {
            let key = key_of(changes, &id);
            let stored: Option<StoredChallenge> = changes.get(Table::Codes, &key)?;
            let Some(mut stored) = stored else { return Ok(()) };
            // It stays until it is swept: sent a second time, it must not come to life again.
            stored.closed = true;
            changes.put(Table::Codes, &key, &stored)
        })
        .await
    }
}

fn open(
    changes: &mut Changes<'_>,
    challenge: &NumberChallenge,
    rules: &CodeRules,
    now: Timestamp,
) -> Result<Opened, StoreFault> {
    let key = key_of(changes, &challenge.id);
    let stored: Option<StoredChallenge> = changes.get(Table::Codes, &key)?;
    let tries = match stored {
        Some(stored) if !stored.is_bound_to(challenge) => return Err(StoreFault::OtherChallenge),
        Some(stored) if stored.closed || !stored.is_over(now) => {
            return Ok(Opened::Yes { expires: stored.expires, again: stored.again });
        }
        // Sending was delayed beyond its life. It is the same code, so the tries count on.
        Some(stored) => stored.tries,
        None => 0,
    };

    let number_key = limit::number_key(&challenge.mobile_index);
    let mut codes: Vec<Timestamp> = changes.get(Table::Limits, &number_key)?.unwrap_or_default();
    let chat_key = limit::chat_key(challenge.chat);
    let mut numbers: NumbersOfChat = changes.get(Table::Limits, &chat_key)?.unwrap_or_default();
    let were_ahead = limit::bring_back(&mut codes, &mut numbers, now);
    let free = limit::number_free_at(&codes, rules).max(limit::chat_free_at(
        &numbers,
        &challenge.mobile_index,
        rules,
    ));
    if let Some(until) = free.filter(|until| now < *until) {
        if were_ahead {
            // Else it would count as of now for ever.
            changes.put(Table::Limits, &number_key, &codes)?;
            changes.put(Table::Limits, &chat_key, &numbers)?;
        }
        return Ok(Opened::Limited { until });
    }

    limit::count_code(&mut codes, rules, now);
    limit::count_number(&mut numbers, challenge.mobile_index, rules, now);
    changes.put(Table::Limits, &number_key, &codes)?;
    changes.put(Table::Limits, &chat_key, &numbers)?;
    let expires = limit::after(now, rules.lives);
    let again = limit::number_free_at(&codes, rules).unwrap_or(now);
    let stored = StoredChallenge {
        purpose: challenge.purpose.clone(),
        chat: challenge.chat,
        mobile_index: challenge.mobile_index,
        expires,
        again,
        opened: Some(now),
        tries,
        closed: false,
    };
    changes.put(Table::Codes, &key, &stored)?;
    Ok(Opened::Yes { expires, again })
}

fn key_of(changes: &Changes<'_>, id: &str) -> Key {
    changes.vault().index("challenge", id).to_vec()
}
