//! Which word of one name is which word of the other.

use std::collections::BTreeSet;

use super::{
    Difference,
    relate::{Relation, relate},
    words::{Word, Words},
};

/// Pairs of words with their relation, and the words left over.
pub(super) struct Pairing {
    /// Indices into the words of both names.
    pairs: Vec<(usize, usize, Relation)>,
    left: [Vec<usize>; 2],
    /// Pairs of words that are no particles.
    named: usize,
    cut: bool,
    score: f32,
}

impl Pairing {
    /// Pairs the strongest relations first; among equals, words of the same part and place.
    pub(super) fn of(a: &Words, b: &Words, cut: bool) -> Self {
        let mut candidates = Vec::new();
        for (i, x) in a.list.iter().enumerate() {
            for (j, y) in b.list.iter().enumerate() {
                if let Some(relation) = relate(x, y, cut).filter(|r| allowed(*r, x, y)) {
                    candidates.push((relation, x.family != y.family, i.abs_diff(j), i, j));
                }
            }
        }
        candidates.sort_unstable();
        let (mut used_a, mut used_b) = (vec![false; a.list.len()], vec![false; b.list.len()]);
        let mut pairs = Vec::new();
        for (relation, _, _, i, j) in candidates {
            if !used_a[i] && !used_b[j] {
                (used_a[i], used_b[j]) = (true, true);
                pairs.push((i, j, relation));
            }
        }
        let left = [&used_a, &used_b].map(|used| (0..used.len()).filter(|&at| !used[at]).collect());
        let score = score(&pairs, a, b, cut);
        let named = pairs.iter().filter(|&&(i, j, _)| !(a.list[i].particle && b.list[j].particle)).count();
        Self { pairs, left, named, cut, score }
    }

    /// Pairs that carry weight and whose relation is asked for.
    pub(super) fn count(&self, wanted: impl Fn(Relation) -> bool) -> usize {
        self.pairs.iter().filter(|(.., relation)| wanted(*relation)).count()
    }

    pub(super) fn score(&self) -> f32 {
        self.score
    }

    pub(super) fn differences(&self, a: &Words, b: &Words) -> BTreeSet<Difference> {
        let mut differences: BTreeSet<_> = self.pairs.iter().filter_map(|(.., r)| difference(*r)).collect();
        if self.pairs.iter().any(|&(i, j, _)| a.list[i].family != b.list[j].family) {
            differences.insert(Difference::Order);
        }
        if self.given_names_change_places(a, b) {
            differences.insert(Difference::GivenOrder);
        }
        let left = [(a, &self.left[0]), (b, &self.left[1])]
            .map(|(side, left)| left.iter().map(|&at| &side.list[at]).partition::<Vec<&Word>, _>(|word| word.particle));
        if left.iter().any(|(particles, _)| !particles.is_empty()) {
            differences.insert(Difference::Particle);
        }
        differences.extend(match [&left[0].1, &left[1].1].map(Vec::as_slice) {
            [[], []] => None,
            [extra, []] => Some(self.extra(extra, b)),
            [[], extra] => Some(self.extra(extra, a)),
            _ => Some(Difference::Conflict),
        });
        differences
    }

    /// Words that only one name has; `other` is the name without them.
    fn extra(&self, words: &[&Word], other: &Words) -> Difference {
        let names_missing = !other.has(true) || !other.has(false);
        let family = words.iter().any(|word| word.family);
        match (self.cut, names_missing, family) {
            (true, ..) => Difference::Truncated,
            (_, true, _) => Difference::Incomplete,
            (_, _, true) => Difference::SecondFamilyName,
            // Most of the name is not there: too little to go by.
            _ if words.len() > 2 && words.len() > self.named => Difference::Conflict,
            _ if words.len() > 1 && words.len() >= self.named => Difference::ManyMiddleNames,
            _ => Difference::MiddleName,
        }
    }

    /// `Omar bin Abdullah` is the son of Abdullah, not his father.
    fn given_names_change_places(&self, a: &Words, b: &Words) -> bool {
        let given = |&&(i, j, _): &&(usize, usize, Relation)| {
            [&a.list[i], &b.list[j]].iter().all(|word| !word.family && !word.particle)
        };
        let mut places: Vec<(usize, usize)> = self.pairs.iter().filter(given).map(|&(i, j, _)| (i, j)).collect();
        places.sort_unstable();
        !places.is_sorted_by_key(|(_, j)| *j)
    }
}

/// Initials and nicknames are for given names; a particle is nothing but itself.
fn allowed(relation: Relation, a: &Word, b: &Word) -> bool {
    match relation {
        Relation::Same => true,
        Relation::Initial => !(a.family || b.family),
        _ => !(a.particle || b.particle),
    }
}

fn difference(relation: Relation) -> Option<Difference> {
    match relation {
        Relation::Same => None,
        Relation::Nickname => Some(Difference::Nickname),
        Relation::Transliteration => Some(Difference::Transliteration),
        Relation::Truncated => Some(Difference::Truncated),
        Relation::Initial => Some(Difference::Initial),
        Relation::GenderedForm => Some(Difference::GenderedForm),
        Relation::ForeignForm => Some(Difference::ForeignForm),
        Relation::Spelling | Relation::Misspelt => Some(Difference::Spelling),
    }
}

/// Share of the names' words that agree, each pair by its relation; what only one name has counts half.
fn score(pairs: &[(usize, usize, Relation)], a: &Words, b: &Words, cut: bool) -> f32 {
    let weigh = |words: &Words| words.list.iter().filter(|w| !w.particle).count() as f32;
    let solid = pairs.iter().filter(|&&(i, j, _)| !(a.list[i].particle && b.list[j].particle));
    let agreed: f32 = solid.map(|(.., relation)| relation.score()).sum();
    let (fewer, more) = (weigh(a).min(weigh(b)), weigh(a).max(weigh(b)));
    let whole = if cut { fewer } else { f32::midpoint(fewer, more) };
    (agreed / whole.max(1.0)).min(1.0)
}
