//! What the operator is told when a limit that all chats share is reached: once in a while, for the refusals themselves come
//! as fast as somebody likes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::dialogues::CodeRules;

/// Between two warnings of the same kind.
const PAUSE: Duration = Duration::from_mins(10);
/// For so long the gateway counts as down after a failure with no success since.
const DOWN: Duration = Duration::from_mins(2);

/// When what was told last, in seconds since 1970.
#[derive(Debug)]
pub(super) struct Alarms {
    sms: AtomicI64,
    lookups: AtomicI64,
    strangers: AtomicI64,
    /// When the gateway last failed; [`NEVER`] when it has worked since.
    failed: AtomicI64,
}

const NEVER: i64 = i64::MIN;

impl Default for Alarms {
    fn default() -> Self {
        let never = || AtomicI64::new(NEVER);
        Self { sms: never(), lookups: never(), strangers: never(), failed: never() }
    }
}

impl Alarms {
    /// The hour's budget of codes by SMS is spent (`storage.md` §4.1 I4).
    pub(super) fn sms_spent(&self, now: Timestamp, rules: &CodeRules) {
        if is_time(&self.sms, now) {
            let (all, block) = (rules.sms_per_hour, rules.sms_per_block_hour);
            tracing::warn!(
                all,
                block,
                "the hour's budget of codes by SMS is spent, or that of a block of numbers"
            );
        }
    }

    /// Tracking codes are being guessed (`storage.md` §4.1 I1).
    pub(super) fn guessing(&self, now: Timestamp, most: u32) {
        if is_time(&self.lookups, now) {
            tracing::warn!(
                most,
                "so many unknown tracking codes in an hour: somebody may be guessing"
            );
        }
    }

    /// Somebody outside of the allowed networks calls the webhook (`storage.md` §4.1 S1).
    pub(super) fn stranger(&self, now: Timestamp) {
        if is_time(&self.strangers, now) {
            tracing::warn!("the webhook is called from outside of bale.webhook.networks");
        }
    }

    /// Notes whether the SMS gateway works.
    pub(super) fn gateway(&self, works: bool, now: Timestamp) {
        self.failed.store(if works { NEVER } else { now.as_second() }, Ordering::Relaxed);
    }

    /// Whether the gateway failed a moment ago and has not worked since.
    pub(super) fn is_gateway_down(&self, now: Timestamp) -> bool {
        let failed = self.failed.load(Ordering::Relaxed);
        failed != NEVER && now.as_second().saturating_sub(failed) < seconds(DOWN)
    }
}

fn is_time(last: &AtomicI64, now: Timestamp) -> bool {
    let now = now.as_second();
    let told = last.load(Ordering::Relaxed);
    let is_time = told == NEVER || now < told || now - told >= seconds(PAUSE);
    is_time && last.compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
}

fn seconds(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_warning_comes_every_ten_minutes_at_most() {
        let last = AtomicI64::new(NEVER);
        let told: Vec<bool> =
            [0, 1, 599, 600, 601, 100].map(|second| is_time(&last, at(second))).into();
        assert_eq!(told, [true, false, false, true, false, true]);
    }

    #[test]
    fn the_gateway_is_down_from_a_failure_to_a_success_or_for_two_minutes() {
        let alarms = Alarms::default();
        assert!(!alarms.is_gateway_down(at(0)));
        alarms.gateway(false, at(0));
        assert!(alarms.is_gateway_down(at(119)));
        assert!(!alarms.is_gateway_down(at(120)));
        alarms.gateway(false, at(130));
        alarms.gateway(true, at(131));
        assert!(!alarms.is_gateway_down(at(132)));
    }
}
