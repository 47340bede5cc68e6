//! The one test binary: each module a subject.

#[cfg(test)]
mod bale;
mod cli;
mod cli_claims;
mod cli_flows;
mod config;
#[cfg(test)]
mod console;
#[cfg(test)]
mod convos;
#[cfg(test)]
mod corpora;
mod dialogues;
mod docs;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod engine_held;
#[cfg(test)]
mod engine_properties;
#[cfg(test)]
mod engine_reminders;
mod flow;
mod flow_guide;
#[cfg(test)]
mod late_documents;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod operations;
mod persian;
mod photo;
mod photo_quality;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod reviewer;
#[cfg(test)]
mod security;
mod serve;
mod service;
mod simulator;
mod sms;
mod support;
mod tidy;
mod vault;
mod wording;
