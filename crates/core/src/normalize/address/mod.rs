//! Postal addresses, compared component by component after the spellings of USPS Publication 28 and of everyday
//! writing were brought to one form.

mod flat;
mod lines;
mod parse;
mod parts;
pub(crate) mod place;
pub(crate) mod town;
mod vocabulary;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Grade;
use crate::document::extraction::Address;
use flat::Flat;
pub use lines::of_lines;
pub use parse::parse;
use parts::Parts;

/// What differs between two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    HouseNumber,
    Street,
    Direction,
    /// `N`, `SW` … on one side only.
    DirectionMissing,
    /// `St`, `Ave` … on one side only, or another.
    StreetType,
    Unit,
    /// Apartment, suite or mailbox on one side only.
    UnitMissing,
    City,
    State,
    PostalCode,
    Country,
    /// Different by a letter or two.
    Spelling,
    /// Too little in common to say.
    Incomplete,
}

impl Difference {
    fn contradicts(self) -> bool {
        use Difference as D;
        matches!(self, D::HouseNumber | D::Street | D::Direction | D::Unit | D::State | D::PostalCode | D::Country)
    }
}

/// The grade of two addresses with everything that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub grade: Grade,
    /// Share of the components given on both sides that agree.
    pub score: f32,
    pub differences: BTreeSet<Difference>,
}

/// Compares two addresses; the order of the arguments does not matter.
pub fn compare(a: &Address, b: &Address) -> Comparison {
    let runs = [a, b].map(Flat::of);
    let (a, b) = (Parts::of(a), Parts::of(b));
    let mut tally = Tally::default();
    tally.street(&a, &b);
    tally.unit(&a, &b);
    tally.place(&a, &b);
    if a.post_box.is_none() && b.post_box.is_none() {
        let known = a.city.is_some() || b.city.is_some() || (a.postal_code.is_some() && a.postal_code == b.postal_code);
        tally.reconsider(&runs[0], &runs[1], known);
    }
    let grade = match &tally.differences {
        d if d.iter().any(|difference| difference.contradicts()) => Grade::Mismatch,
        d if d.is_empty() => Grade::Match,
        _ => Grade::Close,
    };
    let score = if tally.compared == 0 { 0.0 } else { tally.agreed as f32 / tally.compared as f32 };
    Comparison { grade, score, differences: tally.differences }
}

#[derive(Default)]
struct Tally {
    differences: BTreeSet<Difference>,
    agreed: usize,
    compared: usize,
}

impl Tally {
    fn count(&mut self, same: bool, difference: Difference) {
        self.compared += 1;
        if same {
            self.agreed += 1;
        } else {
            self.differences.insert(difference);
        }
    }

    /// Counts a component where both sides give it; notes `missing` where one does.
    fn optional<T: PartialEq>(&mut self, a: Option<&T>, b: Option<&T>, other: Difference, missing: Option<Difference>) {
        match (a, b) {
            (Some(a), Some(b)) => self.count(a == b, other),
            (None, None) => {}
            _ => self.differences.extend(missing),
        }
    }

    fn street(&mut self, a: &Parts, b: &Parts) {
        if a.post_box.is_some() || b.post_box.is_some() {
            return self.count(a.post_box == b.post_box, Difference::Street);
        }
        if a.name.is_empty() || b.name.is_empty() {
            self.differences.insert(Difference::Incomplete);
            return;
        }
        self.optional(a.number.as_ref(), b.number.as_ref(), Difference::HouseNumber, Some(Difference::Incomplete));
        self.spelt(&a.name, &b.name, Difference::Street);
        if a.street_type != b.street_type {
            self.differences.insert(Difference::StreetType);
        }
        if a.directions != b.directions {
            let one_sided = a.directions.is_empty() || b.directions.is_empty();
            self.differences.insert(if one_sided { Difference::DirectionMissing } else { Difference::Direction });
        }
    }

    fn unit(&mut self, a: &Parts, b: &Parts) {
        self.optional(a.unit.as_ref(), b.unit.as_ref(), Difference::Unit, Some(Difference::UnitMissing));
    }

    fn place(&mut self, a: &Parts, b: &Parts) {
        self.optional(a.country.as_ref(), b.country.as_ref(), Difference::Country, None);
        self.optional(a.state.as_ref(), b.state.as_ref(), Difference::State, None);
        self.optional(a.postal_code.as_ref(), b.postal_code.as_ref(), Difference::PostalCode, None);
        match (&a.city, &b.city) {
            (Some(x), Some(y)) => self.spelt(x, y, Difference::City),
            // The postal code stands for the city.
            _ if a.postal_code.is_some() && a.postal_code == b.postal_code => {}
            _ => {
                self.differences.insert(Difference::Incomplete);
            }
        }
    }

    /// Lines in which street and town were parted at different places may still say the same, word by word.
    /// `placed`: a town or its code is known.
    fn reconsider(&mut self, a: &Flat, b: &Flat, placed: bool) {
        use Difference as D;
        let parted = [D::Street, D::City, D::HouseNumber, D::Direction, D::Unit, D::Incomplete];
        if !parted.iter().any(|difference| self.differences.contains(difference)) {
            return;
        }
        let Some(mut found) = a.agree(b) else { return };
        found.extend(self.differences.intersection(&[D::State, D::PostalCode, D::Country].into()));
        if !placed {
            found.insert(D::Incomplete);
        }
        self.differences = found;
        self.compared = self.compared.max(1);
        self.agreed = self.compared - usize::from(!self.differences.is_empty());
    }

    /// Text that may be misspelt without being another; numbers may not.
    fn spelt(&mut self, a: &str, b: &str, other: Difference) {
        let numeric = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let long = a.len().min(b.len()) >= 5;
        let slip = a != b && long && !numeric(a) && !numeric(b) && strsim::damerau_levenshtein(a, b) <= 1;
        self.count(a == b, if slip { Difference::Spelling } else { other });
    }
}

#[cfg(test)]
mod tests;
