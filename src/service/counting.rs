//! What the service counts: turns, how far drafts come, how long people wait for their answers, SMS.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use super::hub::{Hub, lock};
use crate::dialogues::{InboxRow, OutboxId, OutboxRow};
use crate::engine::session::Focus;
use crate::engine::{Effect, Input, Session};
use crate::runtime::{Metrics, metrics};
use crate::sms::SmsFault;

/// How long a failed SMS counts as a fresh one.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Failed SMS that are remembered.
const MOST_FAILURES: usize = 10_000;

/// Where the drafts of a chat stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// The last one is in hand.
    drafts: Vec<DraftStanding>,
    /// Whether the person is asked if the draft in hand is to be given up.
    is_leaving: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct DraftStanding {
    id: String,
    flow: String,
    step: String,
}

impl Standing {
    pub(super) fn of(session: &Session) -> Self {
        let drafts = session.drafts.iter().map(|draft| DraftStanding {
            id: draft.id.clone(),
            flow: draft.flow.clone(),
            step: draft.view.step.clone(),
        });
        Self {
            drafts: drafts.collect(),
            is_leaving: matches!(session.focus, Focus::ConfirmCancel | Focus::OfferResume),
        }
    }

    /// Flow and step of the draft in hand; empty where there is none.
    pub(super) fn in_hand(&self) -> (&str, &str) {
        self.drafts.last().map_or(("", ""), |draft| (&draft.flow, &draft.step))
    }

    fn has(&self, id: &str) -> bool {
        self.drafts.iter().any(|draft| draft.id == id)
    }
}

/// Counts what a turn about `input` did to the drafts of a chat.
pub(super) fn moved(figures: &Metrics, input: &Input, before: &Standing, after: &Standing) {
    for draft in after.drafts.iter().filter(|draft| !before.has(&draft.id)) {
        figures.count(&metrics::DRAFTS, &[&draft.flow]);
    }
    if let Some(draft) = after.drafts.last()
        && !draft.step.is_empty()
        && !before.drafts.contains(draft)
    {
        figures.count(&metrics::STEPS, &[&draft.flow, &draft.step]);
    }
    let how = if matches!(input, Input::Tick { .. }) {
        "expired"
    } else if before.is_leaving {
        "cancelled"
    } else {
        "done"
    };
    for draft in before.drafts.iter().filter(|draft| !after.has(&draft.id)) {
        figures.count(&metrics::DRAFTS_ENDED, &[&draft.flow, &draft.step, how]);
    }
}

/// Since when people wait for messages that are on their way.
#[derive(Debug, Default)]
pub(super) struct Awaited(Mutex<BTreeMap<OutboxId, Timestamp>>);

impl Awaited {
    /// Notes that `rows` answer what somebody did.
    pub(super) fn begin(&self, input: &InboxRow, rows: &[OutboxRow]) {
        if input.update.is_none() {
            return;
        }
        let answers = rows.iter().filter(|row| is_answer(row));
        lock(&self.0).extend(answers.map(|row| (row.id, input.received_at)));
    }

    /// Since when the person waits for this one, which is over with.
    pub(super) fn end(&self, row: &OutboxRow) -> Option<Timestamp> {
        lock(&self.0).remove(&row.id)
    }
}

fn is_answer(row: &OutboxRow) -> bool {
    matches!(&row.effect, Effect::Show(screen) if !screen.notice)
}

/// Counts what became of a message.
pub(super) fn message(hub: &Hub, row: &OutboxRow, result: &str) {
    let figures = &hub.parts.metrics;
    let kind = if is_answer(row) { "answer" } else { "notice" };
    figures.count(&metrics::MESSAGES, &[kind, result]);
    let Some(since) = hub.awaited.end(row).filter(|_| result == "sent") else { return };
    let waited = hub.parts.clock.now().duration_since(since);
    figures.took(&metrics::ANSWER_SECONDS, &[], waited.try_into().unwrap_or_default());
}

/// How SMS go.
#[derive(Clone, Debug, Default)]
pub(super) struct SmsWatch {
    last: Option<Timestamp>,
    failures: VecDeque<Timestamp>,
}

impl SmsWatch {
    /// When one was taken by the gateway, since the start.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// How many were not, in the hour before `now`.
    pub(super) fn failed(&self, now: Timestamp) -> usize {
        self.failures.iter().filter(|at| now.duration_since(**at) < FRESH).count()
    }
}

/// Counts an SMS of this kind.
pub(super) fn sms(hub: &Hub, kind: &str, fault: Option<&SmsFault>) {
    hub.parts.metrics.count(&metrics::SMS, &[kind, fault.map_or("sent", SmsFault::name)]);
    let now = hub.parts.clock.now();
    let mut watch = lock(&hub.sms_watch);
    match fault {
        None => watch.last = Some(now),
        // That a number is wrong says nothing about the gateway.
        Some(SmsFault::BadNumber | SmsFault::Blacklisted | SmsFault::NotOnBale) => {}
        Some(_) => {
            watch.failures.push_back(now);
            if watch.failures.len() > MOST_FAILURES {
                watch.failures.pop_front();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(drafts: &[(&str, &str)], is_leaving: bool) -> Standing {
        let drafts = drafts.iter().map(|(id, step)| DraftStanding {
            id: (*id).to_owned(),
            flow: "claim".to_owned(),
            step: (*step).to_owned(),
        });
        Standing { drafts: drafts.collect(), is_leaving }
    }

    #[test]
    fn steps_are_counted_once_and_ends_by_how_they_came() {
        let figures = Metrics::default();
        let text = Input::Other;
        let steps = [
            (standing(&[], false), standing(&[("a", "date")], false)),
            (standing(&[("a", "date")], false), standing(&[("a", "date")], false)),
            (standing(&[("a", "date")], false), standing(&[("a", "date")], true)),
            (standing(&[("a", "date")], true), standing(&[], false)),
            (standing(&[("b", "date")], false), standing(&[], false)),
        ];
        for (before, after) in &steps {
            moved(&figures, &text, before, after);
        }
        assert_eq!(figures.value(&metrics::DRAFTS, &["claim"]), Some(1));
        assert_eq!(figures.value(&metrics::STEPS, &["claim", "date"]), Some(1));
        let ended = |how| figures.value(&metrics::DRAFTS_ENDED, &["claim", "date", how]);
        assert_eq!([ended("cancelled"), ended("done"), ended("expired")], [Some(1), Some(1), None]);
    }

    #[test]
    fn a_failed_sms_is_fresh_for_an_hour() {
        let second = |second| Timestamp::from_second(second).unwrap();
        let watch = SmsWatch { last: None, failures: [second(0), second(3_000)].into() };
        assert_eq!([watch.failed(second(3_599)), watch.failed(second(3_600))], [2, 1]);
    }
}
