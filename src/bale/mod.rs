//! The Bale Bot API: wire, client, long poll, webhook, pacing.
