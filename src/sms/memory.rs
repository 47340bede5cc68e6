//! Keeps each message: for tests.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Sent, SmsMessage};
use crate::persian::Mobile;

/// Keeps each message, in the order of sending. Cheap to clone; clones share the messages.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<watch::Sender<Vec<Kept>>>);

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
        self.0.borrow().clone()
    }

    /// All messages, as soon as there are at least `count`.
    pub async fn at_least(&self, count: usize) -> Vec<Kept> {
        let mut changes = self.0.subscribe();
        // The sender lives as long as `self`, so this waits only for the count.
        match changes.wait_for(|kept| kept.len() >= count).await {
            Ok(kept) => kept.clone(),
            Err(_) => self.messages(),
        }
    }

    pub(super) fn send(&self, to: &Mobile, message: &SmsMessage, local_id: &str) -> Sent {
        let kept = Kept { to: to.clone(), message: message.clone(), local_id: local_id.to_owned() };
        self.0.send_modify(|messages| messages.push(kept));
        Sent { by: "memory", reference: None }
    }
}
