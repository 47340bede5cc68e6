//! Figures for the dashboard: how many claims, where they stand, how long each stage takes, what is found wrong.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::personal::damaged;
use super::sql::{Row, Statement, Transaction};
use super::{Registry, RegistryFault};
use crate::claim::{DocumentTitle, Stage};
use crate::persian::JalaliDate;
use crate::persian::jalali::midnight_in_tehran;

/// A dashboard reaches back no further than this from its last day.
const MOST_DAYS: i32 = 2 * 366;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Figures over the claims that were registered within some days.
#[derive(Clone, Debug, PartialEq)]
pub struct Dashboard {
    /// Claims registered on each of the days, oldest first; days without any are there too.
    pub per_day: Vec<(JalaliDate, u64)>,
    /// Where these claims stand; every stage is there.
    pub by_stage: BTreeMap<Stage, u64>,
    /// How long these claims stayed in the stages that they have left.
    pub days_in_stage: Vec<StageDays>,
    /// For each title that was found missing or unreadable: with how many of these claims, and how many these claims are.
    pub defects_by_title: Vec<(DocumentTitle, u64, u64)>,
}

/// How many days claims stayed in a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StageDays {
    /// Which.
    pub stage: Stage,
    /// Half of the stays were no longer.
    pub median: f64,
    /// Four in five of the stays were no longer (nearest rank).
    pub p80: f64,
}

/// When a day begins in Tehran, in milliseconds since 1970.
fn starts(day: JalaliDate) -> i64 {
    midnight_in_tehran(day).as_millisecond()
}

/// From and before, in milliseconds since 1970.
#[derive(Clone, Copy)]
struct Span(i64, i64);

impl Registry {
    /// How many claims stand where, over all claims; every stage is there.
    pub async fn stage_counts(&self) -> Result<BTreeMap<Stage, u64>, RegistryFault> {
        let all = Statement::new("SELECT stage, COUNT(*) AS claims FROM claims GROUP BY stage");
        counts(&self.database.begin_reading().await?.rows(all).await?)
    }

    /// The figures over the claims that were registered from the day `from` to the day `to`, both included, in Tehran's days.
    /// At most two years are looked at.
    pub async fn dashboard(
        &self,
        from: JalaliDate,
        to: JalaliDate,
    ) -> Result<Dashboard, RegistryFault> {
        let earliest = to.plus_days(1 - MOST_DAYS).unwrap_or(JalaliDate::FIRST);
        let from = from.max(earliest);
        let span = Span(starts(from), starts(to) + DAY);
        let mut transaction = self.database.begin_reading().await?;
        let by_stage = by_stage(&mut transaction, span).await?;
        let claims = by_stage.values().sum();
        Ok(Dashboard {
            per_day: per_day(&mut transaction, from, span).await?,
            by_stage,
            days_in_stage: days_in_stage(&mut transaction, span).await?,
            defects_by_title: defects_by_title(&mut transaction, span, claims).await?,
        })
    }
}

async fn by_stage(
    transaction: &mut Transaction,
    Span(from, before): Span,
) -> Result<BTreeMap<Stage, u64>, RegistryFault> {
    let statement =
        Statement::new("SELECT stage, COUNT(*) AS claims FROM claims WHERE registered_at >= ")
            .bind(from)
            .then(" AND registered_at < ")
            .bind(before)
            .then(" GROUP BY stage");
    counts(&transaction.rows(statement).await?)
}

fn counts(rows: &[Row]) -> Result<BTreeMap<Stage, u64>, RegistryFault> {
    let mut counts: BTreeMap<Stage, u64> = Stage::ALL.into_iter().map(|stage| (stage, 0)).collect();
    for row in rows {
        counts.insert(stage_in(row)?, count(row, "claims")?);
    }
    Ok(counts)
}

