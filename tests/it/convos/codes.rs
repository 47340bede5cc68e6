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
    /// All that were asked for: they count, whether or not the gateway took them.
    asked: Vec<Asked>,
    /// What the gateway took.
    delivered: Vec<Asked>,
}

#[derive(Clone, Debug)]
struct Challenge {
    chat: i64,
    mobile: Mobile,
    at: Timestamp,
    again: Timestamp,
    tries: u32,
    used: bool,
    /// No code was delivered: no typed one is right.
    hollow: bool,
}

#[derive(Clone, Debug)]
struct Asked {
    chat: i64,
    mobile: Mobile,
    at: Timestamp,
    challenge: String,
}

impl Codes {
    /// Takes a challenge into account and sends its code; the same one twice counts once.
    pub(crate) fn send(
        &mut self,
        challenge: &str,
        (chat, mobile): (i64, &Mobile),
        gateway_up: bool,
        now: Timestamp,
    ) -> SendOutcome {
        let asked =
            Asked { chat, mobile: mobile.clone(), at: now, challenge: challenge.to_owned() };
        if !self.challenges.contains_key(challenge) {
            if let Some(until) = self.limited(chat, mobile, now) {
                return SendOutcome::Limited { until };
            }
            self.asked.push(asked.clone());
            let again = self.number_free_at(mobile, now).unwrap_or(now);
            let opened = Challenge {
                chat,
                mobile: mobile.clone(),
                at: now,
                again,
                tries: 0,
                used: false,
                hollow: false,
            };
            self.challenges.insert(challenge.to_owned(), opened);
        }
        if !gateway_up {
            return SendOutcome::GatewayDown;
        }
        if self.delivered.iter().all(|known| known.challenge != challenge) {
            self.delivered.push(asked);
        }
        match self.challenges.get(challenge) {
            Some(known) => SendOutcome::Sent { expires: known.at + TTL, again: known.again },
            None => SendOutcome::GatewayDown,
        }
    }

    /// As [`Codes::send`] for the number of a claim; without a claim nothing is delivered, and the answer is the same.
    pub(crate) fn send_for_claim(
        &mut self,
        challenge: &str,
        (chat, mobile, is_there): (i64, &Mobile, bool),
        gateway_up: bool,
        now: Timestamp,
    ) -> SendOutcome {
        let before = self.delivered.len();
        let outcome = self.send(challenge, (chat, mobile), true, now);
        if !(is_there && gateway_up) {
            self.delivered.truncate(before);
            if let Some(opened) = self.challenges.get_mut(challenge) {
                opened.hollow = true;
            }
        }
        outcome
    }

    fn limited(&self, chat: i64, mobile: &Mobile, now: Timestamp) -> Option<Timestamp> {
        if let Some(until) = self.number_free_at(mobile, now) {
            return Some(until);
        }
        let of_chat = self
            .asked
            .iter()
            .filter(|asked| asked.chat == chat && now.duration_since(asked.at) < DAY);
        let mut others: Vec<&Asked> = of_chat.filter(|asked| asked.mobile != *mobile).collect();
        others.dedup_by(|one, other| one.mobile == other.mobile);
        if others.len() >= NUMBERS_OF_CHAT {
            return others.first().map(|asked| asked.at + DAY);
        }
        None
    }

    /// From when `mobile` gets another code, if it must wait.
    fn number_free_at(&self, mobile: &Mobile, now: Timestamp) -> Option<Timestamp> {
        let within = |length: SignedDuration| -> Vec<Timestamp> {
            self.asked
                .iter()
                .filter(|asked| asked.mobile == *mobile && now.duration_since(asked.at) < length)
                .map(|asked| asked.at)
                .collect()
        };
        let full = |length, most| {
            let asked = within(length);
            let first = asked.len().checked_sub(most).and_then(|past| asked.get(past).copied());
            first.map(|first| first + length)
        };
        full(DAY, IN_DAY).max(full(WINDOW, IN_WINDOW)).max(full(AGAIN, 1))
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
        if typed == derived(challenge) && !known.hollow {
            known.used = true;
            return CheckOutcome::Right;
        }
        CheckOutcome::Wrong { left: TRIES - known.tries }
    }

    /// The clock shows `now`, which is earlier than before: what was counted later counts as of now, and open codes end.
    pub(crate) fn set_back(&mut self, now: Timestamp) {
        self.asked.iter_mut().for_each(|asked| asked.at = asked.at.min(now));
        self.challenges.values_mut().for_each(|known| known.used |= known.at > now);
    }

    /// The code sent last to this chat.
    pub(crate) fn last(&self, chat: i64) -> Option<String> {
        let mut sent = self.delivered.iter().rev();
        sent.find(|sent| sent.chat == chat).map(|sent| derived(&sent.challenge))
    }

    /// Codes sent to `mobile`.
    pub(crate) fn count(&self, mobile: &Mobile) -> usize {
        self.delivered.iter().filter(|sent| sent.mobile == *mobile).count()
    }
}

fn derived(challenge: &str) -> String {
    let digest = super::hash(&["one-time code", challenge]);
    let digits = digest.bytes().map(|letter| char::from(b'0' + letter % 10));
    digits.take(6).collect()
}
