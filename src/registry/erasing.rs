//! Erasing a claim: its key is destroyed, and with it every sealed copy of what it held (`storage.md` §4.4).

use jiff::Timestamp;

use super::personal::damaged;
use super::reading::{events_of, moment};
use super::sql::{Row, Statement, Transaction, Value};
use super::{AuditEntry, Registry, RegistryFault, audit};
use crate::claim::record::{Actor, ClaimEvent};
use crate::claim::{ClaimKind, EventKind, Stage, TrackingCode, life};

/// Why a claim is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyErased {
    /// The person asked for it in the chat.
    Asked,
    /// It has been kept as long as the settings want.
    TimeIsUp,
    /// A member of staff does it.
    Staff {
        /// Name of the member of staff.
        name: String,
        /// For the audit. It must tell nobody's name or number.
        reason: String,
    },
}

/// How erasing went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// Erased. The caller removes what is left in the store of documents.
    Done(LeftToRemove),
    /// It was erased before.
    AlreadyErased,
    /// The claim has not come to its end; it can be withdrawn or decided first.
    UnderWay(Stage),
    /// There is no such claim.
    Unknown,
}

/// What of an erased claim lies in the store of documents. If the caller dies on the way, the sweep of orphans removes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftToRemove {
    /// Scope and SHA-256 (hex) of each document that no other claim has.
    pub documents: Vec<(String, String)>,
    /// The scope whose key nobody needs any more.
    pub scope: Option<String>,
}

/// What is left of an erased claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its tracking code.
    pub code: TrackingCode,
    /// Which wizard.
    pub kind: ClaimKind,
    /// Where it stood.
    pub stage: Stage,
    /// Grown by one by erasing.
    pub revision: u32,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// When it was erased.
    pub erased_at: Timestamp,
    /// What happened to it, oldest first; erasing is the last.
    pub events: Vec<ClaimEvent>,
}

impl Registry {
    /// Erases the claim of `code`, if it has come to its end: key, answers, names, hashes, documents and the chat are gone when
    /// this returns; code, kind, stage and the moments of its events stay.
    ///
    /// # Errors
    /// When the database fails. A claim that does not open can be erased all the same.
    pub async fn erase_claim(
        &self,
        code: &TrackingCode,
        why: &WhyErased,
        now: Timestamp,
    ) -> Result<Erasure, RegistryFault> {
        let mut transaction = self.database.begin().await?;
        let seq = transaction.next("event").await?;
        let Some(row) = ErasableRow::of(&mut transaction, code).await? else {
            return Ok(Erasure::Unknown);
        };
        if row.is_erased {
            return Ok(Erasure::AlreadyErased);
        }
        if !life::may_be_erased(row.kind, row.stage) {
            return Ok(Erasure::UnderWay(row.stage));
        }
        let left = left_to_remove(&mut transaction, &row).await?;
        for statement in erasing(row.id, now) {
            transaction.execute(statement).await?;
        }
        transaction.execute(erased_event(seq, &row, why, now)).await?;
        let entry = audit_entry(code, why);
        audit::add(&mut transaction, &self.personal, entry, now).await?;
        transaction.commit().await?;
        self.news.notify_one();
        self.forget_old_pages().await;
        Ok(Erasure::Done(left))
    }

    /// What is left of the claim of `code`, if it was erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tombstone(&self, code: &TrackingCode) -> Result<Option<Tombstone>, RegistryFault> {
        let statement = Statement::new(
            "SELECT id, kind, stage, revision, registered_at, erased_at FROM claims \
             WHERE erased_at IS NOT NULL AND tracking_code = ",
        );
        let mut transaction = self.database.begin_reading().await?;
        let rows = transaction.rows(statement.bind(code.as_str())).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let id = row.number("id")?;
        let events = events_of(&mut transaction, &[id]).await?.remove(&id).transpose()?;
        let bad = |column| damaged("claims", id, column);
        Ok(Some(Tombstone {
            code: code.clone(),
            kind: kind_in(row, id)?,
            stage: stage_in(row, id)?,
            revision: u32::try_from(row.number("revision")?).map_err(|_| bad("revision"))?,
            registered_at: moment(row.number("registered_at")?)
                .ok_or_else(|| bad("registered_at"))?,
            erased_at: moment(row.number("erased_at")?).ok_or_else(|| bad("erased_at"))?,
            events: events.unwrap_or_default(),
        }))
    }

    /// Empties the database's journal, in which a destroyed key may still lie. Readers may hold it up; it is tried again.
    pub async fn forget_old_pages(&self) {
        if let Err(fault) = self.database.truncate_journal().await {
            let fault = &fault as &dyn std::error::Error;
            tracing::warn!(fault, "the journal of the registry could not be emptied");
        }
    }
}

/// What erasing must know of a claim.
struct ErasableRow {
    id: i64,
    draft: String,
    kind: ClaimKind,
    stage: Stage,
    revision: i64,
    is_erased: bool,
}

