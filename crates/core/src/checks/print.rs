//! Looking for known values among printed lines: does what a zone or barcode says also stand on the card?

use jiff::civil::Date;

use crate::document::extraction::{Extraction, TextLine};

/// The line's words in Latin capitals and digits.
pub(super) fn words(line: &str) -> Vec<String> {
    let latin = deunicode::deunicode(line).to_ascii_uppercase();
    latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Lines that are no part of a machine readable zone.
fn printed(side: &Extraction) -> impl Iterator<Item = &TextLine> {
    side.text_lines.iter().filter(|line| !line.text.contains("<<"))
}

/// Whether enough was read in print to look for anything.
pub(super) fn has_print(side: &Extraction) -> bool {
    printed(side).count() >= 3
}

/// The number stands in one line, whatever separates its groups.
pub(super) fn shows_number(side: &Extraction, number: &str) -> bool {
    let number = words(number).concat();
    number.len() >= 5 && printed(side).any(|line| words(&line.text).concat().contains(&number))
}

/// Every word of the name stands in print, each of them somewhere.
pub(super) fn shows_name(side: &Extraction, name: &str) -> bool {
    let wanted = words(name);
    !wanted.is_empty() && wanted.iter().all(|word| printed(side).any(|line| words(&line.text).contains(word)))
}

/// The date stands in print with its parts in any order and the month as number or by its first letters.
pub(super) fn shows_date(side: &Extraction, date: Date) -> bool {
    printed(side).any(|line| line_shows_date(&line.text, date))
}

fn line_shows_date(line: &str, date: Date) -> bool {
    let (day, year) = (date.day(), date.year());
    let words = words(line);
    let numbers = |wanted: i32| words.iter().any(|w| w.len() <= 4 && w.parse() == Ok(wanted));
    let month_by_name = words
        .iter()
        .any(|word| MONTHS[usize::from(date.month().unsigned_abs() - 1)].iter().any(|m| word.starts_with(m)));
    let apart = numbers(day.into())
        && (numbers(date.month().into()) || month_by_name)
        && (numbers(year.into()) || numbers((year % 100).into()));
    let together = [
        format!("{day:02}{:02}{year}", date.month()),
        format!("{year}{:02}{day:02}", date.month()),
        format!("{:02}{day:02}{year}", date.month()),
    ];
    apart || words.iter().any(|word| together.contains(word))
}

/// How the months begin in the languages documents are printed in.
const MONTHS: [&[&str]; 12] = [
    &["JAN", "ENE", "GEN", "JANV"],
    &["FEB", "FEV"],
    &["MAR", "MRT"],
    &["APR", "AVR", "ABR"],
    &["MAY", "MAI", "MEI", "MAJ", "MAG"],
    &["JUN", "JUI", "GIU"],
    &["JUL", "JUI", "LUG"],
    &["AUG", "AOU", "AGO"],
    &["SEP", "SET"],
    &["OCT", "OKT", "OUT", "OTT"],
    &["NOV"],
    &["DEC", "DEZ", "DIC"],
];

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_in_print() {
        for line in
            ["04.03.1990", "4 MAR/MARS 1990", "Mar 04, 1990", "1990-03-04", "DOB 03/04/1990", "04031990", "04 MAR 90"]
        {
            assert!(line_shows_date(line, date(1990, 3, 4)), "{line}");
        }
        for line in ["05.03.1990", "4 MAI 1990", "04.03.1991", "1990"] {
            assert!(!line_shows_date(line, date(1990, 3, 4)), "{line}");
        }
    }
}
