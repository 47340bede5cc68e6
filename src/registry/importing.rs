//! Filling the directory from files: all rows are checked before one is taken, and all are taken in one transaction.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::member_checks::{Checked, MemberFiles, check};
use super::member_fields::{PEOPLE_COLUMNS, person};
use super::member_files::{ImportProblem, MemberFile, Table};
use super::personal::{Person, Personal};
use super::sql::{Statement, Transaction, Value};
use super::{Registry, RegistryFault};
use crate::claim::{Contract, Member};

/// People per statement: few round trips, and few enough values that SQLite's search for each by its name costs nothing.
const BATCH: usize = 32;
/// Batches made ready ahead of the database.
const AHEAD: usize = 4;

/// Rows between two tellings of how far an import is.
const TOLD_EVERY: usize = 1 << 12;

/// How an import is to go; by default whole or not at all, and silently.
#[derive(Clone, Default)]
pub struct ImportOptions {
    /// Leave out the rows that are at fault and take the others, instead of taking nothing.
    pub skip_bad: bool,
    /// Called now and then, from any thread.
    pub progress: Option<Arc<ImportProgress>>,
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
        for table in ["DELETE FROM people WHERE source = ", "DELETE FROM contracts WHERE source = "]
        {
            transaction.execute(Statement::new(table).bind(source)).await?;
        }
        for contract in checked.contracts.values() {
            transaction.execute(contract_row(contract, source)).await?;
        }
        let newest = Statement::new("SELECT COALESCE(MAX(id), 0) AS newest FROM people");
        let newest = match transaction.rows(newest).await?.first() {
            Some(row) => row.number("newest")?,
            None => 0,
        };
        let Checked { people, contracts, warnings, problems, left_out } = checked;
        let rows =
            Rows { files, left_out, personal: self.personal.clone(), source: source.to_owned() };
        let tell = |done| options.progress(ImportPhase::Taking, done, people);
        let inserted = insert_people(&mut transaction, rows.make_ready(newest), tell).await?;
        if usize::try_from(inserted) != Ok(people) {
            // Whoever made the rows ready died on the way.
            return Err(RegistryFault::Database(sqlx::Error::WorkerCrashed).into());
        }
        transaction.commit().await?;
        let contracts = contracts.len();
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

fn contract_row(contract: &Contract, source: &str) -> Statement {
    let values: [Value; 9] = [
        contract.code.as_str().into(),
        source.into(),
        contract.title.as_str().into(),
        contract.insurer.as_str().into(),
        contract.starts.to_string().into(),
        contract.ends.to_string().into(),
        contract.e_claims.into(),
        contract.window_days.map(i64::from).into(),
        contract.originals_required.into(),
    ];
    Statement::new(
        "INSERT INTO contracts (code, source, title, insurer, starts, ends, e_claims, window_days, originals_required) \
         VALUES (",
    )
    .bind_all(values)
    .then(")")
}

type Batch = Result<Vec<[Value; 7]>, RegistryFault>;

/// The rows that are taken.
struct Rows {
    files: Arc<MemberFiles>,
    left_out: BTreeSet<usize>,
    personal: Personal,
    source: String,
}

impl Rows {
    /// Reads and seals the people on a thread of its own, while the database takes the batch before. Their ids follow `newest`.
    fn make_ready(self, newest: i64) -> mpsc::Receiver<Batch> {
        let (give, take) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            // Every row that is not left out was found good before.
            let Ok(table) = Table::open(&self.files.people, &PEOPLE_COLUMNS) else { return };
            let rows = table.rows().flatten().filter(|row| !self.left_out.contains(&row.line));
            let mut members = rows.filter_map(|row| person(&row).ok()).zip(newest + 1..);
            loop {
                let rows: Vec<(Member, i64)> = members.by_ref().take(BATCH).collect();
                if rows.is_empty() {
                    return;
                }
                let sealed = rows
                    .into_iter()
                    .map(|(member, id)| person_row(&self.personal, &self.source, id, member));
                let batch: Batch = sealed.collect();
                let failed = batch.is_err();
                if give.blocking_send(batch).is_err() || failed {
                    return;
                }
            }
        });
        take
    }
}

fn person_row(
    personal: &Personal,
    source: &str,
    id: i64,
    member: Member,
) -> Result<[Value; 7], RegistryFault> {
    let Member {
        national_code,
        first_name,
        last_name,
        birth_date,
        mobile,
        relation,
        principal,
        contract,
    } = member;
    let person_index = personal.national_code(&national_code);
    let principal_index = personal.national_code(&principal);
    let person = Person { national_code, first_name, last_name, birth_date, mobile, principal };
    Ok([
        id.into(),
        contract.into(),
        source.into(),
        relation.name().into(),
        person_index.into(),
        principal_index.into(),
        personal.seal_person(id, &person)?.into(),
    ])
}

async fn insert_people(
    transaction: &mut Transaction,
    mut batches: mpsc::Receiver<Batch>,
    tell: impl Fn(usize),
) -> Result<u64, RegistryFault> {
    let mut inserted = 0;
    while let Some(batch) = batches.recv().await {
        tell(usize::try_from(inserted).unwrap_or_default());
        let statement = Statement::new(
            "INSERT INTO people (id, contract, source, relation, person_index, principal_index, person) VALUES ",
        );
        let rows = batch?.into_iter().enumerate();
        let statement = rows.fold(statement, |statement, (place, row)| {
            statement.then(if place == 0 { "(" } else { ", (" }).bind_all(row).then(")")
        });
        inserted += transaction.execute(statement).await?;
    }
    Ok(inserted)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RegistryFault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| RegistryFault::Database(sqlx::Error::WorkerCrashed))
}
