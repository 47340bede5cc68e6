//! The one test binary: each module a subject.

mod persian;
mod sms;
mod vault;
mod wording;
