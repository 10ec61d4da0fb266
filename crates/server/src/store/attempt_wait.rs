//! Tries that failed, and how long the next one has to wait.

use countersign_core::level::attempts::{FORGOTTEN_AFTER, wait_after};
use jiff::{SignedDuration, Timestamp};

use super::{Error, Store, Tx, micros, time};
use crate::tenant::Tenant;

impl Store {
    /// The moment before which no try may be made, where that is still to come.
    pub async fn no_try_before(&self, tenant: &Tenant, name: &str, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT not_before FROM attempt_wait \
                   WHERE merchant_id = $1 AND mode = $2 AND name = $3 AND not_before > $4";
        let found: Option<i64> = sqlx::query_scalar(sql)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(name.to_owned())
            .bind(micros(now))
            .fetch_optional(&mut *self.read().await?)
            .await?;
        Ok(found.map(time))
    }
}

impl Tx {
    /// A try failed: the next one waits longer than this one had to.
    pub async fn try_failed(&mut self, tenant: &Tenant, name: &str) -> Result<(), Error> {
        let sql = "INSERT INTO attempt_wait (merchant_id, mode, name, failures, not_before, ends_at) \
                   VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT (merchant_id, mode, name) DO UPDATE SET \
                   failures = CASE WHEN attempt_wait.ends_at <= $4 THEN 1 ELSE attempt_wait.failures + 1 END, \
                   ends_at = $5 RETURNING failures";
        let ends_at = self.now.checked_add(SignedDuration::from_secs(FORGOTTEN_AFTER)).unwrap_or(Timestamp::MAX);
        let failures: i64 = sqlx::query_scalar(sql)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(name.to_owned())
            .bind(micros(self.now))
            .bind(micros(ends_at))
            .fetch_one(&mut **self)
            .await?;
        let wait = SignedDuration::from_secs(wait_after(failures as u32));
        let not_before = self.now.checked_add(wait).unwrap_or(Timestamp::MAX);
        sqlx::query("UPDATE attempt_wait SET not_before = $4 WHERE merchant_id = $1 AND mode = $2 AND name = $3")
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(name.to_owned())
            .bind(micros(not_before))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// A try succeeded: what failed before it is forgotten.
    pub async fn try_succeeded(&mut self, tenant: &Tenant, name: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM attempt_wait WHERE merchant_id = $1 AND mode = $2 AND name = $3")
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(name.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}
