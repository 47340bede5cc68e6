//! What may wait or be held in memory at once: all that input can make grow has its bound here (`storage.md` §4.1 D1, D2).

/// Bounds, each a key of `[limits]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Inputs of all chats that wait for their turn; above it nothing is taken in, until there are fewer. Inputs of chats that
    /// wait for their own messages are not counted: they would hold up the others.
    pub inbox: u64,
    /// Effects that wait to be performed, messages included; from it on nothing is taken in, until there are fewer.
    pub outbox: u64,
    /// Messages of one chat that wait to leave; from it on the chat's further inputs wait for their turn.
    pub chat_outbox: usize,
    /// Turns that may be under way at once, one of each chat.
    pub turns: usize,
    /// Uploads that may be held in memory at once.
    pub downloads: usize,
    /// Photos that may be decoded at once: up to 245 MB each ([`crate::photo`]).
    pub decodes: usize,
    /// SMS that may be on their way to the gateway at once.
    pub sms: usize,
    /// Calls of the webhook that may be read and kept at once, 1 MiB each at most; a further one is answered 503.
    pub webhook_calls: usize,
    /// Connections of one listener, the webhook's or the reviewers'; more wait until one of these ends.
    pub connections: usize,
    /// Presses that may be being answered at once; a further one is not answered: it is a courtesy.
    pub presses: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            inbox: 1_000,
            outbox: 20_000,
            chat_outbox: 30,
            turns: 64,
            downloads: 8,
            decodes: 2,
            sms: 8,
            webhook_calls: 32,
            connections: 512,
            presses: 64,
        }
    }
}
