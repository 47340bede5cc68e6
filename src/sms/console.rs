//! Shows each message on the spot: for the demo and for developers.

use std::fmt;
use std::sync::Arc;

use super::{Sent, SmsMessage};
use crate::persian::Mobile;

/// Hands each message to whoever shows it. Codes are in the texts, so what shows them must not be the log.
#[derive(Clone)]
pub struct Console(Arc<Show>);

type Show = dyn Fn(&Mobile, &str) + Send + Sync;

impl Console {
    /// Messages go to `show`, with the number and the text.
    pub fn new(show: impl Fn(&Mobile, &str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(show))
    }

    pub(super) fn send(&self, to: &Mobile, message: &SmsMessage) -> Sent {
        (self.0)(to, message.text.expose());
        Sent { by: "console", reference: None }
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Console")
    }
}
