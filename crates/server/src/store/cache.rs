//! What every request asks for and hardly ever changes: keys and merchants. Changes of this process are seen at once, those
//! of others within [`LIFE`].

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{KeyRow, Merchant};

/// How long something is taken to be as it was read: the time within which an ended key stops opening other processes.
const LIFE: Duration = Duration::from_secs(2);
/// Entries of each sort; with more, all are forgotten and read again.
const MOST: usize = 10_000;

/// Keys by hash, merchants by id.
#[derive(Default)]
pub(super) struct Cache {
    pub(super) keys: Shelf<KeyRow>,
    pub(super) merchants: Shelf<Merchant>,
}

impl Cache {
    pub(super) fn forget(&self) {
        self.keys.forget();
        self.merchants.forget();
    }
}

/// Values that were read not long ago.
pub(super) struct Shelf<T>(Mutex<Values<T>>);

struct Values<T> {
    /// Counts how often all were forgotten.
    age: u64,
    known: HashMap<String, (Instant, T)>,
}

/// When the database was asked for what was not known.
pub(super) struct Asked {
    age: u64,
    at: Instant,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::new(Values { age: 0, known: HashMap::new() }))
    }
}

impl<T: Clone> Shelf<T> {
    pub(super) fn get(&self, name: &str) -> Result<T, Asked> {
        let values = self.lock();
        let known = values.known.get(name).filter(|(read, _)| read.elapsed() < LIFE);
        known.map(|(_, value)| value.clone()).ok_or_else(|| Asked { age: values.age, at: Instant::now() })
    }

    /// Keeps the answer, unless something changed since it was asked for.
    pub(super) fn put(&self, name: &str, value: &T, asked: &Asked) {
        let mut values = self.lock();
        if values.age != asked.age {
            return;
        }
        if values.known.len() >= MOST {
            values.known.clear();
        }
        values.known.insert(name.to_owned(), (asked.at, value.clone()));
    }

    /// Changes what is known.
    pub(super) fn change(&self, mut change: impl FnMut(&mut T)) {
        self.lock().known.values_mut().for_each(|(_, value)| change(value));
    }
}

impl<T> Shelf<T> {
    fn forget(&self) {
        let mut values = self.lock();
        values.age += 1;
        values.known.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Values<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_before_a_change_is_not_kept() {
        let shelf = Shelf::default();
        let Err(before) = shelf.get("a") else { panic!("nothing is known") };
        shelf.forget();
        shelf.put("a", &1, &before);
        let Err(after) = shelf.get("a") else { panic!("kept what was read before the change") };
        shelf.put("a", &2, &after);
        assert_eq!(shelf.get("a").ok(), Some(2));
    }

    #[test]
    fn values_grow_old_and_never_many() {
        let shelf = Shelf::default();
        let long_ago = Asked { age: 0, at: Instant::now().checked_sub(LIFE).unwrap() };
        shelf.put("a", &1, &long_ago);
        assert!(shelf.get("a").is_err());
        for name in 0..=MOST {
            shelf.put(&name.to_string(), &name, &Asked { age: 0, at: Instant::now() });
        }
        assert!(shelf.lock().known.len() <= MOST);
    }
}
