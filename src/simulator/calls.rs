//! The log of Bot API calls, for tests that ask what the bot did.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// Enough for any test; idle polls must not eat the memory of a demo that runs for days.
const KEPT: usize = 5_000;

/// One call as it was answered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    /// Counts up by 1 over the life of the simulator.
    pub(crate) n: u64,
    /// As the caller wrote it.
    pub(crate) method: String,
    /// Files as `{name, bytes}`.
    pub(crate) params: Value,
    /// The HTTP status; 0 when no answer was sent.
    pub(crate) status: u16,
    /// The JSON of the answer, or its text.
    pub(crate) response: Value,
    /// RFC 3339.
    pub(crate) at: String,
    /// The fault that the call met.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(crate) fault: Value,
}

#[derive(Debug, Default)]
pub(crate) struct CallLog {
    last: u64,
    calls: VecDeque<Call>,
}

impl CallLog {
    /// Numbers and keeps `call`; the oldest goes when there are too many.
    pub(crate) fn record(&mut self, mut call: Call) {
        self.last += 1;
        call.n = self.last;
        self.calls.push_back(call);
        if self.calls.len() > KEPT {
            self.calls.pop_front();
        }
    }

    /// The calls with a number above `after`.
    pub(crate) fn after(&self, after: u64) -> Vec<Call> {
        self.calls.iter().filter(|call| call.n > after).cloned().collect()
    }

    /// Forgets the calls; the numbers go on.
    pub(crate) fn clear(&mut self) {
        self.calls.clear();
    }
}
