//! Answers of flows that register no claim, such as a survey (`docs/FLOWS.md`).

use jiff::Timestamp;

use super::personal::SealedDetails;
use super::reading::{SELECT_CLAIMS, load_one, may_see, readable};
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

/// Which kept answers are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptQuery {
    /// Of one flow, by its id, or of all.
    pub flow: Option<String>,
    /// From where on.
    pub part: KeptPart,
    /// How many at most.
    pub limit: u32,
}

/// From where on kept answers are read, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptPart {
    /// Those with a greater id, oldest first.
    After(i64),
    /// Those with a smaller id, newest first.
    Before(i64),
}

/// Kept answers in the order that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPage {
    /// Those that can be read.
    pub items: Vec<KeptRow>,
    /// The id of the last one, whether or not it can be read; none: there were none.
    pub last: Option<i64>,
    /// Whether there are others beyond.
    pub has_more: bool,
}

pub(super) const SELECT_KEPT: &str = "SELECT kept_answers.id AS id, flow, flow_version, kept_at, answers, answers_key, \
                           claims.tracking_code AS code FROM kept_answers \
                           LEFT JOIN claims ON claims.id = kept_answers.claim WHERE ";

/// More answers than these are not listed for a chat.
const MOST_OF_ONE_CHAT: i64 = 200;

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

    /// The kept answers that `query` wants. Those that cannot be read are left out and reported.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_answers(&self, query: &KeptQuery) -> Result<KeptPage, RegistryFault> {
        let limit = i64::from(query.limit);
        let mut statement = Statement::new(SELECT_KEPT);
        let order = match query.part {
            KeptPart::After(id) => {
                statement = statement.then("kept_answers.id > ").bind(id);
                " ORDER BY kept_answers.id LIMIT "
            }
            KeptPart::Before(id) => {
                statement = statement.then("kept_answers.id < ").bind(id);
                " ORDER BY kept_answers.id DESC LIMIT "
            }
        };
        if let Some(flow) = &query.flow {
            statement = statement.then(" AND flow = ").bind(flow.as_str());
        }
        // One more than wanted tells whether there are others.
        let statement = statement.then(order).bind(limit.saturating_add(1));
        let mut rows = self.database.begin_reading().await?.rows(statement).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > wanted;
        rows.truncate(wanted);
        let ids = rows.iter().map(|row| row.number("id")).collect::<Result<Vec<_>, _>>()?;
        let found = rows.iter().zip(&ids).map(|(row, id)| (*id, self.kept_from(row, *id)));
        // A page ends after its last row, whether or not that can be read.
        Ok(KeptPage { items: readable(found)?, last: ids.last().copied(), has_more })
    }

    /// The kept answers that were given in `chat`, oldest first, at most 200. Those that cannot be read are left out and
    /// reported.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answers_of(&self, chat: i64) -> Result<Vec<KeptRow>, RegistryFault> {
        let statement = Statement::new(SELECT_KEPT).then("kept_answers.chat = ").bind(chat);
        let statement = statement.then(" ORDER BY kept_answers.id LIMIT ").bind(MOST_OF_ONE_CHAT);
        let rows = self.database.begin_reading().await?.rows(statement).await?;
        let ids = rows.iter().map(|row| row.number("id")).collect::<Result<Vec<_>, _>>()?;
        readable(rows.iter().zip(&ids).map(|(row, id)| (*id, self.kept_from(row, *id))))
    }

    /// The flows of which answers are kept, with how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_flows(&self) -> Result<Vec<(String, u64)>, RegistryFault> {
        let statement = Statement::new(
            "SELECT flow, COUNT(*) AS answers FROM kept_answers GROUP BY flow ORDER BY flow",
        );
        let rows = self.database.begin_reading().await?.rows(statement).await?;
        let count = |row: &Row| {
            let answers = u64::try_from(row.number("answers")?).unwrap_or_default();
            Ok((row.text("flow")?, answers))
        };
        rows.iter().map(count).collect()
    }

    pub(super) fn kept_from(&self, row: &Row, id: i64) -> Result<KeptRow, RegistryFault> {
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
