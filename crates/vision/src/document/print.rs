//! Printed lines beside the zone, and without one.

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
const BESIDE_ZONE: usize = 12;
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
    let candidates = by_likely_value(page);
    for batch in candidates.chunks(BATCH).take(BESIDE_ZONE / BATCH) {
        extraction.text_lines = text_lines(page);
        if cross_check(&extraction).complete() {
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
        let aspect = strip.width() / strip.height().max(1.0);
        let length = if (1.8..14.0).contains(&aspect) { 1.0 } else { 0.6 };
        strip.height() * length
    };
    unread.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    unread
}

fn text_lines(page: &Page) -> Vec<TextLine> {
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
