//! The fault switches: every way in which Bale is known, or must be feared, to misbehave (`bale-api.md` §13).

use serde::{Deserialize, Serialize};

/// How `contact.phone_number` is written: no capture of the real thing is known (`bale-api.md` §7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactFormat {
    /// `989121234567`
    #[default]
    International,
    /// `+989121234567`
    Plus,
    /// `00989121234567`
    Zeros,
    /// `09121234567`
    National,
    /// `9121234567`
    Bare,
    /// `989121234567` as a JSON number
    Number,
}

/// What `getUpdates` says while a webhook is set (`bale-api.md` §2: not documented).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatesWhileWebhook {
    /// An empty list.
    #[default]
    Empty,
    /// 409 `Conflict: webhook is active`.
    Conflict,
}

/// The switches. A bare number is a rate per mille: 0 never, 1000 always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Shape: optional fields come as `null` or `""`.
    pub explicit_nulls: u16,
    /// Shape: `message.date` is left out.
    pub missing_date: u16,
    /// Shape: `chat.type` is left out.
    pub missing_chat_type: u16,
    /// Shape: documented-optional fields are left out (`title`, `last_name`, `file_name`, `mime_type`, `file_size`).
    pub missing_optional: u16,
    /// Shape: fields that nobody has heard of.
    pub extra_fields: u16,
    /// Shape: `"message":null` and its like stand before the real key of an update.
    pub null_siblings: u16,
    /// Shape: `callback_query.chat_instance` is there; the documents say that it is not.
    pub chat_instance: u16,
    /// Shape: an album's item comes without `media_group_id`.
    pub missing_media_group: u16,
    /// Shape: new messages get negative 32-bit ids, as in 2023.
    pub negative_message_ids: bool,
    /// Shape: how a shared contact's number is written.
    pub contact_format: ContactFormat,

    /// Delivery: an update comes twice in a batch, or is posted twice.
    pub duplicates: u16,
    /// Delivery: a batch is shuffled, or an update of another chat is posted first.
    pub out_of_order: u16,
    /// Delivery: updates that were confirmed come once more; posted: one of them.
    pub redelivery: u16,
    /// Delivery: a batch has a member that is no update, or such a thing is posted.
    pub malformed_member: u16,
    /// Delivery: before an update comes one of a kind that a bot has no use for, or that nobody has heard of.
    pub unknown_kinds: u16,
    /// Delivery: an update is left out of a batch with later ones and comes in the next; a confirmation does not forget it. Posted: an
    /// update comes before others of its chat that are older.
    pub held_back: u16,
    /// Delivery: posting an update, the simulator hangs up a moment after it has called, and posts it again.
    pub hung_up: u16,
    /// Delivery: what `getUpdates` says while a webhook is set.
    pub updates_while_webhook: UpdatesWhileWebhook,

    /// Transport: the connection is reset before the call is looked at.
    pub connection_reset: u16,
    /// Transport: the call is carried out, its answer is lost.
    pub answer_lost: u16,
    /// Transport: the call is carried out, half of its answer arrives. Posting: half of the update arrives.
    pub truncated_body: u16,
    /// Transport: the answer takes [`Faults::slow_millis`] longer.
    pub slow: u16,
    /// Transport: every call about this chat is slow; 0 is none.
    pub slow_chat: i64,
    /// Milliseconds.
    pub slow_millis: u32,

    /// Answer: 502 with an HTML page.
    pub bad_gateway: u16,
    /// Answer: 200 without a body, and the call is not carried out.
    pub empty_success: u16,
    /// Answer: 500 `Internal server error`.
    pub internal_error: u16,
    /// Answer: 429 `Too Many Requests` with `parameters.retry_after`.
    pub rate_limited: u16,
    /// Answer: 429 `bot limit exceed` without `parameters`.
    pub rate_limited_bare: u16,
    /// Answer: 429 with the plain text `local_rate_limited`.
    pub local_rate_limited: u16,
    /// Seconds in `parameters.retry_after`.
    pub retry_after: u32,
    /// Answer: more sends than this in one second are refused by 429; 0 is no limit.
    pub sends_per_second: u32,
    /// Answer: a failure has HTTP status 200.
    pub ok_false_200: u16,
    /// Answer: a failure has no `error_code`.
    pub missing_error_code: u16,
    /// Answer: a file's link has expired.
    pub expired_file_link: u16,
    /// Answer: `answerCallbackQuery` is refused.
    pub callback_answer_refused: u16,
    /// Answer: 400 `message not found` for a reply to a message that is not there; else the reply is dropped.
    pub reject_unknown_reply: bool,

    /// The SMS gateway answers 409, which asks for another try.
    pub sms_busy: u16,
}

/// The trouble that one call meets instead of a plain answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trouble {
    ConnectionReset,
    BadGateway,
    EmptySuccess,
    InternalError,
    RateLimited,
    RateLimitedBare,
    LocalRateLimited,
    AnswerLost,
    TruncatedBody,
}

impl Faults {
    /// The trouble of the next call, if any.
    pub(crate) fn trouble(&self, chance: &mut Chance) -> Option<Trouble> {
        [
            (self.connection_reset, Trouble::ConnectionReset),
            (self.bad_gateway, Trouble::BadGateway),
            (self.empty_success, Trouble::EmptySuccess),
            (self.internal_error, Trouble::InternalError),
            (self.rate_limited, Trouble::RateLimited),
            (self.rate_limited_bare, Trouble::RateLimitedBare),
            (self.local_rate_limited, Trouble::LocalRateLimited),
            (self.answer_lost, Trouble::AnswerLost),
            (self.truncated_body, Trouble::TruncatedBody),
        ]
        .into_iter()
        .find_map(|(rate, trouble)| chance.hits(rate).then_some(trouble))
    }
}

/// A repeatable source of chance: xorshift64.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The same seed gives the same run.
    pub(crate) fn seeded(seed: u64) -> Self {
        // Zero is xorshift's only fixed point.
        Self(seed ^ 0x9E37_79B9_7F4A_7C15).never_zero()
    }

    fn never_zero(self) -> Self {
        Self(self.0.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `bound`; 0 when there is no such number.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        let drawn = self.next().checked_rem(bound).unwrap_or(0);
        usize::try_from(drawn).unwrap_or(0)
    }

    /// True `per_mille` times in a thousand. A rate of 0 draws nothing, so that a calm run leaves the sequence alone.
    pub(crate) fn hits(&mut self, per_mille: u16) -> bool {
        per_mille > 0 && self.next() % 1_000 < u64::from(per_mille)
    }

    /// Puts `items` into an order of chance.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_rates_are_kept() {
        let draw = |seed| {
            let mut chance = Chance::seeded(seed);
            (0..10_000).map(|_| chance.hits(100)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let hits = draw(7).into_iter().filter(|hit| *hit).count();
        assert!((850..1_150).contains(&hits), "{hits}");
        let mut chance = Chance::seeded(0);
        assert!(!(0..1_000).any(|_| chance.hits(0)));
        assert!((0..1_000).all(|_| chance.hits(1_000)));
    }
}
