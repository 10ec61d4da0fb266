//! Dates of AAMVA elements.

use jiff::civil::Date;

/// Years a card can carry; both are far outside any real one, so that only the layout is told by them.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;

/// Reads MMDDCCYY (United States) and CCYYMMDD (Canada, and version 01 everywhere).
///
/// Which of them it is needs no country: a century, 18 to 21, is never a month, and a month never a century. Separators
/// are skipped, and so is whatever follows the eighth digit.
pub(super) fn parse(value: &str) -> Option<Date> {
    let digits: String = value
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))
        .filter(char::is_ascii_digit)
        .take(8)
        .collect();
    if digits.len() < 8 {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<i16>().ok();
    date(number(4, 8)?, number(0, 2)?, number(2, 4)?).or_else(|| date(number(0, 4)?, number(4, 6)?, number(6, 8)?))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
