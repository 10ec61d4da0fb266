//! Person names: two writings of one name are graded by what differs between them.
//!
//! Words of both names are paired, each pair by its strongest relation ([`relate`]). What is left over decides: words
//! left on one side only are middle names, second surnames or names that did not fit; words left on both sides
//! contradict each other.

mod nicknames;
mod pairing;
mod relate;
mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Grade;
use pairing::Pairing;
use relate::Relation;
use words::Words;

/// A name as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// First and middle names. Empty when unknown.
    pub given: String,
    pub family: String,
    /// Written into a field that was too short, as machine readable zones do: the end may be missing.
    pub cut: bool,
}

impl Name {
    pub fn new(given: impl Into<String>, family: impl Into<String>) -> Self {
        Self { given: given.into(), family: family.into(), cut: false }
    }

    /// A name in one piece: `Family, Given` or else the last word taken for the family name.
    pub fn whole(name: &str) -> Self {
        if let Some((family, given)) = name.split_once(',') {
            return Self::new(given.trim(), family.trim());
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        // `John Hall Jr` ends with a suffix of the family name.
        let family = words.iter().rposition(|word| !words::is_suffix(word)).unwrap_or(0);
        Self::new(words[..family].join(" "), words[family..].join(" "))
    }
}

/// What differs between two writings of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Given and family names change places.
    Order,
    /// Given names among themselves.
    GivenOrder,
    /// `de`, `van`, `bin` … on one side only.
    Particle,
    /// A title, or `Jr`, `III` … on one side only.
    Affix,
    /// Contradicting affixes, such as `Jr` and `Sr`.
    AffixConflict,
    /// Words run together on one side.
    Joined,
    Nickname,
    Initial,
    Transliteration,
    /// The end is cut off.
    Truncated,
    /// Given names (middle names, patronymics) on one side only.
    MiddleName,
    /// More given names on one side than both share.
    ManyMiddleNames,
    /// A further family name on one side only.
    SecondFamilyName,
    /// Forms of one given name in two languages, such as William and Wilhelm.
    ForeignForm,
    /// Father and son change places: `Omar bin Ali`, `Ali bin Omar`.
    Patronymic,
    /// Male and female form of one family name.
    GenderedForm,
    /// Different by a letter or two.
    Spelling,
    /// Given or family name absent on one side.
    Incomplete,
    /// Words on both sides that have nothing to do with each other.
    Conflict,
}

/// The grade of two names with everything that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub grade: Grade,
    /// 0 nothing in common … 1 the same letters.
    pub score: f32,
    pub differences: BTreeSet<Difference>,
}

/// Compares two names; the order of the arguments does not matter.
pub fn compare(a: &Name, b: &Name) -> Comparison {
    let (mut a_words, mut b_words) = (Words::of(a), Words::of(b));
    let mut differences = BTreeSet::new();
    if words::join_split_words(&mut a_words, &mut b_words) {
        differences.insert(Difference::Joined);
    }
    if a_words.is_empty() || b_words.is_empty() {
        return Comparison { grade: Grade::Mismatch, score: 0.0, differences: [Difference::Incomplete].into() };
    }
    if a_words.letters() == b_words.letters() && a_words.list.len() != b_words.list.len() {
        return Comparison { grade: Grade::Match, score: 0.98, differences: [Difference::Joined].into() };
    }
    differences.extend(affixes(&a_words, &b_words));
    let pairing = Pairing::of(&a_words, &b_words, a.cut || b.cut);
    differences.extend(pairing.differences(&a_words, &b_words));
    if differences.contains(&Difference::GivenOrder) && a_words.names_a_father() && b_words.names_a_father() {
        differences.insert(Difference::Patronymic);
    }
    if a_words.syllabic && b_words.syllabic && differences.contains(&Difference::Spelling) {
        differences.insert(Difference::Conflict);
    }
    let slips = strsim::damerau_levenshtein(&a_words.letters(), &b_words.letters());
    let letters = a_words.letters().len().min(b_words.letters().len());
    if slips <= letters / 10 && !a_words.syllabic && a_words.list.len() != b_words.list.len() {
        return Comparison {
            grade: Grade::Close,
            score: 0.8,
            differences: [Difference::Joined, Difference::Spelling].into(),
        };
    }
    let all = Whole { words: a_words.list.len().max(b_words.list.len()), letters, slips };
    Comparison { grade: grade(&pairing, &differences, &all), score: pairing.score(), differences }
}

/// Both names as wholes.
struct Whole {
    words: usize,
    /// Of the shorter one.
    letters: usize,
    slips: usize,
}

impl Whole {
    /// Misspelt words that are too many or too little by themselves may still be one name in a long whole.
    fn nearly_the_same(&self, weak: usize) -> bool {
        match weak {
            1 => self.words == 1 && self.letters >= 8 && self.slips == 1,
            _ => self.slips <= 2 && self.letters >= 12,
        }
    }
}

fn affixes(a: &Words, b: &Words) -> Option<Difference> {
    let conflict = !a.suffixes.is_empty() && !b.suffixes.is_empty() && a.suffixes != b.suffixes;
    match (conflict, a.suffixes == b.suffixes && a.titled == b.titled) {
        (true, _) => Some(Difference::AffixConflict),
        (_, false) => Some(Difference::Affix),
        _ => None,
    }
}

/// The field's rules: which differences a name may have and still be the same name.
fn grade(pairing: &Pairing, differences: &BTreeSet<Difference>, whole: &Whole) -> Grade {
    let is_weak = |r| matches!(r, Relation::Spelling | Relation::Misspelt | Relation::GenderedForm);
    let weak = pairing.count(is_weak);
    let solid = pairing.count(|r| !is_weak(r) && r != Relation::Initial);
    let has = |d| differences.contains(&d);
    if has(Difference::Conflict) || has(Difference::Patronymic) {
        return Grade::Mismatch;
    }
    // Two misspelt words, or one that is all there is to go by, is another name.
    if (weak > 1 || solid == 0) && !(weak > 0 && whole.nearly_the_same(weak)) {
        return Grade::Mismatch;
    }
    let fewer = has(Difference::MiddleName) || has(Difference::ManyMiddleNames);
    // Names that change places and are fewer, or are fewer and another by two letters, are not one name.
    if fewer && (has(Difference::GivenOrder) || pairing.count(|r| r == Relation::Misspelt) > 0) {
        return Grade::Mismatch;
    }
    let doubts = [
        Difference::AffixConflict,
        Difference::ForeignForm,
        Difference::GivenOrder,
        Difference::ManyMiddleNames,
        Difference::SecondFamilyName,
        Difference::Incomplete,
    ];
    let doubtful = doubts.into_iter().any(has);
    // An initial says little unless two other words agree.
    let thin = has(Difference::Initial) && solid < 2;
    if weak > 0 || doubtful || thin { Grade::Close } else { Grade::Match }
}

#[cfg(test)]
mod tests;
