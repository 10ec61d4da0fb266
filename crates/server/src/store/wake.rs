//! Waking workers when there is work, and whoever follows along when something moved. A bell that is not heard costs less than a
//! second: both look by themselves as well.

use std::{sync::Arc, time::Duration};

use sqlx::postgres::PgListener;
use tokio::{
    sync::{
        Notify,
        broadcast::{self, error::RecvError},
        futures::Notified,
    },
    time::sleep,
};

use super::{Db, Error, Store};

/// What processes that share a PostgreSQL database listen to: that there is work, and which verification moved.
const JOBS: &str = "countersign_jobs";
const MOVES: &str = "countersign_moves";
/// How long to wait before listening again where the connection was lost.
const AGAIN: Duration = Duration::from_secs(5);
/// Moves that a follower may be behind; who is further behind looks.
const BEHIND: usize = 256;

/// The bells of this process.
#[derive(Clone)]
pub(super) struct Wake {
    jobs: Arc<Notify>,
    moves: broadcast::Sender<Arc<str>>,
}

impl Default for Wake {
    fn default() -> Self {
        Self { jobs: Arc::default(), moves: broadcast::Sender::new(BEHIND) }
    }
}

impl Wake {
    pub(super) fn ring(&self) {
        self.jobs.notify_waiters();
    }

    /// Tells whoever follows this verification.
    pub(super) fn moved(&self, verification: Arc<str>) {
        // Mostly nobody follows.
        drop(self.moves.send(verification));
    }

    /// Rings in every process that listens, once the transaction is committed.
    pub(super) async fn tell_others(&self, db: &mut Db) -> Result<(), Error> {
        notify(db, JOBS, "").await
    }

    /// The same for followers.
    pub(super) async fn tell_moved(&self, db: &mut Db, verification: &str) -> Result<(), Error> {
        notify(db, MOVES, verification).await
    }
}

async fn notify(db: &mut Db, channel: &'static str, payload: &str) -> Result<(), Error> {
    sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(payload.to_owned()).execute(db).await?;
    Ok(())
}

/// The moves of one verification, from when this was asked for.
pub struct Moves {
    verification: String,
    heard: broadcast::Receiver<Arc<str>>,
}

impl Moves {
    /// Resolves when it moved, or may have.
    pub async fn next(&mut self) {
        loop {
            match self.heard.recv().await {
                Ok(moved) if *moved != *self.verification => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                // The database was closed under us: nothing moves any more.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

impl Store {
    /// Resolves when work was enqueued from now on, awaited or not: by this process, and by others while [`Store::listen`]
    /// runs. Whoever asks before looking at the queue misses nothing.
    pub fn woken(&self) -> Notified<'_> {
        self.wake.jobs.notified()
    }

    /// What moves of a verification from now on: by this process, and by others while [`Store::listen`] runs.
    pub fn moves(&self, verification: &str) -> Moves {
        Moves { verification: verification.to_owned(), heard: self.wake.moves.subscribe() }
    }

    /// Rings for what other processes do. On PostgreSQL it never returns; on SQLite, whose processes share one
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
        listener.listen_all([JOBS, MOVES]).await?;
        // What was enqueued before we listened.
        self.wake.ring();
        loop {
            // Nothing stands for a connection that was lost and is there again: something may have been missed.
            match listener.try_recv().await? {
                Some(told) if told.channel() == MOVES => self.wake.moved(told.payload().into()),
                _ => self.wake.ring(),
            }
        }
    }
}
