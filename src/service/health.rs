//! How the service is, and whether it can do its work.

use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::hub::{Hub, lock};
use crate::bale::Mode;
use crate::dialogues::{Figures, StoreFault};
use crate::runtime::{Metrics, metrics};

/// Seconds without an answer to a poll, which takes 25 at most, after which something is wrong.
const SILENCE: i64 = 60;
/// Seconds after the start in which nothing need have been heard: the first poll may wait for its 25.
const STARTING: i64 = 30;
/// Seconds after which an answer that was not sent, or an event that was not followed, shows that something is stuck.
const STUCK: i64 = 5 * 60;

/// Why the service cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// It is being stopped.
    #[error("stopping")]
    Stopping,
    /// The store of dialogues does not answer.
    #[error("the store of dialogues: {0}")]
    Store(#[from] StoreFault),
    /// Nothing was heard of Bale since the start.
    #[error("Bale has not answered yet")]
    NotHeardYet,
    /// Nothing was heard of Bale for a while.
    #[error("Bale has not answered for {seconds} seconds")]
    NotHeard {
        /// How long.
        seconds: i64,
    },
    /// Decisions about claims do not get into the chats.
    #[error("what happens to claims has not come into the chats for {seconds} seconds")]
    Behind {
        /// How long.
        seconds: i64,
    },
    /// What people do is not handled.
    #[error("an input waits for its turn for {seconds} seconds")]
    NotHandled {
        /// How long.
        seconds: i64,
    },
    /// Nothing is taken in any more, so that what is kept stays whole.
    #[error("the disk is short: {free} bytes are free, {least} must be (data.min_free_bytes)")]
    DiskShort {
        /// Bytes.
        free: u64,
        /// Bytes.
        least: u64,
    },
    /// Answers to people do not get through.
    #[error("an answer waits to be sent for {seconds} seconds")]
    Stuck {
        /// How long.
        seconds: i64,
    },
}

/// Notes that Bale answered.
pub(super) fn heard(hub: &Hub) {
    hub.heard.store(hub.steady.now().as_second(), Ordering::Relaxed);
}

/// Notes that all events of claims were followed.
pub(super) fn followed(hub: &Hub) {
    hub.followed.store(hub.steady.now().as_second(), Ordering::Relaxed);
}

/// How the service is at a moment: what an operator wants to see in one look. Times are in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Since Bale last answered, or since the start; none: in webhook mode, where silence means nothing.
    pub silent: Option<i64>,
    /// Whether Bale was heard since the start.
    pub is_open: bool,
    /// Since the start.
    pub running: i64,
    /// Since the oldest answer waits to be sent; 0: none waits.
    pub answer: i64,
    /// Since the oldest input waits for its turn; 0: none waits.
    pub input: i64,
    /// Since the oldest effect waits to be performed; 0: none waits.
    pub effect: i64,
    /// Since the events of claims were last followed to their end.
    pub behind: i64,
    /// How much the store holds.
    pub figures: Figures,
    /// When the gateway last took an SMS since the start.
    pub sms_sent: Option<Timestamp>,
    /// SMS that the gateway did not take in the last hour.
    pub sms_failed: usize,
    /// Free bytes of the disk, and how many must stay free; none: the system does not tell.
    pub disk: Option<(u64, u64)>,
}

impl Vitals {
    /// How the service is at present.
    pub(super) fn take(hub: &Hub) -> Result<Self, StoreFault> {
        let dialogues = &hub.parts.dialogues;
        dialogues.next_timer()?;
        let figures = dialogues.figures()?;
        let (now, turning) = (hub.steady.now().as_second(), hub.parts.clock.now());
        let since = |at: Option<Timestamp>| {
            at.map_or(0, |at| (turning.as_second() - at.as_second()).max(0))
        };
        let is_polling = hub.parts.settings.bale.mode == Mode::Poll;
        let sms = lock(&hub.sms_watch).clone();
        Ok(Self {
            silent: is_polling.then(|| now - hub.heard.load(Ordering::Relaxed)),
            is_open: hub.open.load(Ordering::Relaxed),
            running: now - hub.started,
            answer: since(hub.shows.oldest_answer()),
            input: since(figures.oldest_inbox),
            effect: since(figures.oldest_outbox),
            behind: now - hub.followed.load(Ordering::Relaxed),
            figures,
            sms_sent: sms.last(),
            sms_failed: sms.failed(turning),
            disk: dialogues.free_space().ok(),
        })
    }

