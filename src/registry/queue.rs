//! The reviewers' queue: claims by stage, kind, search text and time, page by page.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::reading::{SELECT_CLAIMS, load, readable};
use super::sql::Statement;
use super::{Registry, RegistryFault, search};
use crate::claim::{Claim, ClaimKind, Stage};
use crate::persian::JalaliDate;
use crate::persian::hidden::print_name_only;

/// Which claims are wanted. What is none does not narrow.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimQuery {
    /// Where they stand.
    pub stage: Option<Stage>,
    /// Which wizard.
    pub kind: Option<ClaimKind>,
    /// Tracking code or its beginning, national code of the insured or the main insured, mobile, or words that all stand in
    /// the insured's name or the centre's.
    pub q: Option<String>,
    /// Code of the province of residence.
    pub province: Option<String>,
    /// Only claims whose defect was to be repaired before this day, and was not.
    pub overdue_on: Option<JalaliDate>,
    /// Registered then or later.
    pub from: Option<Timestamp>,
    /// Registered before.
    pub to: Option<Timestamp>,
    /// Where the page before ended.
    pub cursor: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
}

// `q` may be a national code or a name.
print_name_only!(ClaimQuery);

impl Default for ClaimQuery {
    /// The newest 50.
    fn default() -> Self {
        Self {
            stage: None,
            kind: None,
            q: None,
            province: None,
            overdue_on: None,
            from: None,
            to: None,
            cursor: None,
            limit: 50,
        }
    }
}

/// Where a page ended. Claims registered meanwhile do not shift the pages after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(i64);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Cursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// One page of claims, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// The claims.
    pub items: Vec<Claim>,
    /// For the page after; none: this is the last.
    pub next_cursor: Option<Cursor>,
}

impl Registry {
    /// The claims that `query` wants, newest first. One that cannot be read is left out and reported.
    pub async fn claims(&self, query: &ClaimQuery) -> Result<Page, RegistryFault> {
        let limit = i64::from(query.limit);
        let narrowed = self.narrowed(Statement::new(SELECT_CLAIMS).then("1 = 1"), query);
        // One more than wanted tells whether there is a page after.
        let statement = narrowed.then(" ORDER BY id DESC LIMIT ").bind(limit + 1);
        let mut transaction = self.database.begin_reading().await?;
        let mut found = load(&mut transaction, &self.personal, statement).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_last = found.len() <= wanted;
        found.truncate(wanted);
        // A page ends after its last row, whether or not that can be read.
        let last = found.last().map(|(row, _)| *row);
        let next_cursor = last.filter(|_| !is_last).map(Cursor);
        Ok(Page { items: readable(found)?, next_cursor })
    }

    /// How many defects were to be repaired before `day`, and were not: the claims that [`ClaimQuery::overdue_on`] finds.
    pub async fn overdue_count(&self, day: JalaliDate) -> Result<u64, RegistryFault> {
        let query = ClaimQuery { overdue_on: Some(day), ..ClaimQuery::default() };
        let all = Statement::new("SELECT COUNT(*) AS claims FROM claims WHERE 1 = 1");
        let rows = self.database.begin_reading().await?.rows(self.narrowed(all, &query)).await?;
        let count = rows.first().map(|row| row.number("claims")).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    fn narrowed(&self, mut statement: Statement, query: &ClaimQuery) -> Statement {
        if let Some(stage) = query.stage {
            statement = statement.then(" AND stage = ").bind(stage.name());
        }
        if let Some(kind) = query.kind {
            statement = statement.then(" AND kind = ").bind(kind.name());
        }
        if let Some(province) = &query.province {
            statement = statement.then(" AND province = ").bind(province.as_str());
        }
        if let Some(day) = query.overdue_on {
            let stage = Stage::Defect.name();
            statement = statement.then(" AND stage = ").bind(stage).then(" AND defect_due < ");
            statement = statement.bind(day.to_string());
        }
        if let Some(from) = query.from {
            statement = statement.then(" AND registered_at >= ").bind(from.as_millisecond());
        }
        if let Some(to) = query.to {
            statement = statement.then(" AND registered_at < ").bind(to.as_millisecond());
        }
        if let Some(Cursor(before)) = query.cursor {
            statement = statement.then(" AND id < ").bind(before);
        }
        search::matching(statement, &self.personal, query.q.as_deref().unwrap_or_default())
    }
}
