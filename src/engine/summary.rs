//! What a list shows of a claim.

use super::input::ClaimSummary;
use crate::claim::record::Insured;
use crate::claim::{Claim, Stage};

impl From<&Claim> for ClaimSummary {
    fn from(claim: &Claim) -> Self {
        let details = &claim.details;
        // The stage began with the last event that led to it from another one.
        let since = claim.events.iter().rev().take_while(|event| event.stage == claim.stage).last();
        let open = claim.defects.last().filter(|_| claim.stage == Stage::Defect);
        Self {
            code: claim.code.clone(),
            kind: claim.kind,
            stage: claim.stage,
            registered_at: claim.registered_at,
            stage_at: since.map_or(claim.registered_at, |event| event.at),
            insured: name(&details.insured),
            code_end: details.insured.national_code.last_four().to_owned(),
            service: details.service_group.as_ref().map(|group| group.name.clone()),
            amount: details.amount_rial,
            center: details.center.as_ref().map(|center| center.name.clone()),
            documents: u32::try_from(claim.documents.len()).unwrap_or(u32::MAX),
            originals_required: claim.originals_required,
            due: open.and_then(|defect| defect.due),
        }
    }
}

fn name(insured: &Insured) -> Option<String> {
    let name = format!("{} {}", insured.first_name, insured.last_name);
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
