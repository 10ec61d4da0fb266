//! A transaction: the only thing that writes.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use countersign_core::id::{Id, Noun};
use jiff::Timestamp;
use sqlx::{Any, Transaction};

use super::{Db, Error, Store, group::Member, wake::Wake};
use crate::app::Source;

/// An open transaction. One moment of time and one source of ids for all that it writes.
pub struct Tx {
    inner: Inner,
    source: Arc<Source>,
    wake: Wake,
    cache: Arc<super::cache::Cache>,
    /// When the transaction began.
    pub now: Timestamp,
    pub(super) enqueued: bool,
    /// Verifications of which a follower sees something else from now on.
    moved: Vec<Arc<str>>,
    /// Keys or merchants changed: what this process remembers of them is forgotten when it is committed.
    pub(super) changed_access: bool,
}

pub(super) enum Inner {
    /// A transaction of its own, on PostgreSQL.
    Alone(Transaction<'static, Any>),
    /// One of a group, on SQLite.
    Member(Member),
}

impl Tx {
    pub(super) fn new(inner: Inner, store: &Store) -> Self {
        Self {
            inner,
            now: (store.source.now)(),
            source: Arc::clone(&store.source),
            wake: store.wake.clone(),
            cache: Arc::clone(&store.cache),
            enqueued: false,
            moved: Vec::new(),
            changed_access: false,
        }
    }

    pub fn new_id<N: Noun>(&self) -> Id<N> {
        Id::from_bits((self.source.uuid)().as_u128())
    }

    /// Notes that whoever follows the verification has to look again.
    pub(super) fn moved(&mut self, verification: &str) {
        if self.moved.iter().all(|known| **known != *verification) {
            self.moved.push(verification.into());
        }
    }

    /// Makes everything written so far last, then wakes the workers it has work for and whoever follows along.
    pub async fn commit(self) -> Result<(), Error> {
        let Self { inner, wake, cache, enqueued, moved, changed_access, .. } = self;
        match inner {
            Inner::Alone(mut transaction) => {
                if enqueued {
                    // Heard by other processes when the transaction is committed, and not at all when it is not.
                    wake.tell_others(&mut transaction).await?;
                }
                for verification in &moved {
                    wake.tell_moved(&mut transaction, verification).await?;
                }
                transaction.commit().await?;
            }
            Inner::Member(member) => member.commit().await?,
        }
        if enqueued {
            wake.ring();
        }
        for verification in moved {
            wake.moved(verification);
        }
        if changed_access {
            cache.forget();
        }
        Ok(())
    }

    /// Gives up. Dropping does the same, in its own time.
    pub async fn rollback(self) -> Result<(), Error> {
        match self.inner {
            Inner::Alone(transaction) => Ok(transaction.rollback().await?),
            Inner::Member(member) => member.rollback().await,
        }
    }
}

impl Deref for Tx {
    type Target = Db;

    fn deref(&self) -> &Db {
        match &self.inner {
            Inner::Alone(transaction) => transaction,
            Inner::Member(member) => member.db(),
        }
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Db {
        match &mut self.inner {
            Inner::Alone(transaction) => transaction,
            Inner::Member(member) => member.db_mut(),
        }
    }
}
