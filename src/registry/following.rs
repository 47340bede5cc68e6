//! For those who follow what happens to claims.

use super::sql::Statement;
use super::{Registry, RegistryFault};

impl Registry {
    /// The number of the last event of any claim, even one that is erased since; 0: there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_event(&self) -> Result<i64, RegistryFault> {
        let statement = Statement::new("SELECT number FROM meta WHERE name = 'event'");
        let mut transaction = self.database.begin_reading().await?;
        let rows = transaction.rows(statement).await?;
        rows.first().map_or(Ok(0), |row| row.number("number"))
    }

    /// Waits until a claim was changed through this handle or a clone of it since the last call. For one follower; of changes
    /// by other processes it says nothing.
    pub async fn changed(&self) {
        self.news.notified().await;
    }
}
