//! The one test binary: each module a subject.

mod dialogues;
mod sms;
mod vault;
