//! Shops whose platform signs requests, each with its sealed secret.

use super::{Error, Store, Tx, micros, tenant};
use crate::tenant::Tenant;

/// A shop that was connected.
#[derive(Clone)]
pub struct ShopRow {
    pub domain: String,
    pub tenant: Tenant,
    pub sealed_secret: Vec<u8>,
}

impl Store {
    /// The shop of a domain, whoever's it is.
    pub async fn shop(&self, domain: &str) -> Result<Option<ShopRow>, Error> {
        let sql = "SELECT merchant_id, mode, sealed_secret FROM shop WHERE domain = $1";
        let query = sqlx::query_as(sql).bind(domain.to_owned());
        let row: Option<(String, String, Vec<u8>)> = query.fetch_optional(&mut *self.read().await?).await?;
        let Some((merchant, mode, sealed_secret)) = row else { return Ok(None) };
        Ok(Some(ShopRow { domain: domain.to_owned(), tenant: tenant(merchant, &mode)?, sealed_secret }))
    }

    /// The domains of a tenant's shops.
    pub async fn shops(&self, tenant: &Tenant) -> Result<Vec<String>, Error> {
        let sql = "SELECT domain FROM shop WHERE merchant_id = $1 AND mode = $2 ORDER BY domain";
        let query = sqlx::query_scalar(sql).bind(tenant.merchant.to_string()).bind(tenant.mode.as_str().to_owned());
        Ok(query.fetch_all(&mut *self.read().await?).await?)
    }
}

impl Tx {
    /// Connects a shop or gives it another secret; false when the domain is another tenant's.
    pub async fn put_shop(&mut self, shop: &ShopRow) -> Result<bool, Error> {
        let sql = "INSERT INTO shop (domain, merchant_id, mode, sealed_secret, created_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (domain) DO UPDATE SET sealed_secret = $4 \
                   WHERE shop.merchant_id = $2 AND shop.mode = $3";
        let done = sqlx::query(sql)
            .bind(shop.domain.clone())
            .bind(shop.tenant.merchant.to_string())
            .bind(shop.tenant.mode.as_str().to_owned())
            .bind(shop.sealed_secret.clone())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Disconnects a shop; false when the tenant has none of this domain.
    pub async fn delete_shop(&mut self, tenant: &Tenant, domain: &str) -> Result<bool, Error> {
        let done = sqlx::query("DELETE FROM shop WHERE domain = $1 AND merchant_id = $2 AND mode = $3")
            .bind(domain.to_owned())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
