//! What people do to their registered claims: further documents, repairs, withdrawal.

use super::super::hub::Hub;
use super::claims::{SOON, is_open_to, unreadable};
use super::{Step, after_fault, now, photos};
use crate::dialogues::OutboxRow;
use crate::engine::WantedChange;
use crate::engine::input::ChangeOutcome;
use crate::registry::{Changed, ClaimChange, Doer, RegistryFault};

/// Performs an effect that changes a registered claim which this chat may see, once for its key.
pub(super) async fn perform(hub: &Hub, row: &OutboxRow, tries: u32) -> Step {
    let chat = row.id.chat;
    if photos::is_erasing(hub, chat) {
        return Step::Later(SOON);
    }
    let Some(wanted) = row.effect.wanted_change() else { return Step::Done(None) };
    let reply = wanted.reply;
    let outcome = match change(hub, chat, wanted).await {
        Ok(outcome) => outcome,
        Err(fault) if fault.is_of_one_row() => {
            unreadable(chat, &fault);
            ChangeOutcome::Unknown
        }
        Err(fault) => return after_fault("a claim could not be changed", &fault, tries),
    };
    Step::Done(Some(reply.with(outcome)))
}

async fn change(
    hub: &Hub,
    chat: i64,
    wanted: WantedChange<'_>,
) -> Result<ChangeOutcome, RegistryFault> {
    let WantedChange { code, act, asker, once, reply: _ } = wanted;
    let registry = &hub.parts.registry;
    match registry.claim(code).await? {
        Some(claim) if is_open_to(chat, asker, &claim) => {}
        Some(_) | None => return Ok(ChangeOutcome::Unknown),
    }
    let by = Doer::Chat { chat, once };
    let change = ClaimChange { act, by, expected_revision: None };
    Ok(match registry.change(code, change, now(hub)).await? {
        Changed::Done(claim) => ChangeOutcome::Done(claim),
        Changed::Stale(claim) | Changed::Refused(_, claim) => ChangeOutcome::NotAllowed(claim),
        Changed::Unknown => ChangeOutcome::Unknown,
    })
}
