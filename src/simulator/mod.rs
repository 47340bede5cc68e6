//! Bale in a box: Bot API server, web chat page, SMS inbox. Knows the contract (`bale-api.md`), not the bot.
//!
//! One `World` in memory holds everything; [`Simulator::start`] puts it on real HTTP. The Bot API is under
//! `/bot{token}/METHOD` and `/file/bot{token}/{path}`, the people's side under `/sim`, a Kavenegar-shaped
//! door for SMS under `/sms`. There is no auth beyond the bot's token, so it listens on loopback only.

mod calls;
mod conversation;
mod door;
mod envelope;
mod events;
mod faults;
mod files;
mod flood;
mod keyboard;
mod methods;
mod params;
mod people;
mod person;
mod profiles;
mod queue;
mod server;
mod shapes;
mod shared;
mod sms;
mod web;
mod webhook;
mod world;

pub use faults::{ContactFormat, Faults, UpdatesWhileWebhook};
pub use people::Person;
pub use profiles::Profile;
pub use server::{Running, Simulator, SimulatorSettings, StartError};
