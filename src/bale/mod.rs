//! The Bale Bot API, complete on its own: wire, client, long poll, webhook, pacing, text (`bale-api.md`).
//!
//! Raw Bale JSON ends here: other rooms see the types of [`wire`], and speak with teloxide's payload and keyboard types,
//! whose fields that Bale does not know are left out on the way.

mod client;
mod download;
mod envelope;
mod error;
pub mod markdown;
mod methods;
mod networks;
mod outgoing;
pub mod pacing;
pub mod poll;
mod settings;
mod upload;
pub mod webhook;
pub mod wire;

pub use client::{Client, Limits};
pub use download::BaleFile;
pub use error::BaleError;
pub use methods::{Me, WebhookInfo};
pub use networks::{Network, caller};
pub use pacing::Pacer;
pub use poll::Poller;
pub use settings::{BaleSettings, Mode, WebhookSettings};
pub use upload::Upload;
