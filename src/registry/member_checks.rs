//! Looking at every row of the files of members before one is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::importing::{ImportOptions, ImportPhase};
use super::member_fields::{CONTRACT_COLUMNS, PEOPLE_COLUMNS, contract, person};
use super::member_files::{ImportProblem, MemberFile, Table};
use crate::claim::{Contract, Member, Relation};

/// Both files of members.
#[derive(Debug)]
pub struct MemberFiles {
    /// `people.csv`.
    pub people: MemberFile,
    /// `contracts.csv`.
    pub contracts: MemberFile,
}

/// What may be taken.
pub(super) struct Checked {
    /// How many rows of people.
    pub(super) people: usize,
    pub(super) contracts: BTreeMap<String, Contract>,
    pub(super) warnings: Vec<ImportProblem>,
    /// What is wrong with the rows that are left out.
    pub(super) problems: Vec<ImportProblem>,
    /// The lines of people that are left out.
    pub(super) left_out: BTreeSet<usize>,
}

/// Looks at every row of both files.
///
/// # Errors
/// All that is wrong. When bad rows are to be left out, only a file of which nothing can be taken is an error.
pub(super) fn check(
    files: &MemberFiles,
    options: &ImportOptions,
) -> Result<Checked, Vec<ImportProblem>> {
    let mut problems = Vec::new();
    let (contracts, mut codes) = check_contracts(&files.contracts, &mut problems);
    if options.skip_bad {
        codes = contracts.keys().cloned().collect();
    }
    let mut people = PeopleSeen::default();
    let unusable = check_people(&files.people, (&codes, options), &mut people);
    let left_out = people.problems.iter().map(|problem| problem.line).collect();
    let nothing_left = contracts.is_empty() || people.lines.is_empty();
    problems.extend(unusable);
    problems.append(&mut people.problems);
    problems.sort();
    if !problems.is_empty() && (nothing_left || !options.skip_bad) {
        return Err(problems);
    }
    let warnings = people.without_principal(&files.people.name);
    let people = people.lines.len();
    Ok(Checked { people, contracts, warnings, problems, left_out })
}

/// Whom the file names; and why nothing can be made of the file, if so.
fn check_people(
    file: &MemberFile,
    (codes, options): (&BTreeSet<String>, &ImportOptions),
    people: &mut PeopleSeen,
) -> Vec<ImportProblem> {
    let table = match Table::open(file, &PEOPLE_COLUMNS) {
        Ok(table) => table,
        Err(columns) => return columns,
    };
    // The lines tell how far it is; a field may hold some of them, so they may be a few more than the rows.
    let lines = file.text.lines().count().saturating_sub(1);
    for (number, row) in table.rows().enumerate() {
        options.progress(ImportPhase::Checking, number, lines);
        let read = row.map_err(|problem| vec![problem]);
        match read.and_then(|row| Ok((row.line, person(&row)?))) {
            Ok((line, member)) => people.see(&file.name, line, &member, codes),
            Err(found) => people.problems.extend(found),
        }
    }
    let is_empty = people.lines.is_empty() && people.problems.is_empty();
    if is_empty { vec![no_rows(file)] } else { Vec::new() }
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
            problems.extend(contract(&row).err().unwrap_or_default());
            continue;
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
            add("MB010", "`contract` is not among the contracts that are taken.".to_owned());
            return;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn files(people: &str, contracts: &str) -> MemberFiles {
        let file =
            |name: &str, text: &str| MemberFile { name: name.to_owned(), text: text.to_owned() };
        MemberFiles {
            people: file("people.csv", people),
            contracts: file("contracts.csv", contracts),
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_told_what_is_wrong_with_it(
            people in r#"(\PC|[\n\r\t,"]){0,200}"#,
            contracts in r#"([a-z0-9/,"]|\n){0,200}"#,
            (keep_headers, skip_bad) in any::<(bool, bool)>(),
        ) {
            let head = |columns: [&str; 8]| {
                if keep_headers { format!("{}\n", columns.join(",")) } else { String::new() }
            };
            let people = head(PEOPLE_COLUMNS) + &people;
            let contracts = head(CONTRACT_COLUMNS) + &contracts;
            if let Err(problems) = check(&files(&people, &contracts), &ImportOptions { skip_bad, ..ImportOptions::default() }) {
                let lines = people.lines().count().max(contracts.lines().count()) + 1;
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(problem.line <= lines, "{problem}");
                }
            }
        }
    }
}
