//! Keeps each message: for tests.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::{Outage, Sent, SmsFault, SmsMessage};
use crate::persian::Mobile;

/// Keeps each message, in the order of sending. Cheap to clone; clones share messages and mood.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    kept: watch::Sender<Vec<Kept>>,
    mood: Mutex<Mood>,
}

/// How messages are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// Each is taken.
    #[default]
    Well,
    /// None is taken.
    Down,
    /// Each is taken, but for the first of each name the answer is lost, so that it is sent once more.
    Forgetful,
}

/// A message as it was sent. Prints without code and text.
#[derive(Clone, Debug)]
pub struct Kept {
    /// To whom.
    pub to: Mobile,
    /// What.
    pub message: SmsMessage,
    /// The sender's name for this sending.
    pub local_id: String,
}

impl Memory {
    /// Nothing sent yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// All messages so far.
    pub fn messages(&self) -> Vec<Kept> {
        self.0.kept.borrow().clone()
    }

    /// All messages, as soon as there are at least `count`.
    pub async fn at_least(&self, count: usize) -> Vec<Kept> {
        let mut changes = self.0.kept.subscribe();
        // The sender lives as long as `self`, so this waits only for the count.
        match changes.wait_for(|kept| kept.len() >= count).await {
            Ok(kept) => kept.clone(),
            Err(_) => self.messages(),
        }
    }

    /// From here on messages are taken like this.
    pub fn set_mood(&self, mood: Mood) {
        *self.0.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    pub(super) fn send(
        &self,
        to: &Mobile,
        message: &SmsMessage,
        local_id: &str,
    ) -> Result<Sent, SmsFault> {
        let fault = |why| Err(SmsFault::Unavailable { gateway: "memory", why });
        let mood = *self.0.mood.lock().unwrap_or_else(PoisonError::into_inner);
        if mood == Mood::Down {
            return fault(Outage::Busy);
        }
        let kept = Kept { to: to.clone(), message: message.clone(), local_id: local_id.to_owned() };
        let mut is_first = false;
        self.0.kept.send_modify(|messages| {
            is_first = messages.iter().all(|known| known.local_id != local_id);
            messages.push(kept);
        });
        if mood == Mood::Forgetful && is_first {
            return fault(Outage::TimedOut);
        }
        Ok(Sent { by: "memory", reference: None })
    }
}
