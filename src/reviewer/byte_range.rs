//! The header `Range` (RFC 9110 §14.2).

use std::ops::Range;

/// What of a document is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: no range, several, or one that is not understood, which is to be passed over.
    All,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that it does not have.
    Missing,
}

/// Reads `header` for a document of `length` bytes.
pub(super) fn read(header: &str, length: usize) -> Wanted {
    let Some((first, last)) =
        header.trim().strip_prefix("bytes=").and_then(|it| it.split_once('-'))
    else {
        return Wanted::All;
    };
    let range = match (number(first), number(last)) {
        (Place::At(first), Place::At(last)) if first <= last => {
            first..last.saturating_add(1).min(length)
        }
        (Place::At(first), Place::Open) => first..length,
        (Place::Open, Place::At(most)) => length.saturating_sub(most)..length,
        (Place::At(_), Place::At(_))
        | (Place::Open, Place::Open)
        | (Place::Nonsense, _)
        | (_, Place::Nonsense) => return Wanted::All,
    };
    if range.start < range.end { Wanted::Part(range) } else { Wanted::Missing }
}

enum Place {
    At(usize),
    Open,
    Nonsense,
}

fn number(text: &str) -> Place {
    if text.is_empty() {
        Place::Open
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too large for a number is too large for any document.
        Place::At(text.parse().unwrap_or(usize::MAX))
    } else {
        Place::Nonsense
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_part_is_never_empty_nor_beyond(header in "bytes=[-0-9, a]{0,30}|.{0,20}", length in 0..2000_usize) {
            if let Wanted::Part(range) = read(&header, length) {
                prop_assert!(range.start < range.end && range.end <= length, "{range:?}");
            }
        }
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (header, wanted) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=2-4", Wanted::Part(2..5)),
            ("bytes=2-", Wanted::Part(2..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-30", Wanted::Part(0..10)),
            ("bytes=8-99999999999999999999999", Wanted::Part(8..10)),
            ("bytes=10-", Wanted::Missing),
            ("bytes=99999999999999999999999-", Wanted::Missing),
            ("bytes=-0", Wanted::Missing),
            ("bytes=4-2", Wanted::All),
            ("bytes=-", Wanted::All),
            ("bytes=0-1,4-5", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("bytes=+1-2", Wanted::All),
            ("lines=0-1", Wanted::All),
            ("", Wanted::All),
        ] {
            assert_eq!(read(header, 10), wanted, "{header}");
        }
        assert_eq!(read("bytes=0-0", 0), Wanted::Missing);
        assert_eq!(read("bytes=-5", 0), Wanted::Missing);
    }
}
