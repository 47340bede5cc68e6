//! What all chats together may cost: SMS in an hour, in all and to one block of numbers, and look-ups of codes that are not
//! one's own (`storage.md` §4.1 I1, I4).

use jiff::Timestamp;

use super::look::Look;
use super::overlay::Changes;
use super::table::{self, Key, Table};
use super::{CodeRules, Dialogues, StoreFault};

/// In `limits`: what all chats together have spent; behind it, on what.
pub(super) const OF_ALL: &[u8] = b"a";
/// Minutes that count.
const WINDOW: i64 = 60;

/// How much was spent in which minute since 1970, oldest first. Minutes, for thousands of moments would not fit a row.
pub(super) type Spent = Vec<(i64, u32)>;

/// SMS with a code, to whomever.
pub(super) fn sms_key() -> Key {
    table::key(&[OF_ALL, b"s"])
}

/// SMS with a code to the ten thousand numbers of a block.
pub(super) fn block_key(block: &[u8; 32]) -> Key {
    table::key(&[OF_ALL, b"b", block])
}

fn lookups_key() -> Key {
    table::key(&[OF_ALL, b"l"])
}

impl Dialogues {
    /// Counts a look-up of a code that is not open to its chat; or from when there may be one again, and nothing is counted.
    pub async fn count_lookup(
        &self,
        rules: &CodeRules,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreFault> {
        let most = rules.lookups_per_hour;
        self.write(move |changes| {
            let free = free_at(changes, &lookups_key(), most, now)?;
            if free.is_none() {
                count(changes, &lookups_key(), now)?;
            }
            Ok(free)
        })
        .await
    }
}

/// From when something may be spent again when `most` is an hour's budget; none: at once.
pub(super) fn free_at(
    changes: &Changes<'_>,
    key: &[u8],
    most: u32,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreFault> {
    let spent: Spent = changes.get(Table::Limits, key)?.unwrap_or_default();
    Ok(free_minute(&spent, most, minute(now))
        .map(|free| Timestamp::from_second(free.saturating_mul(60)).unwrap_or(Timestamp::MAX)))
}

/// Counts one, and forgets what is over.
pub(super) fn count(
    changes: &mut Changes<'_>,
    key: &[u8],
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut spent: Spent = changes.get(Table::Limits, key)?.unwrap_or_default();
    let this = minute(now);
    spent.retain(|(at, _)| counts(*at, this));
    match spent.iter_mut().find(|(at, _)| *at == this) {
        Some((_, number)) => *number = number.saturating_add(1),
        None => spent.push((this, 1)),
    }
    spent.sort_unstable();
    changes.put(Table::Limits, key, &spent)
}

/// Whether `spent` limits nothing any more.
pub(super) fn is_over(spent: &Spent, now: Timestamp) -> bool {
    !spent.iter().any(|(at, _)| counts(*at, minute(now)))
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// Minutes of the future are those of a clock that was put right: they limit nobody.
fn counts(at: i64, now: i64) -> bool {
    at <= now && now - at < WINDOW
}

/// The first minute in which less than `most` counts; none: this one.
fn free_minute(spent: &[(i64, u32)], most: u32, now: i64) -> Option<i64> {
    let counting = spent.iter().filter(|(at, _)| counts(*at, now));
    let mut left: u64 = counting.clone().map(|(_, number)| u64::from(*number)).sum();
    if left < u64::from(most) {
        return None;
    }
    for (at, number) in counting {
        left -= u64::from(*number);
        if left < u64::from(most) {
            return Some(at + WINDOW);
        }
    }
    // With a budget of nothing.
    Some(now + WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_free_again_when_the_oldest_are_an_hour_old() {
        let spent = [(100, 2), (130, 1), (159, 3)];
        for (most, now, free) in [
            (7, 159, None),
            (6, 159, Some(160)),
            (4, 159, Some(190)),
            (3, 159, Some(219)),
            (4, 160, Some(190)),
            (5, 160, None),
            (1, 219, None),
            (0, 219, Some(279)),
            (1, 90, None),
        ] {
            assert_eq!(free_minute(&spent, most, now), free, "{most} at {now}");
        }
    }
}
