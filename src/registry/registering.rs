//! Registering a claim: once for each draft, whatever happens (`storage.md` §2.3).

use jiff::Timestamp;

use super::reading::{SELECT_CLAIMS, load_one};
use super::sql::{Statement, Transaction, Value};
use super::{Registry, RegistryFault, search};
use crate::claim::record::Actor;
use crate::claim::{Claim, ClaimDetails, ClaimKind, Document, NewClaim, Stage, TrackingCode};
use crate::persian::text;
use crate::runtime::FailPoint;

/// With 9·10¹⁰ codes, even a hundred million claims make this many misses in a row as good as impossible.
const CODE_TRIES: u32 = 50;

/// How registering went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Registered, or registered before from the same draft.
    Done(Box<Claim>),
    /// The directory does not know the person under that contract, or the contract takes no claims.
    Changed,
    /// The claim of this draft was erased: it is not made again.
    Erased,
}

impl Registry {
    /// Registers `new`. The same draft gives the same claim and code, pressed twice, at once, or repeated after a crash.
    ///
    /// If the directory knew the insured, person and contract are looked up again in the same transaction; relation and main
    /// insured are as the directory has them. `random` makes tracking codes until one is free.
    pub async fn register(
        &self,
        new: &NewClaim,
        now: Timestamp,
        mut random: impl FnMut() -> [u8; 8] + Send,
    ) -> Result<Registration, RegistryFault> {
        let mut transaction = self.database.begin().await?;
        self.personal.keep_up();
        // Held until commit: registrations pass here one by one, and ids are in the order of commits.
        let id = transaction.next("claim").await?;
        if let Some(claim) = self.of_draft(&mut transaction, &new.draft).await? {
            return Ok(Registration::Done(Box::new(claim)));
        }
        if is_erased(&mut transaction, &new.draft).await? {
            return Ok(Registration::Erased);
        }
        let mut details = new.details.clone();
        // Guide B part two: the office phones about the originals once the request is approved.
        let mut originals_required = new.kind == ClaimKind::SpecialExpense;
        if new.from_directory {
            let Some(cover) = self.cover(&mut transaction, &new.details, now).await? else {
                return Ok(Registration::Changed);
            };
            details.insured.relation = Some(cover.relation);
            details.insured.principal = Some(cover.principal);
            originals_required = cover.originals_required;
        }
        let row = NewRow { id, new, details: &details, originals_required, now };
        self.insert_claim(&mut transaction, &row, &mut random).await?;
        self.insert_words(&mut transaction, &row).await?;
        for (position, document) in (0..).zip(&new.documents) {
            transaction.execute(document_row(id, position, document)).await?;
        }
        let seq = transaction.next("event").await?;
        transaction.execute(registered_event(seq, &row)).await?;
        let claim = self.of_draft(&mut transaction, &new.draft).await?;
        FailPoint::InRegister.pass();
        transaction.commit().await?;
        FailPoint::AfterRegister.pass();
        let claim = claim.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Registration::Done(Box::new(claim)))
    }

    async fn of_draft(
        &self,
        transaction: &mut Transaction,
        draft: &str,
    ) -> Result<Option<Claim>, RegistryFault> {
        let statement = Statement::new(SELECT_CLAIMS).then("draft = ").bind(draft);
        let found = load_one(transaction, &self.personal, statement).await?;
        Ok(found.map(|(_, claim)| claim))
    }

    async fn insert_claim(
        &self,
        transaction: &mut Transaction,
        row: &NewRow<'_>,
        random: &mut (impl FnMut() -> [u8; 8] + Send),
    ) -> Result<(), RegistryFault> {
        let values = self.claim_values(row)?;
        for _ in 0..CODE_TRIES {
            let code = TrackingCode::from_random(random());
            let statement = Statement::new(INSERT_CLAIM)
                .bind(code.as_str())
                .then(", ")
                .bind_all(values.clone())
                .then(") ON CONFLICT (tracking_code) DO NOTHING");
            if transaction.execute(statement).await? == 1 {
                return Ok(());
            }
        }
        Err(RegistryFault::NoFreeCode)
    }

    /// The values of [`INSERT_CLAIM`] after the tracking code.
    fn claim_values(&self, row: &NewRow<'_>) -> Result<Vec<Value>, RegistryFault> {
        let NewRow { id, new, details, originals_required, now } = row;
        let sealed = self.personal.seal_details(*id, details)?;
        let insured = &details.insured;
        let searched = Searched::of(details);
        Ok(vec![
            (*id).into(),
            new.draft.as_str().into(),
            new.chat.into(),
            new.kind.name().into(),
            Stage::Registered.name().into(),
            now.as_millisecond().into(),
            new.consent.as_ref().map(|consent| i64::from(consent.version)).into(),
            new.consent.as_ref().map(|consent| consent.at.as_millisecond()).into(),
            new.from_directory.into(),
            (*originals_required).into(),
            searched.service_date.into(),
            searched.province.into(),
            searched.amount.into(),
            details.contract.as_ref().map(|contract| contract.code.clone()).into(),
            searched.center.into(),
            self.personal.national_code(&insured.national_code).into(),
            insured.principal.as_ref().map(|code| self.personal.national_code(code)).into(),
            self.personal.mobile(&details.mobile).into(),
            sealed.key.into(),
            sealed.details.into(),
        ])
    }

    async fn insert_words(
        &self,
        transaction: &mut Transaction,
        row: &NewRow<'_>,
    ) -> Result<(), RegistryFault> {
        for word in search::name_words(&self.personal, row.details) {
            let statement = Statement::new("INSERT INTO claim_words (claim, word) VALUES (");
            transaction.execute(statement.bind(row.id).then(", ").bind(word).then(")")).await?;
        }
        Ok(())
    }
}

