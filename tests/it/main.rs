//! The one test binary: each module a subject.

mod sms;
mod vault;
mod wording;
