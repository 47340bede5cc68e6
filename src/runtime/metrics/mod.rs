//! Figures of the process: counters, gauges and histograms, kept in a value that is handed around and told in the text form
//! of Prometheus. They tell of nobody: labels are names out of the program and the flow files only.

mod catalogue;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use catalogue::*;

/// Upper bounds of the buckets of histograms, in seconds.
const BOUNDS: [&str; 14] = [
    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60",
    "300",
];
/// The same in microseconds.
const MICROS: [u128; 14] = [
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000,
    60_000_000,
    300_000_000,
];
/// Series of one family, beyond which further ones are not counted: whatever goes wrong, memory stays bounded.
const MOST_SERIES: usize = 1_000;

/// What a family counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How many took how long.
    Histogram,
}

impl Kind {
    /// As Prometheus calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// Figures of one name.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// The name, with its unit at the end.
    pub name: &'static str,
    /// What it counts.
    pub kind: Kind,
    /// Names of its labels.
    pub labels: &'static [&'static str],
    /// What it tells, in a sentence.
    pub help: &'static str,
}

/// The figures of a process. Cheap to clone; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Mutex<BTreeMap<&'static str, Series>>>);

/// Values by those of the labels.
type Series = BTreeMap<Vec<String>, Value>;

#[derive(Clone, Debug)]
enum Value {
    Whole(u64),
    Timed(Box<Timed>),
}

#[derive(Clone, Debug, Default)]
struct Timed {
    /// Not cumulative; beyond the last bound only in `count`.
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

impl Metrics {
    /// Counts one of `family`; `labels` are values in the order of its labels.
    pub fn count(&self, family: &Family, labels: &[&str]) {
        self.change(family, labels, |value| {
            if let Value::Whole(count) = value {
                *count = count.saturating_add(1);
            }
        });
    }

    /// Says how much there is.
    pub fn set(&self, family: &Family, labels: &[&str], now: u64) {
        self.change(family, labels, |value| *value = Value::Whole(now));
    }

    /// Notes how long something took.
    pub fn took(&self, family: &Family, labels: &[&str], time: Duration) {
        self.change(family, labels, |value| {
            if let Value::Timed(timed) = value {
                timed.count += 1;
                timed.sum = timed.sum.saturating_add(time);
                let bucket = MICROS.iter().position(|bound| time.as_micros() <= *bound);
                if let Some(bucket) = bucket.and_then(|bucket| timed.buckets.get_mut(bucket)) {
                    *bucket += 1;
                }
            }
        });
    }

    /// The figure of these labels, if it was ever counted or set; of a histogram how many there were.
    pub fn value(&self, family: &Family, labels: &[&str]) -> Option<u64> {
        let labels: Vec<String> = labels.iter().map(|&label| label.to_owned()).collect();
        match self.lock().get(family.name)?.get(&labels)? {
            Value::Whole(whole) => Some(*whole),
            Value::Timed(timed) => Some(timed.count),
        }
    }

    /// All figures, as Prometheus reads them (text format 0.0.4).
    pub fn text(&self) -> String {
        let figures = self.lock();
        let mut page = String::new();
        for family in ALL {
            let Family { name, kind, help, .. } = family;
            // Writing to a string does not fail.
            write!(page, "# HELP {name} {help}\n# TYPE {name} {}\n", kind.name()).ok();
            let none = unlabelled(family);
            let series = figures.get(name).or(none.as_ref());
            for (labels, value) in series.into_iter().flatten() {
                write_value(&mut page, family, labels, value);
            }
        }
        page
    }

