//! Answers of flows that register no claim, such as a survey (`docs/FLOWS.md`).

use jiff::Timestamp;

use super::personal::SealedDetails;
use super::reading::{SELECT_CLAIMS, load_one, may_see};
use super::sql::{Row, Statement, Transaction, Value};
use super::{Registry, RegistryFault};
use crate::claim::record::FurtherAnswer;
use crate::claim::{KeptAnswers, TrackingCode};

/// Kept answers as they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// Grows with each; for reading on.
    pub id: i64,
    /// Id of the flow.
    pub flow: String,
    /// Version of the flow file that asked.
    pub flow_version: u32,
    /// The claim with whose news the flow was offered.
    pub about: Option<TrackingCode>,
    /// When they were given.
    pub at: Timestamp,
    /// The answers in the order of the flow.
    pub answers: Vec<FurtherAnswer>,
}

impl Registry {
    /// Keeps `kept`, once for its draft; whether it was not kept before. The claim it names is left out when this chat may
    /// not see it.
    ///
    /// # Errors
    /// When the database fails: nothing is kept then.
    pub async fn keep_answers(
        &self,
        kept: &KeptAnswers,
        now: Timestamp,
    ) -> Result<bool, RegistryFault> {
        let mut transaction = self.database.begin().await?;
        self.personal.keep_up();
        let id = transaction.next("kept_answers").await?;
        let claim = self.seen_claim(&mut transaction, kept).await?;
        let sealed = self.personal.seal_answers(id, &kept.answers)?;
        let values: [Value; 9] = [
            id.into(),
            kept.draft.as_str().into(),
            kept.chat.into(),
            kept.flow.as_str().into(),
            i64::from(kept.flow_version).into(),
            claim.into(),
            now.as_millisecond().into(),
            sealed.details.into(),
            sealed.key.into(),
        ];
        let insert = Statement::new(
            "INSERT INTO kept_answers (id, draft, chat, flow, flow_version, claim, kept_at, answers, answers_key) VALUES (",
        );
        let insert = insert.bind_all(values).then(") ON CONFLICT (draft) DO NOTHING");
        let fresh = transaction.execute(insert).await? == 1;
        if fresh {
            transaction.commit().await?;
        }
        Ok(fresh)
    }

    async fn seen_claim(
        &self,
        transaction: &mut Transaction,
        kept: &KeptAnswers,
    ) -> Result<Option<i64>, RegistryFault> {
        let Some(code) = &kept.about else { return Ok(None) };
        let statement = Statement::new(SELECT_CLAIMS).then("tracking_code = ").bind(code.as_str());
        match load_one(transaction, &self.personal, statement).await {
            Ok(found) => {
                Ok(found.filter(|(_, claim)| may_see(kept.chat, None, claim)).map(|(id, _)| id))
            }
            Err(fault) if fault.is_of_one_row() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Kept answers after `after`, of one flow or of all, oldest first.
    ///
    /// # Errors
    /// When the database fails, or a row cannot be opened.
    pub async fn kept_answers(
        &self,
        flow: Option<&str>,
        after: i64,
        limit: u32,
    ) -> Result<Vec<KeptRow>, RegistryFault> {
        let mut statement = Statement::new(
            "SELECT kept_answers.id AS id, flow, flow_version, kept_at, answers, answers_key, claims.tracking_code AS code \
             FROM kept_answers LEFT JOIN claims ON claims.id = kept_answers.claim WHERE kept_answers.id > ",
        )
        .bind(after);
        if let Some(flow) = flow {
            statement = statement.then(" AND flow = ").bind(flow);
        }
        let statement = statement.then(" ORDER BY kept_answers.id LIMIT ").bind(i64::from(limit));
        let mut transaction = self.database.begin_reading().await?;
        let rows = transaction.rows(statement).await?;
        rows.iter().map(|row| self.kept_from(row)).collect()
    }

    fn kept_from(&self, row: &Row) -> Result<KeptRow, RegistryFault> {
        let id = row.number("id")?;
        let damaged = |column| RegistryFault::Damaged { table: "kept_answers", row: id, column };
        let sealed =
            SealedDetails { key: row.bytes("answers_key")?, details: row.bytes("answers")? };
        let about = row.text_if_any("code")?.map(TrackingCode::try_from).transpose();
        Ok(KeptRow {
            id,
            flow: row.text("flow")?,
            flow_version: u32::try_from(row.number("flow_version")?)
                .map_err(|_| damaged("flow_version"))?,
            about: about.map_err(|_| damaged("claim"))?,
            at: Timestamp::from_millisecond(row.number("kept_at")?)
                .map_err(|_| damaged("kept_at"))?,
            answers: self.personal.open_answers(id, &sealed)?,
        })
    }
}
