//! Erasing: everything about one account, on request, and its name from the reports of others.

use super::{Db, Error, Store, Tx, forget::uncount};
use crate::hex;

/// How the ledger of erasures names an account, before its key in hexadecimal digits.
pub const ACCOUNT: &str = "account:";

/// Microseconds of an hour, which no checkout and no pause between two looks takes.
const MARGIN: i64 = 3600 * 1_000_000;

/// What an erasure removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub assessments: u64,
    pub links: u64,
    /// Browsers that nobody else was seen on.
    pub devices: u64,
}

/// The number and key of every guest whose checkouts asked for, or came with, a verification of a person.
async fn guests_of_subject(db: &mut Db, subject: &str) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    let sql = "SELECT DISTINCT a.id, a.key FROM verification v JOIN assessment s ON s.verification_id = v.id \
               JOIN account a ON a.id = s.account_id WHERE v.subject_id = $1 AND a.customer_id IS NULL ORDER BY a.id";
    Ok(sqlx::query_as(sql).bind(subject.to_owned()).fetch_all(db).await?)
}

impl Store {
    /// The accounts of guests who are a person that was asked for a verification, each with its key.
    pub async fn guests_of_subject(&self, subject: &str) -> Result<Vec<(i64, Vec<u8>)>, Error> {
        guests_of_subject(&mut *self.read().await?, subject).await
    }

