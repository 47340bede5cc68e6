//! Filling the directory from files: all rows are checked before one is taken, and all are taken in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::member_fields::{CONTRACT_COLUMNS, PEOPLE_COLUMNS, contract, person};
use super::member_files::{ImportProblem, MemberFile, Table};
use super::personal::{Person, Personal};
use super::sql::{Statement, Transaction, Value};
use super::{Registry, RegistryFault};
use crate::claim::{Contract, Member, Relation};

/// People per statement: few round trips, and few enough values that SQLite's search for each by its name costs nothing.
const BATCH: usize = 32;
/// Batches made ready ahead of the database.
const AHEAD: usize = 4;

/// What an import took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of people.
    pub people: usize,
    /// Contracts.
    pub contracts: usize,
    /// What is odd, but was taken.
    pub warnings: Vec<ImportProblem>,
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
        let files = Arc::new(Files { people, contracts });
        let reading = Arc::clone(&files);
        let checked = blocking(move || check(&reading)).await?.map_err(ImportFault::Problems)?;
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
        let batches = make_ready(files, self.personal.clone(), source.to_owned(), newest);
        let inserted = insert_people(&mut transaction, batches).await?;
        let Checked { people, contracts, warnings } = checked;
        if usize::try_from(inserted) != Ok(people) {
            // Whoever made the rows ready died on the way.
            return Err(RegistryFault::Database(sqlx::Error::WorkerCrashed).into());
        }
        transaction.commit().await?;
        Ok(ImportReport { people, contracts: contracts.len(), warnings })
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
    check(&Files { people, contracts }).map(|checked| checked.warnings)
}

struct Files {
    people: MemberFile,
    contracts: MemberFile,
}

struct Checked {
    people: usize,
    contracts: BTreeMap<String, Contract>,
    warnings: Vec<ImportProblem>,
}

/// Looks at every row of both files.
fn check(files: &Files) -> Result<Checked, Vec<ImportProblem>> {
    let mut problems = Vec::new();
    let (contracts, codes) = check_contracts(&files.contracts, &mut problems);
    let mut people = PeopleSeen::default();
    match Table::open(&files.people, &PEOPLE_COLUMNS) {
        Err(columns) => problems.extend(columns),
        Ok(table) => {
            for row in table.rows() {
                match row
                    .map_err(|problem| vec![problem])
                    .and_then(|row| Ok((row.line, person(&row)?)))
                {
                    Ok((line, member)) => people.see(&files.people.name, line, &member, &codes),
                    Err(found) => people.problems.extend(found),
                }
            }
            if people.lines.is_empty() && people.problems.is_empty() {
                problems.push(no_rows(&files.people));
            }
        }
    }
    problems.append(&mut people.problems);
    problems.sort();
    if !problems.is_empty() {
        return Err(problems);
    }
    let warnings = people.without_principal(&files.people.name);
    Ok(Checked { people: people.lines.len(), contracts, warnings })
}

/// The contracts, and the codes of all rows: a contract whose row is at fault is no fault of its people's.
fn check_contracts(
    file: &MemberFile,
    problems: &mut Vec<ImportProblem>,
) -> (BTreeMap<String, Contract>, BTreeSet<String>) {
    let (mut contracts, mut codes) = (BTreeMap::new(), BTreeSet::new());
    let table = match Table::open(file, &CONTRACT_COLUMNS) {
        Ok(table) => table,
        Err(columns) => {
            problems.extend(columns);
            return (contracts, codes);
        }
    };
    let before = problems.len();
    for row in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if !codes.insert(row.get("code")) {
            problems.push(row.problem("MB014", "The contract is in the file twice.".to_owned()));
        }
        match contract(&row) {
            Ok(known) => {
                contracts.insert(known.code.clone(), known);
            }
            Err(found) => problems.extend(found),
        }
    }
    if contracts.is_empty() && problems.len() == before {
        problems.push(no_rows(file));
    }
    (contracts, codes)
}

