//! Invented people.

use std::fmt;

use countersign_core::{
    Date,
    document::extraction::{Address, Sex},
};
use fastrand::Rng;

use crate::country::{COUNTRIES, Country};

/// Somebody who does not exist, with the papers they hold.
#[derive(Clone)]
pub struct Person {
    pub country: &'static Country,
    pub last_name: String,
    /// All given names, separated by spaces.
    pub first_name: String,
    pub sex: Sex,
    pub date_of_birth: Date,
    pub birth_place: &'static str,
    pub document_number: String,
    pub issued: Date,
    pub expires: Date,
    pub address: Address,
}

/// Invented, but shaped like personal data: kept out of logs as real data is.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({}, redacted)", self.country.alpha3)
    }
}

impl Person {
    /// The person of this seed, a citizen of one of the countries of Europe or of ICAO's Utopia.
    pub fn random(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let country = &COUNTRIES[rng.usize(..COUNTRIES.len())];
        Self::of(country, &mut rng)
    }

    /// The citizen of one of these countries that has this seed.
    pub(crate) fn citizen(seed: u64, alpha3: &str) -> Self {
        let mut rng = Rng::with_seed(seed);
        let country = COUNTRIES.iter().find(|country| country.alpha3 == alpha3).unwrap_or(&COUNTRIES[0]);
        Self::of(country, &mut rng)
    }

    fn of(country: &'static Country, rng: &mut Rng) -> Self {
        let sex = if rng.bool() { Sex::F } else { Sex::M };
        let given = if sex == Sex::F { country.women } else { country.men };
        let issued = date(rng, 2022, 2025);
        let term = if rng.u8(..4) == 0 { 5 } else { 10 };
        Self {
            country,
            last_name: pick(rng, country.surnames).to_owned(),
            first_name: pick(rng, given).to_owned(),
            sex,
            date_of_birth: date(rng, 1950, 2003),
            birth_place: pick(rng, country.towns),
            document_number: document_number(rng),
            issued,
            expires: Date::new(issued.year() + term, issued.month(), issued.day()).expect("no 29th is ever drawn"),
            address: Address {
                street: Some(format!("{} {}", pick(rng, country.streets), rng.u8(1..90))),
                city: Some(pick(rng, country.towns).to_owned()),
                postal_code: Some(format!("{}", rng.u32(10_000..99_999))),
                country: Some(country.alpha3.to_owned()),
                ..Address::default()
            },
        }
    }
}

pub(crate) fn pick<T: Copy>(rng: &mut Rng, choices: &[T]) -> T {
    choices[rng.usize(..choices.len())]
}

/// A day of these years; never after the 28th, so that it exists in every month and year.
pub(crate) fn date(rng: &mut Rng, from: i16, to: i16) -> Date {
    Date::new(rng.i16(from..=to), rng.i8(1..=12), rng.i8(1..=28)).expect("every month has 28 days")
}

/// Nine letters and digits, in one of the shapes that issuers use.
fn document_number(rng: &mut Rng) -> String {
    let shape = pick(rng, &["A00000000", "AA0000000", "000000000", "A00A00A00"]);
    shape.chars().map(|c| if c == 'A' { pick(rng, LETTERS) } else { rng.digit(10) }).collect()
}

/// Letters that issuers use in numbers: none that passes for a digit.
const LETTERS: &[char] = &['C', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'T', 'V', 'W', 'X', 'Y', 'Z'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_is_the_same_person() {
        let (a, b) = (Person::random(7), Person::random(7));
        assert_eq!((a.last_name, a.document_number), (b.last_name, b.document_number));
    }

    #[test]
    fn people_are_born_before_their_papers_are_issued() {
        for seed in 0..500 {
            let person = Person::random(seed);
            assert!(person.date_of_birth < person.issued && person.issued < person.expires);
            assert_eq!(person.document_number.len(), 9);
        }
    }
}
