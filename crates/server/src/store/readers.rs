//! Connections that read, lent to one reader at a time. A pool asks each connection that comes and goes whether it still
//! lives: two trips to the database, or to the thread of a file, for every trip that answers something.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, Connection, Executor};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{Db, Engine, Error, PRAGMAS};

/// How long a reader may wait for a connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a connection to a server counts as alive. One that broke is used no longer than that, whoever meets it.
pub(super) const ALIVE: Duration = Duration::from_secs(1);

/// The connections of one process.
#[derive(Clone)]
pub(super) struct Readers {
    engine: Engine,
    url: Arc<str>,
    places: Arc<Semaphore>,
    idle: Idle,
}

type Idle = Arc<Mutex<Vec<Lent>>>;

struct Lent {
    connection: AnyConnection,
    /// When it was last known to live.
    checked: Instant,
}

/// A connection to read from.
pub struct Reading {
    /// Always there until it is given back.
    lent: Option<Lent>,
    idle: Idle,
    #[expect(dead_code, reason = "held as long as the connection is")]
    place: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn new(engine: Engine, url: &str, most: u32) -> Self {
        let places = Arc::new(Semaphore::new(most.max(1) as usize));
        Self { engine, url: url.into(), places, idle: Arc::default() }
    }

    /// The one that came back last, or a new one.
    pub(super) async fn lend(&self) -> Result<Reading, Error> {
        let place = timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::Unavailable)?.map_err(|_| Error::Unavailable)?;
        let lent = match self.living().await {
            Some(lent) => lent,
            None => self.connect().await?,
        };
        Ok(Reading { lent: Some(lent), idle: Arc::clone(&self.idle), place })
    }

    /// An idle connection that lives. A file does not go away; a server does, and takes all of them with it.
    async fn living(&self) -> Option<Lent> {
        loop {
            let mut lent = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if self.engine == Engine::Sqlite || lent.checked.elapsed() < ALIVE {
                return Some(lent);
            }
            if lent.connection.ping().await.is_ok() {
                lent.checked = Instant::now();
                return Some(lent);
            }
        }
    }

    async fn connect(&self) -> Result<Lent, Error> {
        let mut connection =
            timeout(PATIENCE, AnyConnection::connect(&self.url)).await.map_err(|_| Error::Unavailable)??;
        if self.engine == Engine::Sqlite {
            connection.execute(sqlx::raw_sql(PRAGMAS)).await?;
        }
        Ok(Lent { connection, checked: Instant::now() })
    }

    pub(super) async fn close(&self) {
        self.places.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for lent in idle {
            drop(lent.connection.close().await);
        }
    }
}

impl Deref for Reading {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.lent.as_ref().expect("it is given back when this is dropped").connection
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut Db {
        &mut self.lent.as_mut().expect("it is given back when this is dropped").connection
    }
}

/// A reader that was canceled leaves nothing behind: what it asked ends before the next question.
impl Drop for Reading {
    fn drop(&mut self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(self.lent.take());
    }
}
