//! `bimeyar verify`: whether what is kept is as it was written.

use clap::Args;

use super::Settings;
use super::registry::with_registry;
use super::terminal::{Failure, Terminal};
use crate::registry::{AuditVerdict, KnownHead};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What an earlier `verify` printed as the last, such as `1204:9f86d081884c7d65`: that entry must still be there.
    #[arg(long, value_name = "NUMBER:HASH")]
    head: Option<KnownHead>,
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let Arguments { head, settings } = arguments;
    let verdict = with_registry(settings, async |registry, _| {
        let verdict = registry.verify_audit_with(*head).await;
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
