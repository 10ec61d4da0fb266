//! Whole tables as lines of JSON, the same from either database and into either: backups and moves.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{Stream, StreamExt};
use serde_json::{Map, Value, json};
use sqlx::{
    Any, AssertSqlSafe, Column, Row, Transaction, TypeInfo, ValueRef,
    any::{AnyRow, AnyTypeInfoKind},
};

use super::{
    Engine, Error, Store, Tx,
    rows::{self, Cell},
};

/// Tables in an order in which rows may refer to earlier ones, each with the columns that say which row is which.
/// Left out is what means nothing a day later: counts of calls, waits between attempts, answers kept for retries.
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
    // A token that was exchanged stays so.
    ("pass", "hash"),
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

    /// Writes rows of a table as they were copied, those with the same columns together.
    pub async fn insert_copies(&mut self, table: &str, lines: Vec<Map<String, Value>>) -> Result<(), Error> {
        let mut alike: BTreeMap<Vec<String>, Vec<Vec<Cell>>> = BTreeMap::new();
        for line in lines {
            let names = line.keys().map(|name| word(name).map(str::to_owned)).collect::<Result<_, _>>()?;
            let cells = line.into_iter().map(|(_, value)| cell(value)).collect::<Result<_, _>>()?;
            alike.entry(names).or_default().push(cells);
        }
        for (names, lines) in alike {
            let before = format!("INSERT INTO {} ({})", word(table)?, names.join(", "));
            rows::write(self, &before, "", lines).await?;
        }
        Ok(())
    }
}

fn cell(value: Value) -> Result<Cell, Error> {
    Ok(match value {
        Value::String(text) => Cell::Text(Some(text)),
        Value::Number(number) => number.as_i64().ok_or(Error::Corrupt("copied number"))?.into(),
        other => {
            let text = other["base64"].as_str().ok_or(Error::Corrupt("copied value"))?;
            Cell::Bytes(Some(STANDARD.decode(text).map_err(|_| Error::Corrupt("copied bytes"))?))
        }
    })
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
