//! Reading claims back.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::personal::{Personal, Progress, SealedDetails, damaged};
use super::sql::{Row, Statement, Transaction};
use super::{FeedEvent, Registry, RegistryFault};
use crate::claim::record::{Actor, ClaimEvent};
use crate::claim::{
    Claim, ClaimKind, Document, DocumentTitle, EventKind, Stage, StoredFile, TrackingCode,
};
use crate::persian::NationalCode;

/// More claims than these are not listed in a chat.
const MOST_OF_ONE_PERSON: i64 = 200;

/// What is erased is not read. Whatever is appended must hold together under an `AND`.
pub(super) const SELECT_CLAIMS: &str = "SELECT id, draft, tracking_code, chat, kind, stage, revision, registered_at, \
                                        originals_required, claim_key, details, progress FROM claims WHERE erased_at IS NULL AND ";

/// Whether a chat may see `claim`: it registered it, or the person identified in it is the insured or the main insured
/// (`DESIGN.md` §1.3). Confirming a code sent to the claim's mobile is the third way, and the caller's matter.
pub fn may_see(chat: i64, identity: Option<&NationalCode>, claim: &Claim) -> bool {
    let insured = &claim.details.insured;
    let is_theirs = |person: &NationalCode| {
        *person == insured.national_code || insured.principal.as_ref() == Some(person)
    };
    claim.chat == chat || identity.is_some_and(is_theirs)
}

impl Registry {
    /// The claim of a tracking code; none also when it was erased ([`Registry::tombstone`]).
    pub async fn claim(&self, code: &TrackingCode) -> Result<Option<Claim>, RegistryFault> {
        let mut transaction = self.database.begin_reading().await?;
        let statement = Statement::new(SELECT_CLAIMS).then("tracking_code = ").bind(code.as_str());
        let found = load_one(&mut transaction, &self.personal, statement).await?;
        Ok(found.map(|(_, claim)| claim))
    }

    /// The claims that [`may_see`] lets this chat see, newest first, at most 200. One that cannot be read is left out
    /// and reported.
    pub async fn claims_of(
        &self,
        chat: i64,
        identity: Option<&NationalCode>,
    ) -> Result<Vec<Claim>, RegistryFault> {
        let mut statement = Statement::new(SELECT_CLAIMS).then("(chat = ").bind(chat);
        if let Some(person) = identity {
            let hash = self.personal.national_code(person);
            statement = statement.then(" OR national_index = ").bind(hash);
            statement = statement.then(" OR principal_index = ").bind(hash);
        }
        statement = statement.then(") ORDER BY id DESC LIMIT ").bind(MOST_OF_ONE_PERSON);
        let mut transaction = self.database.begin_reading().await?;
        readable(load(&mut transaction, &self.personal, statement).await?)
    }

    /// Draft and hex SHA-256 of every document of every claim: what a sweep of stored documents must keep.
    pub async fn document_references(&self) -> Result<Vec<(String, String)>, RegistryFault> {
        let mut transaction = self.database.begin_reading().await?;
        let statement = Statement::new(
            "SELECT COALESCE(NULLIF(documents.scope, ''), claims.draft) AS draft, documents.sha256 FROM documents \
             JOIN claims ON claims.id = documents.claim",
        );
        let rows = transaction.rows(statement).await?;
        rows.iter().map(|row| Ok((row.text("draft")?, row.text("sha256")?))).collect()
    }

    /// Whether a document of a claim lies under `scope` with this SHA-256 (hex).
    pub async fn has_document(&self, scope: &str, sha256: &str) -> Result<bool, RegistryFault> {
        let statement = Statement::new(
            "SELECT documents.id FROM documents JOIN claims ON claims.id = documents.claim WHERE documents.sha256 = ",
        )
        .bind(sha256)
        .then(" AND COALESCE(NULLIF(documents.scope, ''), claims.draft) = ")
        .bind(scope)
        .then(" LIMIT 1");
        let mut transaction = self.database.begin_reading().await?;
        Ok(!transaction.rows(statement).await?.is_empty())
    }
}

/// A row of `claims`: what it holds, or why it cannot be read.
pub(super) type Found = (i64, Result<Claim, RegistryFault>);

