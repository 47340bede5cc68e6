//! The long poll: updates are asked for again until the caller has made them durable.
//!
//! The offset moves only in [`Poller::confirm`]. After a start there is none: Bale holds only what is unconfirmed, and
//! its ids begin at 0, so a remembered offset would make the bot deaf to a fresh server (`bale-api.md` §2).

use std::time::Duration;

use super::methods::MOST_UPDATES;
use super::wire::{Incoming, Unreadable, Update};
use super::{BaleError, Client};
use crate::runtime::chance;

/// How the poller paces itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollSettings {
    /// How long Bale waits for a first update; whole seconds. Default 25 s (clients use 10–30, `bale-api.md` §2).
    pub timeout: Duration,
    /// An empty answer never comes back sooner, also from a server that does not wait. Default 500 ms.
    pub rest: Duration,
    /// The pause after the first failure; it doubles with each. Default 1 s.
    pub pause: Duration,
    /// The longest pause. Default 30 s.
    pub longest_pause: Duration,
}

impl Default for PollSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(25),
            rest: Duration::from_millis(500),
            pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// What one poll brought; empty when nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    updates: Vec<Incoming>,
    /// The offset that was asked with.
    asked: Option<i64>,
}

impl Batch {
    /// The updates in Bale's order, readable or not.
    pub fn updates(&self) -> &[Incoming] {
        &self.updates
    }

    /// The updates, once the batch is confirmed.
    pub fn into_updates(self) -> Vec<Incoming> {
        self.updates
    }

    /// Whether nobody wrote.
    pub fn is_empty(&self) -> bool {
        self.updates.is_empty()
    }

    /// The offset that confirms this batch and nothing that is not in it; none where no member has an id that can be
    /// believed: then nothing is confirmed, and the next update that is one confirms these too.
    ///
    /// What cannot be read may have any number for its id. It counts only as far as Bale can have come since.
    fn next_offset(&self) -> Option<i64> {
        let of_readable = self.updates.iter().filter(|incoming| incoming.is_ok());
        let highest = of_readable.filter_map(plausible_id).max();
        let known = highest.or(self.asked);
        let believed = self
            .updates
            .iter()
            .filter(|incoming| incoming.is_err())
            .filter_map(plausible_id)
            .filter(|id| known.is_none_or(|known| *id < known.saturating_add(KEPT_BY_BALE)))
            .max();
        highest.max(believed).map(|highest| highest + 1)
    }
}

/// Undelivered updates that Bale stores (`bale-api.md` §2).
const KEPT_BY_BALE: i64 = 2_000;

/// Ids have at most 52 bits (`bale-api.md` §4). A wild one would confirm what nobody has seen, and a negative offset
/// makes Bale forget.
const HIGHEST_ID: i64 = 1 << 52;

fn plausible_id(incoming: &Incoming) -> Option<i64> {
    let id = match incoming {
        Ok(Update { id, .. }) | Err(Unreadable { update_id: id, .. }) => *id,
    };
    id.filter(|id| (0..HIGHEST_ID).contains(id))
}

/// Empty answers after which one poll goes without offset: a server that began again at 0 has nothing beyond the old
/// offset, and one that did not has nothing before it.
const QUIET_POLLS: u32 = 4;
/// What cannot be confirmed, for its id is no id, comes with every answer: others who write must not wait long for that.
const REPEATS_COUNTED: u32 = 2;
/// Updates asked for after answers that broke off: a slow line does not carry a hundred.
const FEW_UPDATES: u8 = 10;

/// Asks Bale for updates, one batch at a time.
#[derive(Debug)]
pub struct Poller {
    client: Client,
    settings: PollSettings,
    offset: Option<i64>,
    /// To be waited before the next poll; a cancelled wait begins again.
    pause: Option<Duration>,
    /// Errors, and batches that nobody confirmed, in a row.
    failures: u32,
    /// Answers that broke off or could not be read, in a row.
    broken: u32,
    /// Empty answers in a row.
    quiet: u32,
    /// What was confirmed last, and how often it has come again since.
    confirmed: Vec<Incoming>,
    repeats: u32,
}

impl Poller {
    /// A poller that has confirmed nothing yet.
    pub fn new(client: Client, settings: PollSettings) -> Self {
        Self {
            client,
            settings,
            offset: None,
            pause: None,
            failures: 0,
            broken: 0,
            quiet: 0,
            confirmed: Vec::new(),
            repeats: 0,
        }
    }

    /// Waits for the next batch, and before that for the pause which errors, unconfirmed batches and repeated ones cost.
    /// May be cancelled at any point: nothing is lost.
    ///
    /// # Errors
    /// What Bale or the network answered; calling again is right after every error.
    pub async fn next_batch(&mut self) -> Result<Batch, BaleError> {
        if let Some(pause) = self.pause {
            tokio::time::sleep(pause).await;
            self.pause = None;
        }
        let asked = if self.quiet >= QUIET_POLLS { None } else { self.offset };
        let most = if self.broken >= 2 { FEW_UPDATES } else { MOST_UPDATES };
        let rest = tokio::time::sleep(self.settings.rest);
        match self.client.get_some_updates(asked, most, self.settings.timeout).await {
            Ok(updates) => {
                self.broken = 0;
                if updates.is_empty() {
                    rest.await;
                    self.failures = 0;
                    self.quiet = if self.quiet >= QUIET_POLLS { 0 } else { self.quiet + 1 };
                } else {
                    self.quiet = 0;
                    self.fail(None);
                }
                Ok(Batch { updates, asked })
            }
            Err(error) => {
                self.broken = if error.may_have_been_done() { self.broken + 1 } else { 0 };
                self.fail(error.wait());
                Err(error)
            }
        }
    }

    /// Says that every member of `batch` is durable: the next poll confirms it to Bale.
    pub fn confirm(&mut self, batch: &Batch) {
        self.failures = 0;
        self.pause = None;
        if batch.is_empty() {
            return;
        }
        self.offset = batch.next_offset().or(self.offset);
        if self.confirmed == batch.updates {
            // A server that does not take the offset must not make the bot spin.
            self.repeats = self.repeats.saturating_add(1);
            self.pause = Some(self.pause_after(self.repeats.min(REPEATS_COUNTED)));
        } else {
            self.repeats = 0;
            self.confirmed.clone_from(&batch.updates);
        }
    }

    /// The offset of the next poll, for the health page.
    pub fn offset(&self) -> Option<i64> {
        self.offset
    }

    /// Until it is confirmed a batch counts as a failure: who does not confirm is not asked at full speed.
    fn fail(&mut self, wait: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        let pause = self.pause_after(self.failures);
        self.pause = Some(wait.map_or(pause, |wait| wait.max(pause)));
    }

    /// Doubles with each failure, with a jitter of one half, so that many bots do not come back at one moment.
    fn pause_after(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        let full = self.settings.pause.saturating_mul(1 << doublings);
        let full = full.min(self.settings.longest_pause);
        let share = u32::from(u16::from_be_bytes(chance::bytes()));
        full / 2 + (full / 2).saturating_mul(share) / u32::from(u16::MAX)
    }
}
