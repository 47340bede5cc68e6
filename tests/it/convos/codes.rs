//! One-time codes with the limits of DESIGN §6, in memory.

use std::collections::BTreeMap;

use bimeyar::engine::input::{CheckOutcome, SendOutcome};
use bimeyar::persian::Mobile;
use jiff::{SignedDuration, Timestamp};

const TTL: SignedDuration = SignedDuration::from_mins(3);
const AGAIN: SignedDuration = SignedDuration::from_secs(60);
const TRIES: u32 = 5;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const IN_WINDOW: usize = 3;
const DAY: SignedDuration = SignedDuration::from_hours(24);
const IN_DAY: usize = 10;
const NUMBERS_OF_CHAT: usize = 3;

/// Codes that were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Codes {
    challenges: BTreeMap<String, Challenge>,
    sent: Vec<Sent>,
}

#[derive(Clone, Debug)]
struct Challenge {
    chat: i64,
    mobile: Mobile,
    at: Timestamp,
    tries: u32,
    used: bool,
}

#[derive(Clone, Debug)]
struct Sent {
    chat: i64,
    mobile: Mobile,
    at: Timestamp,
    challenge: String,
}

impl Codes {
    /// Takes a challenge into account; the same one twice counts once.
    pub(crate) fn open(
        &mut self,
        challenge: &str,
        chat: i64,
        mobile: &Mobile,
        now: Timestamp,
    ) -> SendOutcome {
        if let Some(known) = self.challenges.get(challenge) {
            return sent(known.at);
        }
        if let Some(until) = self.limited(chat, mobile, now) {
            return SendOutcome::Limited { until };
        }
        let opened = Challenge { chat, mobile: mobile.clone(), at: now, tries: 0, used: false };
        self.challenges.insert(challenge.to_owned(), opened);
        self.sent.push(Sent {
            chat,
            mobile: mobile.clone(),
            at: now,
            challenge: challenge.to_owned(),
        });
        sent(now)
    }

    fn limited(&self, chat: i64, mobile: &Mobile, now: Timestamp) -> Option<Timestamp> {
        let to_number = |within: SignedDuration| -> Vec<Timestamp> {
            self.sent
                .iter()
                .filter(|sent| sent.mobile == *mobile && now.duration_since(sent.at) < within)
                .map(|sent| sent.at)
                .collect()
        };
        let (window, day) = (to_number(WINDOW), to_number(DAY));
        if day.len() >= IN_DAY {
            return day.first().map(|first| *first + DAY);
        }
        if window.len() >= IN_WINDOW {
            return window.first().map(|first| *first + WINDOW);
        }
        if let Some(last) = window.last().filter(|last| now.duration_since(**last) < AGAIN) {
            return Some(*last + AGAIN);
        }
        let of_chat =
            self.sent.iter().filter(|sent| sent.chat == chat && now.duration_since(sent.at) < DAY);
        let mut others: Vec<&Sent> = of_chat.filter(|sent| sent.mobile != *mobile).collect();
        others.dedup_by(|one, other| one.mobile == other.mobile);
        if others.len() >= NUMBERS_OF_CHAT {
            return others.first().map(|sent| sent.at + DAY);
        }
        None
    }

    /// Compares a typed code; each look counts as a try.
    pub(crate) fn check(
        &mut self,
        challenge: &str,
        chat: i64,
        mobile: &Mobile,
        (typed, now): (&str, Timestamp),
    ) -> CheckOutcome {
        let Some(known) = self.challenges.get_mut(challenge) else { return CheckOutcome::Expired };
        let bound = known.chat == chat && known.mobile == *mobile;
        if !bound || known.used || known.tries >= TRIES || now.duration_since(known.at) >= TTL {
            return CheckOutcome::Expired;
        }
        known.tries += 1;
        if typed == derived(challenge) {
            known.used = true;
            return CheckOutcome::Right;
        }
        CheckOutcome::Wrong { left: TRIES - known.tries }
    }

    /// The code sent last to this chat.
    pub(crate) fn last(&self, chat: i64) -> Option<String> {
        self.sent.iter().rev().find(|sent| sent.chat == chat).map(|sent| derived(&sent.challenge))
    }

    /// Codes sent to `mobile`.
    pub(crate) fn count(&self, mobile: &Mobile) -> usize {
        self.sent.iter().filter(|sent| sent.mobile == *mobile).count()
    }
}

fn sent(at: Timestamp) -> SendOutcome {
    SendOutcome::Sent { expires: at + TTL, again: at + AGAIN }
}

fn derived(challenge: &str) -> String {
    let digest = super::hash(&["one-time code", challenge]);
    let digits = digest.bytes().map(|letter| char::from(b'0' + letter % 10));
    digits.take(6).collect()
}
