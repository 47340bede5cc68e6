//! Forgetting a chat because its person asks, and what has been kept long enough (`storage.md` §4.4, `domain.md` §8).

use jiff::Timestamp;

use super::erasing::{kind_in, stage_in};
use super::personal::damaged;
use super::reading::moment;
use super::sql::{Row, Statement};
use super::{Erasure, LeftToRemove, NOBODY, Registry, RegistryFault, WhyErased};
use crate::claim::{ClaimKind, Retention, Stage, TrackingCode, life};

/// What became of the claims of a chat that is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForgottenChat {
    /// Those that are erased, oldest first, each with what is left of it in the store of documents.
    pub erased: Vec<(TrackingCode, LeftToRemove)>,
    /// Those that are under way or must be kept by law, oldest first: nothing leads from them to the chat any more.
    pub kept: Vec<TrackingCode>,
}

impl Registry {
    /// Erases every claim that was registered in `chat`, has come to its end and need not be kept, takes the link to the chat
    /// from the others and from whatever was done there, and erases what was answered there in flows that register no claim.
    /// May be repeated: what is done already is not told again.
    ///
    /// # Errors
    /// When the database fails; what was done until then stays so.
    pub async fn forget_chat(
        &self,
        chat: i64,
        retention: &Retention,
        now: Timestamp,
    ) -> Result<ForgottenChat, RegistryFault> {
        let mut forgotten = ForgottenChat::default();
        let statement = Statement::new(
            "SELECT id, tracking_code, kind, stage, (SELECT MAX(at) FROM claim_events WHERE claim = claims.id) AS since \
             FROM claims WHERE erased_at IS NULL AND chat = ",
        );
        let statement = statement.bind(chat).then(" ORDER BY id");
        let rows = self.database.begin_reading().await?.rows(statement).await?;
        for row in rows {
            let (code, since) = (code_in(&row)?, since(&row)?);
            let id = row.number("id")?;
            let (kind, stage) = (kind_in(&row, id)?, stage_in(&row, id)?);
            let erasure = if retention.may_erase(kind, stage, (since, now)) {
                self.erase_claim(&code, &WhyErased::Asked, now).await?
            } else {
                Erasure::UnderWay(stage)
            };
            match erasure {
                Erasure::Done(left) => forgotten.erased.push((code, left)),
                Erasure::UnderWay(_) => forgotten.kept.push(code),
                Erasure::AlreadyErased | Erasure::Unknown => {}
            }
        }
        self.unlink(chat).await?;
        self.forget_old_pages().await;
        Ok(forgotten)
    }

    async fn unlink(&self, chat: i64) -> Result<(), RegistryFault> {
        let mut transaction = self.database.begin().await?;
        let claims = Statement::new("UPDATE claims SET chat = ").bind(NOBODY);
        let events = Statement::new("UPDATE claim_events SET chat = NULL WHERE chat = ").bind(chat);
        let answers = Statement::new("DELETE FROM kept_answers WHERE chat = ").bind(chat);
        transaction.execute(claims.then(" WHERE chat = ").bind(chat)).await?;
        transaction.execute(events).await?;
        transaction.execute(answers).await?;
        transaction.commit().await
    }

    /// Claims that came to their end before `ended_before` and are not erased, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ended_claims(
        &self,
        ended_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<TrackingCode>, RegistryFault> {
        let statement =
            Statement::new("SELECT tracking_code FROM claims WHERE erased_at IS NULL AND (");
        let statement =
            ends().into_iter().enumerate().fold(statement, |statement, (place, end)| {
                let (kind, stage) = end;
                let statement = if place == 0 { statement } else { statement.then(" OR ") };
                let statement = statement.then("(kind = ").bind(kind.name()).then(" AND stage = ");
                statement.bind(stage.name()).then(")")
            });
        let statement = statement
            .then(") AND (SELECT MAX(at) FROM claim_events WHERE claim = claims.id) < ")
            .bind(ended_before.as_millisecond())
            .then(" ORDER BY id LIMIT ")
            .bind(i64::from(limit));
        let rows = self.database.begin_reading().await?.rows(statement).await?;
        rows.iter().map(code_in).collect()
    }

    /// Erases answers of flows that register no claim which were given before `given_before`, at most `limit`; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_answers(
        &self,
        given_before: Timestamp,
        limit: u32,
    ) -> Result<u64, RegistryFault> {
        let statement = Statement::new(
            "DELETE FROM kept_answers WHERE id IN (SELECT id FROM kept_answers WHERE kept_at < ",
        );
        let statement = statement
            .bind(given_before.as_millisecond())
            .then(" ORDER BY id LIMIT ")
            .bind(i64::from(limit))
            .then(")");
        self.database.execute_alone(statement).await
    }
}

/// Every kind of claim with every stage at which it has come to its end.
fn ends() -> Vec<(ClaimKind, Stage)> {
    let kinds = [ClaimKind::Supplementary, ClaimKind::SpecialSupport, ClaimKind::SpecialExpense];
    let all = kinds.into_iter().flat_map(|kind| Stage::ALL.map(|stage| (kind, stage)));
    all.filter(|(kind, stage)| life::may_be_erased(*kind, *stage)).collect()
}

fn code_in(row: &Row) -> Result<TrackingCode, RegistryFault> {
    TrackingCode::try_from(row.text("tracking_code")?)
        .map_err(|_| damaged("claims", 0, "tracking_code"))
}

fn since(row: &Row) -> Result<Timestamp, RegistryFault> {
    moment(row.number("since")?).ok_or_else(|| damaged("claim_events", 0, "at"))
}
