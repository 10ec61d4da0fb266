//! Writes of one kind that go together. While one transaction is on its way to the disk, others of its kind gather, and go
//! as rows of the same statements in the next: what a commit and each statement cost is shared by all of them.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, oneshot},
    time::sleep,
};

use super::{Error, Store, Tx};

/// The most that one transaction holds, so that nobody waits long for the others.
const MOST: usize = 64;

/// From so many in one transaction on, the next waits a moment for as many: those who were just answered come again, and
/// the first of them alone would keep the disk busy while the others arrive.
const BUSY: usize = 8;
const GATHER: Duration = Duration::from_millis(1);

/// How often a transaction that collided is written.
const TRIES: usize = 3;

/// What writes a batch; called again with each item alone where it failed.
pub(super) type Write<T> =
    for<'a> fn(&'a mut Tx, &'a [T]) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

type Asked<T> = (T, oneshot::Sender<Result<(), Error>>);

/// A queue of writes of one kind.
pub(super) struct Batch<T> {
    waiting: std::sync::Mutex<Vec<Asked<T>>>,
    /// Holds how many the last transaction wrote.
    turn: Mutex<usize>,
    write: Write<T>,
}

impl<T: Send + Sync + 'static> Batch<T> {
    pub(super) fn new(write: Write<T>) -> Arc<Self> {
        Arc::new(Self { waiting: std::sync::Mutex::default(), turn: Mutex::new(0), write })
    }

    /// Resolves when the item is on disk, or was refused.
    pub(super) async fn write(self: &Arc<Self>, store: &Store, item: T) -> Result<(), Error> {
        let (told, answer) = oneshot::channel();
        self.locked().push((item, told));
        // On a task of its own: a client that goes away must not take the others' writes with it.
        let (batch, store) = (Arc::clone(self), store.clone());
        tokio::spawn(async move { batch.lead(&store).await });
        answer.await.unwrap_or(Err(Error::Unavailable))
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Asked<T>>> {
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes what waits when the turn comes; most often somebody else has by then.
    async fn lead(&self, store: &Store) {
        let mut last = self.turn.lock().await;
        let waiting = self.locked().len();
        if waiting == 0 {
            return;
        }
        if waiting < MOST && *last >= BUSY {
            sleep(GATHER).await;
        }
        let asked: Vec<_> = {
            let mut waiting = self.locked();
            let count = waiting.len().min(MOST);
            waiting.drain(..count).collect()
        };
        *last = asked.len();
        let (items, tellers): (Vec<T>, Vec<_>) = asked.into_iter().unzip();
        let together = self.commit(store, &items).await;
        for (item, teller) in items.iter().zip(tellers) {
            let alone = match &together {
                Ok(()) => Ok(()),
                Err(_) => self.commit(store, std::slice::from_ref(item)).await,
            };
            // Who no longer listens has gone.
            drop(teller.send(alone));
        }
    }

    /// Writes items in one transaction; again where another process touched the same rows.
    async fn commit(&self, store: &Store, items: &[T]) -> Result<(), Error> {
        let mut tries = 1;
        loop {
            let written = async {
                let mut tx = store.begin().await?;
                (self.write)(&mut tx, items).await?;
                tx.commit().await
            };
            match written.await {
                Err(Error::Conflict) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }
}
