//! One-time codes: how many may be asked for, and how often each may be tried. The codes themselves are stored nowhere.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::budget;
use super::limit::{self, NumbersOfChat};
use super::look::Look;
use super::overlay::Changes;
use super::table::{Key, Table};
use super::{Dialogues, OutboxId, StoreFault};

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
    /// Claims of one chat for which codes are asked within `day`.
    pub claims_per_chat_day: usize,
    /// The window of what is counted by the day; at most 24 hours, for counters are swept then.
    pub day: SignedDuration,
    /// Codes by SMS in an hour, of all chats together.
    pub sms_per_hour: u32,
    /// Codes by SMS in an hour to the ten thousand numbers that begin with the same seven digits: who is paid by the SMS
    /// asks for codes to a block of numbers.
    pub sms_per_block_hour: u32,
    /// Look-ups of tracking codes that are not one's own in an hour, of all chats together.
    pub lookups_per_hour: u32,
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
            claims_per_chat_day: 5,
            day: SignedDuration::from_hours(24),
            sms_per_hour: 3_000,
            sms_per_block_hour: 300,
            lookups_per_hour: 1_000,
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
    /// Keyed hash of what the code is asked for, by which the asking is limited: the number, or the claim.
    pub index: [u8; 32],
    /// Whom the code goes to.
    pub to: Recipient,
}

/// Whom a code goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The number that was given: its limits are told.
    Number {
        /// Keyed hash of its first seven digits.
        block: [u8; 32],
    },
    /// The number of a claim, none when there is no such claim. Who asks learns nothing about it: beyond its limits nothing
    /// is sent, and no typed code is right (`docs/decisions/0006`).
    OfClaim(Option<NumberIndex>),
}

/// Keyed hashes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberIndex {
    /// Of all of it.
    pub number: [u8; 32],
    /// Of its first seven digits.
    pub block: [u8; 32],
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
        /// Whether the code is to be sent. It is not when there is no claim, or its number got too many.
        sends: bool,
    },
    /// Too many codes for this number or claim, or too many of these in this chat. Nothing is counted.
    Limited {
        /// From when it is possible again.
        until: Timestamp,
    },
    /// The hour's budget of all chats, or of the block of numbers, is spent. Nothing is counted.
    Spent {
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
        /// Whether it can be right: a code was sent.
        counts: bool,
    },
    /// Unknown, used, too old, tried too often, or bound to something else: no comparing.
    Expired,
}

/// A challenge as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredChallenge {
    purpose: String,
    pub(super) chat: i64,
    #[serde(alias = "mobile_index")]
    index: [u8; 32],
    pub(super) expires: Timestamp,
    again: Timestamp,
    /// None in rows of versions that did not note it.
    #[serde(default)]
    opened: Option<Timestamp>,
    tries: u32,
    /// Who tried last; the same one again is not counted again.
    #[serde(default)]
    last_try: Option<u64>,
    closed: bool,
    /// No code was sent, which is not told.
    #[serde(default)]
    hollow: bool,
}

/// A clock may be corrected by so much without any sense in it.
const SET_BACK: SignedDuration = SignedDuration::from_secs(5);

impl StoredChallenge {
    fn is_bound_to(&self, challenge: &NumberChallenge) -> bool {
        self.purpose == challenge.purpose
            && self.chat == challenge.chat
            && self.index == challenge.index
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
        let (id, lives) = (challenge.id.clone(), rules.lives);
        let (challenge, rules) = (challenge.clone(), rules.clone());
        let opened = self.write(move |changes| open(changes, &challenge, &rules, now)).await?;
        if let Opened::Yes { expires, .. } = opened {
            self.watches().begin(&id, expires, lives);
        }
        Ok(opened)
    }