/// An empty file would open the bot to everybody, so it is taken as a mistake.
fn no_rows(file: &MemberFile) -> ImportProblem {
    let text = "The file has no rows.".to_owned();
    ImportProblem { file: file.name.clone(), line: 0, code: "MB003", text, hint: None }
}

/// What must be known of the rows before, in as little memory as a million rows want.
#[derive(Default)]
struct PeopleSeen {
    /// National code and contract, to the line.
    lines: BTreeMap<(u64, String), usize>,
    /// Main insured and contract of a dependant, and the dependant's line.
    dependants: Vec<(u64, String, usize)>,
    problems: Vec<ImportProblem>,
}

impl PeopleSeen {
    fn see(&mut self, file: &str, line: usize, member: &Member, codes: &BTreeSet<String>) {
        let mut add = |code, text| {
            let file = file.to_owned();
            self.problems.push(ImportProblem { file, line, code, text, hint: None });
        };
        if !codes.contains(&member.contract) {
            add("MB010", "`contract` is not in the file of contracts.".to_owned());
        }
        let key = (number(member.national_code.expose()), member.contract.clone());
        if let Some(before) = self.lines.get(&key) {
            add("MB014", format!("The person is under this contract in line {before} already."));
            return;
        }
        self.lines.insert(key, line);
        if member.relation != Relation::Principal {
            let principal = number(member.principal.expose());
            self.dependants.push((principal, member.contract.clone(), line));
        }
    }

    fn without_principal(&self, file: &str) -> Vec<ImportProblem> {
        let lost = self.dependants.iter().filter(|(principal, contract, _)| {
            !self.lines.contains_key(&(*principal, contract.clone()))
        });
        lost.map(|(_, _, line)| ImportProblem {
            file: file.to_owned(),
            line: *line,
            code: "MB015",
            text: "The main insured is not in the file under this contract.".to_owned(),
            hint: Some("Only the person's own mobile opens their data."),
        })
        .collect()
    }
}

fn number(national_code: &str) -> u64 {
    national_code.parse().unwrap_or(0)
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

/// Reads and seals the people on a thread of its own, while the database takes the batch before.
fn make_ready(
    files: Arc<Files>,
    personal: Personal,
    source: String,
    newest: i64,
) -> mpsc::Receiver<Batch> {
    let (give, take) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        // Every row was found good before.
        let Ok(table) = Table::open(&files.people, &PEOPLE_COLUMNS) else { return };
        let mut members =
            table.rows().flatten().filter_map(|row| person(&row).ok()).zip(newest + 1..);
        loop {
            let rows: Vec<(Member, i64)> = members.by_ref().take(BATCH).collect();
            if rows.is_empty() {
                return;
            }
            let sealed =
                rows.into_iter().map(|(member, id)| person_row(&personal, &source, id, member));
            let batch: Batch = sealed.collect();
            let failed = batch.is_err();
            if give.blocking_send(batch).is_err() || failed {
                return;
            }
        }
    });
    take
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
) -> Result<u64, RegistryFault> {
    let mut inserted = 0;
    while let Some(batch) = batches.recv().await {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn files(people: &str, contracts: &str) -> Files {
        let file =
            |name: &str, text: &str| MemberFile { name: name.to_owned(), text: text.to_owned() };
        Files { people: file("people.csv", people), contracts: file("contracts.csv", contracts) }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_told_what_is_wrong_with_it(
            people in r#"(\PC|[\n\r\t,"]){0,200}"#,
            contracts in r#"([a-z0-9/,"]|\n){0,200}"#,
            keep_headers in any::<bool>(),
        ) {
            let head = |columns: [&str; 8]| {
                if keep_headers { format!("{}\n", columns.join(",")) } else { String::new() }
            };
            let people = head(PEOPLE_COLUMNS) + &people;
            let contracts = head(CONTRACT_COLUMNS) + &contracts;
            if let Err(problems) = check(&files(&people, &contracts)) {
                let lines = people.lines().count().max(contracts.lines().count()) + 1;
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(problem.line <= lines, "{problem}");
                }
            }
        }
    }
}
