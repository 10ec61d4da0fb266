//! Forgetting: what outlived its days, and everything about one account.
//!
//! Old rows are found by walking the numbers once a day, some at a time, rather than by indexes on dates: those would cost
//! every checkout a write, to be used once a year.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Db, Error, Store, Tx, micros, rows, sighting};
use crate::hex;

/// Numbers looked at in one transaction.
const STEP: i64 = 200;
/// How long a finished walk is enough for.
const ROUND: SignedDuration = SignedDuration::from_hours(24);

/// How the ledger of erasures names an account, before its key in hexadecimal digits.
pub const ACCOUNT: &str = "account:";

/// What an erasure removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub assessments: u64,
    pub links: u64,
    /// Browsers that nobody else was seen on.
    pub devices: u64,
}

impl Store {
    /// Deletes assessments made before a moment, some of them; false when there are none left.
    pub async fn forget_assessments(&self, before: Timestamp) -> Result<bool, Error> {
        let mut db = self.read().await?;
        let spaces: Vec<i64> = sqlx::query_scalar("SELECT id FROM risk_space").fetch_all(&mut *db).await?;
        let mut ids: Vec<String> = Vec::new();
        for space in spaces {
            let sql = "SELECT id FROM assessment WHERE space_id = $1 AND created_at < $2 ORDER BY created_at LIMIT $3";
            let query = sqlx::query_scalar(sql).bind(space).bind(micros(before)).bind(STEP);
            ids.extend(query.fetch_all(&mut *db).await?);
        }
        drop(db);
        if ids.is_empty() {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        for id in ids {
            sqlx::query("DELETE FROM assessment WHERE id = $1").bind(id).execute(&mut *tx as &mut Db).await?;
        }
        let sql = "DELETE FROM event WHERE type = 'assessment.created' AND created_at < $1";
        sqlx::query(sql).bind(micros(before)).execute(&mut *tx as &mut Db).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether the last walk over what is old was long ago.
    pub async fn risk_walk_due(&self, now: Timestamp) -> Result<bool, Error> {
        let done = self.place("risk_walked").await?;
        Ok(done.is_none_or(|done| done <= micros(now - ROUND)))
    }

    /// Goes on with the day's walk over everything that was seen, and deletes what was not seen since `before`; false when
    /// the walk is done.
    pub async fn forget_sightings(&self, now: Timestamp, before: Timestamp) -> Result<bool, Error> {
        let from = self.place("risk_walk").await?.unwrap_or(0);
        let to = self.step(from).await?;
        let mut tx = self.begin().await?;
        forget_range(&mut tx, from, to.unwrap_or(i64::MAX), before).await?;
        tx.set_place("risk_walk", to.unwrap_or(0)).await?;
        if to.is_none() {
            // Texts are few beside what names them.
            let (ips, agents) = ("DELETE FROM ip WHERE last_seen < $1", "DELETE FROM agent WHERE last_seen < $1");
            for sql in [ips, agents] {
                sqlx::query(sql).bind(micros(before)).execute(&mut *tx as &mut Db).await?;
            }
            let spaces: Vec<i64> =
                sqlx::query_scalar("SELECT id FROM risk_space").fetch_all(&mut *tx as &mut Db).await?;
            for space in spaces {
                tx.forget_email_checks(space, before).await?;
            }
            tx.set_place("risk_walked", micros(now)).await?;
        }
        tx.commit().await?;
        Ok(to.is_some())
    }

    /// The last of the next numbers of devices; nothing when these are the last ones.
    async fn step(&self, from: i64) -> Result<Option<i64>, Error> {
        let sql = "SELECT id FROM device WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2";
        Ok(sqlx::query_scalar(sql).bind(from).bind(STEP - 1).fetch_optional(&mut *self.read().await?).await?)
    }

    async fn place(&self, name: &'static str) -> Result<Option<i64>, Error> {
        let sql = "SELECT next FROM sequence WHERE name = $1";
        Ok(sqlx::query_scalar(sql).bind(name).fetch_optional(&mut *self.read().await?).await?)
    }
}

/// Deletes what is old of devices and accounts with numbers after `from`, up to `to`.
async fn forget_range(tx: &mut Tx, from: i64, to: i64, before: Timestamp) -> Result<(), Error> {
    let day = sighting::day(before);
    let sql = "DELETE FROM link WHERE device_id > $1 AND device_id <= $2 AND last_day < $3 RETURNING device_id";
    let gone: Vec<i64> = sqlx::query_scalar(sql).bind(from).bind(to).bind(day).fetch_all(&mut *tx as &mut Db).await?;
    uncount(tx, &gone).await?;
    let by_day = ["DELETE FROM sighting WHERE device_id > $1 AND device_id <= $2 AND day < $3"];
    let by_time = [
        "DELETE FROM device_ip WHERE device_id > $1 AND device_id <= $2 AND last_seen < $3",
        "DELETE FROM device_agent WHERE device_id > $1 AND device_id <= $2 AND last_seen < $3",
        "DELETE FROM device WHERE id > $1 AND id <= $2 AND last_seen < $3",
        "DELETE FROM account WHERE id > $1 AND id <= $2 AND last_seen < $3",
    ];
    let by_day = by_day.into_iter().map(|sql| (sql, day));
    for (sql, value) in by_day.chain(by_time.into_iter().map(|sql| (sql, micros(before)))) {
        sqlx::query(sql).bind(from).bind(to).bind(value).execute(&mut *tx as &mut Db).await?;
    }
    let sql = "DELETE FROM marked_link WHERE device_id > $1 AND device_id <= $2 AND NOT EXISTS (SELECT 1 FROM link l \
               WHERE l.device_id = marked_link.device_id AND l.account_id = marked_link.account_id)";
    sqlx::query(sql).bind(from).bind(to).execute(&mut *tx as &mut Db).await?;
    Ok(())
}

/// Takes links that are gone from the counts of their devices.
async fn uncount(db: &mut Db, devices: &[i64]) -> Result<(), Error> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for device in devices {
        *counts.entry(*device).or_default() += 1;
    }
    let rows = counts.into_iter().map(|(device, count)| vec![device, count]).collect();
    rows::update(db, "UPDATE device SET accounts = accounts - v.column2", "WHERE device.id = v.column1", rows)
        .await
        .map(drop)
}

impl Tx {
    async fn set_place(&mut self, name: &'static str, value: i64) -> Result<(), Error> {
        let sql = "INSERT INTO sequence (name, next) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET next = $2";
        sqlx::query(sql).bind(name).bind(value).execute(&mut **self).await?;
        Ok(())
    }

