//! Forgetting what outlived its days.
//!
//! Old rows are found by walking the numbers once a day, some at a time, rather than by indexes on dates: those would cost
//! every checkout a write, to be used once a year.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Db, Error, Store, Tx, micros, rows, sighting, time};

/// Numbers looked at in one transaction.
const STEP: i64 = 200;
/// A fingerprint on more accounts than this is common by any policy.
const MOST_COMMON: i64 = 1000;
/// Microseconds of a day.
const DAY: i64 = 24 * 3600 * 1_000_000;
/// How long a finished walk is enough for.
const ROUND: SignedDuration = SignedDuration::from_hours(24);

/// When a space's own signals are too old.
macro_rules! cutoff {
    ($of:literal) => {
        concat!("(SELECT r.forget_before FROM risk_space r WHERE r.id = ", $of, ")")
    };
}

/// The same of a device's space; nothing is older than what is of no device.
macro_rules! cutoff_of_device {
    ($table:literal) => {
        concat!(
            "(SELECT r.forget_before FROM device d JOIN risk_space r ON r.id = d.space_id WHERE d.id = ",
            $table,
            ".device_id)"
        )
    };
}

impl Store {
    /// Every space with its merchant's settings as JSON.
    pub async fn space_settings(&self) -> Result<Vec<(i64, String)>, Error> {
        let sql = "SELECT r.id, m.settings FROM risk_space r JOIN merchant m ON m.id = r.merchant_id ORDER BY r.id";
        Ok(sqlx::query_as(sql).fetch_all(&mut *self.read().await?).await?)
    }

