//! Which parts of a range are taken: the bookkeeping of [`super::memory`].

use std::collections::{BTreeMap, HashMap};

/// Every part begins and ends on a multiple of this, as the widest vector instructions want it.
const STEP: usize = 64;

/// A range from 0 to its size, of which parts are taken and given back.
///
/// The lowest gap that is large enough is taken: what is short-lived then gathers at the low end, and as little of the
/// range as possible is ever touched.
#[derive(Debug)]
pub(super) struct Spans {
    /// Start and length of each gap; no two touch.
    free: BTreeMap<usize, usize>,
    /// Start and length of each taken part.
    taken: HashMap<usize, usize>,
}

impl Spans {
    pub(super) fn new(size: usize) -> Self {
        Self { free: BTreeMap::from([(0, size)]), taken: HashMap::new() }
    }

    /// The start of a part of at least `length`; `None` where no gap is large enough.
    pub(super) fn take(&mut self, length: usize) -> Option<usize> {
        let length = length.checked_next_multiple_of(STEP)?;
        let (&start, &gap) = self.free.iter().find(|&(_, &gap)| gap >= length)?;
        self.free.remove(&start);
        if gap > length {
            self.free.insert(start + length, gap - length);
        }
        self.taken.insert(start, length);
        Some(start)
    }

    /// Gives a part back; `false` when none that is taken starts there.
    pub(super) fn give_back(&mut self, start: usize) -> bool {
        let Some(length) = self.taken.remove(&start) else { return false };
        let (mut from, mut to) = (start, start + length);
        if let Some((&before, &gap)) = self.free.range(..start).next_back()
            && before + gap == start
        {
            self.free.remove(&before);
            from = before;
        }
        if let Some(gap) = self.free.remove(&to) {
            to += gap;
        }
        self.free.insert(from, to - from);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_lowest_gap_is_taken_and_neighbours_join() {
        let mut spans = Spans::new(1024);
        assert_eq!([spans.take(100), spans.take(64), spans.take(1)], [Some(0), Some(128), Some(192)]);
        assert!(spans.give_back(0) && spans.give_back(128));
        assert_eq!(spans.take(192), Some(0));
        assert!(!spans.give_back(64), "nothing begins there");
        assert_eq!(spans.take(1024), None);
        assert!(spans.give_back(192) && spans.give_back(0));
        assert_eq!(spans.take(1024), Some(0));
    }

    proptest! {
        /// Whatever is taken and given back in whatever order: parts never overlap, and at the end all is free again.
        #[test]
        fn parts_never_overlap(steps in prop::collection::vec((any::<bool>(), 0_usize..5000, any::<prop::sample::Index>()), 1..200)) {
            let mut spans = Spans::new(64 << 10);
            let mut held: Vec<(usize, usize)> = Vec::new();
            for (take, length, which) in steps {
                if take || held.is_empty() {
                    if let Some(start) = spans.take(length.max(1)) {
                        let end = start + length.max(1);
                        prop_assert!(end <= 64 << 10);
                        prop_assert!(held.iter().all(|&(s, e)| end <= s || e <= start));
                        held.push((start, end));
                    }
                } else {
                    let (start, _) = held.swap_remove(which.index(held.len()));
                    prop_assert!(spans.give_back(start));
                }
            }
            for (start, _) in held {
                prop_assert!(spans.give_back(start));
            }
            prop_assert_eq!(spans.take(64 << 10), Some(0));
        }
    }
}