    /// Deletes an account with its links, checkouts and labels, and the browsers that nobody else was seen on. Reports of
    /// others call it `erased` from then on, where they called it by its id or by `guest`.
    pub async fn erase_account(&mut self, key: &[u8], guest: Option<String>) -> Result<Forgotten, Error> {
        let sql = "SELECT id, email, customer_id FROM account WHERE key = $1";
        let found: Option<(i64, i64, Option<String>)> =
            sqlx::query_as(sql).bind(key.to_owned()).fetch_optional(&mut **self).await?;
        let Some((account, email, customer)) = found else { return Ok(Forgotten::default()) };
        let names: Vec<String> = customer.into_iter().chain(guest).collect();
        let sql = "SELECT device_id FROM link WHERE account_id = $1";
        let devices: Vec<i64> = sqlx::query_scalar(sql).bind(account).fetch_all(&mut **self).await?;
        for device in &devices {
            self.rename_in_reports(*device, account, &names).await?;
            let sql = "DELETE FROM sighting WHERE device_id = $1 AND account_id = $2";
            sqlx::query(sql).bind(*device).bind(account).execute(&mut **self).await?;
        }
        let assessments = self.delete("DELETE FROM assessment WHERE account_id = $1", account).await?;
        self.delete("DELETE FROM marked_link WHERE account_id = $1", account).await?;
        let links = self.delete("DELETE FROM link WHERE account_id = $1", account).await?;
        self.delete("DELETE FROM risk_attempt WHERE key = $1", email).await?;
        self.forget_email_check(email).await?;
        self.delete("DELETE FROM account WHERE id = $1", account).await?;
        uncount(self, &devices).await?;
        let mut gone = 0;
        for device in devices {
            gone += self.erase_lonely_device(device).await?;
        }
        Ok(Forgotten { assessments, links, devices: gone })
    }

