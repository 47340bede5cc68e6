//! One-time codes that open a claim to another chat. Whether there is such a claim shows in nothing: the same limits, the
//! same answers, at the same moment (`docs/decisions/0006`, `storage.md` §4.1 I1).

use std::sync::Arc;

use super::super::{hub::Hub, report};
use super::{Step, after_fault, claims, codes, now, settle, settle_code};
use crate::claim::TrackingCode;
use crate::dialogues::{NumberChallenge, Opened, OutboxRow, Recipient, StoreFault, Try};
use crate::engine::input::{CheckOutcome, SendOutcome};
use crate::engine::{Effect, Input};
use crate::persian::Mobile;
use crate::persian::text::to_ascii_digits;
use crate::registry::RegistryFault;
use crate::vault::Challenge;

/// What codes of this kind are for; they are bound to it.
const PURPOSE: &str = "claim";

/// Sends or checks a code for a claim.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are performed elsewhere")]
pub(super) async fn perform(hub: &Arc<Hub>, row: &OutboxRow, tries: u32) -> Step {
    match &row.effect {
        Effect::SendClaimCode { challenge, code } => send(hub, row, challenge, code, tries).await,
        Effect::CheckClaimCode { challenge, code, typed } => {
            check(hub, row, (challenge, code), typed, tries).await
        }
        _ => Step::Done(None),
    }
}

/// Sends a code to the mobile of the claim, if there is one and it may get one. The answer is there before the gateway's,
/// which would tell by its coming that there was somebody to send to.
async fn send(
    hub: &Arc<Hub>,
    row: &OutboxRow,
    challenge: &str,
    code: &TrackingCode,
    tries: u32,
) -> Step {
    let sent = |outcome| Some(Input::CodeSent { challenge: challenge.to_owned(), outcome });
    let Some(id) = codes::id_of(challenge) else {
        let reason = "no such challenge".to_owned();
        return Step::GiveUp { reason, answer: sent(SendOutcome::GatewayDown) };
    };
    let mobile = match mobile_of(hub, row.id.chat, code).await {
        Ok(mobile) => mobile,
        Err(fault) => return after_fault("a claim could not be looked up", &fault, tries),
    };
    if hub.alarms.is_gateway_down(now(hub)) {
        return Step::Done(sent(SendOutcome::GatewayDown));
    }
    let asked = counted(hub, row.id.chat, (challenge, code), mobile.as_ref());
    let rules = &hub.parts.settings.codes;
    let sends = match hub.parts.dialogues.open_challenge(&asked, rules, now(hub)).await {
        Ok(Opened::Yes { expires, again, sends }) => {
            settle(hub, row, sent(SendOutcome::Sent { expires, again })).await;
            sends && now(hub) < expires
        }
        Ok(Opened::Limited { until }) => return Step::Done(sent(SendOutcome::Limited { until })),
        Ok(Opened::Spent { until }) => {
            hub.alarms.sms_spent(now(hub), rules);
            return Step::Done(sent(SendOutcome::Busy { until }));
        }
        Err(StoreFault::OtherChallenge) => {
            let reason = "a challenge of another".to_owned();
            return Step::GiveUp { reason, answer: sent(SendOutcome::GatewayDown) };
        }
        Err(fault) => return after_fault("a code could not be counted", &fault, tries),
    };
    if let Some(mobile) = mobile.filter(|_| sends) {
        let digits = hub.parts.vault.one_time_code(&derived(&id, row.id.chat, mobile.expose()));
        if let Err(fault) = codes::send_quickly(hub, row, (&mobile, challenge), digits).await {
            report::error("a code for a claim could not be sent", Some(row.id.chat), &fault);
        }
    }
    Step::Settled
}

/// Compares a typed code, once the try is counted. Without a claim it is compared with nobody's code, and wrong.
async fn check(
    hub: &Arc<Hub>,
    row: &OutboxRow,
    (challenge, code): (&str, &TrackingCode),
    typed: &str,
    tries: u32,
) -> Step {
    let checked = |outcome| Some(Input::CodeChecked { challenge: challenge.to_owned(), outcome });
    let Some(id) = codes::id_of(challenge) else {
        return Step::Done(checked(CheckOutcome::Expired));
    };
    let mobile = match mobile_of(hub, row.id.chat, code).await {
        Ok(mobile) => mobile,
        Err(fault) => return after_fault("a claim could not be looked up", &fault, tries),
    };
    let (parts, chat) = (&hub.parts, row.id.chat);
    let asked = counted(hub, chat, (challenge, code), mobile.as_ref());
    let rules = &parts.settings.codes;
    let (left, counts) = match parts.dialogues.try_challenge(&asked, &row.id, rules, now(hub)).await
    {
        Ok(Try::Compare { left_after, counts }) => (left_after, counts),
        Ok(Try::Expired) | Err(StoreFault::OtherChallenge) => {
            return Step::Done(checked(CheckOutcome::Expired));
        }
        Err(fault) => return after_fault("a try could not be counted", &fault, tries),
    };
    let typed = to_ascii_digits(typed.trim());
    let whose = mobile.as_ref().map_or(code.as_str(), Mobile::expose);
    let is_right = parts.vault.code_matches(&derived(&id, chat, whose), &typed);
    if !(is_right && counts && mobile.is_some()) {
        return Step::Done(checked(CheckOutcome::Wrong { left }));
    }
    settle_code(
        hub,
        row,
        challenge,
        Input::CodeChecked { challenge: challenge.to_owned(), outcome: CheckOutcome::Right },
    )
    .await;
    Step::Settled
}

/// The mobile of the claim; none when there is no such claim, or it cannot be read.
async fn mobile_of(
    hub: &Hub,
    chat: i64,
    code: &TrackingCode,
) -> Result<Option<Mobile>, RegistryFault> {
    match hub.parts.registry.claim(code).await {
        Ok(claim) => Ok(claim.map(|claim| claim.details.mobile)),
        Err(fault) if fault.is_of_one_row() => {
            claims::unreadable(chat, &fault);
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

fn counted(
    hub: &Hub,
    chat: i64,
    (challenge, code): (&str, &TrackingCode),
    mobile: Option<&Mobile>,
) -> NumberChallenge {
    NumberChallenge {
        id: challenge.to_owned(),
        purpose: PURPOSE.to_owned(),
        chat,
        index: hub.parts.vault.index("challenge claim", code.as_str()),
        to: Recipient::OfClaim(mobile.map(|mobile| codes::number_index(hub, mobile))),
    }
}

fn derived<'a>(id: &'a [u8; 16], chat: i64, mobile: &'a str) -> Challenge<'a> {
    Challenge { id, purpose: PURPOSE, chat, mobile }
}
