//! Settings of merchants: those in force, and what they were after each change.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Actor, Error, Store, Tx, micros, time};

/// One change.
#[derive(Clone, Debug)]
pub struct SettingsVersion {
    pub version: i64,
    /// Names of the members that were changed.
    pub changed: Vec<String>,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    version: i64,
    changed: String,
    actor_kind: String,
    actor_id: Option<String>,
    at: i64,
}

/// Settings to be put in force.
pub struct NewSettings<'a> {
    pub merchant: &'a str,
    /// One more than the version they were made from.
    pub version: i64,
    /// JSON, see `settings.rs`.
    pub settings: &'a str,
    pub origins: &'a [String],
    pub changed: &'a [String],
}

const CURRENT: &str = "SELECT m.settings, COALESCE(MAX(v.version), 0) FROM merchant m \
                       LEFT JOIN settings_version v ON v.merchant_id = m.id WHERE m.id = $1 GROUP BY m.settings";

impl Store {
    /// The settings in force as JSON, and their version; 0 as long as nobody changed any.
    pub async fn settings(&self, merchant: &str) -> Result<Option<(String, i64)>, Error> {
        let query = sqlx::query_as(CURRENT).bind(merchant.to_owned());
        Ok(query.fetch_optional(&mut *self.read().await?).await?)
    }

    /// Changes, newest first.
    pub async fn settings_versions(&self, merchant: &str, most: i64) -> Result<Vec<SettingsVersion>, Error> {
        let sql = "SELECT version, changed, actor_kind, actor_id, at FROM settings_version WHERE merchant_id = $1 \
                   ORDER BY version DESC LIMIT $2";
        let query = sqlx::query_as(sql).bind(merchant.to_owned()).bind(most);
        let rows: Vec<Row> = query.fetch_all(&mut *self.read().await?).await?;
        let version = |row: Row| SettingsVersion {
            version: row.version,
            changed: row.changed.split_whitespace().map(str::to_owned).collect(),
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            at: time(row.at),
        };
        Ok(rows.into_iter().map(version).collect())
    }

    /// Whether any merchant lists an origin.
    pub async fn knows_origin(&self, origin: &str) -> Result<bool, Error> {
        let query = sqlx::query_scalar("SELECT origin FROM origin WHERE origin = $1 LIMIT 1").bind(origin.to_owned());
        let found: Option<String> = query.fetch_optional(&mut *self.read().await?).await?;
        Ok(found.is_some())
    }
}

impl Tx {
    /// The settings in force as JSON, and their version, read in this transaction.
    pub async fn settings(&mut self, merchant: &str) -> Result<Option<(String, i64)>, Error> {
        Ok(sqlx::query_as(CURRENT).bind(merchant.to_owned()).fetch_optional(&mut **self).await?)
    }

    /// Puts settings in force. [`Error::Exists`] when somebody made this version first.
    pub async fn put_settings(&mut self, new: &NewSettings<'_>, actor: &Actor) -> Result<(), Error> {
        let sql = "INSERT INTO settings_version (merchant_id, version, settings, changed, actor_kind, actor_id, at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(new.merchant.to_owned())
            .bind(new.version)
            .bind(new.settings.to_owned())
            .bind(new.changed.join(" "))
            .bind(actor.kind().to_owned())
            .bind(actor.id().map(str::to_owned))
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        self.changed_access = true;
        sqlx::query("UPDATE merchant SET settings = $2 WHERE id = $1")
            .bind(new.merchant.to_owned())
            .bind(new.settings.to_owned())
            .execute(&mut **self)
            .await?;
        sqlx::query("DELETE FROM origin WHERE merchant_id = $1")
            .bind(new.merchant.to_owned())
            .execute(&mut **self)
            .await?;
        for origin in new.origins {
            sqlx::query("INSERT INTO origin (origin, merchant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(origin.clone())
                .bind(new.merchant.to_owned())
                .execute(&mut **self)
                .await?;
        }
        Ok(())
    }
}
