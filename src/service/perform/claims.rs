//! Claims and the directory of insured people.

use std::time::Duration;

use super::super::{hub::Hub, report};
use super::{Step, after_fault, now, photos};
use crate::claim::{Claim, KeptAnswers, NewClaim, TrackingCode};
use crate::dialogues::OutboxRow;
use crate::engine::input::{ClaimSummary, LookUpOutcome, RegisterOutcome};
use crate::engine::{Asker, Input};
use crate::persian::{Mobile, NationalCode};
use crate::registry::{Registration, RegistryFault, may_see};
use crate::runtime::chance;

/// Until photos of the chat are erased.
pub(super) const SOON: Duration = Duration::from_millis(300);

/// Asks the directory of insured people.
pub(super) async fn person(
    hub: &Hub,
    chat: i64,
    who: &NationalCode,
    mobile: &Mobile,
    tries: u32,
) -> Step {
    match hub.parts.registry.family_for(who, mobile).await {
        Ok(family) => Step::Done(Some(Input::PersonLookedUp { family })),
        Err(fault) if fault.is_of_one_row() => {
            unreadable(chat, &fault);
            Step::Done(Some(Input::PersonLookedUp { family: None }))
        }
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
            Ok(RegisterOutcome::Done(ClaimSummary::from(&*claim)))
        }
        Ok(Registration::Changed) => family_as_it_is(hub, row.id.chat, new).await,
        // Only a backup that was put back leads here: the draft is older than the end of its claim.
        Ok(Registration::Erased) => {
            let reason = "its claim was erased".to_owned();
            return Step::GiveUp { reason, answer: Some(Input::Mishap) };
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(outcome) => Step::Done(Some(Input::Registered { draft: new.draft.clone(), outcome })),
        Err(fault) => after_fault("a claim could not be registered", &fault, tries),
    }
}

/// Keeps the answers of a flow that registers no claim; those of the same draft once.
pub(super) async fn keep_answers(hub: &Hub, chat: i64, kept: &KeptAnswers, tries: u32) -> Step {
    match hub.parts.registry.keep_answers(kept, now(hub)).await {
        Ok(_) => {
            tracing::info!(chat, flow = kept.flow, "answers are kept");
            Step::Done(None)
        }
        Err(fault) => after_fault("answers could not be kept", &fault, tries),
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
    asker: &Asker,
    tries: u32,
) -> Step {
    let outcome = match hub.parts.registry.claim(code).await {
        Ok(Some(claim)) if is_open_to(chat, asker, &claim) => LookUpOutcome::Seen(Box::new(claim)),
        Ok(Some(_) | None) => closed(hub).await,
        Err(fault) if fault.is_of_one_row() => {
            unreadable(chat, &fault);
            closed(hub).await
        }
        Err(fault) => return after_fault("a claim could not be looked up", &fault, tries),
    };
    Step::Done(Some(Input::ClaimLookedUp { code: code.clone(), outcome }))
}

/// Nothing that this chat may see, whether there is a claim or not: counted against guessing in all chats together
/// (`storage.md` §4.1 I1).
async fn closed(hub: &Hub) -> LookUpOutcome {
    let rules = &hub.parts.settings.codes;
    match hub.parts.dialogues.count_lookup(rules, now(hub)).await {
        Ok(None) => LookUpOutcome::Closed,
        Ok(Some(until)) => {
            hub.alarms.guessing(hub.parts.clock.now(), rules.lookups_per_hour);
            LookUpOutcome::Held { until }
        }
        // What cannot be counted is refused: whoever asks learns nothing that way.
        Err(fault) => {
            report::error("a look-up could not be counted", None, &fault);
            LookUpOutcome::Closed
        }
    }
}

/// Trying again would give the same, and the chat would wait for ever.
pub(super) fn unreadable(chat: i64, fault: &RegistryFault) {
    report::error("a row of the registry cannot be read", Some(chat), fault);
}

/// Whether a chat may see `claim`.
pub(super) fn is_open_to(chat: i64, asker: &Asker, claim: &Claim) -> bool {
    asker.proved || may_see(chat, asker.identity.as_ref(), claim)
}

/// Lists the claims that a chat may see.
pub(super) async fn list(
    hub: &Hub,
    chat: i64,
    identity: Option<&NationalCode>,
    tries: u32,
) -> Step {
    let listed = match hub.parts.registry.claims_of(chat, identity).await {
        Ok(claims) => Ok(claims.iter().map(ClaimSummary::from).collect()),
        Err(fault) => Err(fault),
    };
    match listed {
        Ok(claims) => Step::Done(Some(Input::ClaimsListed { claims })),
        Err(fault) => after_fault("claims could not be listed", &fault, tries),
    }
}
