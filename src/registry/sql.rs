//! The one file that knows which database it is: statements, values, rows and transactions.
//!
//! A second database is a second arm in each `match` here and a file beside `sqlite.rs`.

use std::fmt::Write as _;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _, Sqlite};

use super::{RegistryFault, sqlite};

/// A value to be bound; nothing is SQL's null of that type.
#[derive(Clone)]
pub(super) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Number(Some(i64::from(truth)))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl From<[u8; 32]> for Value {
    fn from(bytes: [u8; 32]) -> Self {
        Self::Bytes(Some(bytes.to_vec()))
    }
}

impl From<Option<[u8; 32]>> for Value {
    fn from(bytes: Option<[u8; 32]>) -> Self {
        Self::Bytes(bytes.map(|bytes| bytes.to_vec()))
    }
}

/// SQL with its values. The text is put together from the program's own words only; all else is bound.
pub(super) struct Statement {
    text: String,
    values: Vec<Value>,
}

impl Statement {
    pub(super) fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Appends `text`.
    pub(super) fn then(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder for `value`.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        let place = self.values.len();
        // Writing to a string does not fail.
        write!(self.text, "${place}").ok();
        self
    }

    /// Appends placeholders for all of `values` with commas between them.
    pub(super) fn bind_all<V: Into<Value>>(self, values: impl IntoIterator<Item = V>) -> Self {
        values.into_iter().enumerate().fold(self, |statement, (place, value)| {
            let statement = if place == 0 { statement } else { statement.then(", ") };
            statement.bind(value)
        })
    }

    fn for_sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        let query = sqlx::query(AssertSqlSafe(self.text));
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Number(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }
}

/// The database.
#[derive(Clone, Debug)]
pub(super) enum Database {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
}

impl Database {
    /// A transaction that may write. Dropped without a commit, it is as if it had not been.
    pub(super) async fn begin(&self) -> Result<Transaction, RegistryFault> {
        match self {
            // Asking for the lock at once: a reader that becomes a writer later may be refused.
            Self::Sqlite { writer, .. } => {
                Ok(Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
        }
    }

    /// A transaction that only reads: all its statements see the same moment.
    pub(super) async fn begin_reading(&self) -> Result<Transaction, RegistryFault> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Transaction::Sqlite(readers.begin().await?)),
        }
    }

    /// Runs `statement` in a transaction of its own.
    pub(super) async fn execute_alone(&self, statement: Statement) -> Result<u64, RegistryFault> {
        let mut transaction = self.begin().await?;
        let touched = transaction.execute(statement).await?;
        transaction.commit().await?;
        Ok(touched)
    }

    /// Moves what the journal holds into the file and empties it. Says whether it could: readers may be in the way.
    pub(super) async fn truncate_journal(&self) -> Result<bool, RegistryFault> {
        match self {
            Self::Sqlite { writer, .. } => sqlite::truncate_journal(writer).await,
        }
    }

    /// What the database finds wrong with its own files; nothing: they are whole.
    pub(super) async fn check_files(&self) -> Result<Vec<String>, RegistryFault> {
        match self {
            Self::Sqlite { readers, .. } => sqlite::check(readers).await,
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
}

impl Transaction {
    /// Runs `statement`; how many rows it touched.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, RegistryFault> {
        match self {
            Self::Sqlite(transaction) => {
                Ok(statement.for_sqlite().execute(&mut **transaction).await?.rows_affected())
            }
        }
    }

    /// Runs `statement`; the rows it gives.
    pub(super) async fn rows(&mut self, statement: Statement) -> Result<Vec<Row>, RegistryFault> {
        match self {
            Self::Sqlite(transaction) => {
                let rows = statement.for_sqlite().fetch_all(&mut **transaction).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
        }
    }

    /// The next number of the counter `name` in `meta`, from 1. Held until commit, so that numbers become visible in order.
    pub(super) async fn next(&mut self, name: &'static str) -> Result<i64, RegistryFault> {
        let statement = Statement::new("UPDATE meta SET number = number + 1 WHERE name = ")
            .bind(name)
            .then(" RETURNING number");
        let rows = self.rows(statement).await?;
        let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        row.number("number")
    }

    pub(super) async fn commit(self) -> Result<(), RegistryFault> {
        match self {
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
        }
    }
}

/// A row of an answer, read by column names.
pub(super) enum Row {
    Sqlite(SqliteRow),
}

impl Row {
    pub(super) fn number(&self, column: &str) -> Result<i64, RegistryFault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
        }
    }

    pub(super) fn number_if_any(&self, column: &str) -> Result<Option<i64>, RegistryFault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
        }
    }

    pub(super) fn text(&self, column: &str) -> Result<String, RegistryFault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
        }
    }

    pub(super) fn text_if_any(&self, column: &str) -> Result<Option<String>, RegistryFault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
        }
    }

    pub(super) fn bytes_if_any(&self, column: &str) -> Result<Option<Vec<u8>>, RegistryFault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
        }
    }

    pub(super) fn bytes(&self, column: &str) -> Result<Vec<u8>, RegistryFault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
        }
    }
}
