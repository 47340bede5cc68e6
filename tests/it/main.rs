//! The one test binary: each module a subject.

#[cfg(test)]
mod bale;
mod flow;
mod persian;
mod sms;
mod vault;
mod wording;