    /// Counts the try of the row `by`, durably, before the caller compares. The same row again, after a crash, is answered as
    /// the first time and not counted again.
    pub async fn try_challenge(
        &self,
        challenge: &NumberChallenge,
        by: &OutboxId,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Try, StoreFault> {
        if self.watches().is_over(&challenge.id, rules.lives) {
            return Ok(Try::Expired);
        }
        let (challenge, by, most) = (challenge.clone(), by.seq, rules.tries);
        self.write(move |changes| {
            let key = key_of(changes, &challenge.id);
            let stored: Option<StoredChallenge> = changes.get(Table::Codes, &key)?;
            let Some(mut stored) = stored.filter(|stored| stored.is_bound_to(&challenge)) else {
                return Ok(Try::Expired);
            };
            let again = stored.last_try == Some(by);
            if stored.closed || stored.is_over(now) || (stored.tries >= most && !again) {
                return Ok(Try::Expired);
            }
            let counts = !stored.hollow;
            if again {
                let left_after = most.saturating_sub(stored.tries);
                return Ok(Try::Compare { left_after, counts });
            }
            stored.tries += 1;
            stored.last_try = Some(by);
            changes.put(Table::Codes, &key, &stored)?;
            Ok(Try::Compare { left_after: most - stored.tries, counts })
        })
        .await
    }
}

/// Ends a challenge whose code was right: a code serves once.
pub(super) fn close(changes: &mut Changes<'_>, id: &str) -> Result<(), StoreFault> {
    let key = key_of(changes, id);
    let stored: Option<StoredChallenge> = changes.get(Table::Codes, &key)?;
    let Some(mut stored) = stored else { return Ok(()) };
    // It stays until it is swept: sent a second time, it must not come to life again.
    stored.closed = true;
    changes.put(Table::Codes, &key, &stored)
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
            let sends = !stored.hollow && !stored.closed;
            return Ok(Opened::Yes { expires: stored.expires, again: stored.again, sends });
        }
        // Sending was delayed beyond its life. It is the same code, so the tries count on.
        Some(stored) => stored.tries,
        None => 0,
    };
    let asked = Counters::of(challenge, rules);
    if let Some(until) = asked.free_at(changes, rules, now)?.filter(|until| now < *until) {
        return Ok(Opened::Limited { until });
    }
    let all = budget::free_at(changes, &budget::sms_key(), rules.sms_per_hour, now)?;
    let hollow = match challenge.to {
        Recipient::Number { block } => {
            let key = budget::block_key(&block);
            let of_block = budget::free_at(changes, &key, rules.sms_per_block_hour, now)?;
            if let Some(until) = all.max(of_block) {
                return Ok(Opened::Spent { until });
            }
            spend(changes, &block, now)?;
            false
        }
        Recipient::OfClaim(number) => {
            if let Some(until) = all {
                return Ok(Opened::Spent { until });
            }
            !reaches(changes, challenge.chat, number, (rules, now))?
        }
    };
    let again = asked.count(changes, rules, now)?;
    let expires = limit::after(now, rules.lives);
    let stored = StoredChallenge {
        purpose: challenge.purpose.clone(),
        chat: challenge.chat,
        index: challenge.index,
        expires,
        again,
        opened: Some(now),
        tries,
        last_try: None,
        closed: false,
        hollow,
    };
    changes.put(Table::Codes, &key, &stored)?;
    Ok(Opened::Yes { expires, again, sends: !hollow })
}

/// Whether a code may go to the number of a claim, which is counted then.
fn reaches(
    changes: &mut Changes<'_>,
    chat: i64,
    number: Option<NumberIndex>,
    (rules, now): (&CodeRules, Timestamp),
) -> Result<bool, StoreFault> {
    let Some(NumberIndex { number, block }) = number else { return Ok(false) };
    let behind = Counters {
        of: limit::number_key(&number),
        of_chat: limit::chat_key(chat),
        index: number,
        most_of_chat: rules.numbers_per_chat_day,
    };
    let key = budget::block_key(&block);
    let spent = budget::free_at(changes, &key, rules.sms_per_block_hour, now)?.is_some();
    if spent || behind.free_at(changes, rules, now)?.is_some_and(|until| now < until) {
        return Ok(false);
    }
    spend(changes, &block, now)?;
    behind.count(changes, rules, now)?;
    Ok(true)
}

fn spend(changes: &mut Changes<'_>, block: &[u8; 32], now: Timestamp) -> Result<(), StoreFault> {
    budget::count(changes, &budget::sms_key(), now)?;
    budget::count(changes, &budget::block_key(block), now)
}

/// The counters by which the codes for one number, or one claim, are limited.
struct Counters {
    of: Key,
    of_chat: Key,
    index: [u8; 32],
    most_of_chat: usize,
}

impl Counters {
    fn of(challenge: &NumberChallenge, rules: &CodeRules) -> Self {
        let (index, chat) = (challenge.index, challenge.chat);
        let (of_chat, most_of_chat) = match challenge.to {
            Recipient::Number { .. } => (limit::chat_key(chat), rules.numbers_per_chat_day),
            Recipient::OfClaim(_) => (limit::claims_key(chat), rules.claims_per_chat_day),
        };
        Self { of: limit::number_key(&index), of_chat, index, most_of_chat }
    }

    /// From when a code may be asked for; none: at any time.
    fn free_at(
        &self,
        changes: &mut Changes<'_>,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreFault> {
        let (codes, chat) = self.counted(changes, now)?;
        let of_chat = limit::chat_free_at(&chat, &self.index, self.most_of_chat, rules);
        Ok(limit::number_free_at(&codes, rules).max(of_chat))
    }

    /// What was counted, none of it in the future.
    fn counted(
        &self,
        changes: &mut Changes<'_>,
        now: Timestamp,
    ) -> Result<(Vec<Timestamp>, NumbersOfChat), StoreFault> {
        let mut codes: Vec<Timestamp> = changes.get(Table::Limits, &self.of)?.unwrap_or_default();
        let mut chat: NumbersOfChat =
            changes.get(Table::Limits, &self.of_chat)?.unwrap_or_default();
        if limit::bring_back(&mut codes, &mut chat, now) {
            // Else it would count as of now for ever.
            changes.put(Table::Limits, &self.of, &codes)?;
            changes.put(Table::Limits, &self.of_chat, &chat)?;
        }
        Ok((codes, chat))
    }

    /// Counts a code; from when there may be another one.
    fn count(
        &self,
        changes: &mut Changes<'_>,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Timestamp, StoreFault> {
        let (mut codes, mut chat) = self.counted(changes, now)?;
        limit::count_code(&mut codes, rules, now);
        limit::count_number(&mut chat, self.index, rules, now);
        changes.put(Table::Limits, &self.of, &codes)?;
        changes.put(Table::Limits, &self.of_chat, &chat)?;
        Ok(limit::number_free_at(&codes, rules).unwrap_or(now))
    }
}

fn key_of(changes: &Changes<'_>, id: &str) -> Key {
    changes.vault().index("challenge", id).to_vec()
}
