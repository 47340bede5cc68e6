//! The whole product from outside: `bimeyar serve` as a process, the simulator as Bale, and people who know only
//! messages and buttons.

#![cfg(test)]

mod access;
mod answers;
mod backups;
mod beside;
mod child;
mod claims;
mod counting;
mod deaths;
mod fail_points;
mod feed;
mod full_disk;
mod hostile;
mod insisting;
mod keys;
mod kills;
mod life;
mod living;
mod mending;
mod notices;
mod odd;
mod operated;
mod person;
mod plan;
mod play;
mod repairs;
mod sealed;
mod stops;
mod story;
mod subset;
mod targets;
mod together;
mod webhook;
mod whole;
mod words;
mod world;