impl ErasableRow {
    async fn of(
        transaction: &mut Transaction,
        code: &TrackingCode,
    ) -> Result<Option<Self>, RegistryFault> {
        let statement = Statement::new(
            "SELECT id, draft, kind, stage, revision, erased_at FROM claims WHERE tracking_code = ",
        );
        let rows = transaction.rows(statement.bind(code.as_str())).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let id = row.number("id")?;
        Ok(Some(Self {
            id,
            draft: row.text("draft")?,
            kind: kind_in(row, id)?,
            stage: stage_in(row, id)?,
            revision: row.number("revision")?,
            is_erased: row.number_if_any("erased_at")?.is_some(),
        }))
    }
}

pub(super) fn kind_in(row: &Row, id: i64) -> Result<ClaimKind, RegistryFault> {
    ClaimKind::from_name(&row.text("kind")?).ok_or_else(|| damaged("claims", id, "kind"))
}

pub(super) fn stage_in(row: &Row, id: i64) -> Result<Stage, RegistryFault> {
    Stage::from_name(&row.text("stage")?).ok_or_else(|| damaged("claims", id, "stage"))
}

/// A photo may be in several claims of a person: what another one has stays.
async fn left_to_remove(
    transaction: &mut Transaction,
    row: &ErasableRow,
) -> Result<LeftToRemove, RegistryFault> {
    let statement = Statement::new(
        "SELECT DISTINCT COALESCE(NULLIF(mine.scope, ''), claims.draft) AS scope, mine.sha256 FROM documents AS mine \
         JOIN claims ON claims.id = mine.claim WHERE mine.claim = ",
    )
    .bind(row.id)
    .then(
        " AND NOT EXISTS (SELECT 1 FROM documents AS others JOIN claims AS theirs ON theirs.id = others.claim \
         WHERE others.claim <> mine.claim AND others.sha256 = mine.sha256 \
         AND COALESCE(NULLIF(others.scope, ''), theirs.draft) = COALESCE(NULLIF(mine.scope, ''), claims.draft))",
    );
    let rows = transaction.rows(statement).await?;
    let documents = rows.iter().map(|row| Ok((row.text("scope")?, row.text("sha256")?)));
    let documents = documents.collect::<Result<_, RegistryFault>>()?;
    let others = Statement::new("SELECT id FROM documents WHERE claim <> ")
        .bind(row.id)
        .then(" AND scope = ")
        .bind(row.draft.as_str())
        .then(" LIMIT 1");
    let is_shared = !transaction.rows(others).await?.is_empty();
    Ok(LeftToRemove { documents, scope: (!is_shared).then(|| row.draft.clone()) })
}

fn erasing(claim: i64, now: Timestamp) -> [Statement; 6] {
    let empty = || Value::Bytes(Some(Vec::new()));
    let row = Statement::new("UPDATE claims SET erased_at = ")
        .bind(now.as_millisecond())
        .then(", revision = revision + 1, chat = 0, claim_key = ")
        .bind(empty())
        .then(", details = ")
        .bind(empty())
        .then(", national_index = ")
        .bind(empty())
        .then(", mobile_index = ")
        .bind(empty())
        .then(
            ", principal_index = NULL, progress = NULL, service_date = NULL, province = NULL, amount_rial = NULL, \
             contract = NULL, center_name = NULL, defect_due = NULL WHERE id = ",
        )
        .bind(claim);
    let of_claim = |text| Statement::new(text).bind(claim);
    [
        row,
        of_claim("UPDATE claim_events SET chat = NULL WHERE claim = "),
        of_claim("DELETE FROM claim_words WHERE claim = "),
        of_claim("DELETE FROM documents WHERE claim = "),
        of_claim("DELETE FROM defect_items WHERE claim = "),
        of_claim("DELETE FROM kept_answers WHERE claim = "),
    ]
}

fn erased_event(seq: i64, row: &ErasableRow, why: &WhyErased, now: Timestamp) -> Statement {
    let (actor, staff) = match why {
        WhyErased::Asked => (Actor::Insured, None),
        WhyErased::TimeIsUp => (Actor::System, None),
        WhyErased::Staff { name, .. } => (Actor::Reviewer, Some(name.clone())),
    };
    let values: [Value; 8] = [
        seq.into(),
        row.id.into(),
        now.as_millisecond().into(),
        row.stage.name().into(),
        actor.name().into(),
        EventKind::Erased.name().into(),
        (row.revision + 1).into(),
        staff.into(),
    ];
    Statement::new(
        "INSERT INTO claim_events (seq, claim, at, stage, actor, kind, revision, staff) VALUES (",
    )
    .bind_all(values)
    .then(")")
}

fn audit_entry(code: &TrackingCode, why: &WhyErased) -> AuditEntry {
    let (actor, detail) = match why {
        WhyErased::Asked => (Actor::Insured.name().to_owned(), None),
        WhyErased::TimeIsUp => (Actor::System.name().to_owned(), None),
        WhyErased::Staff { name, reason } => (name.clone(), Some(reason.clone())),
    };
    let object = Some(code.as_str().to_owned());
    AuditEntry { actor, act: "claim_erased".to_owned(), object, detail }
}
