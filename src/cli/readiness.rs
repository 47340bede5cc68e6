//! What the pages of health say: not ready until the service runs, then what the service says.

use std::sync::OnceLock;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::backup::LAST_BACKUP;
use super::dead::{self, End, Letter};
use super::stores::Stores;
use crate::dialogues::{DeadKind, StoreFault};
use crate::persian::text::to_persian_digits;
use crate::reviewer::{DeadAct, DeadEnd, DeadLetters, DeadLine, Health, Mood, Question, Vital};
use crate::runtime::{Clock, Metrics};
use crate::service::{NotReady, Running, Vitals};
use crate::wording::{Arg, Message};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Seconds for which people may wait before it is worth a look.
const SLOW: i64 = 30;
/// Without a backup for so long something is forgotten.
const BACKUP_WITHIN: i64 = 2 * DAY;
/// SMS that failed in an hour, from which on people cannot prove their numbers.
const MANY_FAILED: usize = 5;
/// So many times the room that must be free is plenty.
const PLENTY: u64 = 4;
/// The decimal mark of Persian.
const DECIMAL: &str = "\u{66b}";

/// What is known of the process.
#[derive(Debug)]
pub(super) struct Readiness {
    running: OnceLock<Running>,
    metrics: Metrics,
    stores: Stores,
    dead_for: SignedDuration,
}

impl Readiness {
    /// Not ready yet. Dead letters are kept for `dead_for`.
    pub(super) fn new(metrics: Metrics, stores: Stores, dead_for: SignedDuration) -> Self {
        Self { running: OnceLock::new(), metrics, stores, dead_for }
    }

    pub(super) fn begin(&self, running: Running) {
        // It starts once only.
        let _again = self.running.set(running);
    }

    fn backup(&self) -> Vital {
        let made = self.stores.dialogues.meta(LAST_BACKUP).ok().flatten();
        let made: Option<Timestamp> = made.and_then(|at| at.parse().ok());
        let age = made.map(ago);
        let answer = match age {
            Some(age) => Message::new("console-health-backup-made").with("span", span(age)),
            None => Message::new("console-health-backup-never"),
        };
        let is_fresh = age.is_some_and(|age| age < BACKUP_WITHIN);
        Vital { question: Question::Backup, mood: watch_unless(is_fresh), answer }
    }
}

impl Health for Readiness {
    fn ready(&self) -> Result<(), String> {
        let running = self.running.get().ok_or_else(|| "starting".to_owned())?;
        running.ready().map_err(|reason| reason.to_string())
    }

    fn metrics(&self) -> Metrics {
        self.metrics.clone()
    }

    fn measure(&self) {
        if let Some(running) = self.running.get() {
            running.measure();
        }
    }

    fn vitals(&self) -> Vec<Vital> {
        let vital = |question, mood, key: &str| Vital { question, mood, answer: Message::new(key) };
        let Some(running) = self.running.get() else {
            // wording: console-health-starting
            return vec![vital(Question::Bale, Mood::Ill, "console-health-starting")];
        };
        match running.vitals() {
            Ok(vitals) => {
                let mut all = of_service(&vitals);
                // wording: console-health-stores-open
                all.push(vital(Question::Stores, Mood::Well, "console-health-stores-open"));
                all.push(dead_letters(vitals.figures.dead));
                all.push(self.backup());
                all
            }
            // wording: console-health-stores-shut
            Err(_) => vec![vital(Question::Stores, Mood::Ill, "console-health-stores-shut")],
        }
    }

    fn dead_letters(&self) -> Option<&dyn DeadLetters> {
        Some(self)
    }
}

impl DeadLetters for Readiness {
    fn newest(&self) -> Result<(Vec<DeadLine>, usize), String> {
        let letters = dead::look(&self.stores).map_err(in_words)?;
        Ok((letters.items.into_iter().map(line).collect(), letters.total))
    }

    fn kept_for_days(&self) -> i64 {
        self.dead_for.as_hours() / 24
    }

