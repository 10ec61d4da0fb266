//! A merchant in one mode as the risk tables know it: a number, and the secret behind hashes and device tokens.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Db, Error, Store, Tx, micros};
use crate::tenant::Tenant;

/// A merchant and mode. It never changes once it is made.
pub struct Space {
    pub id: i64,
    pub sealed_secret: Vec<u8>,
}

/// Spaces this process has met.
#[derive(Default)]
pub(super) struct Spaces(Mutex<HashMap<String, Arc<Space>>>);

impl Store {
    /// The space of a tenant, if it has one yet.
    pub async fn space(&self, tenant: &Tenant) -> Result<Option<Arc<Space>>, Error> {
        let name = format!("{}/{}", tenant.merchant, tenant.mode.as_str());
        if let Some(known) = self.spaces.0.lock().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Ok(Some(Arc::clone(known)));
        }
        let found = find(&mut *self.read().await?, tenant).await?.map(Arc::new);
        if let Some(space) = &found {
            self.spaces.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(space));
        }
        Ok(found)
    }
}

async fn find(db: &mut Db, tenant: &Tenant) -> Result<Option<Space>, Error> {
    let sql = "SELECT id, sealed_secret FROM risk_space WHERE merchant_id = $1 AND mode = $2";
    let query = sqlx::query_as(sql).bind(tenant.merchant.to_string()).bind(tenant.mode.as_str().to_owned());
    let row: Option<(i64, Vec<u8>)> = query.fetch_optional(db).await?;
    Ok(row.map(|(id, sealed_secret)| Space { id, sealed_secret }))
}

impl Tx {
    /// Makes the space of a tenant; false when another process came first.
    pub async fn insert_space(&mut self, id: i64, tenant: &Tenant, sealed_secret: Vec<u8>) -> Result<bool, Error> {
        let sql = "INSERT INTO risk_space (id, merchant_id, mode, sealed_secret, created_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (merchant_id, mode) DO NOTHING";
        let done = sqlx::query(sql)
            .bind(id)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(sealed_secret)
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
