//! Dates as documents print them: `12.08.1974`, `12 AUG/AOÛT 74`, `2019-04-13`, `08/31/1977`.

mod months;
mod parts;

use jiff::civil::Date;

use self::parts::{Gap, Part, What};

/// How the parts of a date follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The form leaves no doubt: the month is a name, or the year comes first.
    Told,
    /// Day and month are numbers; which is which may be open.
    Numbers,
}

/// A date found in a line, with every reading its form allows.
#[derive(Clone, PartialEq, Eq)]
pub struct PrintedDate {
    /// Day-month and month-day readings, in this order, where both are dates; two-digit years in both centuries.
    pub readings: Vec<Date>,
    pub order: Order,
    /// First character of the date in its line, and the one behind its last.
    pub from: usize,
    pub to: usize,
}

/// Dates are personal data.
impl std::fmt::Debug for PrintedDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrintedDate({:?}, redacted)", self.order)
    }
}

impl PrintedDate {
    pub fn may_be(&self, date: Date) -> bool {
        self.readings.contains(&date)
    }
}

/// Every date in a line of text.
pub fn find(text: &str) -> Vec<PrintedDate> {
    let parts = parts::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let date = window(&parts, at).filter(|_| !is_number_before_date(&parts, at));
        at += if date.is_some() { 3 } else { 1 };
        found.extend(date);
    }
    found
}

fn window(parts: &[Part], at: usize) -> Option<PrintedDate> {
    parts.get(at..at + 3).and_then(read)
}

/// `3. 04.05.1990`: a label's number, and a date behind it.
fn is_number_before_date(parts: &[Part], at: usize) -> bool {
    let digits = |part: Option<&Part>| match part.map(|part| &part.what) {
        Some(What::Number { digits, .. }) => *digits,
        _ => 0,
    };
    let next = window(parts, at + 1).is_some();
    let (own_year, next_year) = (digits(parts.get(at + 2)), digits(parts.get(at + 3)));
    next && own_year == 2 && (next_year == 4 || digits(parts.get(at)) == 1)
}

/// Year, month, day and the digits of the year, as one form gives them.
type Reading = (i16, i16, i16, usize);

/// The date that three parts in a row give.
fn read(parts: &[Part]) -> Option<PrintedDate> {
    let [first, second, third] = parts else { return None };
    let (one, two) = (second.gap?, third.gap?);
    let (order, readings) = with_name(first, second, third).or_else(|| in_numbers(first, second, third, (one, two)))?;
    let mut readings: Vec<Date> = readings.into_iter().flat_map(dates).collect();
    let mut seen = Vec::new();
    readings.retain(|date| {
        !seen.contains(date) && {
            seen.push(*date);
            true
        }
    });
    (!readings.is_empty()).then_some(PrintedDate { readings, order, from: first.from, to: third.to })
}

fn with_name(first: &Part, second: &Part, third: &Part) -> Option<(Order, Vec<Reading>)> {
    use What::{Month, Number};
    let (months, day, year, width) = match (&first.what, &second.what, &third.what) {
        (Number { value: d, digits: 1 | 2 }, Month(m), Number { value: y, digits: w @ (2 | 4) })
        | (Month(m), Number { value: d, digits: 1 | 2 }, Number { value: y, digits: w @ (2 | 4) })
        | (Number { value: y, digits: w @ 4 }, Month(m), Number { value: d, digits: 1 | 2 }) => (m, *d, *y, *w),
        _ => return None,
    };
    Some((Order::Told, months.iter().map(|&month| (year, i16::from(month), day, width)).collect()))
}

