//! The fixed set of trees, and how keys are laid out in them: big-endian, so that their order is the order of numbers and time.

use std::ops::Bound;

use jiff::Timestamp;

/// A tree of sled. Few and fixed: each tree costs space of its own (`storage.md` §1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Meta,
    Inbox,
    Seen,
    Sessions,
    Outbox,
    Timers,
    Codes,
    Limits,
    Dead,
}

impl Table {
    /// In the order of [`Table::place`].
    pub(super) const ALL: [Self; 9] = [
        Self::Meta,
        Self::Inbox,
        Self::Seen,
        Self::Sessions,
        Self::Outbox,
        Self::Timers,
        Self::Codes,
        Self::Limits,
        Self::Dead,
    ];

    /// Its name on disk; also part of what each of its values is sealed for.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Inbox => "inbox",
            Self::Seen => "seen",
            Self::Sessions => "sessions",
            Self::Outbox => "outbox",
            Self::Timers => "timers",
            Self::Codes => "codes",
            Self::Limits => "limits",
            Self::Dead => "dead",
        }
    }

    /// Whether its values are sealed; otherwise its keys tell all, and its rows are times or empty.
    pub(super) fn is_sealed(self) -> bool {
        match self {
            Self::Seen | Self::Timers => false,
            Self::Meta
            | Self::Inbox
            | Self::Sessions
            | Self::Outbox
            | Self::Codes
            | Self::Limits
            | Self::Dead => true,
        }
    }

    /// Its index in [`Table::ALL`].
    pub(super) fn place(self) -> usize {
        self as usize
    }
}

/// A key, or the beginning of keys.
pub(super) type Key = Vec<u8>;

/// `parts` one after the other.
pub(super) fn key(parts: &[&[u8]]) -> Key {
    parts.concat()
}

/// A chat as part of a key: negative ones come first.
pub(super) fn chat_part(chat: i64) -> [u8; 8] {
    (chat.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The inverse of [`chat_part`].
pub(super) fn chat_of(part: [u8; 8]) -> i64 {
    (u64::from_be_bytes(part) ^ (1 << 63)).cast_signed()
}

/// A moment as part of a key, to the nanosecond: a timer may not fire earlier than it was set to.
pub(super) fn time_part(at: Timestamp) -> [u8; 16] {
    (at.as_nanosecond().cast_unsigned() ^ (1 << 127)).to_be_bytes()
}

/// The inverse of [`time_part`]; none for what is no moment.
pub(super) fn time_of(part: [u8; 16]) -> Option<Timestamp> {
    let nanoseconds = (u128::from_be_bytes(part) ^ (1 << 127)).cast_signed();
    Timestamp::from_nanosecond(nanoseconds).ok()
}

/// The key of a row of a chat: its order is the order of the sequence.
pub(super) fn row_key(chat: i64, seq: u64) -> Key {
    key(&[&chat_part(chat), &seq.to_be_bytes()])
}

/// The inverse of [`row_key`].
pub(super) fn row_of(key: &[u8]) -> Option<(i64, u64)> {
    let (chat, rest) = key.split_first_chunk()?;
    let (seq, []) = rest.split_first_chunk()? else { return None };
    Some((chat_of(*chat), u64::from_be_bytes(*seq)))
}

/// A range of keys.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    from: Key,
    below: Bound<Key>,
}

impl Keys {
    /// All keys.
    pub(super) fn all() -> Self {
        Self::beginning_with(Key::new())
    }

    /// All keys that begin with `prefix`.
    pub(super) fn beginning_with(prefix: Key) -> Self {
        let below = after_all_with(&prefix).map_or(Bound::Unbounded, Bound::Excluded);
        Self { from: prefix, below }
    }

    /// All keys that begin with `prefix` followed by a moment up to and with `at`.
    pub(super) fn until(prefix: &[u8], at: Timestamp) -> Self {
        let last = after_all_with(&key(&[prefix, &time_part(at)]));
        Self { from: prefix.to_vec(), below: last.map_or(Bound::Unbounded, Bound::Excluded) }
    }

    /// The rest of these keys after `last`.
    pub(super) fn after(&self, last: &[u8]) -> Self {
        Self { from: key(&[last, &[0]]), below: self.below.clone() }
    }

    /// The same range of keys that have `mark` before them.
    pub(super) fn marked(&self, mark: u8) -> (Bound<Key>, Bound<Key>) {
        let marked = |key: &Key| [&[mark], key.as_slice()].concat();
        let below = match &self.below {
            Bound::Excluded(key) => Bound::Excluded(marked(key)),
            Bound::Included(key) => Bound::Included(marked(key)),
            Bound::Unbounded => after_all_with(&[mark]).map_or(Bound::Unbounded, Bound::Excluded),
        };
        (Bound::Included(marked(&self.from)), below)
    }
}

/// The smallest key greater than all that begin with `prefix`; none when there is no greater one.
fn after_all_with(prefix: &[u8]) -> Option<Key> {
    let last = prefix.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut after = prefix.get(..=last)?.to_vec();
    *after.last_mut()? += 1;
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::RangeBounds;

    #[test]
    fn the_list_of_all_tables_is_in_order() {
        for (index, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table.place(), index);
        }
    }

    proptest! {
        #[test]
        fn the_order_of_keys_is_the_order_of_chat_and_sequence(
            a in any::<(i64, u64)>(), b in any::<(i64, u64)>(),
        ) {
            prop_assert_eq!(row_key(a.0, a.1).cmp(&row_key(b.0, b.1)), a.cmp(&b));
            prop_assert_eq!(row_of(&row_key(a.0, a.1)), Some(a));
        }

        #[test]
        fn the_order_of_moments_is_the_order_of_time(
            a in -377_705_023_201_i64..253_402_207_200, b in any::<i32>(), nanos in 0..999_999_999_i32,
        ) {
            let one = Timestamp::new(a, if a < 0 { -nanos } else { nanos }).unwrap();
            let other = Timestamp::new(i64::from(b), 0).unwrap();
            prop_assert_eq!(time_part(one).cmp(&time_part(other)), one.cmp(&other));
            prop_assert_eq!(time_of(time_part(one)), Some(one));
        }

        #[test]
        fn a_prefix_covers_exactly_what_begins_with_it(
            prefix in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(254), Just(255)], 0..4),
            other in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(254), Just(255)], 0..5),
        ) {
            let range = Keys::beginning_with(prefix.clone()).marked(7);
            let marked = [&[7], other.as_slice()].concat();
            prop_assert_eq!(range.contains(&marked), other.starts_with(&prefix));
            prop_assert!(!range.contains(&[&[8], other.as_slice()].concat()));
        }
    }
}
