//! Lengths of time as flow files write them.

use super::codes;
use super::source::{Report, Written};

/// `90m`, `20h`, `14d`; at most a year.
pub(crate) fn seconds(report: &mut Report<'_>, written: &Written) -> Option<i64> {
    let unit = match written.text.chars().last() {
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        Some(_) | None => 0,
    };
    let number = written.text.trim_end_matches(['m', 'h', 'd']).parse::<u32>().ok().map(i64::from);
    let seconds = number.map(|number| number * unit).filter(|s| (60..=366 * 86_400).contains(s));
    if seconds.is_none() {
        let hint =
            Some("Write minutes, hours or days up to a year: `90m`, `20h`, `14d`.".to_owned());
        report.add(
            codes::OUT_OF_RANGE,
            written.line,
            format!("`{}` is no duration", written.text),
            hint,
        );
    }
    seconds
}
