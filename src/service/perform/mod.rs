//! Performing committed effects. Messages go out in the order of their chat; everything else is done side by side.

mod changes;
mod claim_codes;
mod claims;
mod codes;
mod photos;
mod privacy;
pub(super) mod shows;
mod sms;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::Timestamp;

use super::hub::{Busy, Hub};
use super::{backoff, lanes, report};
use crate::dialogues::{OutboxRow, StoreFault};
use crate::engine::input::{CheckOutcome, LookUpOutcome, PhotoOutcome, SendOutcome};
use crate::engine::{Effect, Input};
use crate::runtime::metrics;

/// Panics of one effect after which it is given up.
const PANICS: u32 = 3;
/// After a fault of our own stores, which are on this machine: asking them costs little, and a person waits.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Tries after which the person who waits is told that it takes long: about a quarter of a minute, in one run or several.
const TRIES_UNTOLD: u32 = 6;
/// A row may ask for a later moment than was meant, if the clock was set back before the start. Nobody waits for a notice by SMS.
const LONGEST_REST: Duration = Duration::from_mins(1);
const LONGEST_REST_OF_SMS: Duration = Duration::from_hours(1);

/// What became of trying an effect.
enum Step {
    /// Done, with the answer for the chat.
    Done(Option<Input>),
    /// Done and settled with the store.
    Settled,
    /// To be tried again after a while.
    Later(Duration),
    /// Never to be done.
    GiveUp { reason: String, answer: Option<Input> },
}

/// Begins to perform what was committed: the rows are the proof that it was.
pub(super) fn begin_all(hub: &Arc<Hub>, rows: Vec<OutboxRow>) {
    for row in &rows {
        photos::note_erasure(hub, row);
    }
    for row in rows {
        if let Effect::Show(_) = row.effect {
            shows::queue(hub, row);
        } else {
            let busy = Busy::at(hub);
            hub.parts.tasks.spawn("effect", async move {
                work(busy.hub(), &row).await;
                photos::forget_erasure(busy.hub(), &row);
            });
        }
    }
}

/// Tries an effect until it is done, given up, or the service stops.
async fn work(hub: &Arc<Hub>, row: &OutboxRow) {
    if !rest(hub, row).await {
        return;
    }
    let (mut tries, mut panics) = (row.attempts, 0);
    loop {
        tries = tries.saturating_add(1);
        let trying = AssertUnwindSafe(attempt(hub, row, tries)).catch_unwind();
        let step = match hub.unless_stopped(trying).await {
            None => return,
            Some(Ok(step)) => step,
            Some(Err(_)) => {
                panics += 1;
                after_panic(row, panics)
            }
        };
        match step {
            Step::Done(answer) => return settle(hub, row, answer).await,
            Step::Settled => return,
            Step::GiveUp { reason, answer } => return give_up(hub, row, &reason, answer).await,
            Step::Later(wait) => {
                tell_of_delay(hub, row, tries).await;
                if !postpone(hub, row, wait).await {
                    return;
                }
            }
        }
    }
}

/// Waits until a row of an earlier run may be tried again; false when the service stops.
async fn rest(hub: &Hub, row: &OutboxRow) -> bool {
    let is_sms = matches!(row.effect, Effect::SendSms { .. });
    let longest = if is_sms { LONGEST_REST_OF_SMS } else { LONGEST_REST };
    let left = row.not_before.map(|at| at.duration_since(hub.parts.clock.now()));
    match left.map(Duration::try_from) {
        Some(Ok(left)) => hub.pause(left.min(longest)).await,
        Some(Err(_)) | None => true,
    }
}

/// Tells who waits for an effect, once. Whoever cannot be told by the store will hear of the end.
async fn tell_of_delay(hub: &Arc<Hub>, row: &OutboxRow, tries: u32) {
    if tries != TRIES_UNTOLD || !row.effect.has_answer() {
        return;
    }
    let chat = row.id.chat;
    match hub.parts.dialogues.tell(chat, Input::Delayed, now(hub)).await {
        Ok(()) => lanes::wake(hub, chat),
        Err(fault) => report::warning("a delay could not be told", Some(chat), &fault),
    }
}

