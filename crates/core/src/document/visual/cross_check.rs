//! What the printed text says about fields that are known from elsewhere.
//!
//! Check digits do not protect names and codes (Doc 9303-3 §4.9), and say nothing of a zone that was exchanged as a
//! whole. The print beside it does: a value that stands there too was read twice.

use jiff::civil::Date;

use super::dates::is_whole_years;
use crate::document::{
    extraction::{Extraction, Field, Source, TextLine},
    mrz::{NameAgreement, printed_name},
    printed_date,
};
use crate::reason::Reason;

/// Whether a value of the zone or barcode was met in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Printed as well.
    Confirmed,
    /// The print shows values of this kind, and none of them is this one.
    Contradicted,
    /// The print shows nothing of the kind that could be read.
    Unseen,
}

/// Each field of the zone beside the print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossCheck {
    pub document_number: Seen,
    pub date_of_birth: Seen,
    pub expiry_date: Seen,
    pub last_name: Seen,
    pub first_name: Seen,
}

impl CrossCheck {
    pub fn all(&self) -> [(&'static str, Seen); 5] {
        [
            ("document_number", self.document_number),
            ("date_of_birth", self.date_of_birth),
            ("expiry_date", self.expiry_date),
            ("last_name", self.last_name),
            ("first_name", self.first_name),
        ]
    }

    /// Enough was met in print that reading more lines would tell nothing new.
    pub fn complete(&self) -> bool {
        self.all().iter().all(|(_, seen)| *seen == Seen::Confirmed)
    }
}

/// Lines at least this sure can contradict; any line can confirm, since agreement by chance is unlikely.
const CONTRADICTS: f32 = 0.9;

/// Compares the fields of an extraction with its printed lines.
pub fn cross_check(extraction: &Extraction) -> CrossCheck {
    let lines = &extraction.text_lines;
    let number = extraction.document_number.as_ref().filter(|f| f.source != Source::Visual);
    let name = |field: &Option<Field<String>>| field.as_ref().map_or(Seen::Unseen, |f| name_seen(&f.value, lines));
    let dates = Dates::of(lines);
    CrossCheck {
        document_number: number.map_or(Seen::Unseen, |f| number_seen(&f.value, lines)),
        date_of_birth: dates.seen(extraction.date_of_birth.as_ref().map(|f| f.value)),
        expiry_date: dates.seen(extraction.expiry_date.as_ref().map(|f| f.value)),
        last_name: name(&extraction.last_name),
        first_name: name(&extraction.first_name),
    }
}

/// Letters and digits of a text, in capitals.
fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn number_seen(number: &str, lines: &[TextLine]) -> Seen {
    let number = compact(number);
    if number.len() < 4 {
        return Seen::Unseen;
    }
    let mut other = false;
    for line in lines {
        let printed = compact(&line.text);
        if printed.contains(&number) {
            return Seen::Confirmed;
        }
        // One character off is an unlucky reading as often as another number: it neither confirms nor contradicts.
        let same_shape = printed.len() == number.len()
            && printed.chars().zip(number.chars()).all(|(a, b)| a.is_ascii_digit() == b.is_ascii_digit());
        let different = printed.chars().zip(number.chars()).filter(|(a, b)| a != b).count();
        let is_date = !printed_date::find(&line.text).is_empty();
        other |= same_shape && !is_date && line.confidence >= CONTRADICTS && (2..=3).contains(&different);
    }
    if other { Seen::Contradicted } else { Seen::Unseen }
}

struct Dates {
    printed: Vec<printed_date::PrintedDate>,
    sure: usize,
}

impl Dates {
    fn of(lines: &[TextLine]) -> Self {
        let mut dates = Self { printed: Vec::new(), sure: 0 };
        for line in lines {
            let found = printed_date::find(&line.text);
            if line.confidence >= CONTRADICTS {
                dates.sure += found.len();
            }
            dates.printed.extend(found);
        }
        dates
    }

    /// A document prints birth and expiry at the least: two sure dates of which neither is the zone's contradict it.
    fn seen(&self, date: Option<Date>) -> Seen {
        let Some(date) = date else { return Seen::Unseen };
        if self.printed.iter().any(|p| p.may_be(date)) {
            Seen::Confirmed
        } else if self.sure >= 3 {
            Seen::Contradicted
        } else {
            Seen::Unseen
        }
    }
}

fn name_seen(name: &str, lines: &[TextLine]) -> Seen {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    match printed_name(name, &texts, true) {
        Some(found) if found.agreement != NameAgreement::Misread => Seen::Confirmed,
        _ => Seen::Unseen,
    }
}

/// Adds what the print says to an extraction made from a zone or barcode: printed spellings of the names, the issue
/// date, and confidence where both agree.
pub(super) fn enrich(extraction: &mut Extraction) {
    let check = cross_check(extraction);
    extraction.issue_date = extraction.issue_date.take().or_else(|| issue_date(extraction));
    let texts: Vec<&str> = extraction.text_lines.iter().map(|line| line.text.as_str()).collect();
    for field in [&mut extraction.last_name, &mut extraction.first_name].into_iter().flatten() {
        let found = printed_name(&field.value, &texts, true).filter(|found| found.agreement != NameAgreement::Misread);
        field.printed = found.map(|found| found.text).filter(|text| text.to_uppercase() != field.value);
    }
    confirm(&mut extraction.document_number, check.document_number);
    confirm(&mut extraction.date_of_birth, check.date_of_birth);
    confirm(&mut extraction.expiry_date, check.expiry_date);
    confirm(&mut extraction.last_name, check.last_name);
    confirm(&mut extraction.first_name, check.first_name);
    if check.all().iter().any(|(_, seen)| *seen == Seen::Contradicted) {
        extraction.warnings.push(Reason::MrzVisualMismatch);
    }
}

/// Two independent readings that agree leave a third of the doubt.
fn confirm<T>(field: &mut Option<Field<T>>, seen: Seen) {
    if let (Some(field), Seen::Confirmed) = (field, seen) {
        field.confidence = 1.0 - (1.0 - field.confidence) / 3.0;
    }
}

/// The one printed date after birth and before expiry that lies whole years, up to a day, before the expiry date.
fn issue_date(extraction: &Extraction) -> Option<Field<Date>> {
    let birth = extraction.date_of_birth.as_ref()?.value;
    let expiry = extraction.expiry_date.as_ref()?.value;
    let mut found: Option<(Date, &TextLine)> = None;
    for line in &extraction.text_lines {
        for printed in printed_date::find(&line.text) {
            if printed.may_be(birth) || printed.may_be(expiry) {
                continue;
            }
            let date = printed.readings.into_iter().find(|&date| date > birth && is_whole_years(date, expiry));
            match (date, found) {
                (Some(date), Some((known, _))) if date != known => return None,
                (Some(date), None) => found = Some((date, line)),
                _ => {}
            }
        }
    }
    found.map(|(date, line)| Field::new(date, Source::Visual, line.confidence * 0.95).at(Some(line.place)))
}
