//! The one test binary: each module a subject.

#[cfg(test)]
mod bale;
mod persian;
mod sms;
mod vault;
mod wording;
