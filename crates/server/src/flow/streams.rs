//! How many follow along at once: streams are bounded for each verification and for the process, and end when it stops.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;

/// Streams of one verification: two pages that were opened again each.
const EACH: usize = 4;
/// Streams of this process.
const ALL: usize = 512;

/// The open streams.
#[derive(Clone)]
pub struct Streams {
    open: Arc<Mutex<HashMap<String, usize>>>,
    stop: watch::Sender<bool>,
}

/// A place among the streams; dropping it gives it back.
pub struct Seat {
    streams: Streams,
    verification: String,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), stop: watch::Sender::new(false) }
    }
}

impl Streams {
    /// A place, when one is free.
    pub fn enter(&self, verification: &str) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, own) = (open.values().sum::<usize>(), open.get(verification).copied().unwrap_or_default());
        if all >= ALL || own >= EACH {
            return None;
        }
        *open.entry(verification.to_owned()).or_default() += 1;
        Some(Seat { streams: self.clone(), verification: verification.to_owned() })
    }

    /// Ends all streams: the process is about to stop, and pages ask another one.
    pub fn close(&self) {
        self.stop.send_replace(true);
    }

    /// Resolves when the streams have to end.
    pub async fn closed(&self) {
        // The sender is ours and lives as long as we do.
        drop(self.stop.subscribe().wait_for(|stop| *stop).await);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.verification) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.verification);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn places_are_bounded_and_come_back() {
        let streams = Streams::default();
        let seats: Vec<Seat> = (0..EACH).filter_map(|_| streams.enter("ver_1")).collect();
        assert_eq!(
            (seats.len(), streams.enter("ver_1").is_none(), streams.enter("ver_2").is_some()),
            (EACH, true, true)
        );
        drop(seats);
        assert!(streams.enter("ver_1").is_some());
        assert!(streams.open.lock().unwrap().is_empty());
        streams.close();
        streams.closed().await;
    }
}
