//! Whole tables as lines of JSON, the same from either database and into either: backups and moves.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{Stream, StreamExt};
use serde_json::{Map, Value, json};
use sqlx::{
    Any, AssertSqlSafe, Column, Row, Transaction, TypeInfo, ValueRef,
    any::{AnyRow, AnyTypeInfoKind},
};

use super::{Engine, Error, Store, Tx};

/// Tables in an order in which rows may refer to earlier ones, each with the columns that say which row is which.
pub const TABLES: &[(&str, &str)] = &[
    ("meta", "name"),
    ("merchant", "id"),
    ("api_key", "id"),
    ("settings_version", "merchant_id, version"),
    ("origin", "origin, merchant_id"),
    ("shop", "domain"),
    ("signing_key", "id"),
    ("subject", "id"),
    ("verification", "id"),
    ("attempt", "verification_id, number"),
    ("document", "id"),
    ("image", "id"),
    ("history", "verification_id, seq"),
    ("consent", "verification_id, at"),
    ("credential", "id"),
    ("customer", "merchant_id, mode, customer_id"),
    ("spent", "kind, hash"),
    ("challenge", "nonce_hash"),
    ("flow", "verification_id, attempt"),
    ("event", "id"),
    ("webhook_endpoint", "id"),
    ("delivery", "id"),
    ("delivery_attempt", "delivery_id, number"),
    ("job", "id"),
    ("audit", "seq"),
    ("audit_head", "id"),
    ("erasure", "id"),
    ("email_domain", "domain"),
    ("email_check", "key"),
    ("sequence", "name"),
    ("risk_space", "id"),
    ("risk_policy", "space_id, version"),
    ("account", "id"),
    ("device", "id"),
    ("link", "device_id, account_id"),
    ("marked_link", "device_id, account_id"),
    ("sighting", "device_id, account_id, day"),
    ("ip", "id"),
    ("agent", "id"),
    ("device_ip", "device_id, ip_id"),
    ("device_agent", "device_id, agent_id"),
    ("risk_attempt", "key, at"),
    ("assessment", "id"),
    ("label", "assessment_id, outcome"),
];

/// A snapshot that stands still while it is read.
pub struct Snapshot(Transaction<'static, Any>);

impl Store {
    /// Everything as it is now, whatever is written meanwhile.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        // On SQLite a reader's transaction is a snapshot and stops nobody from writing.
        let mut tx = self.pool.begin().await?;
        if self.engine() == Engine::Postgres {
            sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut *tx).await?;
        }
        Ok(Snapshot(tx))
    }

    /// Whether there is nothing in the database that somebody could miss.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT id FROM merchant LIMIT 1").fetch_optional(&mut *self.read().await?).await?;
        Ok(found.is_none())
    }
}

impl Snapshot {
    /// The rows of a table in the order of its key, as they are read: a table may be larger than memory.
    pub fn rows(
        &mut self,
        table: &str,
        key: &str,
    ) -> Result<impl Stream<Item = Result<Map<String, Value>, Error>> + '_, Error> {
        let sql = format!("SELECT * FROM {} ORDER BY {}", word(table)?, words(key)?);
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *self.0);
        Ok(rows.map(|row| as_json(&row?)))
    }
}

fn as_json(row: &AnyRow) -> Result<Map<String, Value>, Error> {
    let mut line = Map::new();
    for column in row.columns() {
        let at = column.ordinal();
        let raw = row.try_get_raw(at)?;
        if raw.is_null() || raw.type_info().is_null() {
            continue;
        }
        let value = match raw.type_info().kind() {
            AnyTypeInfoKind::Text => json!(row.try_get::<String, _>(at)?),
            AnyTypeInfoKind::Blob => json!({ "base64": STANDARD.encode(row.try_get::<Vec<u8>, _>(at)?) }),
            _ => json!(row.try_get::<i64, _>(at)?),
        };
        line.insert(column.name().to_owned(), value);
    }
    Ok(line)
}

impl Tx {
    /// Empties the tables that a new database is not empty of.
    pub async fn clear_beginnings(&mut self) -> Result<(), Error> {
        sqlx::raw_sql("DELETE FROM audit_head; DELETE FROM meta; DELETE FROM sequence;").execute(&mut **self).await?;
        Ok(())
    }

    /// Writes one row as it was copied.
    pub async fn insert_copy(&mut self, table: &str, line: &Map<String, Value>) -> Result<(), Error> {
        let names: Vec<&str> = line.keys().map(|name| word(name)).collect::<Result<_, _>>()?;
        let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", word(table)?, names.join(", "), places.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in line.values() {
            query = match value {
                Value::String(text) => query.bind(text.clone()),
                Value::Number(number) => query.bind(number.as_i64().ok_or(Error::Corrupt("copied number"))?),
                other => {
                    let text = other["base64"].as_str().ok_or(Error::Corrupt("copied value"))?;
                    query.bind(STANDARD.decode(text).map_err(|_| Error::Corrupt("copied bytes"))?)
                }
            };
        }
        query.execute(&mut **self).await?;
        Ok(())
    }
}

/// A name of the schema; nothing else becomes part of a statement.
fn word(name: &str) -> Result<&str, Error> {
    let fits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if fits { Ok(name) } else { Err(Error::Corrupt("copied name")) }
}

fn words(names: &str) -> Result<&str, Error> {
    names.split(", ").try_for_each(|name| word(name).map(drop))?;
    Ok(names)
}
