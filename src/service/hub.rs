//! What all parts of the running service share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, RwLock, Semaphore};
use tokio_util::sync::CancellationToken;

use super::alarms::Alarms;
use super::counting::{Awaited, SmsWatch};
use super::lanes::Lanes;
use super::parts::ServiceParts;
use super::perform::shows::Shows;
use super::turnstile::Turnstile;
use crate::runtime::Clock;

/// What is under way when the service is told to stop may take this long to come to its end.
const GRACE: Duration = Duration::from_secs(3);

/// What all parts of the running service share.
pub(super) struct Hub {
    pub(super) parts: ServiceParts,
    pub(super) lanes: Lanes,
    pub(super) shows: Shows,
    pub(super) turnstile: Turnstile,
    /// Rung when a timer was set or stopped.
    pub(super) timers: Notify,
    pub(super) downloads: Semaphore,
    pub(super) preparing: Semaphore,
    /// Photos that are being decoded.
    pub(super) decoding: Mutex<u64>,
    pub(super) sending_sms: Semaphore,
    pub(super) answering: Semaphore,
    /// What the operator is told of limits that all chats share.
    pub(super) alarms: Alarms,
    /// Read: a photo is being kept and its answer committed. Write: a photo is being erased.
    pub(super) photos: RwLock<()>,
    /// How many erasures of photos of a chat are not done: its claims wait for them.
    pub(super) erasing: Mutex<BTreeMap<i64, u32>>,
    /// Since when people wait for answers that are on their way.
    pub(super) awaited: Awaited,
    /// How SMS go.
    pub(super) sms_watch: Mutex<SmsWatch>,
    /// Lanes, queues of messages and other effects that are under way.
    busy: AtomicUsize,
    /// For what is told by how long ago it was: nobody can set it.
    pub(super) steady: Clock,
    /// When Bale last answered, in seconds of [`Hub::steady`]; when the service started, until it does.
    pub(super) heard: AtomicI64,
    /// When the events of claims had last been followed to their end, in seconds of [`Hub::steady`].
    pub(super) followed: AtomicI64,
    /// When the service started, in seconds of [`Hub::steady`].
    pub(super) started: i64,
    /// Whom it was told that there is no room, and when, in seconds of [`Hub::steady`].
    pub(super) told_no_room: Mutex<BTreeMap<i64, i64>>,
    /// Whether nothing is taken in, since too much waits.
    pub(super) is_full: AtomicBool,
    /// Whether updates can come in: the first poll was answered, or Bale knows the webhook.
    pub(super) open: AtomicBool,
}

impl Hub {
    pub(super) fn new(parts: ServiceParts) -> Arc<Self> {
        let (settings, limits) = (&parts.settings, &parts.settings.limits);
        let steady = Clock::steady();
        let started = steady.now().as_second();
        Arc::new(Self {
            lanes: Lanes::new(limits.turns),
            shows: Shows::default(),
            turnstile: Turnstile::new(&settings.bale),
            timers: Notify::new(),
            downloads: Semaphore::new(limits.downloads),
            preparing: Semaphore::new(limits.decodes),
            decoding: Mutex::default(),
            sending_sms: Semaphore::new(limits.sms),
            answering: Semaphore::new(limits.presses),
            alarms: Alarms::default(),
            photos: RwLock::new(()),
            erasing: Mutex::default(),
            awaited: Awaited::default(),
            sms_watch: Mutex::default(),
            busy: AtomicUsize::new(0),
            steady,
            heard: AtomicI64::new(started),
            followed: AtomicI64::new(started),
            started,
            told_no_room: Mutex::default(),
            is_full: false.into(),
            open: false.into(),
            parts,
        })
    }

    /// Whether no lane, no queue of messages and no other effect is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.busy.load(Ordering::Acquire) == 0
    }

    pub(super) fn stopping(&self) -> &CancellationToken {
        self.parts.tasks.stopping()
    }

    /// Waits for `pause`; false when the service stops meanwhile.
    pub(super) async fn pause(&self, pause: Duration) -> bool {
        tokio::select! {
            () = self.stopping().cancelled() => false,
            () = tokio::time::sleep(pause) => true,
        }
    }

    /// The end of `work`; none when the service stops and the work does not come to its end soon after.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            biased;
            done = &mut work => return Some(done),
            () = self.stopping().cancelled() => {}
        }
        tokio::time::timeout(GRACE, work).await.ok()
    }
}

/// Work under way. What it leads to is begun before it ends, so that the service never seems idle in between.
pub(super) struct Busy(Arc<Hub>);

impl Busy {
    pub(super) fn at(hub: &Arc<Hub>) -> Self {
        hub.busy.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(hub))
    }

    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.0
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Locks what is never left half changed: a panic elsewhere does not spoil it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