    fn act(&self, id: u64, act: DeadAct) -> BoxFuture<'_, Result<DeadEnd, String>> {
        async move {
            let end = match act {
                DeadAct::Requeue => dead::requeue(&self.stores, self.running.get(), id).await,
                DeadAct::Drop => dead::throw_away(&self.stores, id).await,
            };
            Ok(match end.map_err(in_words)? {
                End::Requeued => DeadEnd::Requeued,
                End::Dropped => DeadEnd::Dropped,
                End::Unreadable => DeadEnd::Unreadable,
                End::Gone => DeadEnd::Gone,
            })
        }
        .boxed()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn in_words(fault: StoreFault) -> String {
    fault.to_string()
}

fn line(letter: Letter) -> DeadLine {
    let kind = match letter.kind {
        DeadKind::Inbox => "inbox",
        DeadKind::Outbox => "outbox",
        DeadKind::Session => "session",
    };
    let Letter { id, at, chat, kind: _, name, reason, bytes, readable } = letter;
    DeadLine { id, at, chat, kind, name, reason, bytes, is_readable: readable }
}

fn of_service(vitals: &Vitals) -> Vec<Vital> {
    vec![
        bale(vitals),
        answers(vitals),
        inputs(vitals),
        decisions(vitals),
        sms(vitals),
        disk(vitals),
    ]
}

fn bale(vitals: &Vitals) -> Vital {
    let answer = match (vitals.bale(), vitals.silent) {
        (Err(NotReady::NotHeardYet), _) => Message::new("console-health-bale-never"),
        (_, Some(silent)) => Message::new("console-health-bale-heard").with("span", span(silent)),
        (_, None) => Message::new("console-health-bale-webhook"),
    };
    Vital { question: Question::Bale, mood: mood(&vitals.bale(), true), answer }
}

fn answers(vitals: &Vitals) -> Vital {
    let waits = vitals.answer;
    let answer = if waits == 0 {
        Message::new("console-health-answers-none")
    } else {
        Message::new("console-health-answers-wait").with("span", span(waits))
    };
    Vital { question: Question::Answers, mood: mood(&vitals.answers(), waits < SLOW), answer }
}

fn inputs(vitals: &Vitals) -> Vital {
    let (waits, count) = (vitals.input, vitals.figures.inbox);
    let answer = if count == 0 {
        Message::new("console-health-inputs-none")
    } else {
        Message::new("console-health-inputs-wait").with("span", span(waits)).with("count", count)
    };
    Vital { question: Question::Inputs, mood: mood(&vitals.inputs(), waits < SLOW), answer }
}

fn decisions(vitals: &Vitals) -> Vital {
    let answer = Message::new("console-health-decisions").with("span", span(vitals.behind));
    let mood = mood(&vitals.decisions(), vitals.behind < SLOW);
    Vital { question: Question::Decisions, mood, answer }
}

fn sms(vitals: &Vitals) -> Vital {
    let answer = match (vitals.sms_failed, vitals.sms_sent) {
        (0, None) => Message::new("console-health-sms-none"),
        (0, Some(at)) => Message::new("console-health-sms-sent").with("span", span(ago(at))),
        (failed, _) => Message::new("console-health-sms-failed").with("count", failed),
    };
    let mood = match vitals.sms_failed {
        0 => Mood::Well,
        failed if failed < MANY_FAILED => Mood::Watch,
        _ => Mood::Ill,
    };
    Vital { question: Question::Sms, mood, answer }
}

fn disk(vitals: &Vitals) -> Vital {
    let Some((free, least)) = vitals.disk else {
        let answer = Message::new("console-health-disk-unknown");
        return Vital { question: Question::Disk, mood: Mood::Watch, answer };
    };
    let answer = Message::new("console-health-disk")
        .with("free", gigabytes(free))
        .with("least", gigabytes(least));
    let mood = mood(&vitals.space(), free / PLENTY >= least);
    Vital { question: Question::Disk, mood, answer }
}

fn dead_letters(count: u64) -> Vital {
    let answer = if count == 0 {
        Message::new("console-health-dead-none")
    } else {
        Message::new("console-health-dead-some").with("count", count)
    };
    Vital { question: Question::DeadLetters, mood: watch_unless(count == 0), answer }
}

fn mood(is_ready: &Result<(), NotReady>, is_well: bool) -> Mood {
    if is_ready.is_err() { Mood::Ill } else { watch_unless(is_well) }
}

fn watch_unless(is_well: bool) -> Mood {
    if is_well { Mood::Well } else { Mood::Watch }
}

fn ago(at: Timestamp) -> i64 {
    (Clock::system().now().as_second() - at.as_second()).max(0)
}

/// A span of seconds in its largest unit.
fn span(seconds: i64) -> Message {
    if seconds < MINUTE {
        Message::new("console-span-seconds").with("n", seconds)
    } else if seconds < HOUR {
        Message::new("console-span-minutes").with("n", seconds / MINUTE)
    } else if seconds < DAY {
        Message::new("console-span-hours").with("n", seconds / HOUR)
    } else {
        Message::new("console-span-days").with("n", seconds / DAY)
    }
}

/// With one decimal.
fn gigabytes(bytes: u64) -> Arg {
    let tenths = bytes / (1 << 30) * 10 + bytes % (1 << 30) * 10 / (1 << 30);
    let written = format!("{}.{}", tenths / 10, tenths % 10);
    Arg::words(to_persian_digits(&written).replace('.', DECIMAL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_red_and_what_is_slow_is_amber() {
        let well = Vitals { is_open: true, silent: Some(2), ..Vitals::default() };
        let moods = |vitals: &Vitals| -> Vec<Mood> {
            of_service(vitals).iter().map(|vital| vital.mood).collect()
        };
        let disk = Some((100, 10));
        assert_eq!(moods(&Vitals { disk, ..well.clone() }), [Mood::Well; 6]);
        let slow = Vitals {
            answer: 40,
            input: 40,
            behind: 40,
            sms_failed: 1,
            disk: Some((39, 10)),
            ..well.clone()
        };
        assert_eq!(moods(&slow)[1..], [Mood::Watch; 5]);
        let ill = Vitals {
            silent: Some(61),
            answer: 301,
            input: 301,
            behind: 301,
            sms_failed: 5,
            disk: Some((9, 10)),
            ..well
        };
        assert_eq!(moods(&ill), [Mood::Ill; 6]);
    }

    #[test]
    fn spans_and_sizes_are_told_as_people_do() {
        let told = |seconds| span(seconds).key;
        assert_eq!(
            [told(59), told(60), told(3_600), told(86_400)]
                .map(|key| key.replace("console-span-", "")),
            ["seconds", "minutes", "hours", "days"]
        );
        assert_eq!(gigabytes(1_610_612_736), Arg::words("\u{6f1}\u{66b}\u{6f5}"));
    }
}
