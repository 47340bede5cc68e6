//! What happens to a claim after it is registered: one transaction for each change, guarded by the claim's revision.

use jiff::Timestamp;

use super::personal::Progress;
use super::reading::{SELECT_CLAIMS, load_one};
use super::registering::{Searched, document_row};
use super::sql::{Statement, Transaction, Value};
use super::{AuditEntry, Registry, RegistryFault, audit, defect_items};
use crate::claim::life::{self, Change};
use crate::claim::{Act, Actor, Claim, EventKind, Refusal, Stage, TrackingCode};
use crate::persian::jalali;
use crate::runtime::FailPoint;

/// Who changes a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doer {
    /// A member of staff.
    Staff {
        /// The name under which they are known.
        name: String,
    },
    /// The person, in a chat.
    Chat {
        /// Which.
        chat: i64,
        /// What is done again with the same key is done once.
        once: String,
    },
}

/// A change that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimChange {
    /// What is to happen.
    pub act: Act,
    /// Who does it.
    pub by: Doer,
    /// The revision that was looked at; none: whatever it is.
    pub expected_revision: Option<u32>,
}

/// How changing a claim went; always with the claim as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Done, or done before with the same key.
    Done(Box<Claim>),
    /// Somebody else has changed the claim since it was looked at.
    Stale(Box<Claim>),
    /// The claim does not allow it.
    Refused(Refusal, Box<Claim>),
    /// There is no such claim.
    Unknown,
}

/// One event of any claim, as others follow them (DESIGN §6, events feed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEvent {
    /// Grows over all claims; visible in this order.
    pub seq: i64,
    /// Of which claim.
    pub code: TrackingCode,
    /// The chat that registered the claim.
    pub owner: i64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// The claim's stage from then on.
    pub stage: Stage,
    /// Who.
    pub actor: Actor,
    /// The chat that did it, if it was done in one.
    pub chat: Option<i64>,
}