/// The claim that `statement`, which begins with [`SELECT_CLAIMS`], finds, with the id of its row.
pub(super) async fn load_one(
    transaction: &mut Transaction,
    personal: &Personal,
    statement: Statement,
) -> Result<Option<(i64, Claim)>, RegistryFault> {
    let found = load(transaction, personal, statement).await?.into_iter().next();
    found.map(|(id, claim)| claim.map(|claim| (id, claim))).transpose()
}

/// The claims that `statement`, which begins with [`SELECT_CLAIMS`], finds, in its order.
pub(super) async fn load(
    transaction: &mut Transaction,
    personal: &Personal,
    statement: Statement,
) -> Result<Vec<Found>, RegistryFault> {
    let rows = transaction.rows(statement).await?;
    let ids = rows.iter().map(|row| row.number("id")).collect::<Result<Vec<_>, _>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut documents = documents_of(transaction, &ids).await?;
    let mut events = events_of(transaction, &ids).await?;
    let claims = rows.iter().zip(ids).map(|(row, id)| {
        let parts = (documents.remove(&id).transpose(), events.remove(&id).transpose());
        let claim = claim_from(personal, row, id).and_then(|claim| whole(claim, parts));
        (id, claim)
    });
    Ok(claims.collect())
}

/// Of `found` what can be read. What cannot is reported: one bad row must not hide the others.
pub(super) fn readable<T>(
    found: impl IntoIterator<Item = (i64, Result<T, RegistryFault>)>,
) -> Result<Vec<T>, RegistryFault> {
    let whole = found.into_iter().filter_map(|(row, read)| match read {
        Ok(read) => Some(Ok(read)),
        Err(fault) if fault.is_of_one_row() => {
            let fault = &fault as &dyn std::error::Error;
            tracing::error!(row, fault, "a row cannot be read and is left out of a list");
            None
        }
        Err(fault) => Some(Err(fault)),
    });
    whole.collect()
}

type Parts =
    (Result<Option<Vec<Document>>, RegistryFault>, Result<Option<Vec<ClaimEvent>>, RegistryFault>);

fn whole(mut claim: Claim, (documents, events): Parts) -> Result<Claim, RegistryFault> {
    claim.documents = documents?.unwrap_or_default();
    // What came with the claim lies in the claim's own draft.
    for document in claim.documents.iter_mut().filter(|document| document.scope.is_empty()) {
        document.scope.clone_from(&claim.draft);
    }
    claim.events = events?.unwrap_or_default();
    Ok(claim)
}

/// What belongs to each claim, or the first fault among it.
pub(super) type ByClaim<T> = BTreeMap<i64, Result<Vec<T>, RegistryFault>>;

fn put<T>(found: &mut ByClaim<T>, claim: i64, part: Result<T, RegistryFault>) {
    let parts = found.entry(claim).or_insert_with(|| Ok(Vec::new()));
    match (parts, part) {
        (Ok(parts), Ok(part)) => parts.push(part),
        (parts @ Ok(_), Err(fault)) => *parts = Err(fault),
        (Err(_), _) => {}
    }
}

fn claim_from(personal: &Personal, row: &Row, id: i64) -> Result<Claim, RegistryFault> {
    let bad = |column| damaged("claims", id, column);
    let sealed = SealedDetails { key: row.bytes("claim_key")?, details: row.bytes("details")? };
    let progress = match row.bytes_if_any("progress")? {
        Some(progress) => personal.open_progress(id, &sealed.key, &progress)?,
        None => Progress::default(),
    };
    Ok(Claim {
        code: TrackingCode::try_from(row.text("tracking_code")?)
            .map_err(|_| bad("tracking_code"))?,
        draft: row.text("draft")?,
        chat: row.number("chat")?,
        kind: ClaimKind::from_name(&row.text("kind")?).ok_or_else(|| bad("kind"))?,
        stage: Stage::from_name(&row.text("stage")?).ok_or_else(|| bad("stage"))?,
        revision: u32::try_from(row.number("revision")?).map_err(|_| bad("revision"))?,
        registered_at: moment(row.number("registered_at")?).ok_or_else(|| bad("registered_at"))?,
        originals_required: row.number("originals_required")? != 0,
        details: personal.open_details(id, &sealed)?,
        defects: progress.defects,
        outcome: progress.outcome,
        documents: Vec::new(),
        events: Vec::new(),
    })
}

