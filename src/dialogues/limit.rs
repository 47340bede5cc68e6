//! How many one-time codes a number gets and how many numbers a chat may try (`DESIGN.md` §6; `storage.md` §4.1 I4).

use jiff::{SignedDuration, Timestamp};

use super::CodeRules;
use super::table::{self, Key};

/// In `limits`: before the keyed hash of a number.
pub(super) const OF_NUMBER: &[u8] = b"n";
/// In `limits`: before a chat.
pub(super) const OF_CHAT: &[u8] = b"c";

/// In `limits`: before a chat, for the claims that it asked codes for.
pub(super) const OF_CHAT_CLAIMS: &[u8] = b"k";

/// The numbers that a chat has asked codes for, with the moment of the last one.
pub(super) type NumbersOfChat = Vec<([u8; 32], Timestamp)>;

pub(super) fn number_key(mobile_index: &[u8; 32]) -> Key {
    table::key(&[OF_NUMBER, mobile_index])
}

pub(super) fn chat_key(chat: i64) -> Key {
    table::key(&[OF_CHAT, &table::chat_part(chat)])
}

pub(super) fn claims_key(chat: i64) -> Key {
    table::key(&[OF_CHAT_CLAIMS, &table::chat_part(chat)])
}

/// When a number that got `codes`, oldest first, may get another one; none: at any time.
pub(super) fn number_free_at(codes: &[Timestamp], rules: &CodeRules) -> Option<Timestamp> {
    let windows = [
        (1, rules.resend_after),
        (rules.per_number_burst, rules.burst_window),
        (rules.per_number_day, rules.day),
    ];
    // With `most` codes in a window, the next has to wait until the oldest of these leaves it.
    windows
        .into_iter()
        .filter_map(|(most, window)| {
            let oldest = codes.len().checked_sub(most)?;
            Some(after(*codes.get(oldest)?, window))
        })
        .max()
}

/// When a chat that asked codes for `numbers`, of which `most` are allowed in a day, may ask one for the number `mobile_index`; none: at any time.
pub(super) fn chat_free_at(
    numbers: &[([u8; 32], Timestamp)],
    mobile_index: &[u8; 32],
    most: usize,
    rules: &CodeRules,
) -> Option<Timestamp> {
    let mut others: Vec<Timestamp> =
        numbers.iter().filter(|(number, _)| number != mobile_index).map(|(_, at)| *at).collect();
    others.sort_unstable();
    let oldest = others.len().checked_sub(most)?;
    Some(after(*others.get(oldest)?, rules.day))
}

/// What was counted in the future was so by a clock that has been set back since: it counts as of now, or it would limit for
/// as long as the clock was wrong. Says whether there was any.
pub(super) fn bring_back(
    codes: &mut [Timestamp],
    numbers: &mut NumbersOfChat,
    now: Timestamp,
) -> bool {
    let mut any = false;
    for at in codes.iter_mut().chain(numbers.iter_mut().map(|(_, at)| at)) {
        any |= *at > now;
        *at = (*at).min(now);
    }
    any
}

/// Counts a code, and forgets what limits no more.
pub(super) fn count_code(codes: &mut Vec<Timestamp>, rules: &CodeRules, now: Timestamp) {
    codes.retain(|at| now < after(*at, rules.day));
    codes.push(now);
    codes.sort_unstable();
}

/// Counts a number, and forgets what limits no more.
pub(super) fn count_number(
    numbers: &mut NumbersOfChat,
    mobile_index: [u8; 32],
    rules: &CodeRules,
    now: Timestamp,
) {
    numbers.retain(|(number, at)| *number != mobile_index && now < after(*at, rules.day));
    numbers.push((mobile_index, now));
}

/// `duration` after `at`, or the end of time.
pub(super) fn after(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_add(duration).unwrap_or(Timestamp::MAX)
}
