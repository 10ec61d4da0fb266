//! Answers of requests that may be sent again.

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;

use super::{Db, Error, Store, Tx, micros};
use crate::tenant::Tenant;

/// How long a request without an answer is taken to be running.
const IN_FLIGHT: SignedDuration = SignedDuration::from_secs(60);

/// The right to answer a request with an idempotency key.
#[derive(Clone)]
pub struct Claim {
    pub tenant: Tenant,
    pub key_hash: String,
    /// The client's own key, which is not stored.
    pub secret: Arc<str>,
    owner: String,
}

impl Claim {
    /// With the client's own key.
    #[must_use]
    pub fn keyed(self, secret: &str) -> Self {
        Self { secret: secret.into(), ..self }
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claim(redacted)")
    }
}

/// What became of the wish to answer.
#[derive(Debug)]
pub enum Claimed {
    /// It is ours.
    Fresh(Claim),
    /// It was answered before: the sealed answer.
    Answered(Vec<u8>),
    /// Somebody is answering it.
    InFlight,
    /// The key was used for another request.
    Other,
}

#[derive(FromRow)]
struct Row {
    fingerprint: String,
    owner: String,
    locked_until: i64,
    sealed_answer: Option<Vec<u8>>,
}

impl Store {
    /// Claims a key for the request of this fingerprint. `owner` is a text nobody else uses.
    pub async fn claim_answer(
        &self,
        tenant: &Tenant,
        key_hash: &str,
        fingerprint: &str,
        owner: &str,
    ) -> Result<Claimed, Error> {
        let mut tx = self.begin().await?;
        let claim =
            Claim { tenant: tenant.clone(), key_hash: key_hash.to_owned(), secret: "".into(), owner: owner.to_owned() };
        let row = if tx.insert_claim(&claim, fingerprint).await? { None } else { tx.claimed(&claim).await? };
        let claimed = match row {
            None => Claimed::Fresh(claim),
            Some(row) if row.fingerprint != fingerprint => Claimed::Other,
            Some(Row { sealed_answer: Some(answer), .. }) => Claimed::Answered(answer),
            Some(row) if row.locked_until > micros(tx.now) => Claimed::InFlight,
            // Whoever had it died before anything was done.
            Some(row) => tx.take_over(claim, &row.owner).await?,
        };
        tx.commit().await?;
        Ok(claimed)
    }

    /// Gives a key back: nothing was done.
    pub async fn drop_claim(&self, claim: &Claim) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM idempotency WHERE merchant_id = $1 AND mode = $2 AND key_hash = $3 AND owner = $4 \
                   AND sealed_answer IS NULL";
        bound(sql, claim).execute(&mut *tx as &mut Db).await?;
        tx.commit().await
    }

    /// Forgets what is older than `before`.
    pub async fn forget_answers(&self, before: Timestamp) -> Result<u64, Error> {
        let mut tx = self.begin().await?;
        let query = sqlx::query("DELETE FROM idempotency WHERE created_at < $1").bind(micros(before));
        let done = query.execute(&mut *tx as &mut Db).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}

type Query = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;

fn bound(sql: &'static str, claim: &Claim) -> Query {
    sqlx::query(sql)
        .bind(claim.tenant.merchant.to_string())
        .bind(claim.tenant.mode.as_str().to_owned())
        .bind(claim.key_hash.clone())
        .bind(claim.owner.clone())
}

impl Tx {
    async fn insert_claim(&mut self, claim: &Claim, fingerprint: &str) -> Result<bool, Error> {
        let sql = "INSERT INTO idempotency (merchant_id, mode, key_hash, owner, fingerprint, locked_until, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (merchant_id, mode, key_hash) DO NOTHING";
        let done = bound(sql, claim)
            .bind(fingerprint.to_owned())
            .bind(micros(self.now + IN_FLIGHT))
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn claimed(&mut self, claim: &Claim) -> Result<Option<Row>, Error> {
        let sql = "SELECT fingerprint, owner, locked_until, sealed_answer FROM idempotency \
                   WHERE merchant_id = $1 AND mode = $2 AND key_hash = $3";
        let row = sqlx::query_as(sql)
            .bind(claim.tenant.merchant.to_string())
            .bind(claim.tenant.mode.as_str().to_owned())
            .bind(claim.key_hash.clone());
        Ok(row.fetch_optional(&mut **self).await?)
    }

    async fn take_over(&mut self, claim: Claim, from: &str) -> Result<Claimed, Error> {
        let sql = "UPDATE idempotency SET owner = $4, locked_until = $6 \
                   WHERE merchant_id = $1 AND mode = $2 AND key_hash = $3 AND owner = $5";
        let query = bound(sql, &claim).bind(from.to_owned()).bind(micros(self.now + IN_FLIGHT));
        let done = query.execute(&mut **self).await?;
        Ok(if done.rows_affected() == 1 { Claimed::Fresh(claim) } else { Claimed::InFlight })
    }

    /// Keeps an answer. In the transaction that does what was asked for, so that neither is there without the other.
    /// [`Error::Conflict`] when somebody took the request over.
    pub async fn keep_answer(&mut self, claim: &Claim, sealed: Vec<u8>) -> Result<(), Error> {
        let sql = "UPDATE idempotency SET sealed_answer = $5 \
                   WHERE merchant_id = $1 AND mode = $2 AND key_hash = $3 AND owner = $4";
        let done = bound(sql, claim).bind(sealed).execute(&mut **self).await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict) }
    }
}
