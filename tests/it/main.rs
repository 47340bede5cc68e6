//! The one test binary: each module a subject.

#[cfg(test)]
mod bale;
mod dialogues;
mod flow;
mod persian;
mod photo;
mod photo_quality;
mod simulator;
mod sms;
mod support;
mod vault;
mod wording;