    /// Whether Bale is being heard, and what it hears of us is no reason to doubt.
    pub fn bale(&self) -> Result<(), NotReady> {
        if !self.is_open && self.running > STARTING {
            return Err(NotReady::NotHeardYet);
        }
        match self.silent.filter(|silent| self.is_open && *silent > SILENCE) {
            Some(seconds) => Err(NotReady::NotHeard { seconds }),
            None => Ok(()),
        }
    }

    /// Whether what happens to claims comes into the chats.
    pub fn decisions(&self) -> Result<(), NotReady> {
        let seconds = self.behind;
        if seconds > STUCK { Err(NotReady::Behind { seconds }) } else { Ok(()) }
    }

    /// Whether answers get out.
    pub fn answers(&self) -> Result<(), NotReady> {
        let seconds = self.answer;
        if seconds > STUCK { Err(NotReady::Stuck { seconds }) } else { Ok(()) }
    }

    /// Whether inputs are handled.
    pub fn inputs(&self) -> Result<(), NotReady> {
        let seconds = self.input;
        if seconds > STUCK { Err(NotReady::NotHandled { seconds }) } else { Ok(()) }
    }

    /// Whether there is room to take anything in.
    pub fn space(&self) -> Result<(), NotReady> {
        match self.disk {
            Some((free, least)) if free < least => Err(NotReady::DiskShort { free, least }),
            Some(_) | None => Ok(()),
        }
    }

    /// Everything at once; the first of what is wrong.
    fn all(&self) -> Result<(), NotReady> {
        self.space()?;
        self.bale()?;
        self.decisions()?;
        self.answers()?;
        self.inputs()
    }

    /// Tells the gauges.
    pub(super) fn tell(&self, gauges: &Metrics) {
        let seconds = |seconds: i64| u64::try_from(seconds).unwrap_or_default();
        let Figures { inbox, outbox, dead, sessions, .. } = self.figures;
        for (gauge, value) in [
            (&metrics::INBOX, Some(inbox)),
            (&metrics::OUTBOX, Some(outbox)),
            (&metrics::DEAD, Some(dead)),
            (&metrics::SESSIONS, Some(sessions)),
            (&metrics::ANSWER_OLDEST, Some(seconds(self.answer))),
            (&metrics::INBOX_OLDEST, Some(seconds(self.input))),
            (&metrics::OUTBOX_OLDEST, Some(seconds(self.effect))),
            (&metrics::BALE_HEARD, self.silent.map(seconds)),
            (&metrics::FOLLOWED, Some(seconds(self.behind))),
            (&metrics::DISK_FREE, self.disk.map(|(free, _)| free)),
            (&metrics::DISK_LEAST, self.disk.map(|(_, least)| least)),
        ] {
            if let Some(value) = value {
                gauges.set(gauge, &[], value);
            }
        }
    }
}

/// Whether the service can do its work.
pub(super) fn ready(hub: &Hub) -> Result<(), NotReady> {
    if hub.stopping().is_cancelled() {
        return Err(NotReady::Stopping);
    }
    Vitals::take(hub)?.all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_that_is_stuck_has_its_reason() {
        let well = Vitals { is_open: true, silent: Some(0), ..Vitals::default() };
        let why = |vitals: Vitals| vitals.all().map_err(|reason| reason.to_string()).err();
        assert_eq!(why(well.clone()), None);
        let cases = [
            (Vitals { is_open: false, running: 31, ..well.clone() }, "Bale has not answered yet"),
            (Vitals { silent: Some(61), ..well.clone() }, "Bale has not answered for 61 seconds"),
            (Vitals { answer: 301, ..well.clone() }, "an answer waits to be sent for 301 seconds"),
            (Vitals { input: 301, ..well.clone() }, "an input waits for its turn for 301 seconds"),
            (
                Vitals { disk: Some((9, 10)), ..well.clone() },
                "the disk is short: 9 bytes are free, 10 must be (data.min_free_bytes)",
            ),
            (
                Vitals { behind: 301, ..well.clone() },
                "what happens to claims has not come into the chats for 301 seconds",
            ),
        ];
        for (vitals, reason) in cases {
            assert_eq!(why(vitals).as_deref(), Some(reason));
        }
        // A webhook is silent while nobody writes; nothing is said of a disk that cannot be asked.
        assert_eq!(why(Vitals { silent: None, disk: None, ..well }), None);
    }
}
