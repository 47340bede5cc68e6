//! What is kept of a chat: telling it, sending a copy, forgetting.

use std::time::Duration;

use bytes::Bytes;

use super::super::hub::Hub;
use super::super::{backoff, erasing, health, report};
use super::claims::SOON;
use super::shows::{Verdict, verdict};
use super::{Step, after_fault, now, photos};
use crate::bale::{BaleError, Upload};
use crate::claim::TrackingCode;
use crate::dialogues::{OutboxRow, StoreFault};
use crate::engine::input::ClaimSummary;
use crate::engine::own_data::{self, OwnAnswers};
use crate::engine::{Effect, Input, OwnData};
use crate::registry::{KeptRow, RegistryFault};
use crate::wording::{Message, Surface};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Tries at sending the file; the person can ask for it again.
const TRIES: u32 = 8;
const FILE_NAME: &str = "bimeyar.json";

/// Performs an effect that is about what is kept of a chat.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "effects of other kinds are performed elsewhere"
)]
pub(super) async fn perform(hub: &Hub, row: &OutboxRow, tries: u32) -> Step {
    match &row.effect {
        Effect::TellKept => tell(hub, row.id.chat, tries).await,
        Effect::SendCopy(data) => send_copy(hub, row, data, tries).await,
        Effect::ForgetChat { codes } => forget(hub, row, codes, tries).await,
        _ => Step::Done(None),
    }
}

/// Tells what is registered and kept of a chat.
async fn tell(hub: &Hub, chat: i64, tries: u32) -> Step {
    let registry = &hub.parts.registry;
    let told = async {
        let claims = registry.claims_of(chat, None).await?;
        let answers = registry.answers_of(chat).await?.len();
        Ok::<_, RegistryFault>(Input::KeptTold {
            claims: claims.iter().map(ClaimSummary::from).collect(),
            answers: u32::try_from(answers).unwrap_or(u32::MAX),
        })
    };
    match told.await {
        Ok(told) => Step::Done(Some(told)),
        Err(fault) => after_fault("what is kept could not be told", &fault, tries),
    }
}

/// Sends the file with everything that is kept of the person.
async fn send_copy(hub: &Hub, row: &OutboxRow, data: &OwnData, tries: u32) -> Step {
    let chat = row.id.chat;
    let file = match file(hub, chat, data).await {
        Ok(Ok(file)) => file,
        Ok(Err(_)) => return not_sent("it is no JSON"),
        Err(fault) => return after_fault("a copy could not be made", &fault, tries),
    };
    let mut upload = Upload::new(chat, FILE_NAME, "application/json", Bytes::from(file));
    let caption = Message::new("privacy-copy-caption");
    upload.caption = Some(hub.parts.catalog.text(&caption, Surface::Chat));
    if !hub.turnstile.pass(chat, false).await {
        return Step::Later(SOON);
    }
    match hub.parts.bale.send_document_bytes(&upload).await {
        Ok(_) => {
            health::heard(hub);
            tracing::info!(chat, "a copy of what is kept was sent");
            Step::Done(Some(Input::CopySent { sent: true }))
        }
        Err(error) => refused(hub, chat, &error, tries),
    }
}

async fn file(
    hub: &Hub,
    chat: i64,
    data: &OwnData,
) -> Result<Result<String, serde_json::Error>, RegistryFault> {
    let registry = &hub.parts.registry;
    let claims = registry.claims_of(chat, None).await?;
    let answers = registry.answers_of(chat).await?;
    let answers: Vec<OwnAnswers> = answers.into_iter().map(own_answers).collect();
    Ok(own_data::file(data, &claims, &answers))
}

fn own_answers(row: KeptRow) -> OwnAnswers {
    OwnAnswers { flow: row.flow, about: row.about, at: row.at, answers: row.answers }
}

fn not_sent(reason: &str) -> Step {
    let answer = Some(Input::CopySent { sent: false });
    Step::GiveUp { reason: reason.to_owned(), answer }
}

fn refused(hub: &Hub, chat: i64, error: &BaleError, tries: u32) -> Step {
    let pause = backoff::wait(tries, FIRST_PAUSE, LONGEST_PAUSE);
    report::warning("a copy could not be sent", Some(chat), error);
    let wait = match verdict(error, false) {
        Verdict::ChatClosed => return Step::Done(None),
        Verdict::Never | Verdict::WithoutReply => return not_sent(&error.to_string()),
        Verdict::Flooded(wait) => {
            hub.turnstile.flooded(chat, wait);
            wait
        }
        Verdict::Unknown(wait) => wait,
        Verdict::Refused | Verdict::Unclear | Verdict::Later => pause,
    };
    if tries >= TRIES { not_sent("Bale does not take it") } else { Step::Later(wait.max(pause)) }
}

/// Forgets a chat. Every part of it may be done again, so a crash on the way does no harm; of the claims `codes` it is told
/// what became of them, whenever that was.
async fn forget(hub: &Hub, row: &OutboxRow, codes: &[TrackingCode], tries: u32) -> Step {
    match drop_what_waits(hub, row).await {
        Ok(true) => {}
        Ok(false) => return Step::Later(SOON),
        Err(fault) => return after_fault("a chat could not be emptied", &fault, tries),
    }
    match forget_claims(hub, row.id.chat, codes).await {
        Ok(answer) => Step::Done(Some(answer)),
        Err(fault) => after_fault("a chat could not be forgotten", &fault, tries),
    }
}

/// False while something of the chat must be done before.
async fn drop_what_waits(hub: &Hub, row: &OutboxRow) -> Result<bool, StoreFault> {
    let (chat, dialogues) = (row.id.chat, &hub.parts.dialogues);
    if dialogues.has_answers_to_keep(chat)? || photos::is_erasing(hub, chat) {
        return Ok(false);
    }
    dialogues.forget_chat(chat, &row.id).await?;
    Ok(true)
}

async fn forget_claims(
    hub: &Hub,
    chat: i64,
    codes: &[TrackingCode],
) -> Result<Input, RegistryFault> {
    let (registry, retention) = (&hub.parts.registry, &hub.parts.settings.retention);
    let forgotten = registry.forget_chat(chat, retention, now(hub)).await?;
    let (count, kept) = (forgotten.erased.len(), forgotten.kept.len());
    for (_, left) in forgotten.erased {
        let parts = &hub.parts;
        let removed = erasing::remove_documents(&parts.dialogues, &parts.documents, left).await;
        if let Err(fault) = removed {
            report::warning("documents stay for the sweep of orphans", Some(chat), &fault);
        }
    }
    tracing::info!(chat, erased = count, kept, "a chat is forgotten");
    let (mut erased, mut kept) = (Vec::new(), Vec::new());
    for code in codes {
        let is_erased = registry.tombstone(code).await?.is_some();
        if is_erased { &mut erased } else { &mut kept }.push(code.clone());
    }
    Ok(Input::ChatForgotten { erased, kept })
}
