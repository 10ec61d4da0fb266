//! Dates of six digits: which century is meant.

use jiff::{ToSpan, civil::Date};

const CENTURIES: [i16; 3] = [1900, 2000, 2100];

/// The dates `YYMMDD` can stand for, oldest first. Empty when a part is unknown or no such day exists.
fn candidates(text: &str) -> impl Iterator<Item = Date> {
    let number = |range: std::ops::Range<usize>| {
        let part = text.get(range).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse::<i8>().ok())
    };
    let parts = number(0..2).zip(number(2..4)).zip(number(4..6)).filter(|_| text.len() == 6);
    CENTURIES.into_iter().filter_map(move |century| {
        let ((year, month), day) = parts?;
        Date::new(century + i16::from(year), month, day).ok()
    })
}

/// The expiry: within fifty years of today, either way.
pub(super) fn expiry(text: &str, today: Date) -> Option<Date> {
    let earliest = today.saturating_sub(50.years());
    let latest = today.saturating_add(50.years());
    candidates(text).find(|&date| earliest < date && date <= latest)
}

/// The birth: the latest day in the past and before the expiry.
pub(super) fn birth(text: &str, expiry: Option<Date>, today: Date) -> Option<Date> {
    candidates(text).filter(|&date| date <= today && expiry.is_none_or(|expiry| date < expiry)).last()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn expiry_is_near_today() {
        assert_eq!(expiry("961210", TODAY), Some(date(1996, 12, 10)));
        assert_eq!(expiry("700601", TODAY), Some(date(2070, 6, 1)));
        assert_eq!(expiry("761122", TODAY), Some(date(2076, 11, 22)));
        assert_eq!(expiry("761123", TODAY), Some(date(1976, 11, 23)));
    }

    #[test]
    fn birth_is_past_and_before_expiry() {
        assert_eq!(birth("400907", None, TODAY), Some(date(1940, 9, 7)));
        assert_eq!(birth("200120", Some(date(2030, 9, 12)), TODAY), Some(date(2020, 1, 20)));
        assert_eq!(birth("200120", Some(date(2012, 9, 12)), TODAY), Some(date(1920, 1, 20)));
        assert_eq!(birth("261123", None, TODAY), Some(date(1926, 11, 23)));
    }

    #[test]
    fn unknown_parts_are_no_date() {
        for text in ["74<<<<", "740000", "741301", "740230", "<<<<<<", "7A0101", "7401", "+10101", "7408123"] {
            assert_eq!(birth(text, None, TODAY), None, "{text}");
        }
        assert_eq!(birth("000229", None, TODAY), Some(date(2000, 2, 29)), "1900 had no such day");
    }
}
