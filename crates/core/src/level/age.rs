//! What a birth date says about an age, without the date.
//!
//! A date that is not known to the day stands for every day it could be; only what holds for all of them is said.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::birth;
use crate::document::extraction::Extraction;

/// What is kept of a birth date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeResult {
    #[serde(rename = "under_18")]
    Under18,
    #[serde(rename = "over_18")]
    Over18,
    #[serde(rename = "over_21")]
    Over21,
}

impl AgeResult {
    pub const ALL: [Self; 3] = [Self::Under18, Self::Over18, Self::Over21];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Under18 => "under_18",
            Self::Over18 => "over_18",
            Self::Over21 => "over_21",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.as_str() == name)
    }

    /// Completed years that are certain.
    fn years(self) -> u8 {
        match self {
            Self::Under18 => 0,
            Self::Over18 => 18,
            Self::Over21 => 21,
        }
    }

    /// Whether it shows an age of at least `minimum` years.
    pub fn at_least(self, minimum: u8) -> bool {
        self.years() >= minimum
    }
}

/// A birth date as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Birth {
    earliest: Date,
    latest: Date,
}

/// Birth dates are personal data.
impl std::fmt::Debug for Birth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Birth(redacted)")
    }
}

impl From<Date> for Birth {
    fn from(day: Date) -> Self {
        Self { earliest: day, latest: day }
    }
}

impl Birth {
    /// A year, a month of it where that is known, and a day of that; nothing where there is no such day.
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        match (month, day) {
            (Some(month), Some(day)) => Date::new(year, month, day).ok().map(Self::from),
            (Some(month), None) => {
                let earliest = Date::new(year, month, 1).ok()?;
                Some(Self { earliest, latest: earliest.last_of_month() })
            }
            // A day of an unknown month says nothing.
            (None, _) => {
                let earliest = Date::new(year, 1, 1).ok()?;
                Some(Self { earliest, latest: date(year, 12, 31) })
            }
        }
    }

    /// Completed years on a day: the fewest and the most it can be.
    pub fn years(self, today: Date) -> (i16, i16) {
        (years(today, self.latest), years(today, self.earliest))
    }

    /// What can be said on a day; nothing where the date leaves it open.
    pub fn result(self, today: Date) -> Option<AgeResult> {
        let (fewest, most) = self.years(today);
        match (fewest, most) {
            (21.., _) => Some(AgeResult::Over21),
            (18.., _) => Some(AgeResult::Over18),
            (_, 0..18) => Some(AgeResult::Under18),
            _ => None,
        }
    }
}

/// What the birth date of a document says on a day; nothing where it was not read with certainty.
pub fn of(read: &Extraction, today: Date) -> Option<AgeResult> {
    birth::of(read, today)?.result(today)
}

/// Completed years of life. Somebody born on 29 February completes a year on 1 March where there is no 29th: the later of
/// the two customs, so that nobody passes a day early.
pub fn years(today: Date, birth: Date) -> i16 {
    let birthday_to_come = (today.month(), today.day()) < (birth.month(), birth.day());
    today.year() - birth.year() - i16::from(birthday_to_come)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn birthdays() {
        let birth = date(2000, 6, 15);
        assert_eq!(years(date(2018, 6, 14), birth), 17);
        assert_eq!(years(date(2018, 6, 15), birth), 18);
        assert_eq!(years(date(2018, 12, 31), birth), 18);
        assert_eq!(years(date(2019, 1, 1), birth), 18);
    }

    #[test]
    fn leap_day_births() {
        let birth = date(2004, 2, 29);
        assert_eq!(years(date(2022, 2, 28), birth), 17);
        assert_eq!(years(date(2022, 3, 1), birth), 18);
        assert_eq!(years(date(2024, 2, 29), birth), 20);
        assert_eq!(years(date(2025, 2, 28), birth), 20);
        assert_eq!(years(date(2025, 3, 1), birth), 21);
    }

    #[test]
    fn a_day_that_is_not_known_is_the_last_it_can_be() {
        let june = Birth::new(2008, Some(6), None).unwrap();
        assert_eq!(june.result(date(2026, 5, 31)), Some(AgeResult::Under18));
        assert_eq!(june.result(date(2026, 6, 29)), None);
        assert_eq!(june.result(date(2026, 6, 30)), Some(AgeResult::Over18));
        let year = Birth::new(2008, None, Some(15)).unwrap();
        assert_eq!(year.result(date(2026, 12, 30)), None);
        assert_eq!(year.result(date(2026, 12, 31)), Some(AgeResult::Over18));
        assert_eq!(Birth::new(2007, Some(2), Some(29)), None);
    }

    #[test]
    fn who_is_not_born_has_no_age() {
        assert_eq!(Birth::from(date(2027, 1, 1)).result(date(2026, 6, 1)), None);
    }

    #[test]
    fn results_are_read_back_and_ordered() {
        assert!(AgeResult::ALL.into_iter().all(|result| AgeResult::from_name(result.as_str()) == Some(result)));
        assert!(AgeResult::Over18.at_least(18) && !AgeResult::Over18.at_least(21) && !AgeResult::Under18.at_least(18));
        assert_eq!(serde_json::to_string(&AgeResult::Over21).unwrap(), "\"over_21\"");
    }

    fn days() -> impl Strategy<Value = Date> {
        (1900i16..2100, 1i8..=12, 1i8..=31)
            .prop_filter_map("a day of the calendar", |(y, m, d)| Date::new(y, m, d).ok())
    }

    proptest! {
        #[test]
        fn nobody_grows_younger_and_one_day_makes_at_most_one_year(birth in days(), today in days()) {
            let tomorrow = today.tomorrow().unwrap();
            let (now, then) = (years(today, birth), years(tomorrow, birth));
            prop_assert!(then == now || then == now + 1);
        }

        #[test]
        fn knowing_less_never_shows_more(birth in days(), today in days()) {
            let full = Birth::from(birth).result(today);
            for part in [Birth::new(birth.year(), Some(birth.month()), None), Birth::new(birth.year(), None, None)] {
                let result = part.unwrap().result(today);
                if let Some(AgeResult::Over18 | AgeResult::Over21) = result {
                    prop_assert!(full >= result);
                }
                if result == Some(AgeResult::Under18) && birth <= today {
                    prop_assert_eq!(full, result);
                }
            }
        }

        #[test]
        fn results_are_what_counting_years_says(birth in days(), today in days()) {
            let (birth, today) = (birth.min(today), birth.max(today));
            let age = today.since((jiff::Unit::Year, birth)).unwrap().get_years();
            // The library counts a leap day's birthday on 28 February; we wait for the first of March.
            prop_assume!(!(birth.month() == 2 && birth.day() == 29));
            prop_assert_eq!(years(today, birth), age);
        }
    }
}
