//! When keys were last used: remembered in memory, and written for all keys together every few seconds and at the end, so
//! that no request waits for the disk to say that it came.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

use super::{Db, Error, Store, micros};

/// Keys that are remembered; with more, whoever comes next writes them.
const MOST: usize = 1000;

/// Uses that were not written yet, by the id of the key.
#[derive(Default)]
pub(super) struct Uses(Mutex<HashMap<String, Timestamp>>);

impl Store {
    /// Remembers when a key was used.
    pub async fn key_used(&self, id: &str, now: Timestamp) -> Result<(), Error> {
        // What was read of the key knows it too, so that of many requests one comes here.
        self.cache.keys.change(|key| {
            if key.id == id {
                key.last_used_at = Some(now);
            }
        });
        let remembered = {
            let mut uses = self.uses.0.lock().unwrap_or_else(PoisonError::into_inner);
            uses.insert(id.to_owned(), now);
            uses.len()
        };
        if remembered >= MOST { self.write_last_uses().await } else { Ok(()) }
    }

    /// Writes what was remembered since the last time. What a crash takes with it is a few seconds of these.
    pub async fn write_last_uses(&self) -> Result<(), Error> {
        let uses = std::mem::take(&mut *self.uses.0.lock().unwrap_or_else(PoisonError::into_inner));
        if uses.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        // In one order, so that two processes do not wait for each other.
        let mut uses: Vec<_> = uses.into_iter().collect();
        uses.sort_unstable();
        for (id, at) in uses {
            let sql =
                "UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
            sqlx::query(sql).bind(id).bind(micros(at)).execute(&mut *tx as &mut Db).await?;
        }
        tx.commit().await
    }
}