    /// Says of each space before which day its signals are deleted from now on.
    pub async fn forget_before(&self, spaces: &[(i64, Timestamp)]) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        for (space, before) in spaces {
            let sql = "UPDATE risk_space SET forget_before = $2 WHERE id = $1 AND forget_before <> $2";
            let day = sighting::day(*before) * DAY;
            sqlx::query(sql).bind(*space).bind(day).execute(&mut *tx as &mut Db).await?;
        }
        tx.commit().await
    }

    /// Deletes assessments that are too old, some of them; false when there are none left.
    pub async fn forget_assessments(&self) -> Result<bool, Error> {
        let mut db = self.read().await?;
        let sql = "SELECT id, forget_before FROM risk_space";
        let spaces: Vec<(i64, i64)> = sqlx::query_as(sql).fetch_all(&mut *db).await?;
        let mut ids: Vec<String> = Vec::new();
        for (space, before) in &spaces {
            let sql = "SELECT id FROM assessment WHERE space_id = $1 AND created_at < $2 ORDER BY created_at LIMIT $3";
            let query = sqlx::query_scalar(sql).bind(*space).bind(*before).bind(STEP);
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
        for (space, before) in spaces {
            let sql = "DELETE FROM event WHERE merchant_id = (SELECT merchant_id FROM risk_space WHERE id = $1) \
                       AND mode = (SELECT mode FROM risk_space WHERE id = $1) AND created_at < $2 \
                       AND type = 'assessment.created'";
            sqlx::query(sql).bind(space).bind(before).execute(&mut *tx as &mut Db).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Whether the last walk over what is old was long ago.
    pub async fn risk_walk_due(&self, now: Timestamp) -> Result<bool, Error> {
        let done = self.place("risk_walked").await?;
        Ok(done.is_none_or(|done| done <= micros(now - ROUND)))
    }

    /// Goes on with the day's walk over everything that was seen, and deletes what is too old; false when the walk is done.
    pub async fn forget_sightings(&self, now: Timestamp) -> Result<bool, Error> {
        let from = self.place("risk_walk").await?.unwrap_or(0);
        let to = self.step(from).await?;
        let mut tx = self.begin().await?;
        forget_range(&mut tx, from, to.unwrap_or(i64::MAX)).await?;
        tx.set_place("risk_walk", to.unwrap_or(0)).await?;
        if to.is_none() {
            // Texts are few beside what names them.
            for sql in [
                concat!("DELETE FROM ip WHERE last_seen < ", cutoff!("ip.space_id")),
                concat!("DELETE FROM agent WHERE last_seen < ", cutoff!("agent.space_id")),
            ] {
                sqlx::query(sql).execute(&mut *tx as &mut Db).await?;
            }
            let sql = "SELECT id, forget_before FROM risk_space";
            let spaces: Vec<(i64, i64)> = sqlx::query_as(sql).fetch_all(&mut *tx as &mut Db).await?;
            for (space, before) in spaces {
                tx.forget_email_checks(space, time(before)).await?;
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

    pub(super) async fn place(&self, name: &'static str) -> Result<Option<i64>, Error> {
        let sql = "SELECT next FROM sequence WHERE name = $1";
        Ok(sqlx::query_scalar(sql).bind(name).fetch_optional(&mut *self.read().await?).await?)
    }
}

/// Deletes what is too old of devices and accounts with numbers after `from`, up to `to`.
async fn forget_range(tx: &mut Tx, from: i64, to: i64) -> Result<(), Error> {
    // Days are compared by their first moments.
    let links = concat!(
        "DELETE FROM link WHERE device_id > $1 AND device_id <= $2 AND last_day * 86400000000 < ",
        cutoff_of_device!("link"),
        " RETURNING device_id, account_id"
    );
    let gone: Vec<(i64, i64)> = sqlx::query_as(links).bind(from).bind(to).fetch_all(&mut *tx as &mut Db).await?;
    uncount(tx, gone.iter().map(|(device, _)| *device)).await?;
    for (device, account) in gone {
        forget_name(tx, device, account).await?;
    }
    for sql in [
        concat!(
            "DELETE FROM sighting WHERE device_id > $1 AND device_id <= $2 AND day * 86400000000 < ",
            cutoff_of_device!("sighting")
        ),
        concat!(
            "DELETE FROM device_ip WHERE device_id > $1 AND device_id <= $2 AND last_seen < ",
            cutoff_of_device!("device_ip")
        ),
        concat!(
            "DELETE FROM device_agent WHERE device_id > $1 AND device_id <= $2 AND last_seen < ",
            cutoff_of_device!("device_agent")
        ),
        // What hangs on a device is looked at by its space, so the device is the last to go.
        concat!(
            "DELETE FROM device WHERE id > $1 AND id <= $2 AND last_seen < ",
            cutoff!("device.space_id"),
            " AND NOT EXISTS (SELECT 1 FROM link l WHERE l.device_id = device.id)",
            " AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.device_id = device.id)",
            " AND NOT EXISTS (SELECT 1 FROM device_ip i WHERE i.device_id = device.id)",
            " AND NOT EXISTS (SELECT 1 FROM device_agent a WHERE a.device_id = device.id)"
        ),
        // As long as something names an account, whoever it is can be found to be erased.
        concat!(
            "DELETE FROM account WHERE id > $1 AND id <= $2 AND last_seen < ",
            cutoff!("account.space_id"),
            " AND NOT EXISTS (SELECT 1 FROM link l WHERE l.account_id = account.id)",
            " AND NOT EXISTS (SELECT 1 FROM assessment s WHERE s.account_id = account.id)"
        ),
        "DELETE FROM marked_link WHERE device_id > $1 AND device_id <= $2 AND NOT EXISTS (SELECT 1 FROM link l \
         WHERE l.device_id = marked_link.device_id AND l.account_id = marked_link.account_id)",
    ] {
        sqlx::query(sql).bind(from).bind(to).execute(&mut *tx as &mut Db).await?;
    }
    Ok(())
}

/// Takes a customer who was not seen on a device for so long out of the reports of its others: by the link that goes now
/// they would be found no more when the customer is to be erased. Where more are than ever make a fingerprint link, reports
/// name nobody by it.
async fn forget_name(tx: &mut Tx, device: i64, account: i64) -> Result<(), Error> {
    let sql = "SELECT a.customer_id FROM account a JOIN device d ON d.id = $1 \
               WHERE a.id = $2 AND a.customer_id IS NOT NULL AND (d.kind = $3 OR d.accounts <= $4)";
    let name: Option<String> = sqlx::query_scalar(sql)
        .bind(device)
        .bind(account)
        .bind(sighting::TOKEN)
        .bind(MOST_COMMON)
        .fetch_optional(&mut *tx as &mut Db)
        .await?;
    match name {
        Some(name) => tx.rename_in_reports(device, account, &[name]).await,
        None => Ok(()),
    }
}

/// Takes links that are gone from the counts of their devices.
pub(super) async fn uncount(db: &mut Db, devices: impl Iterator<Item = i64>) -> Result<(), Error> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for device in devices {
        *counts.entry(device).or_default() += 1;
    }
    let rows = counts.into_iter().map(|(device, count)| vec![device.into(), count.into()]).collect();
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
}
