//! Credentials that were issued: what is known of each, without the token.

use countersign_core::level::Level;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, Store, Tx, micros, time};
use crate::tenant::Tenant;

/// One issued credential.
#[derive(Clone, Debug)]
pub struct CredentialRow {
    pub id: String,
    pub level: Level,
    pub verification_id: Option<String>,
    pub customer_id: Option<String>,
    pub one_use: bool,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// When an order used it, and which.
    pub consumed: Option<(Timestamp, String)>,
    pub revoked_at: Option<Timestamp>,
}

/// A credential about to be issued.
pub struct NewCredential<'a> {
    pub id: &'a str,
    pub tenant: &'a Tenant,
    pub key_id: &'a str,
    pub level: Level,
    pub verification_id: Option<&'a str>,
    pub subject_id: Option<&'a str>,
    pub customer_id: Option<&'a str>,
    pub one_use: bool,
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: String,
    level: i64,
    verification_id: Option<String>,
    customer_id: Option<String>,
    one_use: i64,
    issued_at: i64,
    expires_at: i64,
    consumed_at: Option<i64>,
    consumed_by: Option<String>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for CredentialRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            level: Level::try_from(row.level as u8).map_err(|_| Error::Corrupt("level"))?,
            verification_id: row.verification_id,
            customer_id: row.customer_id,
            one_use: row.one_use != 0,
            issued_at: time(row.issued_at),
            expires_at: time(row.expires_at),
            consumed: row.consumed_at.map(time).zip(row.consumed_by),
            revoked_at: row.revoked_at.map(time),
        })
    }
}

async fn find(db: &mut Db, tenant: &Tenant, id: &str) -> Result<Option<CredentialRow>, Error> {
    let sql = "SELECT id, level, verification_id, customer_id, one_use, issued_at, expires_at, consumed_at, \
               consumed_by, revoked_at FROM credential WHERE id = $1 AND merchant_id = $2 AND mode = $3";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(id.to_owned())
        .bind(tenant.merchant.to_string())
        .bind(tenant.mode.as_str().to_owned())
        .fetch_optional(db)
        .await?;
    row.map(CredentialRow::try_from).transpose()
}

impl Store {
    pub async fn credential(&self, tenant: &Tenant, id: &str) -> Result<Option<CredentialRow>, Error> {
        find(&mut *self.read().await?, tenant, id).await
    }

    /// Every credential of a person that is still remembered, oldest first.
    pub async fn credentials_of_subject(&self, subject: &str) -> Result<Vec<CredentialRow>, Error> {
        let sql = "SELECT id, level, verification_id, customer_id, one_use, issued_at, expires_at, consumed_at, \
                   consumed_by, revoked_at FROM credential WHERE subject_id = $1 ORDER BY issued_at, id";
        let query = sqlx::query_as(sql).bind(subject.to_owned());
        let rows: Vec<Row> = query.fetch_all(&mut *self.read().await?).await?;
        rows.into_iter().map(CredentialRow::try_from).collect()
    }

    /// Credentials revoked at or after a moment that would be valid otherwise, each with when that was.
    pub async fn revoked_since(&self, since: Timestamp, now: Timestamp) -> Result<Vec<(String, Timestamp)>, Error> {
        let sql = "SELECT id, revoked_at FROM credential WHERE revoked_at >= $1 AND expires_at > $2";
        let query = sqlx::query_as(sql).bind(micros(since)).bind(micros(now));
        let rows: Vec<(String, i64)> = query.fetch_all(&mut *self.read().await?).await?;
        Ok(rows.into_iter().map(|(id, at)| (id, time(at))).collect())
    }
}

impl Tx {
    pub async fn insert_credential(&mut self, new: &NewCredential<'_>) -> Result<(), Error> {
        let sql = "INSERT INTO credential (id, merchant_id, mode, key_id, level, verification_id, subject_id, \
                   customer_id, one_use, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        sqlx::query(sql)
            .bind(new.id.to_owned())
            .bind(new.tenant.merchant.to_string())
            .bind(new.tenant.mode.as_str().to_owned())
            .bind(new.key_id.to_owned())
            .bind(i64::from(u8::from(new.level)))
            .bind(new.verification_id.map(str::to_owned))
            .bind(new.subject_id.map(str::to_owned))
            .bind(new.customer_id.map(str::to_owned))
            .bind(i64::from(new.one_use))
            .bind(micros(self.now))
            .bind(micros(new.expires_at))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// A credential as it is in this transaction.
    pub async fn credential(&mut self, tenant: &Tenant, id: &str) -> Result<Option<CredentialRow>, Error> {
        find(self, tenant, id).await
    }

    /// Revokes one credential; false when it was revoked before or is not the tenant's.
    pub async fn revoke_credential(&mut self, tenant: &Tenant, id: &str) -> Result<bool, Error> {
        let sql = "UPDATE credential SET revoked_at = $4 \
                   WHERE id = $1 AND merchant_id = $2 AND mode = $3 AND revoked_at IS NULL";
        let done = sqlx::query(sql)
            .bind(id.to_owned())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Uses a credential for an order, once: false when another order had it first. The same order may ask again. One
    /// that is good for one use is revoked by it.
    pub async fn consume_credential(&mut self, tenant: &Tenant, id: &str, order: &str) -> Result<bool, Error> {
        let sql = "UPDATE credential SET consumed_at = COALESCE(consumed_at, $4), consumed_by = COALESCE(consumed_by, $5), \
                   revoked_at = CASE WHEN one_use = 1 THEN COALESCE(revoked_at, $4) ELSE revoked_at END \
                   WHERE id = $1 AND merchant_id = $2 AND mode = $3 \
                   AND (one_use = 0 OR consumed_by IS NULL OR consumed_by = $5)";
        let done = sqlx::query(sql)
            .bind(id.to_owned())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(micros(self.now))
            .bind(order.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Revokes what a person has, and forgets whose it was.
    pub(super) async fn revoke_of_subject(&mut self, subject: &str) -> Result<(), Error> {
        let sql = "UPDATE credential SET revoked_at = COALESCE(revoked_at, $2), customer_id = NULL, consumed_by = NULL \
                   WHERE subject_id = $1";
        sqlx::query(sql).bind(subject.to_owned()).bind(micros(self.now)).execute(&mut **self).await?;
        Ok(())
    }

    /// Forgets credentials that ended.
    pub async fn forget_credentials(&mut self, ended_before: Timestamp) -> Result<(), Error> {
        let query = sqlx::query("DELETE FROM credential WHERE expires_at <= $1").bind(micros(ended_before));
        query.execute(&mut **self).await?;
        Ok(())
    }
}
