//! The service over real HTTP against the simulator, with real stores in a folder of their own and scripted turns.

#![cfg(test)]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a script answers the few inputs that its test is about"
)]

pub(crate) mod bench;
mod changes;
mod claims;
mod clock;
mod codes;
mod dead;
mod delivery;
mod events;
mod faults;
mod figures;
mod floods;
mod gate;
mod messages;
mod photos;
mod privacy;
mod recovery;
pub(crate) mod relay;
