//! Connections that read a SQLite file, lent to one reader at a time. A pool asks each connection that comes back whether it
//! still lives, which for a file means a second trip to the connection's thread for nothing, and costs as much as a query.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{Any, AnyConnection, Connection, Executor, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{Db, Error, PRAGMAS};

/// How long a reader may wait for a connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// The connections of one process.
#[derive(Clone)]
pub(super) struct Readers {
    url: Arc<str>,
    places: Arc<Semaphore>,
    idle: Idle,
}

type Idle = Arc<Mutex<Vec<AnyConnection>>>;

/// A connection to read from.
pub struct Reading(Lent);

enum Lent {
    Pooled(PoolConnection<Any>),
    /// Always there until it is given back.
    Own(
        Option<AnyConnection>,
        Idle,
        #[expect(dead_code, reason = "held as long as the connection is")] OwnedSemaphorePermit,
    ),
}

impl Readers {
    pub(super) fn new(url: &str, most: u32) -> Self {
        Self { url: url.into(), places: Arc::new(Semaphore::new(most.max(1) as usize)), idle: Arc::default() }
    }

    /// The one that came back last, or a new one.
    pub(super) async fn lend(&self) -> Result<Reading, Error> {
        let place = timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::Unavailable)?.map_err(|_| Error::Unavailable)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        Ok(Reading(Lent::Own(Some(connection), Arc::clone(&self.idle), place)))
    }

    async fn connect(&self) -> Result<AnyConnection, Error> {
        let mut connection = AnyConnection::connect(&self.url).await?;
        connection.execute(sqlx::raw_sql(PRAGMAS)).await?;
        Ok(connection)
    }

    pub(super) async fn close(&self) {
        self.places.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            drop(connection.close().await);
        }
    }
}

impl Reading {
    pub(super) fn pooled(connection: PoolConnection<Any>) -> Self {
        Self(Lent::Pooled(connection))
    }
}

impl Deref for Reading {
    type Target = Db;

    fn deref(&self) -> &Db {
        match &self.0 {
            Lent::Pooled(connection) => connection,
            Lent::Own(connection, ..) => connection.as_ref().expect("it is given back when this is dropped"),
        }
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut Db {
        match &mut self.0 {
            Lent::Pooled(connection) => connection,
            Lent::Own(connection, ..) => connection.as_mut().expect("it is given back when this is dropped"),
        }
    }
}

/// A reader that was canceled leaves nothing behind: what it asked ends before the next question.
impl Drop for Lent {
    fn drop(&mut self) {
        if let Self::Own(connection, idle, _) = self {
            idle.lock().unwrap_or_else(PoisonError::into_inner).extend(connection.take());
        }
    }
}
