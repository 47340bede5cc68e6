//! How long to wait before something is tried again.

use std::time::Duration;

use crate::runtime::chance;

/// Doubles from `first` with each of `failures`, up to `longest`; half of it is by chance, so that many who wait for the same
/// do not come back at one moment.
pub(super) fn wait(failures: u32, first: Duration, longest: Duration) -> Duration {
    let doublings = failures.saturating_sub(1).min(20);
    let full = first.saturating_mul(1 << doublings).min(longest);
    let share = u32::from(u16::from_be_bytes(chance::bytes()));
    full / 2 + (full / 2).saturating_mul(share) / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let (first, longest) = (Duration::from_secs(1), Duration::from_mins(1));
        for (failures, full) in [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (u32::MAX, 60)] {
            let full = Duration::from_secs(full);
            for _ in 0..20 {
                let wait = wait(failures, first, longest);
                assert!(full / 2 <= wait && wait <= full, "{failures}: {wait:?}");
            }
        }
    }
}
