//! Merchants and their API keys. Of a key only its hash is kept.

use countersign_core::{decision::Mode, id};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Error, Store, Tx, micros, time};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    pub id: String,
    pub name: String,
    /// JSON, see `settings.rs`.
    pub settings: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Secret,
    Publishable,
}

impl KeyKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Publishable => "publishable",
        }
    }
}

/// A key as stored.
#[derive(Clone, Debug)]
pub struct KeyRow {
    pub id: String,
    pub merchant_id: String,
    pub mode: Mode,
    pub kind: KeyKind,
    /// The first and last letters, to tell keys apart.
    pub hint: String,
    /// Names, separated by spaces.
    pub scopes: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

/// A key to be stored.
pub struct NewKey<'a> {
    pub merchant_id: &'a str,
    pub mode: Mode,
    pub kind: KeyKind,
    pub hash: &'a str,
    pub hint: &'a str,
    pub scopes: &'a str,
}

#[derive(FromRow)]
struct Row {
    id: String,
    merchant_id: String,
    mode: String,
    kind: String,
    hint: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl TryFrom<Row> for KeyRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let kind = if row.kind == "secret" { KeyKind::Secret } else { KeyKind::Publishable };
        Ok(Self {
            id: row.id,
            merchant_id: row.merchant_id,
            mode: Mode::from_name(&row.mode).ok_or(Error::Corrupt("mode"))?,
            kind,
            hint: row.hint,
            scopes: row.scopes,
            created_at: time(row.created_at),
            expires_at: row.expires_at.map(time),
            last_used_at: row.last_used_at.map(time),
        })
    }
}

const COLUMNS: &str = "id, merchant_id, mode, kind, hint, scopes, created_at, expires_at, last_used_at";

impl Store {
    /// The key of this hash, in force or not.
    pub async fn key_of_hash(&self, hash: &str) -> Result<Option<KeyRow>, Error> {
        let asked = match self.cache.keys.get(hash) {
            Ok(known) => return Ok(Some(known)),
            Err(asked) => asked,
        };
        let sql = "SELECT id, merchant_id, mode, kind, hint, scopes, created_at, expires_at, last_used_at \
                   FROM api_key WHERE hash = $1";
        let row: Option<Row> =
            sqlx::query_as(sql).bind(hash.to_owned()).fetch_optional(&mut *self.read().await?).await?;
        let key = row.map(KeyRow::try_from).transpose()?;
        if let Some(key) = &key {
            self.cache.keys.put(hash, key, &asked);
        }
        Ok(key)
    }

    /// The keys of one merchant, or all, oldest first, each with its merchant's name.
    pub async fn keys(&self, merchant: Option<&str>) -> Result<Vec<(KeyRow, String)>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM api_key ORDER BY created_at, id");
        let mut db = self.read().await?;
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *db).await?;
        let names: Vec<(String, String)> = sqlx::query_as("SELECT id, name FROM merchant").fetch_all(&mut *db).await?;
        let mut found = Vec::new();
        for row in rows {
            let name = names.iter().find(|(id, _)| *id == row.merchant_id).map_or("", |(_, name)| name);
            if merchant.is_none_or(|merchant| merchant == name) {
                found.push((KeyRow::try_from(row)?, name.to_owned()));
            }
        }
        Ok(found)
    }

    /// The merchant of this name.
    pub async fn merchant_called(&self, name: &str) -> Result<Option<Merchant>, Error> {
        let row: Option<(String, String, String)> =
            sqlx::query_as("SELECT id, name, settings FROM merchant WHERE name = $1")
                .bind(name.to_owned())
                .fetch_optional(&mut *self.read().await?)
                .await?;
        Ok(row.map(|(id, name, settings)| Merchant { id, name, settings }))
    }

    pub async fn merchant(&self, id: &str) -> Result<Option<Merchant>, Error> {
        let asked = match self.cache.merchants.get(id) {
            Ok(known) => return Ok(Some(known)),
            Err(asked) => asked,
        };
        let row: Option<(String, String, String)> =
            sqlx::query_as("SELECT id, name, settings FROM merchant WHERE id = $1")
                .bind(id.to_owned())
                .fetch_optional(&mut *self.read().await?)
                .await?;
        let merchant = row.map(|(id, name, settings)| Merchant { id, name, settings });
        if let Some(merchant) = &merchant {
            self.cache.merchants.put(id, merchant, &asked);
        }
        Ok(merchant)
    }
}

impl Tx {
    /// The merchant of this name, made when there is none.
    pub async fn merchant_named(&mut self, name: &str, settings: &str) -> Result<Merchant, Error> {
        let sql = "INSERT INTO merchant (id, name, settings, created_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (name) DO NOTHING";
        sqlx::query(sql)
            .bind(self.new_id::<id::Merchant>().to_string())
            .bind(name.to_owned())
            .bind(settings.to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        let (id, name, settings): (String, String, String) =
            sqlx::query_as("SELECT id, name, settings FROM merchant WHERE name = $1")
                .bind(name.to_owned())
                .fetch_one(&mut **self)
                .await?;
        Ok(Merchant { id, name, settings })
    }

    /// Whether there is any merchant.
    pub async fn any_merchant(&mut self) -> Result<bool, Error> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT id FROM merchant LIMIT 1").fetch_optional(&mut **self).await?;
        Ok(found.is_some())
    }

    pub async fn insert_key(&mut self, key: NewKey<'_>) -> Result<String, Error> {
        let id = self.new_id::<id::Key>().to_string();
        let sql = "INSERT INTO api_key (id, merchant_id, mode, kind, hash, hint, scopes, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        sqlx::query(sql)
            .bind(id.clone())
            .bind(key.merchant_id.to_owned())
            .bind(key.mode.as_str().to_owned())
            .bind(key.kind.as_str().to_owned())
            .bind(key.hash.to_owned())
            .bind(key.hint.to_owned())
            .bind(key.scopes.to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(id)
    }

    /// Ends a key at a moment, unless it ends sooner; false when there is no such key.
    pub async fn end_key(&mut self, id: &str, at: Timestamp) -> Result<bool, Error> {
        let sql = "UPDATE api_key SET expires_at = $2 WHERE id = $1 AND (expires_at IS NULL OR expires_at > $2)";
        let done = sqlx::query(sql).bind(id.to_owned()).bind(micros(at)).execute(&mut **self).await?;
        self.changed_access = true;
        Ok(done.rows_affected() == 1)
    }

    pub async fn key(&mut self, id: &str) -> Result<Option<KeyRow>, Error> {
        let sql = "SELECT id, merchant_id, mode, kind, hint, scopes, created_at, expires_at, last_used_at \
                   FROM api_key WHERE id = $1";
        let row: Option<Row> = sqlx::query_as(sql).bind(id.to_owned()).fetch_optional(&mut **self).await?;
        row.map(KeyRow::try_from).transpose()
    }
}
