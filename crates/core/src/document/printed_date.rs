//! Dates as documents print them: `12.08.1974`, `12 AUG/AOÛT 74`, `2019-04-13`, `08/31/1977`.

use jiff::civil::Date;

/// First letters of the month names met on documents, folded to plain capitals, with the month they stand for.
/// Three letters tell months apart in the Latin-script languages of travel documents, with a few longer exceptions.
const MONTHS: &[(&str, i8)] = &[
    ("JUIN", 6),
    ("JUIL", 7),
    ("JAN", 1),
    ("ENE", 1),
    ("GEN", 1),
    ("FEB", 2),
    ("FEV", 2),
    ("MAR", 3),
    ("MAE", 3),
    ("MRZ", 3),
    ("MRT", 3),
    ("APR", 4),
    ("AVR", 4),
    ("ABR", 4),
    ("MAY", 5),
    ("MAI", 5),
    ("MEI", 5),
    ("MAJ", 5),
    ("MAG", 5),
    ("JUN", 6),
    ("GIU", 6),
    ("JUL", 7),
    ("LUG", 7),
    ("LIP", 7),
    ("AUG", 8),
    ("AOU", 8),
    ("AGO", 8),
    ("SEP", 9),
    ("SET", 9),
    ("OCT", 10),
    ("OKT", 10),
    ("OTT", 10),
    ("OUT", 10),
    ("NOV", 11),
    ("DEC", 12),
    ("DEZ", 12),
    ("DIC", 12),
    ("DES", 12),
];

/// A date found in a line, with every reading its form allows.
#[derive(Clone, PartialEq, Eq)]
pub struct PrintedDate {
    /// Day-month and month-day readings, where both are dates; two-digit years in both centuries.
    pub readings: Vec<Date>,
}

impl PrintedDate {
    pub fn may_be(&self, date: Date) -> bool {
        self.readings.contains(&date)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Number { value: i16, digits: usize },
    Month(i8),
}

/// Every date in a line of text.
pub fn find(text: &str) -> Vec<PrintedDate> {
    let parts = parts(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match read_at(&parts[at..]) {
            Some((used, readings)) => {
                found.push(PrintedDate { readings });
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

/// Numbers and month names of a line. A bilingual month (`AUG/AOÛT`) is one part; other words part the runs.
fn parts(text: &str) -> Vec<Part> {
    let folded = deunicode::deunicode(text).to_ascii_uppercase();
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic());
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        rest = after;
        if first.is_ascii_digit() {
            let value = if token.len() <= 4 { token.parse().unwrap_or(-1) } else { -1 };
            parts.extend(split_compact(token).unwrap_or_else(|| vec![Part::Number { value, digits: token.len() }]));
        } else if let Some(month) = month(token) {
            if parts.last() != Some(&Part::Month(month)) {
                parts.push(Part::Month(month));
            }
        }
    }
    parts
}

/// Eight digits without separators, year first or last.
fn split_compact(token: &str) -> Option<Vec<Part>> {
    if token.len() != 8 {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        let digits = range.len();
        token[range].parse().ok().map(|value| Part::Number { value, digits })
    };
    let year_last = (1900..2100).contains(&token[4..].parse::<i32>().ok()?);
    if year_last {
        Some(vec![number(0..2)?, number(2..4)?, number(4..8)?])
    } else {
        Some(vec![number(0..4)?, number(4..6)?, number(6..8)?])
    }
}

fn month(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    MONTHS.iter().find(|(start, _)| word.starts_with(start)).map(|&(_, month)| month)
}

/// The date that begins with the first part: how many parts it takes and what it may mean.
fn read_at(parts: &[Part]) -> Option<(usize, Vec<Date>)> {
    use Part::{Month, Number};
    let (used, days): (usize, Vec<(i16, i16, i16, usize)>) = match *parts {
        [Number { value: d, digits: 1 | 2 }, Month(m), Number { value: y, digits: w @ (2 | 4) }, ..]
        | [Month(m), Number { value: d, digits: 1 | 2 }, Number { value: y, digits: w @ (2 | 4) }, ..] => {
            (3, vec![(y, i16::from(m), d, w)])
        }
        // A bilingual month whose two names mean different months to the table: the first counts.
        [Number { value: d, digits: 1 | 2 }, Month(m), Month(_), Number { value: y, digits: w @ (2 | 4) }, ..] => {
            (4, vec![(y, i16::from(m), d, w)])
        }
        [Number { value: y, digits: 4 }, Number { value: m, digits: 2 }, Number { value: d, digits: 2 }, ..] => {
            (3, vec![(y, m, d, 4)])
        }
        [
            Number { value: a, digits: 1 | 2 },
            Number { value: b, digits: 1 | 2 },
            Number { value: y, digits: w @ (2 | 4) },
            ..,
        ] => (3, vec![(y, b, a, w), (y, a, b, w)]),
        _ => return None,
    };
    let mut readings: Vec<Date> = days.into_iter().flat_map(|(y, m, d, width)| dates(y, m, d, width)).collect();
    readings.dedup();
    if readings.is_empty() { None } else { Some((used, readings)) }
}

fn dates(year: i16, month: i16, day: i16, width: usize) -> impl Iterator<Item = Date> {
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
        ] {
            assert_eq!(first(text), [expected], "{text}");
        }
    }

    #[test]
    fn both_orders_are_kept_where_both_are_dates() {
        assert_eq!(first("04/05/2020"), [date(2020, 5, 4), date(2020, 4, 5)]);
    }

    #[test]
    fn two_digit_years_keep_both_centuries() {
        assert_eq!(first("12 AUG 74"), [date(2074, 8, 12), date(1974, 8, 12)]);
    }

    #[test]
    fn numbers_that_are_no_dates_are_left() {
        for text in ["1,71 m", "AB 123456", "31.02.2020", "99/99/9999", "", "ÄÖÜ12"] {
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
