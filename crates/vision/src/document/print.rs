//! Printed lines beside the zone, and without one.

use std::ops::Range;

use countersign_core::{
    Date,
    document::{
        extraction::{Extraction, Field, TextLine},
        mrz::FieldName,
        visual::{Seen, cross_check},
        zone_reading,
    },
    reason::Reason,
};

use crate::{model::ModelError, mrz::ZoneReading, page::Page};

/// Printed lines read at a time beside a zone, and at most.
const BATCH: usize = 4;
const BESIDE_ZONE: usize = 8;
/// And at most where the zone's names were hardly read: the print may know them.
const FOR_NAMES: usize = 20;
/// Width of a letter, and of the room around a line, in heights of a detected line.
const LETTER: f32 = 0.42;
const MARGIN: f32 = 0.3;
/// Letters of a date, give or take.
const DATE: usize = 10;
/// Lines read of a document without a zone: more than any identity document has.
const EVERYTHING: usize = 80;
/// Lines this sure may correct a letter of the zone's names.
const CORRECTS: f32 = 0.95;
/// Names of the zone less sure than this may be corrected by the print.
const UNSURE_NAME: f32 = 0.8;
/// Names less sure than this that the print does not show are left out.
const GUESSED_NAME: f32 = 0.5;

/// The zone's fields, with as much of the print read as it takes to meet them there too.
pub(super) fn read_beside_zone(page: &mut Page, zone: &ZoneReading, today: Date) -> Result<Extraction, ModelError> {
    let mut solved = zone.solved.clone();
    let place = |name| {
        let (line, columns) = zone.solved.zone.columns(name)?;
        zone.place(line, columns.start, columns.end)
    };
    let mut extraction = zone_reading::extraction(&solved, today, place);
    let mut candidates = by_likely_value(page);
    let expected = expected_shapes(&extraction);
    // Stable: among lines of a likely shape, large print still comes first.
    candidates.sort_by_key(|&line| !expected.iter().any(|shape| shape.contains(&aspect(page, line))));
    if !zone.solved.valid {
        // What a zone does not prove, the print may: all of it, as where there is no zone.
        candidates.truncate(EVERYTHING);
        page.read(&candidates)?;
        candidates.clear();
    }
    let hardly_read = |name: &Option<Field<String>>| name.as_ref().is_some_and(|name| name.confidence < GUESSED_NAME);
    let names_sought = hardly_read(&extraction.last_name) || hardly_read(&extraction.first_name);
    for (read, batch) in candidates.chunks(BATCH).enumerate().take(FOR_NAMES / BATCH) {
        extraction.text_lines = text_lines(page);
        let seen = cross_check(&extraction);
        let names_found = seen.last_name == Seen::Confirmed && seen.first_name == Seen::Confirmed;
        if seen.complete() || read * BATCH >= BESIDE_ZONE && (names_found || !names_sought) {
            break;
        }
        page.read(batch)?;
    }
    let lines = text_lines(page);
    let sure: Vec<&str> = lines.iter().filter(|l| l.confidence >= CORRECTS).map(|l| l.text.as_str()).collect();
    // A name read surely is not overruled by smaller, softer print.
    if solved.confidence_of(FieldName::Names) < UNSURE_NAME {
        solved.correct_names(&sure);
    }
    let mut corrected = zone_reading::extraction(&solved, today, place);
    corrected.text_lines = lines;
    leave_out_guessed_names(&mut corrected);
    Ok(corrected)
}

/// Width over height of the lines that print what the zone says: its names, its number, and dates.
fn expected_shapes(extraction: &Extraction) -> Vec<Range<f32>> {
    let name = |field: &Option<Field<String>>| field.as_ref().map(|name| name.value.chars().count());
    let texts =
        [name(&extraction.last_name), name(&extraction.first_name), name(&extraction.document_number), Some(DATE)];
    let shape = |letters: usize| {
        let middle = letters as f32 * LETTER + MARGIN;
        middle * 0.65..middle * 1.5
    };
    texts.into_iter().flatten().map(shape).collect()
}

fn aspect(page: &Page, line: usize) -> f32 {
    let strip = &page.lines[line].strip;
    strip.width() / strip.height().max(1.0)
}

/// Nothing protects names: what was hardly read, and stands nowhere in print, is unknown rather than wrong.
fn leave_out_guessed_names(extraction: &mut Extraction) {
    let seen = cross_check(extraction);
    let guessed = |name: &Option<Field<String>>| name.as_ref().is_some_and(|name| name.confidence < GUESSED_NAME);
    if seen.last_name != Seen::Confirmed && guessed(&extraction.last_name) {
        extraction.last_name = None;
    }
    if seen.first_name != Seen::Confirmed && guessed(&extraction.first_name) {
        extraction.first_name = None;
    }
}

/// Everything a document without a zone says.
pub(super) fn read_everything(page: &mut Page) -> Result<Extraction, ModelError> {
    let mut all = by_likely_value(page);
    all.truncate(EVERYTHING);
    page.read(&all)?;
    Ok(Extraction { text_lines: text_lines(page), ..Extraction::default() })
}

/// Unread lines, those first that are most likely values: print of more than label size, not too long.
fn by_likely_value(page: &Page) -> Vec<usize> {
    let mut unread: Vec<usize> = (0..page.lines.len()).filter(|&i| page.lines[i].reading.is_none()).collect();
    let worth = |i: usize| {
        let strip = &page.lines[i].strip;
        let length = if (1.8..14.0).contains(&aspect(page, i)) { 1.0 } else { 0.6 };
        strip.height() * length
    };
    unread.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    unread
}

pub(super) fn text_lines(page: &Page) -> Vec<TextLine> {
    let read = page.lines.iter().filter_map(|line| line.reading.as_ref().map(|reading| (line, reading)));
    read.filter(|(_, reading)| !reading.steps.is_empty())
        .map(|(line, reading)| TextLine {
            text: reading.text(),
            confidence: reading.confidence(),
            place: line.strip.quad(),
        })
        .collect()
}

/// Adds the barcode's fields where the zone gave none; a barcode that is no licence's is only reported.
pub(super) fn merge_barcode(extraction: &mut Extraction, read: Result<Extraction, Reason>) {
    let barcode = match read {
        Ok(barcode) => barcode,
        Err(reason) => return extraction.warnings.push(reason),
    };
    macro_rules! fill {
        ($($field:ident),*) => { $(if extraction.$field.is_none() { extraction.$field = barcode.$field; })* };
    }
    fill!(document_type, issuing_country, issuing_state, document_number, last_name, first_name, middle_name);
    fill!(date_of_birth, sex, nationality, issue_date, expiry_date, address, barcode);
}
