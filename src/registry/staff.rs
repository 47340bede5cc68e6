//! Those who decide on claims: names, roles, and what they prove themselves with.

use jiff::Timestamp;

use super::personal::damaged;
use super::sql::{Row, Statement, Transaction, Value};
use super::{AuditEntry, Registry, RegistryFault, audit};
use crate::claim::Role;

const SELECT_STAFF: &str = "SELECT name, role, added_at, revoked_at, password FROM staff WHERE ";

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Unique, also among those who were revoked.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub added_at: Timestamp,
    /// Until when; none: they still may.
    pub revoked_at: Option<Timestamp>,
}

/// How adding a member of staff went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// They are on the staff.
    Done,
    /// Somebody has or had that name.
    NameTaken,
}

impl Registry {
    /// Changes the staff in the name of `actor`, at `now`: each change stands in the audit, or is not made.
    pub fn acting<'r>(&'r self, actor: &'r str, now: Timestamp) -> Acting<'r> {
        Acting { registry: self, actor, now }
    }

    /// Whose token it is, by its SHA-256; nobody's when they were revoked.
    pub async fn staff_of_token(
        &self,
        token_hash: &[u8; 32],
    ) -> Result<Option<StaffMember>, RegistryFault> {
        let wanted = Statement::new(SELECT_STAFF).then("revoked_at IS NULL AND token_hash = ");
        let found = self.staff_rows(wanted.bind(*token_hash)).await?;
        found.first().map(member_from).transpose()
    }

    /// All who are or were on the staff, by name.
    pub async fn staff(&self) -> Result<Vec<StaffMember>, RegistryFault> {
        let all = Statement::new(SELECT_STAFF).then("1 = 1 ORDER BY name");
        self.staff_rows(all).await?.iter().map(member_from).collect()
    }

    /// The member of that name, revoked or not, with the hash of their password in PHC form, if they have one.
    pub async fn staff_member(
        &self,
        name: &str,
    ) -> Result<Option<(StaffMember, Option<String>)>, RegistryFault> {
        let wanted = Statement::new(SELECT_STAFF).then("name = ").bind(name);
        let found = self.staff_rows(wanted).await?;
        found.first().map(|row| Ok((member_from(row)?, row.text_if_any("password")?))).transpose()
    }

    async fn staff_rows(&self, statement: Statement) -> Result<Vec<Row>, RegistryFault> {
        self.database.begin_reading().await?.rows(statement).await
    }
}

/// Somebody who changes the staff; see [`Registry::acting`].
#[derive(Clone, Copy, Debug)]
pub struct Acting<'r> {
    registry: &'r Registry,
    actor: &'r str,
    now: Timestamp,
}

impl Acting<'_> {
    /// Adds a member of staff (`staff_added`). `token_hash` is the SHA-256 of the API token; `password_hash` (argon2id in PHC
    /// form) opens the console, without it the console stays closed to them.
    ///
    /// # Errors
    /// When the database fails: nothing is changed then.
    pub async fn add_staff(
        &self,
        name: &str,
        role: Role,
        token_hash: [u8; 32],
        password_hash: Option<&str>,
    ) -> Result<Added, RegistryFault> {
        let values: [Value; 5] = [
            name.into(),
            role.name().into(),
            token_hash.into(),
            password_hash.map(str::to_owned).into(),
            self.now.as_millisecond().into(),
        ];
        let statement = Statement::new(
            "INSERT INTO staff (name, role, token_hash, password, added_at) VALUES (",
        )
        .bind_all(values)
        .then(") ON CONFLICT (name) DO NOTHING");
        let mut transaction = self.registry.database.begin().await?;
        if transaction.execute(statement).await? == 0 {
            return Ok(Added::NameTaken);
        }
        self.tell(&mut transaction, "staff_added", name).await?;
        transaction.commit().await?;
        Ok(Added::Done)
    }

    /// Gives somebody another password (`password_replaced`), and ends their console sessions. False: nobody of that name is
    /// on the staff.
    ///
    /// # Errors
    /// When the database fails: nothing is changed then.
    pub async fn set_password(&self, name: &str, phc: &str) -> Result<bool, RegistryFault> {
        let password = Statement::new("UPDATE staff SET password = ").bind(phc);
        self.change(password, "password_replaced", name).await
    }

    /// Takes somebody off the staff (`staff_revoked`), and ends their console sessions. False: nobody of that name was on it.
    ///
    /// # Errors
    /// When the database fails: nothing is changed then.
    pub async fn revoke_staff(&self, name: &str) -> Result<bool, RegistryFault> {
        let revocation =
            Statement::new("UPDATE staff SET revoked_at = ").bind(self.now.as_millisecond());
        self.change(revocation, "staff_revoked", name).await
    }

    /// `update` says what is changed of whoever is on the staff by `name`; whether there was somebody. Their sessions end.
    async fn change(
        &self,
        update: Statement,
        act: &str,
        name: &str,
    ) -> Result<bool, RegistryFault> {
        let mut transaction = self.registry.database.begin().await?;
        let statement = update.then(" WHERE revoked_at IS NULL AND name = ").bind(name);
        let changed = transaction.execute(statement).await? == 1;
        let sessions = Statement::new("DELETE FROM console_sessions WHERE staff = ").bind(name);
        transaction.execute(sessions).await?;
        if changed {
            self.tell(&mut transaction, act, name).await?;
        }
        transaction.commit().await?;
        Ok(changed)
    }

    async fn tell(
        &self,
        transaction: &mut Transaction,
        act: &str,
        name: &str,
    ) -> Result<(), RegistryFault> {
        let entry = AuditEntry {
            actor: self.actor.to_owned(),
            act: act.to_owned(),
            object: Some(name.to_owned()),
            detail: None,
        };
        audit::add(transaction, &self.registry.personal, entry, self.now).await
    }
}

/// The member in a row that has the columns `name`, `role`, `added_at` and `revoked_at`.
pub(super) fn member_from(row: &Row) -> Result<StaffMember, RegistryFault> {
    // Staff have no number; the column is for the operator to find.
    let bad = |column| damaged("staff", 0, column);
    let moment = |milliseconds| Timestamp::from_millisecond(milliseconds).ok();
    let revoked_at = row.number_if_any("revoked_at")?;
    Ok(StaffMember {
        name: row.text("name")?,
        role: Role::from_name(&row.text("role")?).ok_or_else(|| bad("role"))?,
        added_at: moment(row.number("added_at")?).ok_or_else(|| bad("added_at"))?,
        revoked_at: revoked_at.map(|at| moment(at).ok_or_else(|| bad("revoked_at"))).transpose()?,
    })
}
