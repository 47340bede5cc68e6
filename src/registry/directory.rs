//! The directory of insured people: what it opens, and to whom (`DESIGN.md` §1.1).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::personal::{Person, damaged};
use super::sql::{Row, Statement, Transaction};
use super::{Registry, RegistryFault};
use crate::claim::{ClaimDetails, Contract, Family, Member, Relation};
use crate::persian::{JalaliDate, Mobile, NationalCode, jalali};

const SELECT_PEOPLE: &str = "SELECT id, contract, relation, person FROM people WHERE ";
const SELECT_CONTRACTS: &str = "SELECT code, title, insurer, starts, ends, e_claims, window_days, originals_required \
                                FROM contracts WHERE ";

/// What the directory says of the person that a claim is for.
pub(super) struct Cover {
    pub(super) relation: Relation,
    pub(super) principal: NationalCode,
    pub(super) originals_required: bool,
}

impl Registry {
    /// Whether anybody is in the directory. If not, the bot runs in open mode.
    pub async fn is_directory_loaded(&self) -> Result<bool, RegistryFault> {
        let mut transaction = self.database.begin_reading().await?;
        let rows = transaction.rows(Statement::new("SELECT id FROM people LIMIT 1")).await?;
        Ok(!rows.is_empty())
    }

    /// A contract by its code.
    pub async fn contract(&self, code: &str) -> Result<Option<Contract>, RegistryFault> {
        let mut transaction = self.database.begin_reading().await?;
        contract_of(&mut transaction, code).await
    }

    /// What the directory opens to a person who has proved `mobile`; nothing unless that is the mobile on file for the person
    /// or for their main insured. The main insured gets all of the family, a dependant only themself. Contracts are given
    /// whether or not they run at present.
    pub async fn family_for(
        &self,
        person: &NationalCode,
        mobile: &Mobile,
    ) -> Result<Option<Family>, RegistryFault> {
        let mut transaction = self.database.begin_reading().await?;
        let people = self.people_open_to(&mut transaction, person, mobile).await?;
        if people.is_empty() {
            return Ok(None);
        }
        let codes: BTreeSet<&str> = people.iter().map(|member| member.contract.as_str()).collect();
        let mut contracts = Vec::new();
        for code in codes {
            contracts.extend(contract_of(&mut transaction, code).await?);
        }
        Ok(Some(Family { people, contracts }))
    }

    async fn people_open_to(
        &self,
        transaction: &mut Transaction,
        person: &NationalCode,
        mobile: &Mobile,
    ) -> Result<Vec<Member>, RegistryFault> {
        let own = self.rows_of(transaction, person).await?;
        if has_mobile(&own, mobile) {
            let mut people = own;
            let dependants = self.dependants_of(transaction, person).await?;
            people.extend(dependants.into_iter().filter(|member| member.national_code != *person));
            return Ok(people);
        }
        let mut people = Vec::new();
        for member in own.into_iter().filter(|member| member.principal != *person) {
            if has_mobile(&self.rows_of(transaction, &member.principal).await?, mobile) {
                people.push(member);
            }
        }
        Ok(people)
    }

    /// Person and contract as they are known at present, if the contract runs and takes electronic claims.
    pub(super) async fn cover(
        &self,
        transaction: &mut Transaction,
        details: &ClaimDetails,
        now: Timestamp,
    ) -> Result<Option<Cover>, RegistryFault> {
        let Some(wanted) = &details.contract else {
            return Ok(None);
        };
        let today = jalali::in_tehran(now);
        let contract = contract_of(transaction, &wanted.code).await?.filter(|contract| {
            contract.e_claims && contract.starts <= today && today <= contract.ends
        });
        let people = self.rows_of(transaction, &details.insured.national_code).await?;
        let member = people.into_iter().find(|member| member.contract == wanted.code);
        Ok(contract.zip(member).map(|(contract, member)| Cover {
            relation: member.relation,
            principal: member.principal,
            originals_required: contract.originals_required,
        }))
    }

    async fn rows_of(
        &self,
        transaction: &mut Transaction,
        person: &NationalCode,
    ) -> Result<Vec<Member>, RegistryFault> {
        let hash = self.personal.national_code(person);
        let statement = Statement::new(SELECT_PEOPLE).then("person_index = ").bind(hash);
        self.members(transaction, statement).await
    }

    async fn dependants_of(
        &self,
        transaction: &mut Transaction,
        principal: &NationalCode,
    ) -> Result<Vec<Member>, RegistryFault> {
        let hash = self.personal.national_code(principal);
        let statement = Statement::new(SELECT_PEOPLE).then("principal_index = ").bind(hash);
        self.members(transaction, statement).await
    }

    async fn members(
        &self,
        transaction: &mut Transaction,
        statement: Statement,
    ) -> Result<Vec<Member>, RegistryFault> {
        let rows = transaction.rows(statement.then(" ORDER BY id")).await?;
        rows.iter().map(|row| self.member_from(row)).collect()
    }

    fn member_from(&self, row: &Row) -> Result<Member, RegistryFault> {
        let id = row.number("id")?;
        let relation = row.text("relation")?;
        let person: Person = self.personal.open_person(id, &row.bytes("person")?)?;
        Ok(Member {
            national_code: person.national_code,
            first_name: person.first_name,
            last_name: person.last_name,
            birth_date: person.birth_date,
            mobile: person.mobile,
            relation: Relation::from_name(&relation)
                .ok_or_else(|| damaged("people", id, "relation"))?,
            principal: person.principal,
            contract: row.text("contract")?,
        })
    }
}

fn has_mobile(rows: &[Member], mobile: &Mobile) -> bool {
    rows.iter().any(|member| member.mobile.as_ref() == Some(mobile))
}

async fn contract_of(
    transaction: &mut Transaction,
    code: &str,
) -> Result<Option<Contract>, RegistryFault> {
    let statement = Statement::new(SELECT_CONTRACTS).then("code = ").bind(code);
    let rows = transaction.rows(statement).await?;
    rows.first().map(contract_from).transpose()
}

fn contract_from(row: &Row) -> Result<Contract, RegistryFault> {
    // A contract has no number; its code is for the operator to see in the file.
    let bad = |column| damaged("contracts", 0, column);
    let day = |column| JalaliDate::try_from(row.text(column)?).map_err(|_| bad(column));
    let window = row.number_if_any("window_days")?.map(u32::try_from).transpose();
    Ok(Contract {
        code: row.text("code")?,
        title: row.text("title")?,
        insurer: row.text("insurer")?,
        starts: day("starts")?,
        ends: day("ends")?,
        e_claims: row.number("e_claims")? != 0,
        window_days: window.map_err(|_| bad("window_days"))?,
        originals_required: row.number("originals_required")? != 0,
    })
}
