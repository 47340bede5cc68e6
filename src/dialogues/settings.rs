//! Where dialogues are kept and for how long.

use std::path::PathBuf;

use jiff::SignedDuration;

/// Settings of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialoguesSettings {
    /// The folder; of this process alone.
    pub dir: PathBuf,
    /// Bytes of the page cache; a hint, the process takes several times as much (`storage.md` §1.2).
    pub cache_bytes: u64,
    /// How long a seen update is remembered.
    pub seen_for: SignedDuration,
    /// How long a challenge is kept after it expired.
    pub codes_for: SignedDuration,
    /// How long what was put aside is kept.
    pub dead_for: SignedDuration,
    /// Waiting inputs of one chat above which further ones are dropped (`storage.md` §4.1 D2).
    pub inbox_cap: usize,
    /// Free bytes of the disk below which nothing is taken in: sled cannot even be opened on a full disk (`storage.md` §1.2).
    pub min_free_bytes: u64,
}

impl DialoguesSettings {
    /// The defaults, in `dir`.
    pub fn in_dir(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            cache_bytes: 32 * 1024 * 1024,
            seen_for: SignedDuration::from_hours(48),
            codes_for: SignedDuration::from_mins(10),
            dead_for: SignedDuration::from_hours(30 * 24),
            inbox_cap: 200,
            min_free_bytes: 512 * 1024 * 1024,
        }
    }
}
