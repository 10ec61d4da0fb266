//! Does the document say what the merchant was told?

use super::{Evidence, confidence, confirmed, contradicted};
use crate::{
    check::{Check, CheckName},
    document::{
        country,
        extraction::{DocumentType, Extraction, Field},
    },
    expected::{Person, PhotoId},
    normalize::{
        Grade, address,
        name::{self, Name},
        state,
    },
    reason::Reason,
};

fn person<'a>(evidence: &Evidence<'a>) -> Option<&'a Person> {
    evidence.expected.person.as_ref()
}

fn photo_id<'a>(evidence: &Evidence<'a>) -> Option<&'a PhotoId> {
    evidence.expected.documents.as_ref()?.photo_id.as_ref()
}

pub(super) fn name_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::NameMatches;
    let Some(claim) = person(evidence).and_then(Claim::of) else { return Check::not_run(check) };
    let document = evidence.document;
    let Some(best) = claim
        .readings(document)
        .iter()
        .map(|read| name::compare(&claim.name, read))
        .max_by(|a, b| a.grade.cmp(&b.grade).then(a.score.total_cmp(&b.score)))
    else {
        return Check::inconclusive(check, Reason::NameUnreadable);
    };
    let sure = confidence(document.last_name.as_ref().or(document.first_name.as_ref()));
    let result = match best.grade {
        Grade::Match => confirmed(check, Reason::NameUnreadable, sure),
        Grade::Close => Check::inconclusive(check, Reason::NameClose),
        Grade::Mismatch => contradicted(check, Reason::NameMismatch, sure),
    };
    let differences = serde_json::to_value(&best.differences).expect("unit variants are strings");
    result.score(best.score).evidence("grade", best.grade.as_str()).evidence("differences", differences)
}

/// The parts of the name that were claimed.
struct Claim {
    name: Name,
    given: bool,
    family: bool,
}

impl Claim {
    fn of(person: &Person) -> Option<Self> {
        let part = |part: &Option<String>| part.as_deref().map(str::trim).unwrap_or_default().to_owned();
        let given = [part(&person.first_name), part(&person.middle_name)].join(" ").trim().to_owned();
        let name = Name::new(given, part(&person.last_name));
        let (given, family) = (!name.given.is_empty(), !name.family.is_empty());
        (given || family).then_some(Self { name, given, family })
    }

    /// The document's name in each form it is printed in, as far as it was claimed.
    fn readings(&self, document: &Extraction) -> Vec<Name> {
        let cut = names_cut(document);
        let part = |wanted: bool, field: &Option<Field<String>>| match field {
            Some(field) if wanted => forms(field),
            _ => vec![String::new()],
        };
        let middle = document.middle_name.as_ref().map(|f| f.value.as_str()).unwrap_or_default();
        let mut readings = Vec::new();
        for family in part(self.family, &document.last_name) {
            for given in part(self.given, &document.first_name) {
                let given = if self.given { format!("{given} {middle}").trim().to_owned() } else { given };
                if !given.is_empty() || !family.is_empty() {
                    readings.push(Name { given, family: family.clone(), cut });
                }
            }
        }
        readings
    }
}

fn forms(field: &Field<String>) -> Vec<String> {
    let others = [&field.printed, &field.transliterated];
    std::iter::once(field.value.clone()).chain(others.into_iter().flatten().cloned()).collect()
}

/// The zone's name line is full to its last place, so the name may go on.
fn names_cut(document: &Extraction) -> bool {
    let Some(zone) = &document.mrz else { return false };
    // The third line of three, else the first.
    let line = if zone.lines.len() == 3 { zone.lines.last() } else { zone.lines.first() };
    line.is_some_and(|line| !line.ends_with('<')) && document.last_name.as_ref().is_some_and(|f| f.printed.is_none())
}

