//! Sessions of the reviewer console: kept here, known by the hash of their id (`storage.md` §4.1, S3).

use jiff::{SignedDuration, Timestamp};

use super::personal::damaged;
use super::sql::{Statement, Value};
use super::staff::{StaffMember, member_from};
use super::{Registry, RegistryFault};

/// A session ends so long after it was last used (`storage.md` §4.1, S3).
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends so long after it was opened, used or not (`storage.md` §4.1, S3).
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);
/// One that was used so far in the future was so by a clock that has been set back since: it ends, or it would last for longer.
const SET_BACK: SignedDuration = SignedDuration::from_mins(5);
/// Not every page that is looked at need be written down.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A session of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleSession {
    /// Whose it is.
    pub staff: StaffMember,
    /// What every form of the session carries.
    pub csrf: [u8; 32],
}

impl Registry {
    /// Opens a session for somebody who has just proved who they are. `id_hash` is the SHA-256 of what the browser keeps.
    pub async fn open_console_session(
        &self,
        id_hash: [u8; 32],
        csrf: [u8; 32],
        staff: &str,
        now: Timestamp,
    ) -> Result<(), RegistryFault> {
        let mut transaction = self.database.begin().await?;
        let ended = Statement::new("DELETE FROM console_sessions WHERE seen_at <= ")
            .bind((now - SESSION_IDLE).as_millisecond())
            .then(" OR opened_at <= ")
            .bind((now - SESSION_LIFE).as_millisecond());
        transaction.execute(ended).await?;
        let at = now.as_millisecond();
        let values: [Value; 5] = [id_hash.into(), csrf.into(), staff.into(), at.into(), at.into()];
        let statement = Statement::new(
            "INSERT INTO console_sessions (id_hash, csrf, staff, opened_at, seen_at) VALUES (",
        );
        transaction.execute(statement.bind_all(values).then(")")).await?;
        transaction.commit().await
    }

    /// The session of an id, by its SHA-256, if it has not ended. Asking for it is using it.
    pub async fn console_session(
        &self,
        id_hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<ConsoleSession>, RegistryFault> {
        let wanted = Statement::new(
            "SELECT csrf, opened_at, seen_at, name, role, added_at, revoked_at FROM console_sessions \
             JOIN staff ON staff.name = console_sessions.staff WHERE revoked_at IS NULL AND id_hash = ",
        )
        .bind(id_hash)
        .then(" AND seen_at > ")
        .bind((now - SESSION_IDLE).as_millisecond())
        .then(" AND opened_at > ")
        .bind((now - SESSION_LIFE).as_millisecond())
        .then(" AND seen_at < ")
        .bind((now + SET_BACK).as_millisecond());
        let rows = self.database.begin_reading().await?.rows(wanted).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let csrf = row.bytes("csrf")?;
        let csrf = csrf.try_into().map_err(|_| damaged("console_sessions", 0, "csrf"))?;
        let session = ConsoleSession { staff: member_from(row)?, csrf };
        if row.number("seen_at")? < (now - NOTED_EVERY).as_millisecond() {
            let seen = Statement::new("UPDATE console_sessions SET seen_at = ")
                .bind(now.as_millisecond())
                .then(" WHERE id_hash = ")
                .bind(id_hash);
            self.database.execute_alone(seen).await?;
        }
        Ok(Some(session))
    }

    /// Ends a session («خروج»).
    pub async fn close_console_session(&self, id_hash: [u8; 32]) -> Result<(), RegistryFault> {
        let ended = Statement::new("DELETE FROM console_sessions WHERE id_hash = ").bind(id_hash);
        self.database.execute_alone(ended).await.map(drop)
    }
}
