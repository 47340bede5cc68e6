//! The loop: take in, turn, commit, perform (`DESIGN.md` §2, `storage.md` §2.3).
//!
//! An update is durable in the inbox before Bale may forget it. One lane per chat takes turns, one at a time and in order; each
//! turn is one commit of session, inbox, timers and outbox. Effects are performed only out of the outbox, so nothing leaves
//! the process that a crash could undo, and what a crash interrupts is performed again: every effect is harmless twice.

mod alarms;
mod backoff;
mod counting;
mod erasing;
mod events;
mod health;
mod hub;
mod intake;
mod lanes;
mod limits;
mod no_room;
mod parts;
mod perform;
mod purging;
mod report;
mod start;
mod timers;
mod turnstile;
mod webhook;

pub use erasing::{NotRemoved, remove_documents};
pub use health::{NotReady, Vitals};
pub use limits::Limits;
pub use parts::{ServiceParts, ServiceSettings, TurnTaker};
pub use purging::{NotPurged, Purged, purge_if_due};
pub use start::{Running, Service, StartFault};