/// Days of Tehran are whole numbers of days after the midnight of the first one: its clock is never changed.
async fn per_day(
    transaction: &mut Transaction,
    from: JalaliDate,
    span: Span,
) -> Result<Vec<(JalaliDate, u64)>, RegistryFault> {
    let Span(begin, before) = span;
    let statement = Statement::new("SELECT (registered_at - ")
        .bind(begin)
        .then(") / 86400000 AS day, COUNT(*) AS claims FROM claims WHERE registered_at >= ")
        .bind(begin)
        .then(" AND registered_at < ")
        .bind(before)
        .then(" GROUP BY day");
    let mut counted = BTreeMap::new();
    for row in transaction.rows(statement).await? {
        counted.insert(row.number("day")?, count(&row, "claims")?);
    }
    let days = (0..(before - begin) / DAY).filter_map(|number| {
        let day = from.plus_days(i32::try_from(number).ok()?)?;
        Some((day, counted.get(&number).copied().unwrap_or(0)))
    });
    Ok(days.collect())
}

/// A stay begins with the event that led to the stage and ends with the next one; further documents and erasing do not change the stage.
/// Of an even number of stays the two in the middle make the median.
async fn days_in_stage(
    transaction: &mut Transaction,
    Span(from, before): Span,
) -> Result<Vec<StageDays>, RegistryFault> {
    let statement = Statement::new(
        "SELECT stage, \
         (MIN(CASE WHEN place = (stays + 1) / 2 THEN stay END) + MIN(CASE WHEN place = stays / 2 + 1 THEN stay END)) / 2 AS median, \
         MIN(CASE WHEN place = (4 * stays + 4) / 5 THEN stay END) AS p80 \
         FROM (SELECT stage, stay, ROW_NUMBER() OVER (PARTITION BY stage ORDER BY stay) AS place, \
         COUNT(*) OVER (PARTITION BY stage) AS stays \
         FROM (SELECT claim_events.stage, \
         LEAD(claim_events.at) OVER (PARTITION BY claim_events.claim ORDER BY claim_events.seq) - claim_events.at AS stay \
         FROM claim_events JOIN claims ON claims.id = claim_events.claim \
         WHERE claim_events.kind NOT IN ('documents_added', 'erased') AND claims.registered_at >= ",
    )
    .bind(from)
    .then(" AND claims.registered_at < ")
    .bind(before)
    .then(") AS events WHERE stay IS NOT NULL) AS ranked GROUP BY stage");
    let rows = transaction.rows(statement).await?;
    let read = |row: &Row| {
        let days = |column| Ok::<f64, RegistryFault>(as_days(row.number(column)?));
        Ok(StageDays { stage: stage_in(row)?, median: days("median")?, p80: days("p80")? })
    };
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, RegistryFault>>()?;
    found.sort_by_key(|days| days.stage);
    Ok(found)
}

async fn defects_by_title(
    transaction: &mut Transaction,
    Span(from, before): Span,
    all: u64,
) -> Result<Vec<(DocumentTitle, u64, u64)>, RegistryFault> {
    let statement = Statement::new(
        "SELECT title_code, MIN(title_name) AS title_name, COUNT(DISTINCT claim) AS claims FROM defect_items \
         JOIN claims ON claims.id = defect_items.claim WHERE title_code IS NOT NULL AND registered_at >= ",
    )
    .bind(from)
    .then(" AND registered_at < ")
    .bind(before)
    .then(" GROUP BY title_code ORDER BY claims DESC, title_code");
    let rows = transaction.rows(statement).await?;
    let read = |row: &Row| {
        let title = DocumentTitle { code: row.text("title_code")?, name: row.text("title_name")? };
        Ok((title, count(row, "claims")?, all))
    };
    rows.iter().map(read).collect()
}

fn stage_in(row: &Row) -> Result<Stage, RegistryFault> {
    // A group of rows has no number of its own.
    Stage::from_name(&row.text("stage")?).ok_or_else(|| damaged("claims", 0, "stage"))
}

fn count(row: &Row, column: &str) -> Result<u64, RegistryFault> {
    Ok(u64::try_from(row.number(column)?).unwrap_or(0))
}

fn as_days(milliseconds: i64) -> f64 {
    SignedDuration::from_millis(milliseconds).as_secs_f64() / 86_400.0
}