/// The columns in the clear by which claims are found, as they follow from what was entered.
pub(super) struct Searched {
    pub(super) service_date: Option<String>,
    pub(super) province: Option<String>,
    pub(super) amount: Option<i64>,
    pub(super) center: Option<String>,
}

impl Searched {
    pub(super) fn of(details: &ClaimDetails) -> Self {
        let amount = details.amount_rial.map(|rial| i64::try_from(rial.0).unwrap_or(i64::MAX));
        Self {
            service_date: details.service_date.map(|date| date.to_string()),
            province: details.province.as_ref().map(|province| province.code.clone()),
            amount,
            center: details.center.as_ref().map(|center| text::search_key(&center.name)),
        }
    }
}

async fn is_erased(transaction: &mut Transaction, draft: &str) -> Result<bool, RegistryFault> {
    let statement =
        Statement::new("SELECT id FROM claims WHERE erased_at IS NOT NULL AND draft = ");
    Ok(!transaction.rows(statement.bind(draft)).await?.is_empty())
}

struct NewRow<'a> {
    id: i64,
    new: &'a NewClaim,
    details: &'a ClaimDetails,
    originals_required: bool,
    now: Timestamp,
}

const INSERT_CLAIM: &str = "INSERT INTO claims (revision, tracking_code, id, draft, chat, kind, stage, registered_at, \
                            consent_version, consent_at, from_directory, originals_required, service_date, province, amount_rial, contract, \
                            center_name, national_index, principal_index, mobile_index, claim_key, details) VALUES (1, ";

pub(super) fn document_row(claim: i64, position: i64, document: &Document) -> Statement {
    let Document { id, scope, title, file, late, round } = document;
    let values: [Value; 15] = [
        claim.into(),
        position.into(),
        id.as_str().into(),
        title.code.as_str().into(),
        title.name.as_str().into(),
        file.media_type.as_str().into(),
        file.width.map(i64::from).into(),
        file.height.map(i64::from).into(),
        i64::try_from(file.bytes).unwrap_or(i64::MAX).into(),
        file.sha256.as_str().into(),
        file.upload_sha256.as_str().into(),
        (*late).into(),
        i64::from(*round).into(),
        file.quality.join(",").into(),
        (!scope.is_empty()).then(|| scope.clone()).into(),
    ];
    Statement::new(
        "INSERT INTO documents (claim, position, id, title_code, title_name, media_type, width, height, bytes, sha256, \
         upload_sha256, late, round, quality, scope) VALUES (",
    )
    .bind_all(values)
    .then(")")
}

fn registered_event(seq: i64, row: &NewRow<'_>) -> Statement {
    let values: [Value; 8] = [
        seq.into(),
        row.id.into(),
        row.now.as_millisecond().into(),
        Stage::Registered.name().into(),
        Actor::Insured.name().into(),
        "registered".into(),
        row.new.chat.into(),
        format!("register {}", row.new.draft).into(),
    ];
    Statement::new(
        "INSERT INTO claim_events (seq, claim, at, stage, actor, kind, chat, once) VALUES (",
    )
    .bind_all(values)
    .then(")")
}
