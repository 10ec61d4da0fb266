//! Keys that sign credentials.

use countersign_core::decision::Mode;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Error, Store, Tx, micros, time};

/// A key pair; the private part is sealed.
#[derive(Clone)]
pub struct SigningKey {
    /// The `kid` of what it signs.
    pub id: String,
    pub mode: Mode,
    /// 32 bytes in base64url, as a JWK says `x`.
    pub public: String,
    pub sealed: Vec<u8>,
    pub created_at: Timestamp,
    /// It signs no more since then.
    pub retired_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    mode: String,
    public_key: String,
    sealed_secret: Vec<u8>,
    created_at: i64,
    retired_at: Option<i64>,
}

impl TryFrom<Row> for SigningKey {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            mode: Mode::from_name(&row.mode).ok_or(Error::Corrupt("mode"))?,
            public: row.public_key,
            sealed: row.sealed_secret,
            created_at: time(row.created_at),
            retired_at: row.retired_at.map(time),
        })
    }
}

impl Store {
    /// Keys in force and those retired after a moment, newest first.
    pub async fn signing_keys(&self, retired_after: Timestamp) -> Result<Vec<SigningKey>, Error> {
        let sql = "SELECT id, mode, public_key, sealed_secret, created_at, retired_at FROM signing_key \
                   WHERE retired_at IS NULL OR retired_at > $1 ORDER BY created_at DESC, id";
        let query = sqlx::query_as(sql).bind(micros(retired_after));
        let rows: Vec<Row> = query.fetch_all(&mut *self.read().await?).await?;
        rows.into_iter().map(SigningKey::try_from).collect()
    }
}

impl Tx {
    /// The key that signs in a mode.
    pub async fn signing_key(&mut self, mode: Mode) -> Result<Option<SigningKey>, Error> {
        let sql = "SELECT id, mode, public_key, sealed_secret, created_at, retired_at FROM signing_key \
                   WHERE mode = $1 AND retired_at IS NULL";
        let row: Option<Row> = sqlx::query_as(sql).bind(mode.as_str().to_owned()).fetch_optional(&mut **self).await?;
        row.map(SigningKey::try_from).transpose()
    }

    /// Puts a key in force where its mode has none.
    pub async fn insert_signing_key(&mut self, key: &SigningKey) -> Result<(), Error> {
        let sql = "INSERT INTO signing_key (id, mode, public_key, sealed_secret, created_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        sqlx::query(sql)
            .bind(key.id.clone())
            .bind(key.mode.as_str().to_owned())
            .bind(key.public.clone())
            .bind(key.sealed.clone())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Lets the key of a mode sign no more.
    pub async fn retire_signing_key(&mut self, mode: Mode) -> Result<(), Error> {
        sqlx::query("UPDATE signing_key SET retired_at = $2 WHERE mode = $1 AND retired_at IS NULL")
            .bind(mode.as_str().to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Drops every retired key of a mode: what it signed is no longer valid.
    pub async fn forget_retired_keys(&mut self, mode: Mode) -> Result<(), Error> {
        sqlx::query("DELETE FROM signing_key WHERE mode = $1 AND retired_at IS NOT NULL")
            .bind(mode.as_str().to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}