fn in_numbers(first: &Part, second: &Part, third: &Part, gaps: (Gap, Gap)) -> Option<(Order, Vec<Reading>)> {
    let What::Number { value: a, digits: first } = first.what else { return None };
    let What::Number { value: b, digits: 1 | 2 } = second.what else { return None };
    let What::Number { value: c, digits: third } = third.what else { return None };
    let marked = matches!(gaps, (Gap::Mark(_), Gap::Mark(_)));
    let spaced = gaps == (Gap::Space, Gap::Space);
    // A mark that was not read leaves a space.
    let half_marked = matches!(gaps, (Gap::Mark(_), Gap::Space) | (Gap::Space, Gap::Mark(_)));
    match (first, third) {
        (4, 1 | 2) if marked || spaced || half_marked => Some((Order::Told, vec![(a, b, c, 4)])),
        (1 | 2, 4) if marked || spaced || half_marked => Some((Order::Numbers, vec![(c, b, a, 4), (c, a, b, 4)])),
        (2, 2) if gaps.0 == gaps.1 && (marked || spaced) => Some((Order::Numbers, vec![(c, b, a, 2), (c, a, b, 2)])),
        (1, 2) if gaps.0 == gaps.1 && marked => Some((Order::Numbers, vec![(c, b, a, 2), (c, a, b, 2)])),
        _ => None,
    }
}

fn dates((year, month, day, width): Reading) -> impl Iterator<Item = Date> {
    let years = if width == 4 { [year, -1] } else { [2000 + year, 1900 + year] };
    years
        .into_iter()
        .filter(|y| (1880..2120).contains(y))
        .filter_map(move |y| Date::new(y, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn first(text: &str) -> Vec<Date> {
        find(text).into_iter().next().map(|d| d.readings).unwrap_or_default()
    }

    #[test]
    fn forms_of_documents() {
        for (text, expected) in [
            ("22.08.1974.", date(1974, 8, 22)),
            ("Born 30 MAR/MARS 1972", date(1972, 3, 30)),
            ("13 LIP/JUL 2016", date(2016, 7, 13)),
            ("20 Juin/Jun 1978", date(1978, 6, 20)),
            ("8 Août/Aug 2006", date(2006, 8, 8)),
            ("2019-04-13", date(2019, 4, 13)),
            ("08/31/1977", date(1977, 8, 31)),
            ("1 JAN 1981", date(1981, 1, 1)),
            ("08311977", date(1977, 8, 31)),
            ("Mar 04, 2020", date(2020, 3, 4)),
            ("21.121971", date(1971, 12, 21)),
            ("12 de agosto de 1990", date(1990, 8, 12)),
            ("25-SEP-1973", date(1973, 9, 25)),
            ("12DEC1966", date(1966, 12, 12)),
            ("1990 MA 12", date(1990, 5, 12)),
            ("Rev 5 DD 03/15/2019", date(2019, 3, 15)),
            ("3. 22.05.1990 ULM", date(1990, 5, 22)),
            ("22. 08. 1974.", date(1974, 8, 22)),
        ] {
            assert_eq!(first(text), [expected], "{text}");
        }
    }

    #[test]
    fn both_orders_are_kept_where_both_are_dates() {
        assert_eq!(first("04/05/2020"), [date(2020, 5, 4), date(2020, 4, 5)]);
    }

    #[test]
    fn a_month_of_two_meanings_is_settled_by_its_other_name() {
        assert_eq!(first("13 LIP/JUN 2016"), [date(2016, 6, 13)]);
        assert_eq!(first("13 LIP 2016"), [date(2016, 6, 13), date(2016, 7, 13)]);
    }

    #[test]
    fn a_line_may_hold_several() {
        let found = find("10 DEC/DEC 11 10 DEC/DEC 16");
        assert_eq!(found.iter().map(|date| (date.from, date.to)).collect::<Vec<_>>(), [(0, 13), (14, 27)]);
    }

    #[test]
    fn two_digit_years_keep_both_centuries() {
        assert_eq!(first("12 AUG 74"), [date(2074, 8, 12), date(1974, 8, 12)]);
    }

    #[test]
    fn numbers_that_are_no_dates_are_left() {
        for text in ["1,71 m", "AB 123456", "31.02.2020", "99/99/9999", "", "ÄÖÜ12", "12 rue 05 1990", "1-02781-0"] {
            assert!(find(text).is_empty(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,60}") {
            find(&text);
        }
    }
}