    fn change(&self, family: &Family, labels: &[&str], change: impl FnOnce(&mut Value)) {
        let mut figures = self.lock();
        let series = figures.entry(family.name).or_default();
        let labels: Vec<String> = labels.iter().map(|&label| label.to_owned()).collect();
        if series.len() < MOST_SERIES || series.contains_key(&labels) {
            change(series.entry(labels).or_insert_with(|| zero(family)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Series>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn zero(family: &Family) -> Value {
    match family.kind {
        Kind::Counter | Kind::Gauge => Value::Whole(0),
        Kind::Histogram => Value::Timed(Box::default()),
    }
}

/// What was never counted is 0, which can be told where there are no labels. A gauge that was not set is not known.
fn unlabelled(family: &Family) -> Option<Series> {
    let is_known = family.labels.is_empty() && family.kind != Kind::Gauge;
    is_known.then(|| Series::from([(Vec::new(), zero(family))]))
}

fn write_value(page: &mut String, family: &Family, labels: &[String], value: &Value) {
    let pairs: Vec<(&str, &str)> =
        family.labels.iter().copied().zip(labels.iter().map(String::as_str)).collect();
    let name = family.name;
    match value {
        Value::Whole(whole) => {
            writeln!(page, "{name}{} {whole}", braces(&pairs, None)).ok();
        }
        Value::Timed(timed) => {
            let mut below = 0;
            for (bound, count) in BOUNDS.iter().zip(timed.buckets) {
                below += count;
                writeln!(page, "{name}_bucket{} {below}", braces(&pairs, Some(bound))).ok();
            }
            let Timed { count, sum, .. } = timed.as_ref();
            writeln!(page, "{name}_bucket{} {count}", braces(&pairs, Some("+Inf"))).ok();
            let labels = braces(&pairs, None);
            writeln!(page, "{name}_sum{labels} {}", sum.as_secs_f64()).ok();
            writeln!(page, "{name}_count{labels} {count}").ok();
        }
    }
}

fn braces(pairs: &[(&str, &str)], bound: Option<&str>) -> String {
    let pairs = pairs.iter().copied().chain(bound.map(|bound| ("le", bound)));
    let told: Vec<String> =
        pairs.map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
    if told.is_empty() { String::new() } else { format!("{{{}}}", told.join(",")) }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_the_same_in_words_and_in_numbers() {
        for (words, micros) in BOUNDS.iter().zip(MICROS) {
            let seconds: f64 = words.parse().unwrap();
            assert_eq!(Duration::from_secs_f64(seconds).as_micros(), micros);
        }
    }

    #[test]
    fn a_histogram_counts_below_each_bound() {
        let metrics = Metrics::default();
        for millis in [1, 5, 6, 400, 400_000] {
            metrics.took(&BALE_SECONDS, &["getFile"], Duration::from_millis(millis));
        }
        let page = metrics.text();
        for line in [
            "bimeyar_bale_call_seconds_bucket{method=\"getFile\",le=\"0.005\"} 2",
            "bimeyar_bale_call_seconds_bucket{method=\"getFile\",le=\"0.01\"} 3",
            "bimeyar_bale_call_seconds_bucket{method=\"getFile\",le=\"300\"} 4",
            "bimeyar_bale_call_seconds_bucket{method=\"getFile\",le=\"+Inf\"} 5",
            "bimeyar_bale_call_seconds_count{method=\"getFile\"} 5",
            "bimeyar_bale_call_seconds_sum{method=\"getFile\"} 400.412",
            "bimeyar_turn_seconds_count 0",
        ] {
            assert!(page.lines().any(|told| told == line), "{line}: {page}");
        }
    }

    #[test]
    fn labels_are_escaped_and_bounded() {
        let metrics = Metrics::default();
        metrics.count(&PHOTOS, &["a\"b\\c\nd"]);
        assert!(metrics.text().contains("bimeyar_photos_total{result=\"a\\\"b\\\\c\\nd\"} 1\n"));
        for number in 0..2 * MOST_SERIES {
            metrics.count(&PHOTOS, &[&number.to_string()]);
        }
        assert_eq!(metrics.text().matches("bimeyar_photos_total{").count(), MOST_SERIES);
    }

    #[test]
    fn names_are_said_once_and_as_prometheus_wants_them() {
        let mut names: Vec<&str> = ALL.iter().map(|family| family.name).collect();
        for family in ALL {
            let is_total = family.name.ends_with("_total");
            assert_eq!(is_total, family.kind == Kind::Counter, "{}", family.name);
            assert!(family.help.ends_with('.'), "{}", family.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
