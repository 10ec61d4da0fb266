//! How much is done at once: who may enter, whose body may be read, whose pictures may be decoded.
//!
//! A request passes three gates. *Places* bound how many are inside at all; without a free one it is refused before a
//! byte of its body is read. The *budget* bounds the bytes of all bodies held, so a waiting request holds none and a
//! slow client takes up no slot. *Slots*, one a core, bound the work itself and with it the decoded pictures.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinError,
    time::timeout,
};

use crate::config::Config;

/// The budget is counted in blocks of this many bytes: a semaphore's permits are fewer than a memory's bytes.
const BLOCK: usize = 1024;

/// The three gates.
pub struct Admission {
    places: Arc<Semaphore>,
    budget: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    place_count: usize,
    block_count: usize,
    slot_count: usize,
    queue_timeout: Duration,
    work_timeout: Duration,
    /// Smoothed duration of one piece of work, in microseconds.
    typical: AtomicU64,
}

/// A request's place inside; dropping it lets the next one in.
#[derive(Debug)]
pub struct Place(#[expect(dead_code, reason = "held until it is dropped")] OwnedSemaphorePermit);

/// Room for a body in memory; dropping it gives the room back.
#[derive(Debug)]
pub struct Room(#[expect(dead_code, reason = "held until it is dropped")] Option<OwnedSemaphorePermit>);

/// Why admitted work gave no result.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// Its turn did not come in time.
    #[error("waited too long for a turn")]
    Queue,
    /// It took too long; it goes on holding its slot until it ends.
    #[error("took too long")]
    Work,
    /// It panicked.
    #[error("panicked")]
    Panic,
}

/// How full the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Requests inside, waiting and running.
    pub admitted: usize,
    /// Pieces of work running.
    pub running: usize,
    /// Bytes reserved for bodies.
    pub held: usize,
}

impl Admission {
    pub fn new(config: &Config) -> Self {
        let place_count = config.slots * (1 + config.waiting_per_slot);
        let block_count = config.upload_budget.div_ceil(BLOCK);
        Self {
            places: Arc::new(Semaphore::new(place_count)),
            budget: Arc::new(Semaphore::new(block_count)),
            slots: Arc::new(Semaphore::new(config.slots)),
            place_count,
            block_count,
            slot_count: config.slots,
            queue_timeout: config.queue_timeout,
            work_timeout: config.work_timeout,
            typical: AtomicU64::new(Duration::from_secs(1).as_micros() as u64),
        }
    }

    /// A place, when one is free.
    pub fn enter(&self) -> Option<Place> {
        Arc::clone(&self.places).try_acquire_owned().ok().map(Place)
    }

    /// Waits, first come first served, for room to hold a body of up to `bytes` bytes.
    pub async fn reserve(&self, bytes: usize) -> Result<Room, Stopped> {
        let blocks = bytes.div_ceil(BLOCK).clamp(1, self.block_count) as u32;
        let permit = timeout(self.queue_timeout, Arc::clone(&self.budget).acquire_many_owned(blocks)).await;
        permit.map(|permit| Room(permit.ok())).map_err(|_| Stopped::Queue)
    }

    /// Runs `work` on a thread of its own when its turn comes.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stopped> {
        let slot = timeout(self.queue_timeout, Arc::clone(&self.slots).acquire_owned());
        let slot = slot.await.map_err(|_| Stopped::Queue)?;
        let started = Instant::now();
        let running = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work()
        });
        let result = timeout(self.work_timeout, running).await.map_err(|_| Stopped::Work)?;
        self.learn(started.elapsed());
        result.map_err(|_: JoinError| Stopped::Panic)
    }

    /// Seconds after which a refused client has a fair chance: the time the queue takes to drain.
    pub fn retry_after(&self) -> u64 {
        let typical = Duration::from_micros(self.typical.load(Ordering::Relaxed));
        let turns = self.load().admitted.div_ceil(self.slot_count.max(1)) as u32;
        (typical * turns).as_secs().clamp(1, 60)
    }

    pub fn load(&self) -> Load {
        Load {
            admitted: self.place_count - self.places.available_permits(),
            running: self.slot_count - self.slots.available_permits(),
            held: (self.block_count - self.budget.available_permits()) * BLOCK,
        }
    }

    fn learn(&self, took: Duration) {
        let old = self.typical.load(Ordering::Relaxed);
        self.typical.store((old * 7 + took.as_micros() as u64) / 8, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Admission {
        let config = Config { waiting_per_slot: 1, upload_budget: 4096, ..Config::for_slots(2) };
        Admission::new(&config)
    }

    #[tokio::test]
    async fn places_are_bounded_and_come_back() {
        let admission = small();
        let places: Vec<_> = std::iter::from_fn(|| admission.enter()).collect();
        assert_eq!(places.len(), 4);
        assert!(admission.enter().is_none());
        drop(places);
        assert!(admission.enter().is_some());
    }

    #[tokio::test]
    async fn a_body_waits_for_room() {
        let admission = small();
        let first = admission.reserve(3000).await.unwrap();
        assert_eq!(admission.load().held, 3072);
        let second = admission.reserve(2000);
        let mut second = std::pin::pin!(second);
        assert!(timeout(Duration::from_millis(10), &mut second).await.is_err());
        drop(first);
        assert!(second.await.is_ok());
    }

    #[tokio::test]
    async fn a_body_larger_than_the_budget_takes_all_of_it() {
        let admission = small();
        assert!(admission.reserve(1 << 30).await.is_ok());
    }

    #[tokio::test]
    async fn a_panic_frees_its_slot() {
        let admission = small();
        let result = admission.run(|| panic!("on purpose")).await;
        assert!(matches!(result, Err::<(), _>(Stopped::Panic)));
        assert_eq!(admission.load().running, 0);
    }

    #[tokio::test]
    async fn work_that_takes_too_long_keeps_its_slot_until_it_ends() {
        let config = Config { work_timeout: Duration::from_millis(10), ..Config::for_slots(1) };
        let admission = Admission::new(&config);
        let (release, released) = std::sync::mpsc::channel::<()>();
        let result = admission.run(move || released.recv()).await;
        assert!(matches!(result, Err(Stopped::Work)));
        assert_eq!(admission.load().running, 1);
        release.send(()).unwrap();
    }

    #[test]
    fn the_wait_advised_grows_with_the_queue() {
        let admission = small();
        assert_eq!(admission.retry_after(), 1);
        let _places: Vec<_> = std::iter::from_fn(|| admission.enter()).collect();
        assert_eq!(admission.retry_after(), 2);
    }
}
