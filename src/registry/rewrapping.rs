//! What follows from a new master key: the keys of claims and the rows of members are sealed anew, a few at a time, while
//! everybody works (`storage.md` §4.4).

use std::collections::BTreeMap;

use super::personal::{Personal, damaged};
use super::sql::{Statement, Value};
use super::{Registry, RegistryFault};
use crate::vault::{KeyId, Unsealable};

/// Rows of one transaction: whoever registers a claim waits behind it.
const AT_ONCE: usize = 500;

/// How many rows a master key has sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUse {
    /// Keys of claims.
    pub claims: u64,
    /// People of the directory.
    pub people: u64,
    /// Keys of kept answers.
    pub answers: u64,
}

/// How sealing anew went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedAnew {
    /// Rows that an older key had sealed.
    pub changed: u64,
    /// Rows that do not open. They are left as they are.
    pub unreadable: u64,
}

/// A row sealed by the newest key; none: that sealed it already.
type Anew = Result<Option<Vec<u8>>, Unsealable>;

/// Where master keys seal: a table, the statements about it, and what seals a row of it anew.
struct Sealed {
    table: &'static str,
    page: &'static str,
    count: &'static str,
    write: &'static str,
    counted: fn(&mut KeyUse) -> &mut u64,
    anew: fn(&Personal, i64, &[u8]) -> Anew,
}

const CLAIMS: Sealed = Sealed {
    table: "claims",
    page: "SELECT id, claim_key AS sealed FROM claims WHERE erased_at IS NULL AND SUBSTR(claim_key, 3, 4) <> ",
    count: "SELECT SUBSTR(claim_key, 1, 6) AS sealed_by, COUNT(*) AS number FROM claims WHERE erased_at IS NULL \
            GROUP BY SUBSTR(claim_key, 1, 6)",
    write: "UPDATE claims SET claim_key = ",
    counted: |found| &mut found.claims,
    anew: Personal::rewrap_claim_key,
};

const PEOPLE: Sealed = Sealed {
    table: "people",
    page: "SELECT id, person AS sealed FROM people WHERE SUBSTR(person, 3, 4) <> ",
    count: "SELECT SUBSTR(person, 1, 6) AS sealed_by, COUNT(*) AS number FROM people GROUP BY SUBSTR(person, 1, 6)",
    write: "UPDATE people SET person = ",
    counted: |found| &mut found.people,
    anew: Personal::reseal_person,
};

const ANSWERS: Sealed = Sealed {
    table: "kept_answers",
    page: "SELECT id, answers_key AS sealed FROM kept_answers WHERE SUBSTR(answers_key, 3, 4) <> ",
    count: "SELECT SUBSTR(answers_key, 1, 6) AS sealed_by, COUNT(*) AS number FROM kept_answers \
            GROUP BY SUBSTR(answers_key, 1, 6)",
    write: "UPDATE kept_answers SET answers_key = ",
    counted: |found| &mut found.answers,
    anew: Personal::rewrap_answers_key,
};

/// All there is.
const ALL: [Sealed; 3] = [CLAIMS, PEOPLE, ANSWERS];

impl Registry {
    /// Seals by the newest master key whatever an older one sealed.
    ///
    /// # Errors
    /// When the database fails; what was sealed anew until then stays so.
    pub async fn rewrap(&self) -> Result<SealedAnew, RegistryFault> {
        let mut done = SealedAnew::default();
        for sealed in ALL {
            let of_table = self.reseal(&sealed).await?;
            done.changed += of_table.changed;
            done.unreadable += of_table.unreadable;
        }
        Ok(done)
    }

    /// How many rows each master key has sealed. Who is changing the registry is waited for, so nothing is missed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_usage(&self) -> Result<BTreeMap<KeyId, KeyUse>, RegistryFault> {
        let mut usage: BTreeMap<KeyId, KeyUse> = BTreeMap::new();
        let mut transaction = self.database.begin().await?;
        for sealed in ALL {
            for row in transaction.rows(Statement::new(sealed.count)).await? {
                let Ok(key) = KeyId::of(&row.bytes("sealed_by")?) else { continue };
                let number = u64::try_from(row.number("number")?).unwrap_or_default();
                *(sealed.counted)(usage.entry(key).or_default()) += number;
            }
        }
        Ok(usage)
    }

    async fn reseal(&self, sealed: &Sealed) -> Result<SealedAnew, RegistryFault> {
        let mut done = SealedAnew::default();
        let mut last = i64::MIN;
        loop {
            let newest = self.personal.newest_key().bytes().to_vec();
            let mut transaction = self.database.begin().await?;
            let page = Statement::new(sealed.page)
                .bind(newest)
                .then(" AND id > ")
                .bind(last)
                .then(" ORDER BY id LIMIT ")
                .bind(i64::try_from(AT_ONCE).unwrap_or(i64::MAX));
            let rows = transaction.rows(page).await?;
            for row in &rows {
                last = row.number("id")?;
                match (sealed.anew)(&self.personal, last, &row.bytes("sealed")?) {
                    Ok(Some(bytes)) => {
                        let statement = Statement::new(sealed.write)
                            .bind(Value::Bytes(Some(bytes)))
                            .then(" WHERE id = ")
                            .bind(last);
                        transaction.execute(statement).await?;
                        done.changed += 1;
                    }
                    Ok(None) => {}
                    Err(why) => {
                        let fault = damaged(sealed.table, last, "sealed");
                        tracing::error!(%fault, %why, "a row cannot be sealed anew");
                        done.unreadable += 1;
                    }
                }
            }
            transaction.commit().await?;
            if rows.len() < AT_ONCE {
                return Ok(done);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What a rotation overlooks is lost with the key that sealed it.
    #[test]
    fn every_table_in_which_a_master_key_seals_is_sealed_anew() {
        let source = include_str!("personal.rs");
        let tables = |call: &str| {
            let found = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            found.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let mut sealed = tables("self.0.wrap_claim_key(&Place::new(\"");
        sealed.extend(tables("self.0.seal(&Place::new(\""));
        let anew: BTreeSet<String> = ALL.iter().map(|sealed| sealed.table.to_owned()).collect();
        assert_eq!(sealed, anew);
    }
}
