//! AAMVA DL/ID payloads: what the PDF417 barcode on the back of a North American card says.
//!
//! Written against the AAMVA DL/ID Card Design Standard, versions 2000 (01) to 2025, annex D. Issuers take liberties
//! with nearly every rule of it, so the payload is read by its element ids: offsets, lengths and separators are not
//! relied on, and a version is never a reason to refuse.
//!
//! Nothing in the barcode is signed. That it agrees with the front of the card is consistency, not authenticity.

mod date;
mod elements;
mod emit;
mod fields;
mod issuer;
mod names;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;

pub use self::emit::emit;
pub use self::fields::Fields;
use super::extraction::{Barcode, Extraction, Field, Quad, Source};

/// How sure a field is once the barcode was read: its error correction leaves hardly a wrong character, but issuers
/// fold names into elements in ways that cannot always be told apart.
const CONFIDENCE: f32 = 0.98;

/// A payload as parsed.
#[derive(Clone, PartialEq)]
pub struct Payload {
    /// The elements as they stand, trimmed.
    pub barcode: Barcode,
    /// What they mean.
    pub fields: Fields,
    /// Which names the issuer says it cut off to fit the card.
    pub truncated: Truncated,
}

/// Names said to be truncated: elements DDE, DDF and DDG with the value `T`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Truncated {
    pub last_name: bool,
    pub first_name: bool,
    pub middle_name: bool,
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({:?}, redacted)", self.barcode)
    }
}

/// Parses the bytes of a barcode; `None` when they are no AAMVA payload.
///
/// Bytes that are not UTF-8 are taken as ISO 8859-1, the default of PDF417.
pub fn parse(payload: &[u8]) -> Option<Payload> {
    let text = match std::str::from_utf8(payload) {
        Ok(text) => text.to_owned(),
        Err(_) => payload.iter().copied().map(char::from).collect(),
    };
    let parts = elements::split(&text)?;
    let issuer = parts.issuer.and_then(issuer::by_number);
    let fields = fields::interpret(&parts, issuer);
    let truncated = |id: &str| parts.elements.get(id).is_some_and(|flag| flag.eq_ignore_ascii_case("T"));
    Some(Payload {
        truncated: Truncated {
            last_name: truncated("DDE"),
            first_name: truncated("DDF"),
            middle_name: truncated("DDG"),
        },
        barcode: Barcode {
            symbology: "PDF417".to_owned(),
            standard: "AAMVA".to_owned(),
            version: parts.version,
            jurisdiction: fields.issuing_state.clone(),
            elements: parts.elements,
        },
        fields,
    })
}

impl Payload {
    /// The canonical extraction of the barcode alone; `place` is where it stands in the picture.
    pub fn extraction(&self, place: Option<Quad>) -> Extraction {
        fn field<T: Clone>(value: Option<&T>, place: Option<Quad>) -> Option<Field<T>> {
            value.map(|value| Field::new(value.clone(), Source::Barcode, CONFIDENCE).at(place))
        }
        let fields = &self.fields;
        Extraction {
            document_type: field(fields.document_type.as_ref(), place),
            issuing_country: field(fields.issuing_country.as_ref(), place),
            issuing_state: field(fields.issuing_state.as_ref(), place),
            document_number: field(fields.document_number.as_ref(), place),
            last_name: field(fields.last_name.as_ref(), place),
            first_name: field(fields.first_name.as_ref(), place),
            middle_name: field(fields.middle_name.as_ref(), place),
            date_of_birth: field(fields.date_of_birth.as_ref(), place),
            sex: field(fields.sex.as_ref(), place),
            issue_date: field(fields.issue_date.as_ref(), place),
            expiry_date: field(fields.expiry_date.as_ref(), place),
            address: field(fields.address.as_ref(), place),
            barcode: Some(self.barcode.clone()),
            ..Extraction::default()
        }
    }
}
