//! Nonces of liveness challenges, and what came of the bursts that answered them.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, Store, Tx, micros, tenant, time};
use crate::tenant::Tenant;

/// Whom a challenge was given to: an attempt at a verification, or a one-shot call of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub tenant: Tenant,
    /// Id and attempt; nothing for one-shot calls.
    pub attempt: Option<(String, u32)>,
}

/// A challenge as stored.
#[derive(Clone, Debug)]
pub struct ChallengeRow {
    pub nonce_hash: String,
    pub holder: Holder,
    /// JSON, see `liveness::Manner`.
    pub manner: String,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// The image of the selfie a burst was compared with.
    pub selfie: Option<String>,
    /// JSON, a check.
    pub result: Option<String>,
}

#[derive(FromRow)]
struct Row {
    nonce_hash: String,
    merchant_id: String,
    mode: String,
    verification_id: Option<String>,
    attempt: Option<i64>,
    manner: String,
    issued_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
    selfie: Option<String>,
    result: Option<String>,
}

impl TryFrom<Row> for ChallengeRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let tenant = tenant(row.merchant_id, &row.mode)?;
        let attempt = row.verification_id.zip(row.attempt.map(|attempt| attempt as u32));
        Ok(Self {
            nonce_hash: row.nonce_hash,
            holder: Holder { tenant, attempt },
            manner: row.manner,
            issued_at: time(row.issued_at),
            expires_at: time(row.expires_at),
            used_at: row.used_at.map(time),
            selfie: row.selfie,
            result: row.result,
        })
    }
}

/// The challenges of one attempt, oldest first.
async fn of_attempt(db: &mut Db, id: &str, attempt: u32) -> Result<Vec<ChallengeRow>, Error> {
    let sql = "SELECT nonce_hash, merchant_id, mode, verification_id, attempt, manner, issued_at, expires_at, used_at, \
               selfie, result FROM challenge WHERE verification_id = $1 AND attempt = $2 ORDER BY issued_at, nonce_hash";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(id.to_owned()).bind(i64::from(attempt)).fetch_all(db).await?;
    rows.into_iter().map(ChallengeRow::try_from).collect()
}

impl Store {
    pub async fn challenge(&self, nonce_hash: &str) -> Result<Option<ChallengeRow>, Error> {
        let sql = "SELECT nonce_hash, merchant_id, mode, verification_id, attempt, manner, issued_at, expires_at, used_at, \
                   selfie, result FROM challenge WHERE nonce_hash = $1";
        let query = sqlx::query_as(sql).bind(nonce_hash.to_owned());
        let row: Option<Row> = query.fetch_optional(&mut *self.read().await?).await?;
        row.map(ChallengeRow::try_from).transpose()
    }

    /// The challenges of one attempt, oldest first.
    pub async fn challenges(&self, id: &str, attempt: u32) -> Result<Vec<ChallengeRow>, Error> {
        of_attempt(&mut *self.read().await?, id, attempt).await
    }

    /// Forgets challenges of one-shot calls that ended before a moment; the others go with their verification.
    pub async fn forget_challenges(&self, before: Timestamp) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM challenge WHERE verification_id IS NULL AND expires_at < $1")
            .bind(micros(before))
            .execute(&mut *tx as &mut Db)
            .await?;
        tx.commit().await
    }
}

impl Tx {
    pub async fn challenges(&mut self, id: &str, attempt: u32) -> Result<Vec<ChallengeRow>, Error> {
        of_attempt(self, id, attempt).await
    }

    pub async fn insert_challenge(&mut self, row: &ChallengeRow) -> Result<(), Error> {
        let sql = "INSERT INTO challenge (nonce_hash, merchant_id, mode, verification_id, attempt, manner, issued_at, \
                   expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let attempt = row.holder.attempt.as_ref();
        sqlx::query(sql)
            .bind(row.nonce_hash.clone())
            .bind(row.holder.tenant.merchant.to_string())
            .bind(row.holder.tenant.mode.as_str().to_owned())
            .bind(attempt.map(|(id, _)| id.clone()))
            .bind(attempt.map(|(_, number)| i64::from(*number)))
            .bind(row.manner.clone())
            .bind(micros(row.issued_at))
            .bind(micros(row.expires_at))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Marks a challenge as answered; false when it was before.
    pub async fn use_challenge(&mut self, nonce_hash: &str) -> Result<bool, Error> {
        let sql = "UPDATE challenge SET used_at = $2 WHERE nonce_hash = $1 AND used_at IS NULL";
        let done = sqlx::query(sql).bind(nonce_hash.to_owned()).bind(micros(self.now)).execute(&mut **self).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Marks a challenge as not answered after all, unless something came of its burst.
    pub async fn give_challenge_back(&mut self, nonce_hash: &str) -> Result<(), Error> {
        let sql = "UPDATE challenge SET used_at = NULL WHERE nonce_hash = $1 AND result IS NULL";
        sqlx::query(sql).bind(nonce_hash.to_owned()).execute(&mut **self).await?;
        Ok(())
    }

    /// Writes what came of a burst: the selfie it was compared with and a check as JSON.
    pub async fn judge_challenge(&mut self, nonce_hash: &str, selfie: &str, result: &str) -> Result<(), Error> {
        sqlx::query("UPDATE challenge SET selfie = $2, result = $3 WHERE nonce_hash = $1")
            .bind(nonce_hash.to_owned())
            .bind(selfie.to_owned())
            .bind(result.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}
