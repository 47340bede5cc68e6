//! The one test binary: each module a subject.

#[cfg(test)]
mod bale;
mod config;
mod flow;
mod persian;
mod photo;
mod photo_quality;
mod serve;
mod simulator;
mod sms;
mod support;
mod tidy;
mod vault;
mod wording;
