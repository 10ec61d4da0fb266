//! Counts that hold over all processes: how often something was done since a window of time began.

use std::time::Duration;

use jiff::Timestamp;

use super::{Db, Error, Store, Tx, micros, time};
use crate::tenant::Tenant;

/// What is counted.
pub struct Tally<'a> {
    pub tenant: &'a Tenant,
    pub kind: &'static str,
    /// A hash: the table names nobody.
    pub name: &'a str,
    /// The window begins with the first that is counted.
    pub per: Duration,
}

/// How often it was done in this window, this time included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub count: i64,
    pub ends_at: Timestamp,
}

impl Tx {
    /// Counts one. Two at once are counted one after the other, whichever processes they are in.
    pub async fn tally(&mut self, tally: &Tally<'_>) -> Result<Counted, Error> {
        let sql = "INSERT INTO tally (merchant_id, mode, kind, name, count, ends_at) VALUES ($1, $2, $3, $4, 1, $5) \
                   ON CONFLICT (merchant_id, mode, kind, name) DO UPDATE SET \
                   count = CASE WHEN tally.ends_at <= $6 THEN 1 ELSE tally.count + 1 END, \
                   ends_at = CASE WHEN tally.ends_at <= $6 THEN $5 ELSE tally.ends_at END RETURNING count, ends_at";
        let ends_at = self.now.checked_add(tally.per).unwrap_or(Timestamp::MAX);
        let (count, ends_at): (i64, i64) = sqlx::query_as(sql)
            .bind(tally.tenant.merchant.to_string())
            .bind(tally.tenant.mode.as_str().to_owned())
            .bind(tally.kind.to_owned())
            .bind(tally.name.to_owned())
            .bind(micros(ends_at))
            .bind(micros(self.now))
            .fetch_one(&mut **self)
            .await?;
        Ok(Counted { count, ends_at: time(ends_at) })
    }
}

impl Store {
    /// Forgets windows that are over.
    pub async fn forget_tallies(&self, now: Timestamp) -> Result<u64, Error> {
        let mut tx = self.begin().await?;
        let query = sqlx::query("DELETE FROM tally WHERE ends_at <= $1").bind(micros(now));
        let done = query.execute(&mut *tx as &mut Db).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}
