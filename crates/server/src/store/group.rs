//! SQLite has one writer at a time, and with `synchronous = FULL` each commit waits for the disk. Transactions of one
//! process that queue for the writer therefore share a commit: each is a savepoint of one transaction, undone or kept by
//! itself, and none is told that it was kept before the commit of all is on the disk. PostgreSQL does the like by itself.

use std::{sync::Arc, time::Duration};

use sqlx::{Any, AnyPool, pool::PoolConnection};
use tokio::{
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

use super::{Db, Error};

/// How long a transaction may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// 64 MB: the writer keeps its pages from one transaction to the next, which readers cannot.
const CACHE: &str = "PRAGMA cache_size = -64000";

/// The one writer of a SQLite database in this process.
#[derive(Clone)]
pub(super) struct Writer {
    pool: AnyPool,
    group: Arc<Mutex<Group>>,
}

/// Transactions that share a commit. The lock on it is fair: it goes round in the order in which it was asked for.
#[derive(Default)]
struct Group {
    connection: Option<PoolConnection<Any>>,
    /// A transaction was begun and is not committed yet.
    open: bool,
    place: Place,
    /// Members that were kept and wait to hear that the disk has them.
    kept: Vec<oneshot::Sender<Result<(), Error>>>,
}

/// Where the member stands that holds the lock. Its future may be dropped at any await: whoever comes next finds this here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nobody,
    /// Between its savepoint and its end.
    Member,
    /// It was told to the database that the member is kept.
    Keeping,
}

/// One transaction of a group.
pub(super) struct Member(OwnedMutexGuard<Group>);

impl Writer {
    pub(super) fn new(pool: AnyPool) -> Self {
        Self { pool, group: Arc::default() }
    }

    /// Waits for the turn and begins.
    pub(super) async fn begin(&self) -> Result<Member, Error> {
        let turn = timeout(PATIENCE, Arc::clone(&self.group).lock_owned());
        let mut group = turn.await.map_err(|_| Error::Unavailable)?;
        group.settle().await?;
        if !group.open {
            if group.connection.is_none() {
                group.connection = Some(self.pool.acquire().await?);
                group.say(CACHE).await?;
            }
            group.open = true;
            // Its turn comes after those who wait already, so they are the group. It ends the group whatever becomes of
            // them.
            let own = Arc::clone(&self.group);
            tokio::spawn(async move { own.lock_owned().await.end().await });
            if let Err(error) = group.say("BEGIN IMMEDIATE").await {
                group.open = false;
                return Err(error);
            }
        }
        group.place = Place::Member;
        group.say("SAVEPOINT member").await?;
        Ok(Member(group))
    }

    /// Lets go of the connection once the running group has ended.
    pub(super) async fn close(&self) {
        let mut group = self.group.lock().await;
        group.end().await;
        group.connection = None;
    }
}

impl Group {
    async fn say(&mut self, sql: &'static str) -> Result<(), Error> {
        let connection = self.connection.as_mut().ok_or(Error::Unavailable)?;
        sqlx::query(sql).execute(&mut **connection).await?;
        Ok(())
    }

    /// Undoes what a member left that went away in the middle.
    async fn settle(&mut self) -> Result<(), Error> {
        if self.place == Place::Member {
            let undone = async {
                self.say("ROLLBACK TO member").await?;
                self.say("RELEASE member").await
            };
            if let Err(error) = undone.await {
                self.fail(&error).await;
                return Err(error);
            }
        }
        self.place = Place::Nobody;
        Ok(())
    }

    /// Commits the group and tells its members.
    async fn end(&mut self) {
        if !self.open || self.settle().await.is_err() {
            return;
        }
        match self.say("COMMIT").await {
            Ok(()) => {
                self.open = false;
                self.tell(&Ok(()));
            }
            Err(error) => self.fail(&error).await,
        }
    }

    /// Nothing of the group was kept. The connection may be in any state, and the next group takes a new one.
    async fn fail(&mut self, error: &Error) {
        tracing::error!("a group of transactions could not be committed: {error}");
        (self.open, self.place) = (false, Place::Nobody);
        if let Some(connection) = self.connection.take() {
            drop(connection.close().await);
        }
        self.tell(&Err(error.clone()));
    }

    fn tell(&mut self, outcome: &Result<(), Error>) {
        // Who does not listen any more went away.
        self.kept.drain(..).for_each(|member| drop(member.send(outcome.clone())));
    }
}

impl Member {
    /// Returns when the disk has it.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let (heard, outcome) = oneshot::channel();
        self.0.place = Place::Keeping;
        if let Err(error) = self.0.say("RELEASE member").await {
            self.0.fail(&error).await;
            return Err(error);
        }
        self.0.place = Place::Nobody;
        self.0.kept.push(heard);
        drop(self);
        outcome.await.unwrap_or(Err(Error::Unavailable))
    }

    pub(super) async fn rollback(mut self) -> Result<(), Error> {
        self.0.settle().await
    }

    pub(super) fn db(&self) -> &Db {
        self.0.connection.as_deref().expect("a member has its group's connection")
    }

    pub(super) fn db_mut(&mut self) -> &mut Db {
        self.0.connection.as_deref_mut().expect("a member has its group's connection")
    }
}