impl Registry {
    /// Lets something happen to the claim of `code`. With an expected revision, only if nobody has changed the claim since.
    ///
    /// # Errors
    /// When the database fails; that the claim does not allow it is a [`Changed`].
    pub async fn change(
        &self,
        code: &TrackingCode,
        wanted: ClaimChange,
        now: Timestamp,
    ) -> Result<Changed, RegistryFault> {
        let ClaimChange { act, by, expected_revision } = wanted;
        let mut transaction = self.database.begin().await?;
        // Held until commit: changes pass here one by one, and events become visible in the order of their numbers.
        let seq = transaction.next("event").await?;
        let Some((id, claim)) = self.row_of(&mut transaction, code).await? else {
            return Ok(Changed::Unknown);
        };
        if let Doer::Chat { once, .. } = &by
            && is_done(&mut transaction, once).await?
        {
            return Ok(Changed::Done(Box::new(claim)));
        }
        if expected_revision.is_some_and(|expected| expected != claim.revision) {
            return Ok(Changed::Stale(Box::new(claim)));
        }
        let change = match life::apply(&claim, act, now, jalali::in_tehran(now)) {
            Ok(change) => change,
            Err(refusal) => return Ok(Changed::Refused(refusal, Box::new(claim))),
        };
        let first = i64::try_from(claim.documents.len()).unwrap_or(i64::MAX);
        for (position, document) in (first..).zip(&change.added) {
            transaction.execute(document_row(id, position, document)).await?;
        }
        self.write_claim(&mut transaction, id, &change.claim).await?;
        if let Doer::Staff { name } = &by {
            let entry = audit_entry(name, &change);
            audit::add(&mut transaction, &self.personal, entry, now).await?;
        }
        transaction.execute(event_row(seq, id, now, &change, by)).await?;
        let after = self.row_of(&mut transaction, code).await?;
        FailPoint::InChange.pass();
        transaction.commit().await?;
        FailPoint::AfterChange.pass();
        self.news.notify_one();
        let (_, claim) = after.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Changed::Done(Box::new(claim)))
    }

    /// The events after number `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_after(
        &self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<FeedEvent>, RegistryFault> {
        let statement = Statement::new(
            "SELECT claim_events.seq, claim_events.at, claim_events.kind, claim_events.stage, claim_events.actor, \
             claim_events.chat AS doer, claims.tracking_code, claims.chat FROM claim_events \
             JOIN claims ON claims.id = claim_events.claim WHERE claim_events.seq > ",
        );
        let statement = statement.bind(after).then(" ORDER BY claim_events.seq LIMIT ");
        let mut transaction = self.database.begin_reading().await?;
        let rows = transaction.rows(statement.bind(i64::from(limit))).await?;
        rows.iter().map(super::reading::feed_event_from).collect()
    }

    async fn row_of(
        &self,
        transaction: &mut Transaction,
        code: &TrackingCode,
    ) -> Result<Option<(i64, Claim)>, RegistryFault> {
        let statement = Statement::new(SELECT_CLAIMS).then("tracking_code = ").bind(code.as_str());
        load_one(transaction, &self.personal, statement).await
    }

    /// Writes what a change may have changed. Columns that are searched follow the details.
    async fn write_claim(
        &self,
        transaction: &mut Transaction,
        id: i64,
        claim: &Claim,
    ) -> Result<(), RegistryFault> {
        let key = Statement::new("SELECT claim_key FROM claims WHERE id = ").bind(id);
        let rows = transaction.rows(key).await?;
        let key = rows.first().ok_or(sqlx::Error::RowNotFound)?.bytes("claim_key")?;
        let progress = Progress { defects: claim.defects.clone(), outcome: claim.outcome.clone() };
        let details = &claim.details;
        let searched = Searched::of(details);
        let open = claim.defects.last().filter(|_| claim.stage == Stage::Defect);
        let due = open.and_then(|defect| defect.due);
        let sealed = self.personal.reseal(id, &key, details, &progress)?;
        let statement = Statement::new("UPDATE claims SET stage = ")
            .bind(claim.stage.name())
            .then(", revision = ")
            .bind(i64::from(claim.revision))
            .then(", service_date = ")
            .bind(searched.service_date)
            .then(", province = ")
            .bind(searched.province)
            .then(", amount_rial = ")
            .bind(searched.amount)
            .then(", center_name = ")
            .bind(searched.center)
            .then(", defect_due = ")
            .bind(due.map(|due| due.to_string()))
            .then(", details = ")
            .bind(sealed.details)
            .then(", progress = ")
            .bind(sealed.progress)
            .then(" WHERE id = ")
            .bind(id);
        transaction.execute(statement).await?;
        defect_items::write(transaction, id, &claim.defects).await
    }
}

/// Staff acts stand in the audit by the name of the event that they cause.
fn audit_entry(staff: &str, change: &Change) -> AuditEntry {
    AuditEntry {
        actor: staff.to_owned(),
        act: change.kind.name().to_owned(),
        object: Some(change.claim.code.as_str().to_owned()),
        detail: Some(format!("revision {}", change.claim.revision)),
    }
}

async fn is_done(transaction: &mut Transaction, once: &str) -> Result<bool, RegistryFault> {
    let statement = Statement::new("SELECT seq FROM claim_events WHERE once = ").bind(once);
    Ok(!transaction.rows(statement).await?.is_empty())
}

fn event_row(seq: i64, claim: i64, now: Timestamp, change: &Change, by: Doer) -> Statement {
    let (staff, chat, once) = match by {
        Doer::Staff { name } => (Some(name), None, None),
        Doer::Chat { chat, once } => (None, Some(chat), Some(once)),
    };
    let values: [Value; 11] = [
        seq.into(),
        claim.into(),
        now.as_millisecond().into(),
        change.claim.stage.name().into(),
        change.actor.name().into(),
        change.kind.name().into(),
        change.reason.clone().into(),
        i64::from(change.claim.revision).into(),
        staff.into(),
        chat.into(),
        once.into(),
    ];
    Statement::new(
        "INSERT INTO claim_events (seq, claim, at, stage, actor, kind, reason, revision, staff, chat, once) VALUES (",
    )
    .bind_all(values)
    .then(")")
}
