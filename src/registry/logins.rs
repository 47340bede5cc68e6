//! Failed log-ins: a name that fails again and again has to wait, longer each time, but never for ever (`storage.md` §4.5).

use jiff::{SignedDuration, Timestamp};

use super::sql::{Statement, Transaction, Value};
use super::{Registry, RegistryFault};

/// So many failures in a row cost nothing but the next; from then on each one locks (`storage.md` §4.5).
pub const FREE_FAILURES: u32 = 5;
/// The lock after the fifth failure; each further one doubles it (`storage.md` §4.1, I2: 1 to 60 minutes).
const FIRST_LOCK: SignedDuration = SignedDuration::from_mins(1);
/// No lock is longer.
pub const LONGEST_LOCK: SignedDuration = SignedDuration::from_hours(1);
/// Failures are forgotten so long after the last one.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

impl Registry {
    /// Until when nobody may log in as `name`; none: they may try. Names that nobody has are counted just the same.
    ///
    /// Ask, check the password and call [`Registry::note_login`] without letting further tries of the name in between, or as
    /// many as run at once go by uncounted.
    pub async fn login_allowed(
        &self,
        name: &str,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, RegistryFault> {
        let index = self.personal.login_name(name);
        let wanted =
            Statement::new("SELECT locked_until, last_at FROM login_failures WHERE name_index = ")
                .bind(index)
                .then(" AND locked_until > ")
                .bind(now.as_millisecond());
        let rows = self.database.begin_reading().await?.rows(wanted).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let ahead = row.number("last_at")? - now.as_millisecond();
        let until = row.number("locked_until")? - ahead.max(0);
        if ahead > 0 {
            // The clock was set back since: who waits shall not wait for as long as it was wrong.
            let brought_back = Statement::new("UPDATE login_failures SET locked_until = ")
                .bind(until)
                .then(", last_at = ")
                .bind(now.as_millisecond())
                .then(" WHERE name_index = ")
                .bind(index);
            self.database.execute_alone(brought_back).await?;
        }
        Ok(Timestamp::from_millisecond(until).ok())
    }

    /// Notes how a try to log in as `name` went. A success forgets the failures before.
    pub async fn note_login(
        &self,
        name: &str,
        success: bool,
        now: Timestamp,
    ) -> Result<(), RegistryFault> {
        let name = self.personal.login_name(name);
        let mut transaction = self.database.begin().await?;
        let old = Statement::new("DELETE FROM login_failures WHERE last_at <= ")
            .bind((now - FORGOTTEN).as_millisecond());
        transaction.execute(old).await?;
        if success {
            let forgiven = Statement::new("DELETE FROM login_failures WHERE name_index = ");
            transaction.execute(forgiven.bind(name)).await?;
        } else {
            count(&mut transaction, name, now).await?;
        }
        transaction.commit().await
    }
}

async fn count(
    transaction: &mut Transaction,
    name: [u8; 32],
    now: Timestamp,
) -> Result<(), RegistryFault> {
    let values: [Value; 3] = [name.into(), 1.into(), now.as_millisecond().into()];
    let statement =
        Statement::new("INSERT INTO login_failures (name_index, failures, last_at) VALUES (")
            .bind_all(values)
            .then(
                ") ON CONFLICT (name_index) DO UPDATE SET failures = login_failures.failures + 1, \
                 last_at = EXCLUDED.last_at RETURNING failures",
            );
    let rows = transaction.rows(statement).await?;
    let failures = rows.first().ok_or(sqlx::Error::RowNotFound)?.number("failures")?;
    let Some(lock) = lock_after(failures) else { return Ok(()) };
    let statement = Statement::new("UPDATE login_failures SET locked_until = ")
        .bind((now + lock).as_millisecond())
        .then(" WHERE name_index = ")
        .bind(name);
    transaction.execute(statement).await?;
    Ok(())
}

fn lock_after(failures: i64) -> Option<SignedDuration> {
    let beyond = u32::try_from(failures - i64::from(FREE_FAILURES)).ok()?;
    let minutes = 1_i32.checked_shl(beyond).filter(|minutes| *minutes > 0).unwrap_or(i32::MAX);
    Some(FIRST_LOCK.saturating_mul(minutes).min(LONGEST_LOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_grow_from_a_minute_to_an_hour() {
        let minutes = |failures| lock_after(failures).map(|lock| lock.as_mins());
        for (failures, expected) in [
            (1, None),
            (4, None),
            (5, Some(1)),
            (6, Some(2)),
            (7, Some(4)),
            (10, Some(32)),
            (11, Some(60)),
            (36, Some(60)),
            (37, Some(60)),
            (1_000_000, Some(60)),
        ] {
            assert_eq!(minutes(failures), expected, "{failures}");
        }
    }
}