async fn attempt(hub: &Arc<Hub>, row: &OutboxRow, tries: u32) -> Step {
    match &row.effect {
        Effect::FetchPhoto { document, draft, file_id } => {
            let photo = photos::Wanted { document, draft, file_id };
            photos::fetch(hub, row, &photo, tries).await
        }
        Effect::DropPhoto { draft, sha256 } => photos::erase(hub, row, draft, sha256, tries).await,
        Effect::SendCode { .. } | Effect::CheckCode { .. } => codes::perform(hub, row).await,
        Effect::SendClaimCode { .. } | Effect::CheckClaimCode { .. } => {
            claim_codes::perform(hub, row, tries).await
        }
        Effect::LookUpPerson { national_code, mobile } => {
            claims::person(hub, row.id.chat, national_code, mobile, tries).await
        }
        Effect::Register(new) => claims::register(hub, row, new, tries).await,
        Effect::KeepAnswers(kept) => claims::keep_answers(hub, row.id.chat, kept, tries).await,
        Effect::SendSms { mobile, code, template, text } => {
            let notice = sms::Notice { mobile, code, template: *template, text };
            sms::notify(hub, row, &notice, tries).await
        }
        Effect::LookUpClaim { code, asker } => {
            claims::look_up(hub, row.id.chat, code, asker, tries).await
        }
        Effect::AddDocuments { .. } | Effect::Repair { .. } | Effect::Withdraw { .. } => {
            changes::perform(hub, row, tries).await
        }
        Effect::ListClaims { identity } => {
            claims::list(hub, row.id.chat, identity.as_ref(), tries).await
        }
        Effect::TellKept | Effect::SendCopy(_) | Effect::ForgetChat { .. } => {
            privacy::perform(hub, row, tries).await
        }
        // Messages are in `shows`; timers are kept by the store and never come here.
        Effect::Show(_) | Effect::WakeAt { .. } | Effect::CancelTimer { .. } => Step::Done(None),
    }
}

/// What a store of our own says no to is tried again: it is full, locked or being mended.
fn after_fault(what: &str, fault: &dyn std::error::Error, tries: u32) -> Step {
    report::error(what, None, fault);
    Step::Later(backoff::wait(tries, FIRST_PAUSE, LONGEST_PAUSE))
}

/// A claim is never given up, nor is forgetting: somebody must be woken who mends the program.
fn after_panic(row: &OutboxRow, panics: u32) -> Step {
    tracing::error!(chat = row.id.chat, effect = row.effect.name(), "an effect panicked");
    let answer = match &row.effect {
        _ if panics < PANICS => None,
        Effect::FetchPhoto { document, draft, .. } => Some(Input::PhotoChecked {
            document: document.clone(),
            draft: draft.clone(),
            outcome: PhotoOutcome::NotFetched,
        }),
        Effect::SendCode { challenge, .. } | Effect::SendClaimCode { challenge, .. } => {
            Some(Input::CodeSent {
                challenge: challenge.clone(),
                outcome: SendOutcome::GatewayDown,
            })
        }
        Effect::CheckCode { challenge, .. } | Effect::CheckClaimCode { challenge, .. } => {
            Some(Input::CodeChecked {
                challenge: challenge.clone(),
                outcome: CheckOutcome::Expired,
            })
        }
        Effect::LookUpClaim { code, .. } => {
            Some(Input::ClaimLookedUp { code: code.clone(), outcome: LookUpOutcome::Closed })
        }
        Effect::ListClaims { .. } => Some(Input::ClaimsListed { claims: Vec::new() }),
        Effect::LookUpPerson { .. } => Some(Input::PersonLookedUp { family: None }),
        Effect::SendCopy(_) => Some(Input::CopySent { sent: false }),
        Effect::Register(_)
        | Effect::TellKept
        | Effect::ForgetChat { .. }
        | Effect::KeepAnswers(_)
        | Effect::AddDocuments { .. }
        | Effect::Repair { .. }
        | Effect::Withdraw { .. }
        | Effect::DropPhoto { .. }
        | Effect::SendSms { .. }
        | Effect::Show(_)
        | Effect::WakeAt { .. }
        | Effect::CancelTimer { .. } => None,
    };
    match answer {
        Some(answer) => Step::GiveUp { reason: "it panicked".to_owned(), answer: Some(answer) },
        None => Step::Later(backoff::wait(panics, FIRST_PAUSE, LONGEST_PAUSE)),
    }
}

