//! Sessions, inbox, outbox, seen updates, timers and one-time-code challenges: one atomic durable commit at a time, in sled.
//!
//! An answer of an async function of [`Dialogues`] means durable: written, flushed and synced (`storage.md` §1.7).

mod arrival;
mod budget;
mod challenge;
mod code_watch;
mod committer;
mod dead;
mod export;
mod fault;
mod figures;
mod folder;
mod followed;
mod forgetting;
mod held;
mod import;
mod limit;
mod look;
mod outbox;
mod overlay;
mod resealing;
mod settings;
mod store;
mod sweep;
mod table;
mod tables;
mod timer;
mod turn;
mod witness;

pub use arrival::{Arrival, InboxId, InboxRow};
pub use challenge::{CodeRules, NumberChallenge, NumberIndex, Opened, Recipient, Try};
pub use dead::{DeadKind, DeadLetter, Requeued};
pub use export::Export;
pub use fault::{OpenFault, StoreFault};
pub use figures::Figures;
pub use followed::Followed;
pub use forgetting::Dropped;
pub use import::ImportFault;
pub use outbox::{OutboxId, OutboxRow};
pub use resealing::Resealed;
pub use settings::DialoguesSettings;
pub use store::Dialogues;
pub use timer::Timer;
pub use turn::{Committed, TurnCommit};
