//! Counting how often, in bounded memory.
//!
//! The generic cell rate algorithm (ITU-T I.371, annex A.2 "virtual scheduling"): of each name only one moment is kept, at
//! which it would be as if it had never asked. A quota of ten a minute lets ten through at once and then one every six
//! seconds.

use std::{
    collections::HashMap,
    hash::Hash,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// How often something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub most: NonZeroU32,
    pub per: Duration,
}

impl Quota {
    /// So many a minute; nothing for 0, which means without limit.
    pub fn a_minute(most: u32) -> Option<Self> {
        NonZeroU32::new(most).map(|most| Self { most, per: Duration::from_mins(1) })
    }

    /// So many a day; nothing for 0, which means without limit.
    pub fn a_day(most: u32) -> Option<Self> {
        NonZeroU32::new(most).map(|most| Self { most, per: Duration::from_hours(24) })
    }

    /// Microseconds after which one more is let through.
    fn interval(self) -> i64 {
        (self.per.as_micros() as i64 / i64::from(self.most.get())).max(1)
    }

    fn tolerance(self) -> i64 {
        self.interval() * (i64::from(self.most.get()) - 1)
    }
}

/// Counts by name. Two generations of names: when the younger is full the older is forgotten, so that a flood of new names
/// costs no more memory and pushes out only those who have not asked for long.
pub(super) struct Buckets<K> {
    generations: Mutex<Generations<K>>,
    /// Names of one generation.
    most: usize,
}

struct Generations<K> {
    young: HashMap<K, i64>,
    old: HashMap<K, i64>,
}

impl<K: Eq + Hash> Buckets<K> {
    pub(super) fn new(most: usize) -> Self {
        Self { generations: Mutex::new(Generations { young: HashMap::new(), old: HashMap::new() }), most }
    }

    /// Counts one; where there were too many, the time until one more is let through.
    pub(super) fn take(&self, name: K, quota: Quota, now: Timestamp) -> Result<(), SignedDuration> {
        let now = now.as_microsecond();
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let Generations { young, old } = &mut *generations;
        let clear = young.get(&name).or_else(|| old.get(&name)).copied().unwrap_or(now).max(now);
        let early = clear - now - quota.tolerance();
        if early > 0 {
            return Err(SignedDuration::from_micros(early));
        }
        if young.len() >= self.most && !young.contains_key(&name) {
            *old = std::mem::take(young);
        }
        young.insert(name, clear + quota.interval());
        Ok(())
    }

    #[cfg(test)]
    fn names(&self) -> usize {
        let generations = self.generations.lock().unwrap();
        generations.young.len() + generations.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).unwrap()
    }

    #[test]
    fn ten_a_minute_are_ten_and_then_one_every_six_seconds() {
        let (buckets, quota) = (Buckets::new(8), Quota::a_minute(10).unwrap());
        for _ in 0..10 {
            assert_eq!(buckets.take("a", quota, at(0)), Ok(()));
        }
        assert_eq!(buckets.take("a", quota, at(0)), Err(SignedDuration::from_secs(6)));
        assert_eq!(buckets.take("a", quota, at(2)), Err(SignedDuration::from_secs(4)));
        assert_eq!(buckets.take("b", quota, at(2)), Ok(()), "names are counted apart");
        assert_eq!(buckets.take("a", quota, at(6)), Ok(()));
        assert_eq!(buckets.take("a", quota, at(6)), Err(SignedDuration::from_secs(6)));
        let after_a_minute = (0..20).filter(|_| buckets.take("a", quota, at(66)).is_ok()).count();
        assert_eq!(after_a_minute, 10, "what was not used does not pile up");
    }

    #[test]
    fn a_clock_that_goes_back_costs_no_more_than_its_step() {
        let (buckets, quota) = (Buckets::new(8), Quota::a_minute(1).unwrap());
        assert_eq!(buckets.take("a", quota, at(60)), Ok(()));
        assert_eq!(buckets.take("a", quota, at(0)), Err(SignedDuration::from_secs(120)));
        assert_eq!(buckets.take("a", quota, at(120)), Ok(()));
    }

    #[test]
    fn a_flood_of_names_stays_in_bounds_and_forgets_the_idle_first() {
        let (buckets, quota) = (Buckets::new(100), Quota::a_minute(1).unwrap());
        assert_eq!(buckets.take(0, quota, at(0)), Ok(()));
        for name in 1..100_000 {
            buckets.take(name, quota, at(0)).unwrap();
            assert!(buckets.names() <= 200);
        }
        assert!(buckets.take(99_950, quota, at(1)).is_err(), "the latest are known");
        assert_eq!(buckets.take(0, quota, at(1)), Ok(()), "the oldest are not");
    }
}
