//! What follows from a new master key: the keys of claims and the rows of members are sealed anew, a few at a time, while
//! everybody works (`storage.md` §4.4).

use std::collections::BTreeMap;

use super::personal::damaged;
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
}

/// How sealing anew went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedAnew {
    /// Rows that an older key had sealed.
    pub changed: u64,
    /// Rows that do not open. They are left as they are.
    pub unreadable: u64,
}

/// Where master keys seal: table and column, both of the program's own words, and what seals a row anew.
struct Sealed {
    table: &'static str,
    page: &'static str,
    count: &'static str,
    write: &'static str,
}

const CLAIMS: Sealed = Sealed {
    table: "claims",
    page: "SELECT id, claim_key AS sealed FROM claims WHERE erased_at IS NULL AND SUBSTR(claim_key, 3, 4) <> ",
    count: "SELECT SUBSTR(claim_key, 1, 6) AS sealed_by, COUNT(*) AS number FROM claims WHERE erased_at IS NULL \
            GROUP BY SUBSTR(claim_key, 1, 6)",
    write: "UPDATE claims SET claim_key = ",
};

const PEOPLE: Sealed = Sealed {
    table: "people",
    page: "SELECT id, person AS sealed FROM people WHERE SUBSTR(person, 3, 4) <> ",
    count: "SELECT SUBSTR(person, 1, 6) AS sealed_by, COUNT(*) AS number FROM people GROUP BY SUBSTR(person, 1, 6)",
    write: "UPDATE people SET person = ",
};

impl Registry {
    /// Seals by the newest master key whatever an older one sealed.
    ///
    /// # Errors
    /// When the database fails; what was sealed anew until then stays so.
    pub async fn rewrap(&self) -> Result<SealedAnew, RegistryFault> {
        let claims =
            self.reseal(&CLAIMS, |row, sealed| self.personal.rewrap_claim_key(row, sealed)).await?;
        let people =
            self.reseal(&PEOPLE, |row, sealed| self.personal.reseal_person(row, sealed)).await?;
        Ok(SealedAnew {
            changed: claims.changed + people.changed,
            unreadable: claims.unreadable + people.unreadable,
        })
    }

    /// How many rows each master key has sealed. Who is changing the registry is waited for, so nothing is missed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_usage(&self) -> Result<BTreeMap<KeyId, KeyUse>, RegistryFault> {
        let mut usage: BTreeMap<KeyId, KeyUse> = BTreeMap::new();
        let mut transaction = self.database.begin().await?;
        for sealed in [CLAIMS, PEOPLE] {
            for row in transaction.rows(Statement::new(sealed.count)).await? {
                let Ok(key) = KeyId::of(&row.bytes("sealed_by")?) else { continue };
                let number = u64::try_from(row.number("number")?).unwrap_or_default();
                let of_key = usage.entry(key).or_default();
                if sealed.table == CLAIMS.table {
                    of_key.claims += number;
                } else {
                    of_key.people += number;
                }
            }
        }
        Ok(usage)
    }

    async fn reseal(
        &self,
        sealed: &Sealed,
        anew: impl Fn(i64, &[u8]) -> Result<Option<Vec<u8>>, Unsealable>,
    ) -> Result<SealedAnew, RegistryFault> {
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
                match anew(last, &row.bytes("sealed")?) {
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