pub(super) fn date_of_birth_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::DateOfBirthMatches;
    let Some(claim) = person(evidence).and_then(|person| person.date_of_birth) else { return Check::not_run(check) };
    let Some(read) = &evidence.document.date_of_birth else {
        return Check::inconclusive(check, Reason::DateOfBirthUnreadable);
    };
    if read.value == claim {
        return confirmed(check, Reason::DateOfBirthUnreadable, read.confidence);
    }
    let swapped =
        claim.year() == read.value.year() && (claim.day(), claim.month()) == (read.value.month(), read.value.day());
    if swapped {
        // Day and month in the other order is what a form's date field does to people.
        return Check::inconclusive(check, Reason::DateOfBirthMismatch).evidence("difference", "day_and_month_swapped");
    }
    contradicted(check, Reason::DateOfBirthMismatch, read.confidence)
}

pub(super) fn address_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::AddressMatches;
    let Some(claim) = &evidence.expected.address else { return Check::not_run(check) };
    let Some(read) = &evidence.document.address else {
        // Licences carry an address; on most other documents there is nothing to hold the claim against.
        let kind = evidence.document.document_type.as_ref().map(|field| field.value);
        let expected = evidence.document.barcode.is_some() || kind == Some(DocumentType::DriverLicense);
        let unread =
            if expected { Check::inconclusive(check, Reason::AddressUnreadable) } else { Check::not_run(check) };
        return unread;
    };
    let comparison = address::compare(claim, &read.value);
    let result = match comparison.grade {
        Grade::Match => confirmed(check, Reason::AddressUnreadable, read.confidence),
        Grade::Close => Check::inconclusive(check, Reason::AddressClose),
        Grade::Mismatch => contradicted(check, Reason::AddressMismatch, read.confidence),
    };
    let differences = serde_json::to_value(&comparison.differences).expect("unit variants are strings");
    result.score(comparison.score).evidence("grade", comparison.grade.as_str()).evidence("differences", differences)
}

pub(super) fn document_number_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::DocumentNumberMatches;
    let Some(claim) = photo_id(evidence).and_then(|id| id.number.as_deref()) else { return Check::not_run(check) };
    let Some(read) = &evidence.document.document_number else {
        return Check::inconclusive(check, Reason::DocumentNumberUnreadable);
    };
    let letters =
        |number: &str| number.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let (claim, value) = (letters(claim), letters(&read.value));
    if claim == value {
        return confirmed(check, Reason::DocumentNumberUnreadable, read.confidence);
    }
    if lookalike(&claim) == lookalike(&value) {
        return Check::inconclusive(check, Reason::DocumentNumberMismatch)
            .evidence("difference", "lookalike_characters");
    }
    contradicted(check, Reason::DocumentNumberMismatch, read.confidence)
}

/// Characters that people and machines take for one another, written alike.
fn lookalike(number: &str) -> String {
    let alike = |c| match c {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        'G' => '6',
        other => other,
    };
    number.chars().map(alike).collect()
}

pub(super) fn issuing_country_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::IssuingCountryMatches;
    let Some(id) = photo_id(evidence) else { return Check::not_run(check) };
    let document = evidence.document;
    let country = id.issuing_country.as_deref().map(|claim| {
        part_matches(claim, document.issuing_country.as_ref(), |code| {
            country::from_alpha2(code).unwrap_or(code).to_owned()
        })
    });
    let state = id.issuing_state.as_deref().map(|claim| {
        part_matches(claim, document.issuing_state.as_ref(), |text| state::code(text).unwrap_or(text).to_owned())
    });
    // The worse of the two, where both were claimed.
    match [country, state].into_iter().flatten().min_by_key(|part| *part as u8) {
        None => Check::not_run(check),
        Some(Part::Contradicts) => Check::fail(check, Reason::IssuingCountryMismatch).score(0.0),
        Some(Part::Unsure) => Check::inconclusive(check, Reason::IssuingCountryUnreadable),
        Some(Part::Same) => Check::pass(check).score(1.0),
    }
}

#[derive(Clone, Copy)]
enum Part {
    Contradicts,
    Unsure,
    Same,
}

fn part_matches(claim: &str, read: Option<&Field<String>>, canonical: impl Fn(&str) -> String) -> Part {
    let fold = |text: &str| canonical(&deunicode::deunicode(text.trim()).to_ascii_uppercase());
    match read {
        Some(field) if field.confidence < super::SURE => Part::Unsure,
        Some(field) if fold(&field.value) == fold(claim) => Part::Same,
        Some(_) => Part::Contradicts,
        None => Part::Unsure,
    }
}
