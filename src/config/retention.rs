//! Section `[retention]`: how long what is kept of people is kept.

use jiff::SignedDuration;

use super::reader::Reader;
use crate::engine::Retention;

/// A hundred years.
const MOST_DAYS: i64 = 36_525;

pub(super) fn read(reader: &mut Reader) -> Retention {
    let default = Retention::default();
    let mut days = |key: &str, default: u32| reader.number(key, 0..=MOST_DAYS, default);
    Retention {
        claims_at_least: days("retention.claims_at_least", default.claims_at_least),
        claims: days("retention.claims", default.claims),
        answers: days("retention.answers", default.answers),
        chats: days("retention.chats", default.chats),
    }
}

/// How long dead letters and, after they expired, challenges of one-time codes are kept.
pub(super) fn of_dialogues(
    reader: &mut Reader,
    (dead, codes): (SignedDuration, SignedDuration),
) -> (SignedDuration, SignedDuration) {
    let dead = reader.whole("retention.dead_letters", 1..=MOST_DAYS, dead.as_hours() / 24);
    let codes = reader.whole("retention.codes", 1..=24 * 60, codes.as_mins());
    (SignedDuration::from_hours(24 * dead), SignedDuration::from_mins(codes))
}
