//! A transaction: the only thing that writes.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use countersign_core::id::{Id, Noun};
use jiff::Timestamp;
use sqlx::{Any, Transaction};
use tokio::sync::Notify;

use super::{Db, Error};
use crate::app::Source;

/// An open transaction. One moment of time and one source of ids for all that it writes.
pub struct Tx {
    inner: Transaction<'static, Any>,
    source: Arc<Source>,
    wake: Arc<Notify>,
    /// When the transaction began.
    pub now: Timestamp,
    pub(super) enqueued: bool,
}

impl Tx {
    pub(super) fn new(inner: Transaction<'static, Any>, source: Arc<Source>, wake: Arc<Notify>) -> Self {
        let now = (source.now)();
        Self { inner, source, wake, now, enqueued: false }
    }

    pub fn new_id<N: Noun>(&self) -> Id<N> {
        Id::from_bits((self.source.uuid)().as_u128())
    }

    /// Makes everything written so far last, then wakes the workers it has work for.
    pub async fn commit(self) -> Result<(), Error> {
        self.inner.commit().await?;
        if self.enqueued {
            self.wake.notify_waiters();
        }
        Ok(())
    }

    /// Gives up. Dropping does the same, in its own time.
    pub async fn rollback(self) -> Result<(), Error> {
        Ok(self.inner.rollback().await?)
    }
}

impl Deref for Tx {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Db {
        &mut self.inner
    }
}
