//! Section `[limits]`.

use super::reader::Reader;
use crate::service::Limits;

pub(super) fn read(reader: &mut Reader) -> Limits {
    let default = Limits::default();
    Limits {
        inbox: reader.number("limits.inbox", 1..=1_000_000, default.inbox),
        outbox: reader.number("limits.outbox", 1..=1_000_000, default.outbox),
        chat_outbox: reader.number("limits.chat_outbox", 1..=1_000, default.chat_outbox),
        turns: reader.number("limits.turns", 1..=512, default.turns),
        downloads: reader.number("limits.downloads", 1..=256, default.downloads),
        decodes: reader.number("limits.decodes", 1..=64, default.decodes),
        sms: reader.number("limits.sms", 1..=256, default.sms),
        webhook_calls: reader.number("limits.webhook_calls", 1..=1_024, default.webhook_calls),
        connections: reader.number("limits.connections", 8..=65_536, default.connections),
        presses: reader.number("limits.presses", 1..=1_024, default.presses),
    }
}

/// Inputs that a session may hold, which the engine watches over.
pub(super) fn chat_held(reader: &mut Reader, default: usize) -> usize {
    reader.number("limits.chat_held", 1..=1_000, default)
}

/// Inputs of one chat that may wait, which the store of dialogues watches over.
pub(super) fn chat_inbox(reader: &mut Reader, default: usize) -> usize {
    reader.number("limits.chat_inbox", 1..=10_000, default)
}
