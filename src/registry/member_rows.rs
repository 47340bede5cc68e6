//! The people of an import: which of them are there already, and those that are not, sealed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::RegistryFault;
use super::member_checks::MemberFiles;
use super::member_fields::{PEOPLE_COLUMNS, person};
use super::member_files::Table;
use super::personal::{Fingerprint, Person, Personal, damaged};
use super::sql::{Statement, Transaction, Value};
use crate::claim::Member;

/// People per statement: few round trips, and few enough values that SQLite's search for each by its name costs nothing.
const BATCH: usize = 32;
/// Batches made ready ahead of the database.
const AHEAD: usize = 4;
/// Rows that are read or removed at a time.
const PAGE: usize = 10_000;
/// Ids per statement that removes.
const REMOVED_AT_A_TIME: usize = 500;

type Batch = Result<Vec<[Value; 8]>, RegistryFault>;

/// The people that lie there from a source.
#[derive(Default)]
pub(super) struct PeopleThere {
    of: BTreeMap<Fingerprint, i64>,
    /// Rows of the time before fingerprints.
    without: Vec<i64>,
}

impl PeopleThere {
    pub(super) async fn of(
        transaction: &mut Transaction,
        source: &str,
    ) -> Result<Self, RegistryFault> {
        let mut there = Self::default();
        let mut last = 0;
        loop {
            let page = Statement::new("SELECT id, fingerprint FROM people WHERE source = ")
                .bind(source)
                .then(" AND id > ")
                .bind(last)
                .then(" ORDER BY id LIMIT ")
                .bind(i64::try_from(PAGE).unwrap_or(i64::MAX));
            let rows = transaction.rows(page).await?;
            for row in &rows {
                last = row.number("id")?;
                match row.bytes_if_any("fingerprint")? {
                    Some(bytes) => {
                        let bad = |_| damaged("people", last, "fingerprint");
                        there.of.insert(bytes.try_into().map_err(bad)?, last);
                    }
                    None => there.without.push(last),
                }
            }
            if rows.len() < PAGE {
                return Ok(there);
            }
        }
    }

    /// Removes them. Without one that stays, the database does it in one go.
    pub(super) async fn remove(
        self,
        transaction: &mut Transaction,
        rows: &Rows,
    ) -> Result<(), RegistryFault> {
        if rows.unchanged.is_empty() {
            let all = Statement::new("DELETE FROM people WHERE source = ");
            transaction.execute(all.bind(rows.source.as_str())).await?;
            return Ok(());
        }
        let ids: Vec<i64> = self.of.into_values().chain(self.without).collect();
        for some in ids.chunks(REMOVED_AT_A_TIME) {
            let statement = Statement::new("DELETE FROM people WHERE id IN (");
            transaction.execute(statement.bind_all(some.iter().copied()).then(")")).await?;
        }
        Ok(())
    }
}

/// The rows of a file that was found good.
pub(super) struct Rows {
    pub(super) files: Arc<MemberFiles>,
    /// Lines that are not taken.
    pub(super) left_out: BTreeSet<usize>,
    pub(super) personal: Personal,
    pub(super) source: String,
    /// People that lie there just as they are in the file.
    pub(super) unchanged: BTreeSet<Fingerprint>,
}

impl Rows {
    /// Takes out of `there` whoever is in the file unchanged. Takes as long as reading the file does.
    pub(super) fn set_apart(mut self, mut there: PeopleThere) -> (Self, PeopleThere) {
        if !there.of.is_empty() {
            let mut unchanged = BTreeSet::new();
            self.for_each(|member| {
                let fingerprint = self.personal.fingerprint(&member);
                if there.of.remove(&fingerprint).is_some() {
                    unchanged.insert(fingerprint);
                }
                true
            });
            self.unchanged = unchanged;
        }
        (self, there)
    }

    /// Inserts who is not there already; how many they are.
    pub(super) async fn insert(
        self,
        transaction: &mut Transaction,
        tell: impl Fn(usize),
    ) -> Result<u64, RegistryFault> {
        let newest = Statement::new("SELECT COALESCE(MAX(id), 0) AS newest FROM people");
        let newest = transaction.rows(newest).await?;
        let newest = newest.first().ok_or(sqlx::Error::RowNotFound)?.number("newest")?;
        let mut batches = self.make_ready(newest);
        let mut inserted = 0;
        while let Some(batch) = batches.recv().await {
            tell(usize::try_from(inserted).unwrap_or_default());
            inserted += transaction.execute(insertion(batch?)).await?;
        }
        Ok(inserted)
    }

    /// Reads and seals the people on a thread of its own, while the database takes the batch before. Their ids follow `newest`.
    fn make_ready(self, newest: i64) -> mpsc::Receiver<Batch> {
        let (give, take) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut ids = newest + 1..;
            let mut batch = Vec::with_capacity(BATCH);
            self.for_each(|member| {
                let fingerprint = self.personal.fingerprint(&member);
                if self.unchanged.contains(&fingerprint) {
                    return true;
                }
                let row = ids.next().map(|id| self.sealed(id, member, fingerprint));
                batch.extend(row);
                if batch.len() < BATCH {
                    return true;
                }
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                // Nobody takes it when the database has failed.
                give.blocking_send(full.into_iter().collect()).is_ok()
            });
            if !batch.is_empty() {
                give.blocking_send(batch.into_iter().collect()).ok();
            }
        });
        take
    }

    /// Calls `work` for each member until it says that it is enough.
    fn for_each(&self, mut work: impl FnMut(Member) -> bool) {
        // Every row that is not left out was found good before.
        let Ok(table) = Table::open(&self.files.people, &PEOPLE_COLUMNS) else { return };
        let rows = table.rows().flatten().filter(|row| !self.left_out.contains(&row.line));
        for member in rows.filter_map(|row| person(&row).ok()) {
            if !work(member) {
                return;
            }
        }
    }

    fn sealed(
        &self,
        id: i64,
        member: Member,
        fingerprint: Fingerprint,
    ) -> Result<[Value; 8], RegistryFault> {
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
        let person_index = self.personal.national_code(&national_code);
        let principal_index = self.personal.national_code(&principal);
        let person = Person { national_code, first_name, last_name, birth_date, mobile, principal };
        Ok([
            id.into(),
            contract.into(),
            self.source.as_str().into(),
            relation.name().into(),
            person_index.into(),
            principal_index.into(),
            self.personal.seal_person(id, &person)?.into(),
            fingerprint.to_vec().into(),
        ])
    }
}

/// Who came from another source before comes from this one from then on.
fn insertion(batch: Vec<[Value; 8]>) -> Statement {
    let statement = Statement::new(
        "INSERT INTO people (id, contract, source, relation, person_index, principal_index, person, fingerprint) VALUES ",
    );
    let rows = batch.into_iter().enumerate();
    let statement = rows.fold(statement, |statement, (place, row)| {
        statement.then(if place == 0 { "(" } else { ", (" }).bind_all(row).then(")")
    });
    statement.then(
        " ON CONFLICT (person_index, contract) DO UPDATE SET id = EXCLUDED.id, source = EXCLUDED.source, \
         relation = EXCLUDED.relation, principal_index = EXCLUDED.principal_index, person = EXCLUDED.person, \
         fingerprint = EXCLUDED.fingerprint",
    )
}
