//! Bimeyar: a chatbot on the Bale messenger that registers and follows medical-expense claims.
//!
//! The rooms in dependency order: a room imports only rooms above it (`tests/it/tidy.rs`).

pub mod bale;
pub mod chat;
pub mod claim;
pub mod cli;
pub mod config;
pub mod dialogues;
pub mod documents;
pub mod engine;
pub mod flow;
pub mod persian;
pub mod photo;
pub mod registry;
pub mod reviewer;
pub mod runtime;
pub mod service;
pub mod simulator;
pub mod sms;
pub mod vault;
pub mod wording;
