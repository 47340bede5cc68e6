//! `bimeyar verify`: whether what is kept is as it was written.

use super::Settings;
use super::registry::with_registry;
use super::terminal::{Failure, Terminal};
use crate::registry::AuditVerdict;

pub(super) fn run(settings: &Settings, terminal: &Terminal) -> Result<(), Failure> {
    let verdict = with_registry(settings, async |registry, _| {
        let verdict = registry.verify_audit().await;
        verdict.map_err(|fault| Failure::of("cannot read the audit", fault))
    })?;
    match verdict {
        AuditVerdict::Whole { entries, head } => {
            // Kept elsewhere, the last number and hash show later whether the audit was written anew.
            terminal.say(format_args!("audit: whole, {entries} entries, the last is {head}"));
            Ok(())
        }
        AuditVerdict::Broken { seq, why } => {
            terminal.say(format_args!("audit: broken at entry {seq}: {why}"));
            Err(Failure::Told)
        }
    }
}
