//! What has been kept long enough goes, once a day (`storage.md` §4.4, `domain.md` §8).

use jiff::{SignedDuration, Timestamp};

use super::erasing::{self, NotRemoved};
use super::parts::ServiceParts;
use super::report;
use crate::dialogues::StoreFault;
use crate::registry::{Erasure, RegistryFault, WhyErased};

/// In the store of dialogues: when it was last done.
const DONE: &str = "purged";
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// In the store of dialogues: since when it is doubted that the clock is right.
const DOUBTED: &str = "purge_doubted";
/// So long after the last time the bot was down, or the clock has been set forward: what it erases by a wrong clock is gone.
const DOUBTFUL: SignedDuration = SignedDuration::from_hours(48);
/// Claims or answers of one batch …
const AT_ONCE: u32 = 50;
/// … and batches of one day: a new setting on an old registry must not hold up those who write.
const BATCHES: u32 = 40;

/// How much was erased because it had been kept long enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Claims that had come to their end.
    pub claims: u64,
    /// Answers of flows that register no claim.
    pub answers: u64,
    /// Chats of which it was forgotten who speaks in them.
    pub chats: u64,
}

/// Why purging was broken off; it is taken up the next time.
#[derive(Debug, thiserror::Error)]
pub enum NotPurged {
    /// The store of dialogues said no.
    #[error("the store of dialogues cannot be purged")]
    Store(#[from] StoreFault),
    /// The registry said no.
    #[error("the registry cannot be purged")]
    Registry(#[from] RegistryFault),
}

/// Purges if that was not done within the last day; none: it was. After a gap of two days it is done a day later, so that a clock
/// that is wrong can be put right before.
///
/// # Errors
/// When a store fails. What was erased until then stays so.
pub async fn purge_if_due(
    parts: &ServiceParts,
    now: Timestamp,
) -> Result<Option<Purged>, NotPurged> {
    let done = parts.dialogues.meta(DONE)?.and_then(|at| at.parse::<Timestamp>().ok());
    // A moment in the future was noted by a clock that was wrong.
    let is_fresh = |at: Timestamp| at <= now && now.duration_since(at) < EVERY;
    let waits = match done {
        Some(at) if is_fresh(at) => true,
        Some(at) if now.duration_since(at) >= DOUBTFUL => is_doubted(parts, at, now).await?,
        Some(_) | None => false,
    };
    if waits {
        return Ok(None);
    }
    let purged = purge(parts, now).await?;
    parts.dialogues.set_meta(DONE, &now.to_string()).await?;
    Ok(Some(purged))
}

/// Whether the clock has been in doubt for less than a day, beginning at present unless that was noted after `done`.
async fn is_doubted(
    parts: &ServiceParts,
    done: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreFault> {
    let since = parts.dialogues.meta(DOUBTED)?.and_then(|at| at.parse::<Timestamp>().ok());
    if let Some(since) = since.filter(|since| done < *since && *since <= now) {
        return Ok(now.duration_since(since) < EVERY);
    }
    tracing::warn!(
        "nothing was purged for days: either the bot was down, or the clock is wrong. Purging waits for a day"
    );
    parts.dialogues.set_meta(DOUBTED, &now.to_string()).await?;
    Ok(true)
}

async fn purge(parts: &ServiceParts, now: Timestamp) -> Result<Purged, NotPurged> {
    let retention = &parts.settings.retention;
    let mut purged = Purged::default();
    if let Some(before) = retention.claims_before(now) {
        purged.claims = purge_claims(parts, before, now).await?;
    }
    if let Some(before) = retention.answers_before(now) {
        purged.answers = purge_answers(parts, before).await?;
    }
    if let Some(before) = retention.chats_before(now) {
        purged.chats = parts.dialogues.forget_idle(before, now).await?;
    }
    parts.registry.forget_old_pages().await;
    let Purged { claims, answers, chats } = purged;
    tracing::info!(claims, answers, chats, "what was kept long enough is erased");
    Ok(purged)
}

async fn purge_claims(
    parts: &ServiceParts,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, NotPurged> {
    let mut purged = 0;
    for _ in 0..BATCHES {
        let codes = parts.registry.ended_claims(before, AT_ONCE).await?;
        for code in &codes {
            let erasure = parts.registry.erase_claim(code, &WhyErased::TimeIsUp, now).await?;
            if let Erasure::Done(left) = erasure {
                purged += 1;
                remove(erasing::remove_documents(&parts.dialogues, &parts.documents, left).await);
            }
        }
        if codes.len() < AT_ONCE as usize {
            break;
        }
    }
    Ok(purged)
}

fn remove(removed: Result<usize, NotRemoved>) {
    if let Err(fault) = removed {
        report::warning("documents stay for the sweep of orphans", None, &fault);
    }
}

async fn purge_answers(parts: &ServiceParts, before: Timestamp) -> Result<u64, NotPurged> {
    let mut purged = 0;
    for _ in 0..BATCHES {
        let count = parts.registry.purge_answers(before, AT_ONCE).await?;
        purged += count;
        if count < u64::from(AT_ONCE) {
            break;
        }
    }
    Ok(purged)
}
