//! Fields of an extraction as rows of a table, and their places on the picture.

use countersign_core::document::extraction::{Address, Extraction, Quad};
use serde_json::Value;

/// A field's place on the document's picture.
pub(super) struct Mark {
    pub number: usize,
    pub label: String,
    pub source: String,
    pub points: String,
    pub corner: [f32; 2],
}

pub(super) struct FieldRow {
    pub number: Option<usize>,
    pub label: String,
    pub value: String,
    /// As printed, where that is another script or spelling.
    pub printed: Option<String>,
    pub source: String,
    pub percent: u32,
}

/// Rows and marks; `tag` is how far a mark's number stands from its place, in pixels.
pub(super) fn fields(extraction: &Extraction, tag: f32) -> (Vec<FieldRow>, Vec<Mark>) {
    let tree = serde_json::to_value(extraction).unwrap_or_default();
    let mut marks = Vec::new();
    let mut rows = Vec::new();
    for name in Extraction::FIELDS {
        let Some(field) = tree.get(name) else { continue };
        let label = words(name);
        let source = text(&field["source"]);
        let place = serde_json::from_value::<Quad>(field["box"].clone()).ok();
        let number = place.map(|place| {
            let number = marks.len() + 1;
            let corner = beside(place, tag);
            marks.push(Mark { number, label: label.clone(), source: source.clone(), points: points(place), corner });
            number
        });
        // Rounded down: nothing that was read is certain.
        let percent = (field["confidence"].as_f64().unwrap_or_default() * 100.0).min(99.0) as u32;
        let printed = field["printed"].as_str().map(str::to_owned);
        rows.push(FieldRow { number, label, value: value(name, &field["value"]), printed, source, percent });
    }
    (rows, marks)
}

/// Where a place's number stands: above its first corner, by `distance`, so that it hides no letter.
fn beside(Quad([first, _, _, below]): Quad, distance: f32) -> [f32; 2] {
    let up = [first[0] - below[0], first[1] - below[1]];
    let length = up[0].hypot(up[1]).max(1.0);
    [first[0] + up[0] / length * distance, first[1] + up[1] / length * distance]
}

/// A value as a person writes it; an address over its parts.
fn value(field: &str, value: &Value) -> String {
    match value {
        Value::Object(parts) => {
            Address::PARTS.iter().filter_map(|part| parts.get(*part)?.as_str()).collect::<Vec<_>>().join(", ")
        }
        Value::String(code) if matches!(field, "document_type" | "address_document") => words(code),
        other => text(other),
    }
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `date_of_birth` as "Date of birth".
pub(super) fn words(code: &str) -> String {
    let spaced = code.replace('_', " ");
    let mut letters = spaced.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    (first + letters.as_str()).replace("Mrz", "MRZ").replace(" mrz", " MRZ")
}

pub(super) fn points(Quad(corners): Quad) -> String {
    corners.map(|[x, y]| format!("{x:.1},{y:.1}")).join(" ")
}
