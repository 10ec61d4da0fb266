//! Addresses as one run of words, for lines in which street and town cannot be told apart.

use std::collections::BTreeSet;

use super::{
    Difference,
    parts::{latin, ordinal, take_number, take_unit},
    vocabulary::{abbreviated, direction, street_type},
};
use crate::document::extraction::Address;

/// Names of street and town together, in letters, from which one may be a slip of the pen.
const LONG: usize = 8;

/// Street and town together, every word in its shortest form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flat {
    number: Option<String>,
    unit: Option<String>,
    words: Vec<String>,
}

impl Flat {
    pub(super) fn of(address: &Address) -> Self {
        let lines = [&address.street, &address.street2, &address.city];
        let text = lines.map(|line| line.as_deref().map(latin).unwrap_or_default()).join(" ");
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let unit = take_unit(&mut words);
        let number = take_number(&mut words);
        let short = |word: &&str| {
            direction(word).or_else(|| street_type(word)).map_or_else(|| ordinal(abbreviated(word)), str::to_owned)
        };
        Self { number, unit, words: words.iter().map(short).collect() }
    }

    /// What differs between two runs of words that say the same; nothing where they do not.
    pub(super) fn agree(&self, other: &Self) -> Option<BTreeSet<Difference>> {
        if self.number != other.number || self.words.is_empty() || other.words.is_empty() {
            return None;
        }
        let mut differences = BTreeSet::new();
        match (&self.unit, &other.unit) {
            (Some(a), Some(b)) if a != b => return None,
            (Some(_), None) | (None, Some(_)) => {
                differences.insert(Difference::UnitMissing);
            }
            _ => {}
        }
        let [(a, a_marks), (b, b_marks)] = [self, other].map(Self::split);
        let [(a_directions, a_types), (b_directions, b_types)] = [a_marks, b_marks];
        if a_directions != b_directions {
            let one_sided = a_directions.is_subset(&b_directions) || b_directions.is_subset(&a_directions);
            differences.insert(one_sided.then_some(Difference::DirectionMissing)?);
        }
        if a_types != b_types {
            differences.insert(Difference::StreetType);
        }
        match slips(&a, &b)? {
            0 => {}
            _ => {
                differences.insert(Difference::Spelling);
            }
        }
        Some(differences)
    }

    /// The words that name something, and the directions and types among them.
    fn split(&self) -> (Vec<&str>, (BTreeSet<&str>, Vec<&str>)) {
        let (mut names, mut directions, mut types) = (Vec::new(), BTreeSet::new(), Vec::new());
        for word in self.words.iter().map(String::as_str) {
            if direction(word).is_some() {
                directions.insert(word);
            } else if street_type(word).is_some() {
                types.push(word);
            } else {
                names.push(word);
            }
        }
        types.sort_unstable();
        (names, (directions, types))
    }
}

/// Letters in which two lists of words differ, wherever their spaces are: none or one, else they are other words.
fn slips(a: &[&str], b: &[&str]) -> Option<usize> {
    let [a, b] = [a, b].map(<[&str]>::concat);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let slips = strsim::damerau_levenshtein(&a, &b);
    let allowed = usize::from(a.len().min(b.len()) >= LONG && digits(&a) == digits(&b));
    (slips <= allowed).then_some(slips)
}