async fn documents_of(
    transaction: &mut Transaction,
    claims: &[i64],
) -> Result<ByClaim<Document>, RegistryFault> {
    let statement = Statement::new(
        "SELECT claim, id, title_code, title_name, media_type, width, height, bytes, sha256, upload_sha256, late, round, \
         quality, scope FROM documents WHERE claim IN (",
    );
    let statement = statement.bind_all(claims.iter().copied()).then(") ORDER BY claim, position");
    let mut found = ByClaim::new();
    for row in transaction.rows(statement).await? {
        let claim = row.number("claim")?;
        put(&mut found, claim, document_from(&row, claim));
    }
    Ok(found)
}

fn document_from(row: &Row, claim: i64) -> Result<Document, RegistryFault> {
    let bad = |column| move |_| damaged("documents", claim, column);
    let pixels = |column| {
        let number = row.number_if_any(column)?;
        number.map(u32::try_from).transpose().map_err(bad(column))
    };
    let quality = row.text("quality")?;
    Ok(Document {
        id: row.text("id")?,
        scope: row.text_if_any("scope")?.unwrap_or_default(),
        title: DocumentTitle { code: row.text("title_code")?, name: row.text("title_name")? },
        file: StoredFile {
            media_type: row.text("media_type")?,
            width: pixels("width")?,
            height: pixels("height")?,
            bytes: u64::try_from(row.number("bytes")?).map_err(bad("bytes"))?,
            sha256: row.text("sha256")?,
            upload_sha256: row.text("upload_sha256")?,
            quality: quality
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        },
        late: row.number("late")? != 0,
        round: u32::try_from(row.number("round")?).map_err(bad("round"))?,
    })
}

pub(super) async fn events_of(
    transaction: &mut Transaction,
    claims: &[i64],
) -> Result<ByClaim<ClaimEvent>, RegistryFault> {
    let statement = Statement::new(
        "SELECT claim, seq, at, kind, stage, revision, actor, staff, chat, reason FROM claim_events WHERE claim IN (",
    )
    .bind_all(claims.iter().copied())
    .then(") ORDER BY seq");
    let mut found = ByClaim::new();
    for row in transaction.rows(statement).await? {
        put(&mut found, row.number("claim")?, event_from(&row));
    }
    Ok(found)
}

fn event_from(row: &Row) -> Result<ClaimEvent, RegistryFault> {
    let seq = row.number("seq")?;
    let bad = |column| damaged("claim_events", seq, column);
    Ok(ClaimEvent {
        seq,
        at: moment(row.number("at")?).ok_or_else(|| bad("at"))?,
        kind: EventKind::from_name(&row.text("kind")?).ok_or_else(|| bad("kind"))?,
        stage: Stage::from_name(&row.text("stage")?).ok_or_else(|| bad("stage"))?,
        revision: u32::try_from(row.number("revision")?).map_err(|_| bad("revision"))?,
        actor: Actor::from_name(&row.text("actor")?).ok_or_else(|| bad("actor"))?,
        by: row.text_if_any("staff")?,
        chat: row.number_if_any("chat")?,
        reason: row.text_if_any("reason")?,
    })
}

pub(super) fn feed_event_from(row: &Row) -> Result<FeedEvent, RegistryFault> {
    let seq = row.number("seq")?;
    let bad = |column| damaged("claim_events", seq, column);
    Ok(FeedEvent {
        seq,
        code: TrackingCode::try_from(row.text("tracking_code")?)
            .map_err(|_| bad("tracking_code"))?,
        owner: row.number("chat")?,
        at: moment(row.number("at")?).ok_or_else(|| bad("at"))?,
        kind: EventKind::from_name(&row.text("kind")?).ok_or_else(|| bad("kind"))?,
        stage: Stage::from_name(&row.text("stage")?).ok_or_else(|| bad("stage"))?,
        actor: Actor::from_name(&row.text("actor")?).ok_or_else(|| bad("actor"))?,
        chat: row.number_if_any("doer")?,
    })
}

pub(super) fn moment(milliseconds: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(milliseconds).ok()
}
