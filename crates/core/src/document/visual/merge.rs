//! What the print adds to the zone or barcode, and where it is believed instead.

use jiff::civil::Date;

use super::{
    cross_check::enrich,
    read::{Known, read},
};
use crate::{
    document::{
        extraction::{DocumentType, Extraction, Field, Source},
        mrz::transliterate,
    },
    reason::Reason,
};

/// Beside a zone whose check digits hold a field is added only when it is as sure as this: nothing next to what is
/// known should be a guess.
const BESIDE_VALID: f32 = 0.75;
/// A field of the zone this sure is not doubted for what the print says.
const SURELY_READ: f32 = 0.9;
/// Print this sure takes the place of what a failing check digit does not protect.
const OVER_INVALID: f32 = 0.8;

/// Completes an extraction with what its printed lines say: confirms, adds, and, where a check digit of the zone does
/// not hold, corrects. `today` decides the century of two-digit years.
pub fn complete(extraction: &mut Extraction, today: Date) {
    let machine = extraction.mrz.is_some() || extraction.barcode.is_some();
    let kind = extraction.document_type.as_ref().map(|field| field.value);
    let known = Known {
        kind: kind.or_else(|| machine.then_some(DocumentType::IdentityCard)),
        portrait: extraction.portrait.is_some(),
        today,
    };
    let mut print = read(&extraction.text_lines, known);
    if machine {
        // The kind was given, not read.
        print.document_type = None;
        correct(extraction, &print);
        part_names(extraction, &print);
        leave_out_contradicted(extraction, &mut print);
    }
    let least = if machine { BESIDE_VALID } else { 0.0 };
    add(extraction, print, least);
    enrich(extraction);
    if extraction.document_type.as_ref().is_none_or(|field| field.value == DocumentType::Other) && !machine {
        extraction.warnings.push(Reason::NoDocument);
    }
}

/// Takes the print's word for fields whose check digit does not hold.
fn correct(extraction: &mut Extraction, print: &Extraction) {
    let Some(zone) = extraction.mrz.as_ref().filter(|zone| !zone.valid) else { return };
    let fails = |check: &str| zone.checks.get(check) == Some(&false);
    let (number, birth, expiry) = (fails("document_number"), fails("date_of_birth"), fails("expiry_date"));
    if number {
        replace(&mut extraction.document_number, print.document_number.as_ref());
    }
    if birth {
        replace(&mut extraction.date_of_birth, print.date_of_birth.as_ref());
    }
    if expiry {
        replace(&mut extraction.expiry_date, print.expiry_date.as_ref());
    }
}

/// A zone without the two fillers between the names gives them as one; where the print has the same words as two, it
/// tells where one ends.
fn part_names(extraction: &mut Extraction, print: &Extraction) {
    let Some(whole) = extraction.last_name.as_ref().filter(|name| name.source == Source::Mrz) else { return };
    if extraction.first_name.is_some() {
        return;
    }
    let words = |name: &str| transliterate(name).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let is_whole = |last: &str, first: &str| words(&whole.value) == [words(last), words(first)].concat();
    let labelled = print.last_name.clone().zip(print.first_name.clone());
    let parted = labelled.filter(|(last, first)| is_whole(&last.value, &first.value)).or_else(|| {
        let by_case = extraction.text_lines.iter().filter_map(|line| Some((line, parted_by_case(&line.text)?)));
        let (line, (last, first)) = by_case.into_iter().find(|(_, (last, first))| is_whole(last, first))?;
        let field = |name| Field::new(name, Source::Visual, line.confidence * 0.9).at(Some(line.place));
        Some((field(last), field(first)))
    });
    if let Some((last, first)) = parted {
        (extraction.last_name, extraction.first_name) = (Some(last), Some(first));
    }
}

/// `DE LA ROVER June`: where capitals end, the surname does.
fn parted_by_case(line: &str) -> Option<(String, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let in_capitals = |word: &&&str| word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    let (last, first) = words.split_at(words.iter().take_while(in_capitals).count());
    let parts = !last.is_empty() && !first.is_empty() && first.iter().all(|word| word.chars().any(char::is_lowercase));
    parts.then(|| (last.join(" "), first.join(" ")))
}

/// No check digit covers the sex, the issuer and the nationality. Read without doubt they stay; where the zone was doubtful
/// and the print surely says otherwise, one of both is misread, and neither is given.
fn leave_out_contradicted(extraction: &mut Extraction, print: &mut Extraction) {
    fn judge<T: PartialEq>(zone: &mut Option<Field<T>>, print: &mut Option<Field<T>>) {
        let doubtful = |field: &Field<T>| field.source == Source::Mrz && field.confidence < SURELY_READ;
        let sure = print.as_ref().filter(|printed| printed.confidence >= OVER_INVALID);
        if zone.as_ref().zip(sure).is_some_and(|(zone, printed)| doubtful(zone) && zone.value != printed.value) {
            (*zone, *print) = (None, None);
        }
    }
    judge(&mut extraction.sex, &mut print.sex);
    judge(&mut extraction.issuing_country, &mut print.issuing_country);
    judge(&mut extraction.nationality, &mut print.nationality);
}

fn replace<T: Clone>(field: &mut Option<Field<T>>, printed: Option<&Field<T>>) {
    if let Some(printed) = printed.filter(|printed| printed.confidence >= OVER_INVALID) {
        *field = Some(printed.clone());
    }
}

/// Fills what is unknown.
fn add(extraction: &mut Extraction, print: Extraction, least: f32) {
    fn fill<T>(field: &mut Option<Field<T>>, printed: Option<Field<T>>, least: f32) {
        if field.is_none() {
            *field = printed.filter(|printed| printed.confidence >= least && printed.source == Source::Visual);
        }
    }
    macro_rules! fill_all {
        ($($name:ident),*) => { $(fill(&mut extraction.$name, print.$name, least);)* };
    }
    // A name that a valid zone gives too doubtfully to say is hardly printed any clearer.
    if extraction.mrz.as_ref().is_none_or(|zone| !zone.valid) {
        fill_all!(last_name, first_name, middle_name);
    }
    fill_all!(document_type, issuing_country, issuing_state, document_number);
    fill_all!(date_of_birth, sex, nationality, issue_date, expiry_date, personal_number, address);
    extraction.warnings.extend(print.warnings);
}
