//! Links: which accounts were seen on which devices, read from either end.
//!
//! No query joins `link` with itself: without statistics a planner may walk a whole merchant for the second hop. Hops are
//! queries of their own.

use sqlx::{AssertSqlSafe, FromRow};

use super::{Engine, Error, Store};

/// Linked accounts that are looked at on one device; more are "50 and more".
pub const MOST_LINKED: usize = 51;

/// Another account on the same device.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LinkedAccount {
    pub device_id: i64,
    pub account_id: i64,
    /// Nothing for a guest.
    pub customer_id: Option<String>,
    /// Hash of the e-mail address seen last.
    pub email: i64,
    /// How many labels of each it has.
    pub frauds: i64,
    pub chargebacks: i64,
}

/// `$1` and `$2` are devices, `$3` the account that asks.
pub(super) fn linked_sql() -> String {
    let most = MOST_LINKED + 1;
    let of = |device: &str, table: &str| {
        format!(
            "SELECT * FROM (SELECT l.device_id AS device_id, l.account_id AS account_id, a.customer_id AS customer_id, \
             a.email AS email, a.frauds AS frauds, a.chargebacks AS chargebacks FROM {table} l JOIN account a ON a.id = l.account_id \
             WHERE l.device_id = {device} AND l.account_id <> $3 ORDER BY l.account_id LIMIT {most}) AS x"
        )
    };
    [of("$1", "marked_link"), of("$2", "marked_link"), of("$1", "link"), of("$2", "link")].join(" UNION ALL ")
}

impl Store {
    /// Accounts on either of two devices, 0 for none, besides `account`: those with labels of fraud first, each once.
    pub async fn linked(&self, devices: [i64; 2], account: i64) -> Result<Vec<LinkedAccount>, Error> {
        let rows: Vec<LinkedAccount> = sqlx::query_as(AssertSqlSafe(linked_sql()))
            .bind(devices[0])
            .bind(devices[1])
            .bind(account)
            .fetch_all(&mut *self.read().await?)
            .await?;
        let mut linked: Vec<LinkedAccount> = Vec::with_capacity(rows.len());
        for row in rows {
            if linked.iter().all(|known| known.account_id != row.account_id) {
                linked.push(row);
            }
        }
        Ok(linked)
    }

    /// Accounts seen on a device, at most so many.
    pub async fn accounts_on(&self, device: i64, most: usize) -> Result<Vec<i64>, Error> {
        self.links(links_sql("device_id", "account_id", most), device).await
    }

    /// Devices an account was seen on, at most so many.
    pub async fn devices_of(&self, account: i64, most: usize) -> Result<Vec<i64>, Error> {
        self.links(links_sql("account_id", "device_id", most), account).await
    }

    /// How many links there are, and how many bytes they take with their indexes.
    pub async fn link_size(&self) -> Result<(i64, i64), Error> {
        let bytes = match self.engine() {
            Engine::Sqlite => {
                "SELECT SUM(pgsize) FROM dbstat WHERE name IN ('link', 'link_account', 'sqlite_autoindex_link_1')"
            }
            Engine::Postgres => "SELECT pg_total_relation_size('link')",
        };
        let mut db = self.read().await?;
        let links: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM link").fetch_one(&mut *db).await?;
        Ok((links, sqlx::query_scalar(bytes).fetch_one(&mut *db).await?))
    }

    async fn links(&self, sql: String, end: i64) -> Result<Vec<i64>, Error> {
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(end).fetch_all(&mut *self.read().await?).await?)
    }
}

pub(super) fn links_sql(end: &str, other: &str, most: usize) -> String {
    format!("SELECT {other} FROM link WHERE {end} = $1 ORDER BY {other} LIMIT {most}")
}
