//! From a solved zone to the canonical extraction.

use jiff::civil::Date;

use super::{
    extraction::{Extraction, Field, Quad, Source},
    mrz::{FieldName, Format, Solved},
};
use crate::reason::Reason;

/// Names less sure than this, and not met in print, are reported.
const SURE_NAME: f32 = 0.85;
/// What a zone with a failing check digit takes from the confidence of all its fields.
const INVALID: f32 = 0.6;

/// The fields of a zone; `place` tells where each lies in the picture.
pub fn extraction(solved: &Solved, today: Date, place: impl Fn(FieldName) -> Option<Quad>) -> Extraction {
    let fields = solved.zone.fields(today);
    let weight = if solved.valid { 1.0 } else { INVALID };
    let names = match fields.format {
        Format::FraId | Format::FraDl => [FieldName::Surname, FieldName::GivenNames],
        _ => [FieldName::Names, FieldName::Names],
    };
    let sure = |name: FieldName| solved.confidence_of(name) * weight;
    Extraction {
        document_type: field(fields.document_type, sure(FieldName::DocumentCode), place(FieldName::DocumentCode)),
        issuing_country: field(fields.issuing_country, sure(FieldName::Issuer), place(FieldName::Issuer)),
        document_number: field(
            fields.document_number,
            sure(FieldName::DocumentNumber),
            place(FieldName::DocumentNumber),
        ),
        last_name: field(fields.last_name, sure(names[0]), place(names[0])),
        first_name: field(fields.first_name, sure(names[1]), place(names[1])),
        date_of_birth: field(fields.date_of_birth, sure(FieldName::DateOfBirth), place(FieldName::DateOfBirth)),
        sex: field(fields.sex, sure(FieldName::Sex), place(FieldName::Sex)),
        nationality: field(fields.nationality, sure(FieldName::Nationality), place(FieldName::Nationality)),
        expiry_date: field(fields.expiry_date, sure(FieldName::ExpiryDate), place(FieldName::ExpiryDate)),
        mrz: Some(solved.to_extraction()),
        warnings: warnings(solved),
        ..Extraction::default()
    }
}

fn warnings(solved: &Solved) -> Vec<Reason> {
    let mut warnings = Vec::new();
    if !solved.valid {
        warnings.push(Reason::MrzCheckFailed);
    }
    if !solved.repaired.is_empty() {
        warnings.push(Reason::MrzRepaired);
    }
    let sure = solved.confidence_of(FieldName::Names).max(solved.confidence_of(FieldName::Surname));
    if solved.names_doubtful || sure < SURE_NAME {
        warnings.push(Reason::MrzNameUncertain);
    }
    warnings
}
fn field<T>(value: Option<T>, confidence: f32, place: Option<Quad>) -> Option<Field<T>> {
    value.map(|value| Field::new(value, Source::Mrz, confidence).at(place))
}