    /// Erases what a restored copy still knows of somebody in the ledger: an account by its key, or a person's.
    pub(super) async fn erase_account_again(&mut self, ledger: &str) -> Result<(), Error> {
        if let Some(key) = ledger.strip_prefix(ACCOUNT).and_then(hex::decode) {
            return self.erase_account(&key, None).await.map(drop);
        }
        let sql = "SELECT a.key FROM subject s JOIN risk_space r ON r.merchant_id = s.merchant_id AND r.mode = s.mode \
                   JOIN account a ON a.space_id = r.id AND a.customer_id = s.customer_id WHERE s.id = $1";
        let keys: Vec<Vec<u8>> = sqlx::query_scalar(sql).bind(ledger.to_owned()).fetch_all(&mut **self).await?;
        for key in keys {
            self.erase_account(&key, None).await?;
        }
        Ok(())
    }

    async fn erase_lonely_device(&mut self, device: i64) -> Result<u64, Error> {
        let gone = self.delete("DELETE FROM device WHERE id = $1 AND accounts <= 0", device).await?;
        if gone > 0 {
            for sql in [
                "DELETE FROM sighting WHERE device_id = $1",
                "DELETE FROM device_ip WHERE device_id = $1",
                "DELETE FROM device_agent WHERE device_id = $1",
                "DELETE FROM risk_attempt WHERE key = $1",
            ] {
                self.delete(sql, device).await?;
            }
        }
        Ok(gone)
    }

    /// Takes an account's name out of the reports of those it shared a device with.
    async fn rename_in_reports(&mut self, device: i64, account: i64, names: &[String]) -> Result<(), Error> {
        let sql = "SELECT a.id, a.report FROM link l JOIN assessment a ON a.account_id = l.account_id \
                   WHERE l.device_id = $1 AND l.account_id <> $2";
        let reports: Vec<(String, String)> =
            sqlx::query_as(sql).bind(device).bind(account).fetch_all(&mut **self).await?;
        for (id, report) in reports {
            let mut value: serde_json::Value = serde_json::from_str(&report).map_err(|_| Error::Corrupt("report"))?;
            if renamed(&mut value, names) {
                let sql = "UPDATE assessment SET report = $2 WHERE id = $1";
                sqlx::query(sql).bind(id).bind(value.to_string()).execute(&mut **self).await?;
            }
        }
        Ok(())
    }

    async fn delete(&mut self, sql: &'static str, id: i64) -> Result<u64, Error> {
        Ok(sqlx::query(sql).bind(id).execute(&mut **self).await?.rows_affected())
    }
}

/// Names of linked customers stand in lists and as the member `customer`.
fn renamed(value: &mut serde_json::Value, names: &[String]) -> bool {
    use serde_json::Value;
    let is = |text: &str| names.iter().any(|name| name == text);
    let mut changed = false;
    match value {
        Value::Array(items) => {
            for item in items {
                if item.as_str().is_some_and(is) {
                    *item = Value::from("erased");
                    changed = true;
                } else {
                    changed |= renamed(item, names);
                }
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                if name == "customer" && member.as_str().is_some_and(is) {
                    *member = Value::from("erased");
                    changed = true;
                } else {
                    changed |= renamed(member, names);
                }
            }
        }
        _ => {}
    }
    changed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::renamed;

    #[test]
    fn a_name_goes_wherever_a_report_lists_customers() {
        let mut report = json!({
            "reasons": [{ "evidence": { "accounts": 2, "customers": ["7", "8"] } }],
            "device": { "linked": [{ "customer": "7", "via": "token" }] },
            "email": { "address": "7" },
        });
        assert!(renamed(&mut report, &["7".to_owned()]));
        assert_eq!(report["reasons"][0]["evidence"]["customers"], json!(["erased", "8"]));
        assert_eq!(report["device"]["linked"][0]["customer"], "erased");
        assert_eq!(report["email"]["address"], "7", "an address is no customer");
        assert!(!renamed(&mut report, &["7".to_owned()]));
    }
}