    /// Erases what checkouts wrote that were under way when their account was erased: of all assessments since the last
    /// walk over what is old those that are of no account any more.
    pub async fn erase_late(&self) -> Result<(), Error> {
        let walked = self.place("risk_walked").await?.unwrap_or(0);
        let sql = "SELECT DISTINCT s.account_id FROM risk_space r JOIN assessment s ON s.space_id = r.id \
                   AND s.created_at >= $1 WHERE s.account_id IS NOT NULL \
                   AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = s.account_id)";
        let late: Vec<i64> = sqlx::query_scalar(sql).bind(walked - MARGIN).fetch_all(&mut *self.read().await?).await?;
        for account in late {
            let mut tx = self.begin().await?;
            tx.erase_traces(account, &[], None).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

impl Tx {
    /// The same within a transaction.
    pub async fn guests_of_subject(&mut self, subject: &str) -> Result<Vec<(i64, Vec<u8>)>, Error> {
        guests_of_subject(self, subject).await
    }

    /// Deletes an account with its links, checkouts and labels, and the browsers that nobody else was seen on. Reports of
    /// others call it `erased` from then on, where they called it by its id or by `guest`.
    pub async fn erase_account(&mut self, key: &[u8], guest: Option<String>) -> Result<Forgotten, Error> {
        let sql = "SELECT id, email, customer_id FROM account WHERE key = $1";
        let found: Option<(i64, i64, Option<String>)> =
            sqlx::query_as(sql).bind(key.to_owned()).fetch_optional(&mut **self).await?;
        let Some((account, email, customer)) = found else { return Ok(Forgotten::default()) };
        let names: Vec<String> = customer.into_iter().chain(guest).collect();
        let forgotten = self.erase_traces(account, &names, Some(email)).await?;
        self.delete("DELETE FROM account WHERE id = $1", account).await?;
        Ok(forgotten)
    }

    /// Deletes everything that hangs on an account, `email` the latest address it named.
    async fn erase_traces(&mut self, account: i64, names: &[String], email: Option<i64>) -> Result<Forgotten, Error> {
        let sql = "SELECT device_id FROM link WHERE account_id = $1";
        let devices: Vec<i64> = sqlx::query_scalar(sql).bind(account).fetch_all(&mut **self).await?;
        for device in &devices {
            self.rename_in_reports(*device, account, names).await?;
            self.erase_from_device(*device, account).await?;
        }
        self.erase_addresses(account, email).await?;
        let assessments = self.delete("DELETE FROM assessment WHERE account_id = $1", account).await?;
        self.delete("DELETE FROM marked_link WHERE account_id = $1", account).await?;
        let links = self.delete("DELETE FROM link WHERE account_id = $1", account).await?;
        uncount(self, devices.iter().copied()).await?;
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
        let guests = guests_of_subject(self, ledger).await?.into_iter().map(|(_, key)| key);
        for key in keys.into_iter().chain(guests) {
            self.erase_account(&key, None).await?;
        }
        Ok(())
    }

    /// Deletes an account's days on a device. Of the device's histories stays what the days of others show.
    async fn erase_from_device(&mut self, device: i64, account: i64) -> Result<(), Error> {
        let sql = "DELETE FROM sighting WHERE device_id = $1 AND account_id = $2";
        let days = sqlx::query(sql).bind(device).bind(account).execute(&mut **self).await?;
        if days.rows_affected() > 0 {
            for sql in [
                "DELETE FROM device_ip WHERE device_id = $1 \
                 AND ip_id NOT IN (SELECT ip_id FROM sighting WHERE device_id = $1)",
                "DELETE FROM device_agent WHERE device_id = $1 \
                 AND agent_id NOT IN (SELECT agent_id FROM sighting WHERE device_id = $1)",
            ] {
                self.delete(sql, device).await?;
            }
        }
        Ok(())
    }

    /// Deletes what is kept by the hash of each e-mail address that an account's checkouts named, `last` the latest.
    async fn erase_addresses(&mut self, account: i64, last: Option<i64>) -> Result<(), Error> {
        let sql = "SELECT DISTINCT email FROM assessment WHERE account_id = $1 AND email IS NOT NULL";
        let named: Vec<i64> = sqlx::query_scalar(sql).bind(account).fetch_all(&mut **self).await?;
        for email in named.into_iter().chain(last) {
            self.delete("DELETE FROM risk_attempt WHERE key = $1", email).await?;
            self.forget_email_check(email).await?;
        }
        Ok(())
    }

    async fn erase_lonely_device(&mut self, device: i64) -> Result<u64, Error> {
        let gone = self.delete("DELETE FROM device WHERE id = $1 AND accounts <= 0", device).await?;
        // What was written of a device after it was erased goes too.
        for sql in [
            "DELETE FROM sighting WHERE device_id = $1 AND NOT EXISTS (SELECT 1 FROM device d WHERE d.id = $1)",
            "DELETE FROM device_ip WHERE device_id = $1 AND NOT EXISTS (SELECT 1 FROM device d WHERE d.id = $1)",
            "DELETE FROM device_agent WHERE device_id = $1 AND NOT EXISTS (SELECT 1 FROM device d WHERE d.id = $1)",
            "DELETE FROM risk_attempt WHERE key = $1 AND NOT EXISTS (SELECT 1 FROM device d WHERE d.id = $1)",
        ] {
            self.delete(sql, device).await?;
        }
        Ok(gone)
    }

    /// Takes an account's name out of the reports of those it shared a device with.
    pub(super) async fn rename_in_reports(&mut self, device: i64, account: i64, names: &[String]) -> Result<(), Error> {
        // A device may have been used by thousands: the database passes on what may name the account alone.
        let sql = "SELECT a.id, a.report FROM link l JOIN assessment a ON a.account_id = l.account_id \
                   WHERE l.device_id = $1 AND l.account_id <> $2 AND a.report LIKE $3 ESCAPE '!'";
        for name in names {
            let query = sqlx::query_as(sql).bind(device).bind(account).bind(mentions(name));
            let reports: Vec<(String, String)> = query.fetch_all(&mut **self).await?;
            for (id, report) in reports {
                self.rename_in_report(id, &report, name).await?;
            }
        }
        Ok(())
    }

    async fn rename_in_report(&mut self, id: String, report: &str, name: &str) -> Result<(), Error> {
        let mut value: serde_json::Value = serde_json::from_str(report).map_err(|_| Error::Corrupt("report"))?;
        if renamed(&mut value, name) {
            let sql = "UPDATE assessment SET report = $2 WHERE id = $1";
            sqlx::query(sql).bind(id).bind(value.to_string()).execute(&mut **self).await?;
        }
        Ok(())
    }

    async fn delete(&mut self, sql: &'static str, id: i64) -> Result<u64, Error> {
        Ok(sqlx::query(sql).bind(id).execute(&mut **self).await?.rows_affected())
    }
}

/// A pattern for texts of JSON with this name in them, as a whole text.
fn mentions(name: &str) -> String {
    let quoted = serde_json::Value::from(name).to_string();
    let escaped = quoted.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

/// Names of linked customers stand in lists and as the member `customer`.
fn renamed(value: &mut serde_json::Value, name: &str) -> bool {
    use serde_json::Value;
    let is = |text: &str| name == text;
    let mut changed = false;
    match value {
        Value::Array(items) => {
            for item in items {
                if item.as_str().is_some_and(is) {
                    *item = Value::from("erased");
                    changed = true;
                } else {
                    changed |= renamed(item, name);
                }
            }
        }
        Value::Object(members) => {
            for (of, member) in members {
                if of == "customer" && member.as_str().is_some_and(is) {
                    *member = Value::from("erased");
                    changed = true;
                } else {
                    changed |= renamed(member, name);
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

    use super::{mentions, renamed};

    #[test]
    fn a_name_goes_wherever_a_report_lists_customers() {
        let mut report = json!({
            "reasons": [{ "evidence": { "accounts": 2, "customers": ["7", "8"] } }],
            "device": { "linked": [{ "customer": "7", "via": "token" }] },
            "email": { "address": "7" },
        });
        assert!(renamed(&mut report, "7"));
        assert_eq!(report["reasons"][0]["evidence"]["customers"], json!(["erased", "8"]));
        assert_eq!(report["device"]["linked"][0]["customer"], "erased");
        assert_eq!(report["email"]["address"], "7", "an address is no customer");
        assert!(!renamed(&mut report, "7"));
    }
    #[test]
    fn a_name_is_looked_for_letter_by_letter() {
        assert_eq!(mentions("7"), "%\"7\"%");
        assert_eq!(mentions("50%_\"a!"), "%\"50!%!_\\\"a!!\"%");
    }
}
