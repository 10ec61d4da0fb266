//! Versions of the scoring policy. A version never changes; the newest is in force.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use countersign_core::risk::Policy;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Actor, Error, Store, Tx, micros, time};

/// One version.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    pub version: i64,
    pub policy: Arc<Policy>,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub created_at: Timestamp,
}

/// Versions this process has read.
#[derive(Default)]
pub(super) struct Policies(Mutex<HashMap<(i64, i64), Arc<Policy>>>);

#[derive(FromRow)]
struct Row {
    version: i64,
    policy: String,
    actor_kind: String,
    actor_id: Option<String>,
    created_at: i64,
}

fn parsed(text: &str) -> Result<Arc<Policy>, Error> {
    serde_json::from_str(text).map(Arc::new).map_err(|_| Error::Corrupt("policy"))
}

impl TryFrom<Row> for PolicyRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            version: row.version,
            policy: parsed(&row.policy)?,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            created_at: time(row.created_at),
        })
    }
}

impl Store {
    /// One version, from memory where it was read before.
    pub async fn policy(&self, space: i64, version: i64) -> Result<Option<Arc<Policy>>, Error> {
        let place = (space, version);
        if let Some(known) = self.policies.0.lock().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Ok(Some(Arc::clone(known)));
        }
        let sql = "SELECT policy FROM risk_policy WHERE space_id = $1 AND version = $2";
        let text: Option<String> =
            sqlx::query_scalar(sql).bind(space).bind(version).fetch_optional(&mut *self.read().await?).await?;
        let Some(policy) = text.as_deref().map(parsed).transpose()? else { return Ok(None) };
        self.policies.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&policy));
        Ok(Some(policy))
    }

    /// Versions, newest first, from one on downwards.
    pub async fn policies(&self, space: i64, before: Option<i64>, limit: u32) -> Result<Vec<PolicyRow>, Error> {
        let sql = "SELECT version, policy, actor_kind, actor_id, created_at FROM risk_policy \
                   WHERE space_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
        let query = sqlx::query_as(sql).bind(space).bind(before.unwrap_or(i64::MAX)).bind(i64::from(limit));
        let rows: Vec<Row> = query.fetch_all(&mut *self.read().await?).await?;
        rows.into_iter().map(PolicyRow::try_from).collect()
    }
}

impl Tx {
    /// Writes the version after `previous`. [`Error::Conflict`] when another came first.
    pub async fn insert_policy(
        &mut self,
        space: i64,
        previous: i64,
        policy: &Policy,
        actor: &Actor,
    ) -> Result<i64, Error> {
        let sql = "INSERT INTO risk_policy (space_id, version, policy, actor_kind, actor_id, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (space_id, version) DO NOTHING";
        let done = sqlx::query(sql)
            .bind(space)
            .bind(previous + 1)
            .bind(serde_json::to_string(policy).map_err(|_| Error::Corrupt("policy"))?)
            .bind(actor.kind().to_owned())
            .bind(actor.id().map(str::to_owned))
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        if done.rows_affected() == 1 { Ok(previous + 1) } else { Err(Error::Conflict) }
    }
}
