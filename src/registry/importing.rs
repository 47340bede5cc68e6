//! Filling the directory from files: all rows are checked before one is taken, and all are taken in one transaction.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::member_checks::{Checked, MemberFiles, check};
use super::member_files::{ImportProblem, MemberFile};
use super::member_rows::{PeopleThere, Rows};
use super::{AuditEntry, Registry, RegistryFault, audit, member_contracts};

/// Rows between two tellings of how far an import is.
const TOLD_EVERY: usize = 1 << 12;

/// How an import is to go; by default whole or not at all, and silently.
#[derive(Clone, Default)]
pub struct ImportOptions {
    /// Leave out the rows that are at fault and take the others, instead of taking nothing.
    pub skip_bad: bool,
    /// Called now and then, from any thread.
    pub progress: Option<Arc<ImportProgress>>,
    /// Who it is told of in the audit (`members_imported`), in the same transaction; none: it is not told there.
    pub by: Option<ImportedBy>,
}

/// Who imports.
#[derive(Clone, Debug)]
pub struct ImportedBy {
    /// Name of the member of staff.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// Is told the phase, the rows done and the rows in all.
pub type ImportProgress = dyn Fn(ImportPhase, usize, usize) + Send + Sync;

/// What an import is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportPhase {
    /// Every row is looked at.
    Checking,
    /// The rows are taken.
    Taking,
}

impl fmt::Debug for ImportOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportOptions").field("skip_bad", &self.skip_bad).finish_non_exhaustive()
    }
}

impl ImportOptions {
    pub(super) fn progress(&self, phase: ImportPhase, done: usize, all: usize) {
        if let Some(tell) = self.progress.as_ref().filter(|_| done.is_multiple_of(TOLD_EVERY)) {
            tell(phase, done, all);
        }
    }
}

/// What an import took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of people.
    pub people: usize,
    /// Contracts.
    pub contracts: usize,
    /// What is odd, but was taken.
    pub warnings: Vec<ImportProblem>,
    /// What is wrong with the rows that were left out; none unless that was asked for.
    pub left_out: Vec<ImportProblem>,
}

/// Why an import took nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The files are at fault; all that is wrong with them, by file and line.
    #[error("{} problems in the files of members", .0.len())]
    Problems(Vec<ImportProblem>),
    /// The database is at fault.
    #[error(transparent)]
    Registry(#[from] RegistryFault),
}

impl Registry {
    /// Replaces what was imported from `source` before by these files (`people.csv`, `contracts.csv`, `DESIGN.md` §6), in one
    /// transaction: who looks meanwhile sees the directory as it was.
    ///
    /// # Errors
    /// When any row of either file is at fault, or the database is. Nothing is changed then.
    pub async fn import_members(
        &self,
        people: MemberFile,
        contracts: MemberFile,
        source: &str,
    ) -> Result<ImportReport, ImportFault> {
        let files = MemberFiles { people, contracts };
        self.import_members_with(files, source, ImportOptions::default()).await
    }

    /// As [`Registry::import_members`], in the way that `options` say.
    ///
    /// # Errors
    /// As there; with bad rows left out, when nothing is left of a file.
    pub async fn import_members_with(
        &self,
        files: MemberFiles,
        source: &str,
        options: ImportOptions,
    ) -> Result<ImportReport, ImportFault> {
        let files = Arc::new(files);
        let (reading, how) = (Arc::clone(&files), options.clone());
        let checked = blocking(move || check(&reading, &how)).await?;
        let checked = checked.map_err(ImportFault::Problems)?;
        let mut transaction = self.database.begin().await?;
        self.personal.keep_up();
        let Checked { people, contracts, warnings, problems, left_out } = checked;
        let source = source.to_owned();
        let personal = self.personal.clone();
        let rows = Rows { files, left_out, personal, source, unchanged: BTreeSet::new() };
        // A million rows are sent again each day, and few of them are new: only what has changed is written.
        let there = PeopleThere::of(&mut transaction, &rows.source).await?;
        let (rows, there) = blocking(move || rows.set_apart(there)).await?;
        there.remove(&mut transaction, &rows).await?;
        member_contracts::write(&mut transaction, &contracts, &rows.source).await?;
        let wanted = people.saturating_sub(rows.unchanged.len());
        let tell = |done| options.progress(ImportPhase::Taking, done, wanted);
        let source = rows.source.clone();
        let inserted = rows.insert(&mut transaction, tell).await?;
        if usize::try_from(inserted) != Ok(wanted) {
            // Whoever made the rows ready died on the way.
            return Err(RegistryFault::Database(sqlx::Error::WorkerCrashed).into());
        }
        member_contracts::remove_others(&mut transaction, &contracts, &source).await?;
        let contracts = contracts.len();
        if let Some(ImportedBy { actor, at }) = options.by {
            let detail = Some(format!("{people} people, {contracts} contracts"));
            let act = "members_imported".to_owned();
            let entry = AuditEntry { actor, act, object: Some(source), detail };
            audit::add(&mut transaction, &self.personal, entry, at).await?;
        }
        transaction.commit().await?;
        Ok(ImportReport { people, contracts, warnings, left_out: problems })
    }
}

/// What [`Registry::import_members`] would say of these files, without a database: what is odd, or all that is at fault.
///
/// # Errors
/// When any row of either file is at fault.
pub fn check_members(
    people: MemberFile,
    contracts: MemberFile,
) -> Result<Vec<ImportProblem>, Vec<ImportProblem>> {
    check(&MemberFiles { people, contracts }, &ImportOptions::default())
        .map(|checked| checked.warnings)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RegistryFault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| RegistryFault::Database(sqlx::Error::WorkerCrashed))
}
