//! What can go wrong between us and the database.

/// Carries no values: a database's own message can quote them, and goes nowhere but to [`Error::log`]'s code.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// No connection in time, or the database is locked or restarting.
    #[error("the database is not available")]
    Unavailable,
    /// A unique constraint refused the row.
    #[error("a row like this exists")]
    Exists,
    /// Somebody changed the row first, or the transaction collided with another.
    #[error("another change came first")]
    Conflict,
    /// A row holds what no version of this program writes.
    #[error("a stored {0} is not readable")]
    Corrupt(&'static str),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(String),
    /// Everything else, by the database's code.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable
            }
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::Exists,
            sqlx::Error::Database(cause) => Self::of_code(cause.code().as_deref().unwrap_or("unknown")),
            sqlx::Error::RowNotFound => Self::Corrupt("row that must exist"),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Failed(format!("unreadable: {error}")),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl Error {
    fn of_code(code: &str) -> Self {
        match code {
            // PostgreSQL: serialization failure, deadlock.
            "40001" | "40P01" => Self::Conflict,
            // SQLite: busy and locked, with their extended codes; PostgreSQL: shutting down, starting, too many connections.
            "5" | "6" | "261" | "262" | "517" | "57P01" | "57P02" | "57P03" | "53300" => Self::Unavailable,
            code => Self::Failed(format!("code {code}")),
        }
    }
}
