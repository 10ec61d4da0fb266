//! Waking workers when there is work. A bell that is not heard costs half a second: workers look by themselves as well.

use std::{sync::Arc, time::Duration};

use sqlx::postgres::PgListener;
use tokio::{sync::Notify, time::sleep};

use super::{Db, Error, Store};

/// What processes that share a PostgreSQL database listen to.
const CHANNEL: &str = "countersign_jobs";
/// How long to wait before listening again where the connection was lost.
const AGAIN: Duration = Duration::from_secs(5);

/// The bell of this process.
#[derive(Clone, Default)]
pub(super) struct Wake(Arc<Notify>);

impl Wake {
    pub(super) fn ring(&self) {
        self.0.notify_waiters();
    }

    /// Rings in every process that listens, once the transaction is committed.
    pub(super) async fn tell_others(&self, db: &mut Db) -> Result<(), Error> {
        sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(db).await?;
        Ok(())
    }
}

impl Store {
    /// Resolves when work was enqueued: by this process, and by others while [`Store::listen`] runs.
    pub async fn woken(&self) {
        self.wake.0.notified().await;
    }

    /// Rings for what other processes enqueue. On PostgreSQL it never returns; on SQLite, whose processes share one
    /// machine and can wait for the next look, at once.
    pub async fn listen(&self) {
        let Some(url) = &self.listen_to else { return };
        loop {
            if let Err(error) = self.hear(url).await {
                tracing::warn!("not woken by other processes for now: {error}");
            }
            sleep(AGAIN).await;
        }
    }

    async fn hear(&self, url: &str) -> Result<(), Error> {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        // What was enqueued before we listened.
        self.wake.ring();
        loop {
            // Nothing stands for a connection that was lost and is there again: something may have been missed.
            listener.try_recv().await?;
            self.wake.ring();
        }
    }
}
