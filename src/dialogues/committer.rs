//! The one thread that writes. It takes what is waiting, applies it as one transaction, syncs, and only then answers.

use std::fs::File;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::{io, thread};

use tokio::sync::oneshot;

use super::StoreFault;
use super::overlay::{Changes, Overlay};
use super::tables::Tables;
use crate::runtime::FailPoint;

/// Requests answered by one sync (`storage.md` §1.7 rule 3).
const GROUP: usize = 256;
/// Bytes after which a group goes on in a further transaction.
const TRANSACTION_BYTES: usize = 1024 * 1024;

/// Gives its answer away; called when all is durable.
type Answer = Box<dyn FnOnce() + Send>;
/// Changes what it wants; a request that fails changes nothing.
type Work = Box<dyn FnOnce(&Tables, &mut Overlay) -> Answer + Send>;

enum Request {
    Work(Work),
    Stop,
}

/// The door to the thread.
pub(super) struct Committer {
    requests: Sender<Request>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Committer {
    /// Starts the thread. `file` is what sled writes to: sled's own flush does not reach the disk (`storage.md` §1.2).
    pub(super) fn start(tables: Arc<Tables>, file: File) -> io::Result<Self> {
        let (requests, waiting) = channel();
        let thread = thread::Builder::new()
            .name("dialogues".to_owned())
            .spawn(move || Thread { tables, file, waiting }.run())?;
        Ok(Self { requests, thread: Mutex::new(Some(thread)) })
    }

    /// Hands in a request. Its answer comes when it is durable; it is done even if nobody waits for the answer.
    pub(super) fn submit<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Changes<'_>) -> Result<T, StoreFault> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, StoreFault>> {
        let (answer, receiver) = oneshot::channel();
        self.hand_in(change, move |result| drop(answer.send(result)));
        receiver
    }

    /// As [`Committer::submit`], for who waits without a runtime.
    pub(super) fn submit_to_block<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Changes<'_>) -> Result<T, StoreFault> + Send + 'static,
    ) -> Receiver<Result<T, StoreFault>> {
        let (answer, receiver) = channel();
        self.hand_in(change, move |result| drop(answer.send(result)));
        receiver
    }

    fn hand_in<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Changes<'_>) -> Result<T, StoreFault> + Send + 'static,
        answer: impl FnOnce(Result<T, StoreFault>) + Send + 'static,
    ) {
        let work: Work = Box::new(move |tables, group| {
            let mut changes = Changes::over(tables, group);
            let result = change(&mut changes);
            let own = changes.into_overlay();
            if result.is_ok() {
                group.absorb(own);
            }
            Box::new(move || answer(result))
        });
        // A closed store drops the request, and the answer with it.
        drop(self.requests.send(Request::Work(work)));
    }

    /// Finishes what was handed in before, and ends the thread.
    pub(super) fn stop(&self) {
        drop(self.requests.send(Request::Stop));
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            // It cannot have panicked: that aborts the process.
            drop(thread.join());
        }
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Thread {
    tables: Arc<Tables>,
    file: File,
    waiting: Receiver<Request>,
}

impl Thread {
    fn run(self) {
        // Whoever waits for an answer would wait for ever, and nobody could tell what is durable.
        let _aborts = AbortOnPanic;
        let mut stopping = false;
        while !stopping {
            let Ok(first) = self.waiting.recv() else { break };
            let mut group = Vec::new();
            let mut next = Some(first);
            while let Some(request) = next {
                match request {
                    Request::Work(work) => group.push(work),
                    Request::Stop => stopping = true,
                }
                let full = stopping || group.len() == GROUP;
                next = if full { None } else { self.waiting.try_recv().ok() };
            }
            self.commit(group);
        }
        self.sync();
    }

    fn commit(&self, group: Vec<Work>) {
        let mut overlay = Overlay::default();
        let mut applied = false;
        let mut answers = Vec::with_capacity(group.len());
        for work in group {
            answers.push(work(&self.tables, &mut overlay));
            if overlay.bytes() > TRANSACTION_BYTES {
                self.apply(&std::mem::take(&mut overlay));
                applied = true;
            }
        }
        if !overlay.is_empty() {
            self.apply(&overlay);
            applied = true;
        }
        if applied {
            FailPoint::BeforeSync.pass();
            self.sync();
            FailPoint::AfterSync.pass();
        }
        for answer in answers {
            answer();
        }
    }

    fn apply(&self, overlay: &Overlay) {
        if let Err(error) = self.tables.apply(overlay) {
            die("apply a transaction", &error);
        }
    }

    fn sync(&self) {
        if let Err(error) = self.tables.flush() {
            die("flush", &error);
        }
        if let Err(error) = self.file.sync_data() {
            die("sync", &error);
        }
    }
}

/// Ends the process: after a failed sync nobody knows what is on the disk, and trying again would hide the loss
/// (`storage.md` §1.7 rule 5). What is on the disk is whole; the next start goes on from there.
fn die(doing: &str, error: &dyn std::error::Error) -> ! {
    tracing::error!(%error, "the store of dialogues could not {doing}: the process ends");
    std::process::abort();
}

struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            tracing::error!("the thread that writes the dialogues panicked: the process ends");
            std::process::abort();
        }
    }
}
