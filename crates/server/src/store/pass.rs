//! One-time codes for another device, and the cookies that tokens and codes were exchanged for.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, Store, Tx, micros, time};

/// What a pass is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassKind {
    /// Good for one exchange.
    Code,
    /// What a browser holds.
    Cookie,
}

impl PassKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Cookie => "cookie",
        }
    }
}

/// A pass as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    pub hash: String,
    pub verification_id: String,
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    hash: String,
    verification_id: String,
    expires_at: i64,
}

impl From<Row> for Pass {
    fn from(row: Row) -> Self {
        Self { hash: row.hash, verification_id: row.verification_id, expires_at: time(row.expires_at) }
    }
}

impl Store {
    /// A pass by its hash, in force or not.
    pub async fn pass(&self, kind: PassKind, hash: &str) -> Result<Option<Pass>, Error> {
        let sql = "SELECT hash, verification_id, expires_at FROM pass WHERE hash = $1 AND kind = $2";
        let query = sqlx::query_as(sql).bind(hash.to_owned()).bind(kind.as_str().to_owned());
        let row: Option<Row> = query.fetch_optional(&mut *self.read().await?).await?;
        Ok(row.map(Pass::from))
    }

    /// The cookie that a token or code was exchanged for.
    pub async fn exchanged(&self, hash: &str) -> Result<Option<Pass>, Error> {
        let sql = "SELECT hash, verification_id, expires_at FROM pass WHERE exchanged_for = $1";
        let query = sqlx::query_as(sql).bind(hash.to_owned());
        let row: Option<Row> = query.fetch_optional(&mut *self.read().await?).await?;
        Ok(row.map(Pass::from))
    }

    /// Codes of a verification that were not asked for longer ago than `since`.
    pub async fn codes_since(&self, verification: &str, since: Timestamp) -> Result<i64, Error> {
        let sql = "SELECT COUNT(*) FROM pass WHERE verification_id = $1 AND kind = 'code' AND created_at > $2";
        let query = sqlx::query_scalar(sql).bind(verification.to_owned()).bind(micros(since));
        Ok(query.fetch_one(&mut *self.read().await?).await?)
    }

    /// Forgets passes that ended before a moment. What was exchanged stays so: only a code's own end lets its hash go.
    pub async fn forget_passes(&self, before: Timestamp) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM pass WHERE kind = 'code' AND expires_at < $1")
            .bind(micros(before))
            .execute(&mut *tx as &mut Db)
            .await?;
        tx.commit().await
    }
}

impl Tx {
    /// Writes a pass. [`Error::Exists`] when what it is exchanged for was exchanged before.
    pub async fn insert_pass(&mut self, kind: PassKind, pass: &Pass, exchanged_for: Option<&str>) -> Result<(), Error> {
        let sql = "INSERT INTO pass (hash, kind, verification_id, exchanged_for, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(sql)
            .bind(pass.hash.clone())
            .bind(kind.as_str().to_owned())
            .bind(pass.verification_id.clone())
            .bind(exchanged_for.map(str::to_owned))
            .bind(micros(self.now))
            .bind(micros(pass.expires_at))
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}
