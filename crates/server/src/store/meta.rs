//! Facts about the installation itself.

use super::{Db, Error, Store, Tx};

impl Store {
    /// The value of a named fact.
    pub async fn meta(&self, name: &str) -> Result<Option<String>, Error> {
        find(&mut *self.read().await?, name).await
    }
}

async fn find(db: &mut Db, name: &str) -> Result<Option<String>, Error> {
    let value = sqlx::query_scalar("SELECT value FROM meta WHERE name = $1").bind(name.to_owned());
    Ok(value.fetch_optional(db).await?)
}

impl Tx {
    /// Writes a fact once; answers the one that stands afterwards.
    pub async fn settle_meta(&mut self, name: &str, value: &str) -> Result<String, Error> {
        sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name.to_owned())
            .bind(value.to_owned())
            .execute(&mut **self)
            .await?;
        find(self, name).await?.ok_or(Error::Corrupt("fact"))
    }
}
