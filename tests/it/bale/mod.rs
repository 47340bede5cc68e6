//! The Bale client against updates and servers as odd as the real ones (`bale-api.md` §9, §12, §13).

mod client;
mod files;
mod poll;
mod quirks;
mod server;
mod trimming;
mod webhook;
mod wire;
