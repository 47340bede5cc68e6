//! Claims and the directory of insured people.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::hub::Hub;
use super::{Step, after_fault, now, photos};
use crate::claim::{Claim, NewClaim, TrackingCode};
use crate::dialogues::OutboxRow;
use crate::engine::Input;
use crate::engine::input::{ClaimSummary, RegisterOutcome};
use crate::persian::{Mobile, NationalCode};
use crate::registry::{Registration, RegistryFault, may_see};
use crate::runtime::chance;

/// Until photos of the chat are erased.
const SOON: Duration = Duration::from_millis(300);

/// Asks the directory of insured people.
pub(super) async fn person(hub: &Hub, who: &NationalCode, mobile: &Mobile, tries: u32) -> Step {
    match hub.parts.registry.family_for(who, mobile).await {
        Ok(family) => Step::Done(Some(Input::PersonLookedUp { family })),
        Err(fault) => after_fault("the directory could not be asked", &fault, tries),
    }
}

/// Registers a claim; the same draft gives the same claim.
pub(super) async fn register(hub: &Hub, row: &OutboxRow, new: &NewClaim, tries: u32) -> Step {
    if photos::is_erasing(hub, row.id.chat) {
        return Step::Later(SOON);
    }
    let registry = &hub.parts.registry;
    let outcome = match registry.register(new, now(hub), chance::bytes).await {
        Ok(Registration::Done(claim)) => {
            tracing::info!(chat = row.id.chat, code = claim.code.as_str(), "a claim is registered");
            summaries(hub, &[*claim]).await.map(|mut done| done.pop().map(RegisterOutcome::Done))
        }
        Ok(Registration::Changed) => family_as_it_is(hub, row.id.chat, new).await.map(Some),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(Some(outcome)) => {
            Step::Done(Some(Input::Registered { draft: new.draft.clone(), outcome }))
        }
        Ok(None) => Step::Later(SOON),
        Err(fault) => after_fault("a claim could not be registered", &fault, tries),
    }
}

/// What the directory opens to the person of this chat at present.
async fn family_as_it_is(
    hub: &Hub,
    chat: i64,
    new: &NewClaim,
) -> Result<RegisterOutcome, RegistryFault> {
    let session = hub.parts.dialogues.session(chat).ok().flatten();
    let identity = session.and_then(|session| session.person.identity);
    let known = identity.and_then(|known| Some((known.national_code?, known.mobile)));
    let (who, mobile) = known.unwrap_or_else(|| {
        let insured = &new.details.insured;
        let who = insured.principal.as_ref().unwrap_or(&insured.national_code);
        (who.clone(), new.details.mobile.clone())
    });
    Ok(RegisterOutcome::Changed(hub.parts.registry.family_for(&who, &mobile).await?))
}

/// Looks a claim up for a chat that may see it.
pub(super) async fn look_up(
    hub: &Hub,
    chat: i64,
    code: &TrackingCode,
    identity: Option<&NationalCode>,
    tries: u32,
) -> Step {
    let found = match hub.parts.registry.claim(code).await {
        Ok(found) => found.filter(|claim| may_see(chat, identity, claim)),
        Err(fault) => return after_fault("a claim could not be looked up", &fault, tries),
    };
    let found: Vec<Claim> = found.into_iter().collect();
    match summaries(hub, &found).await {
        Ok(claims) => {
            let claim = claims.into_iter().next();
            Step::Done(Some(Input::ClaimLookedUp { code: code.clone(), claim }))
        }
        Err(fault) => after_fault("a contract could not be looked up", &fault, tries),
    }
}

/// Lists the claims that a chat may see.
pub(super) async fn list(
    hub: &Hub,
    chat: i64,
    identity: Option<&NationalCode>,
    tries: u32,
) -> Step {
    let listed = match hub.parts.registry.claims_of(chat, identity).await {
        Ok(claims) => summaries(hub, &claims).await,
        Err(fault) => Err(fault),
    };
    match listed {
        Ok(claims) => Step::Done(Some(Input::ClaimsListed { claims })),
        Err(fault) => after_fault("claims could not be listed", &fault, tries),
    }
}

/// What a person is shown of claims. Whether originals are needed is the contract's matter; without contract they are not.
async fn summaries(hub: &Hub, claims: &[Claim]) -> Result<Vec<ClaimSummary>, RegistryFault> {
    let mut needed: BTreeMap<&str, bool> = BTreeMap::new();
    let mut summaries = Vec::with_capacity(claims.len());
    for claim in claims {
        let contract = claim.details.contract.as_ref().map(|contract| contract.code.as_str());
        let originals_required = match contract.map(|code| (code, needed.get(code).copied())) {
            None => false,
            Some((_, Some(known))) => known,
            Some((code, None)) => {
                let contract = hub.parts.registry.contract(code).await?;
                let is_needed = contract.is_some_and(|contract| contract.originals_required);
                needed.insert(code, is_needed);
                is_needed
            }
        };
        summaries.push(summary(claim, originals_required));
    }
    Ok(summaries)
}

fn summary(claim: &Claim, originals_required: bool) -> ClaimSummary {
    let details = &claim.details;
    // The stage began with the last event that led to it from another one.
    let since = claim.events.iter().rev().take_while(|event| event.stage == claim.stage).last();
    ClaimSummary {
        code: claim.code.clone(),
        kind: claim.kind,
        stage: claim.stage,
        registered_at: claim.registered_at,
        stage_at: since.map_or(claim.registered_at, |event| event.at),
        insured: format!("{} {}", details.insured.first_name, details.insured.last_name),
        service: details.service_group.as_ref().map(|group| group.name.clone()),
        amount: details.amount_rial,
        center: details.center.as_ref().map(|center| center.name.clone()),
        documents: u32::try_from(claim.documents.len()).unwrap_or(u32::MAX),
        originals_required,
    }
}