/// Notes in the store that an effect is to be tried later, and waits; false when the service stops.
async fn postpone(hub: &Hub, row: &OutboxRow, wait: Duration) -> bool {
    let at = hub.parts.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
    match hub.parts.dialogues.postpone(&row.id, at).await {
        Ok(_) => hub.pause(wait).await,
        Err(StoreFault::AlreadyDone | StoreFault::Closed) => false,
        Err(fault) => {
            report::error("an effect could not be postponed", Some(row.id.chat), &fault);
            hub.pause(wait.max(FIRST_PAUSE)).await
        }
    }
}

/// Takes a performed effect out of the outbox and gives its answer to the chat.
async fn settle(hub: &Arc<Hub>, row: &OutboxRow, answer: Option<Input>) {
    end(hub, row, End::Done, answer).await;
}

/// As [`settle`], for a code that was right: it is used up in the same moment.
async fn settle_code(hub: &Arc<Hub>, row: &OutboxRow, challenge: &str, answer: Input) {
    end(hub, row, End::CodeWasRight { challenge }, Some(answer)).await;
}

/// As [`settle`], for what will never be done: it is kept in the dead letters.
async fn give_up(hub: &Arc<Hub>, row: &OutboxRow, reason: &str, answer: Option<Input>) {
    tracing::warn!(chat = row.id.chat, effect = row.effect.name(), reason, "an effect is given up");
    hub.parts.metrics.count(&metrics::PUT_ASIDE, &[row.effect.name()]);
    end(hub, row, End::GivenUp { reason }, answer).await;
}

/// How an effect came to its end.
#[derive(Clone, Copy)]
enum End<'a> {
    Done,
    CodeWasRight { challenge: &'a str },
    GivenUp { reason: &'a str },
}

/// What is performed must not be performed again only because the store had a bad moment: tries until the store has it.
async fn end(hub: &Arc<Hub>, row: &OutboxRow, end: End<'_>, answer: Option<Input>) {
    let dialogues = &hub.parts.dialogues;
    let mut failures = 0;
    loop {
        let (answered, now) = (answer.clone(), now(hub));
        let ended = match (end, answered) {
            (End::CodeWasRight { challenge }, Some(answer)) => {
                dialogues.finish_with_code(&row.id, challenge, answer, now).await
            }
            (End::GivenUp { reason }, answer) => {
                dialogues.give_up(&row.id, reason, answer, now).await
            }
            (End::Done | End::CodeWasRight { .. }, answer) => {
                dialogues.finish(&row.id, answer, now).await
            }
        };
        match ended {
            Ok(()) | Err(StoreFault::AlreadyDone) => break,
            Err(StoreFault::Closed) => return,
            Err(fault) => {
                report::error("an effect could not be settled", Some(row.id.chat), &fault);
                failures += 1;
                if !hub.pause(backoff::wait(failures, FIRST_PAUSE, LONGEST_PAUSE)).await {
                    return;
                }
            }
        }
    }
    if answer.is_some() {
        lanes::wake(hub, row.id.chat);
    }
}

fn now(hub: &Hub) -> Timestamp {
    hub.parts.clock.now()
}
