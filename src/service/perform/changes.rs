//! What people do to their registered claims: further documents, repairs, withdrawal.

use super::super::hub::Hub;
use super::claims::{self, Wanted};
use super::{Step, photos};
use crate::claim::Act;
use crate::dialogues::OutboxRow;
use crate::engine::{Effect, Input};

/// Performs an effect that changes a registered claim. What came with one draft is done once.
pub(super) async fn perform(hub: &Hub, row: &OutboxRow, tries: u32) -> Step {
    if photos::is_erasing(hub, row.id.chat) {
        return Step::Later(claims::SOON);
    }
    match &row.effect {
        Effect::AddDocuments { code, draft, documents, asker } => {
            let act = Act::AddDocuments(documents.clone());
            let wanted = Wanted { code, act, asker, once: draft.clone() };
            answer(hub, row, wanted, tries, |outcome| Input::DocumentsAdded {
                draft: draft.clone(),
                outcome,
            })
            .await
        }
        Effect::Repair { code, draft, repair, documents, asker } => {
            let act = Act::Repair(repair.clone(), documents.clone());
            let wanted = Wanted { code, act, asker, once: draft.clone() };
            answer(hub, row, wanted, tries, |outcome| Input::Repaired {
                draft: draft.clone(),
                outcome,
            })
            .await
        }
        Effect::Withdraw { code, asker } => {
            let once = format!("withdraw {}", code.as_str());
            let wanted = Wanted { code, act: Act::Withdraw, asker, once };
            answer(hub, row, wanted, tries, |outcome| Input::Withdrawn {
                code: code.clone(),
                outcome,
            })
            .await
        }
        Effect::Show(_)
        | Effect::FetchPhoto { .. }
        | Effect::DropPhoto { .. }
        | Effect::SendCode { .. }
        | Effect::CheckCode { .. }
        | Effect::LookUpPerson { .. }
        | Effect::Register(_)
        | Effect::SendSms { .. }
        | Effect::LookUpClaim { .. }
        | Effect::ListClaims { .. }
        | Effect::WakeAt { .. }
        | Effect::CancelTimer { .. } => Step::Done(None),
    }
}

async fn answer(
    hub: &Hub,
    row: &OutboxRow,
    wanted: Wanted<'_>,
    tries: u32,
    as_input: impl FnOnce(crate::engine::input::ChangeOutcome) -> Input,
) -> Step {
    match claims::change(hub, row.id.chat, wanted, tries).await {
        Ok(outcome) => Step::Done(Some(as_input(outcome))),
        Err(step) => step,
    }
}
