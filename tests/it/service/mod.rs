//! The service over real HTTP against the simulator, with real stores in a folder of their own and scripted turns.

#![cfg(test)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test reports failure by panicking"
)]

mod bench;
mod claims;
mod codes;
mod delivery;
mod messages;
mod photos;
mod recovery;
