//! The canonical extraction: one value a field, with where it was read and how sure that reading is.
//!
//! Its serialised form is the contract of `countersign read --json`, of `evaluate --out` and of the API.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{address_proof::AddressDocument, mrz::Format};
use crate::reason::Reason;

/// Kind of document, as far as it could be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    Passport,
    IdentityCard,
    DriverLicense,
    ResidencePermit,
    Visa,
    ProofOfAddress,
    Other,
}

/// Where on the document a value was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Machine readable zone, ICAO Doc 9303.
    Mrz,
    /// PDF417 barcode with an AAMVA payload.
    Barcode,
    /// Printed text of the visual zone.
    Visual,
    /// Text embedded in a PDF.
    Text,
}

/// Four corners of a place in the picture as decoded and turned by EXIF, in pixels of that picture,
/// clockwise from the corner that is top left when the text is read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quad(pub [[f32; 2]; 4]);

/// One field of a document.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Field<T> {
    pub value: T,
    pub source: Source,
    /// Calibrated towards the probability that `value` is right, 0 to 1.
    pub confidence: f32,
    #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Quad>,
    /// Names only: the form printed in the visual zone, when it differs from `value`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub printed: Option<String>,
    /// Names only: the form of the machine readable zone, when `value` is the printed one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub transliterated: Option<String>,
}

impl<T> Field<T> {
    pub fn new(value: T, source: Source, confidence: f32) -> Self {
        Self { value, source, confidence, place: None, printed: None, transliterated: None }
    }

    #[must_use]
    pub fn at(mut self, place: Option<Quad>) -> Self {
        self.place = place;
        self
    }
}

/// Values are personal data: only where they come from is shown.
impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({:?}, {:.2}, redacted)", self.source, self.confidence)
    }
}

/// Sex as printed: ICAO and AAMVA know male, female and unspecified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    M,
    F,
    X,
}

/// A postal address in its parts; any may be unknown.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Address {
    /// Names of the parts, in the order in which they are written.
    pub const PARTS: [&'static str; 6] = ["street", "street2", "city", "state", "postal_code", "country"];
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(redacted)")
    }
}

/// The machine readable zone as read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MrzZone {
    pub format: Format,
    /// After repair, fillers kept.
    pub lines: Vec<String>,
    /// Every check digit of the format holds.
    pub valid: bool,
    /// Outcome per check digit: `document_number`, `date_of_birth`, `expiry_date`, `optional`, `composite`.
    pub checks: BTreeMap<String, bool>,
    /// What was changed from the text as recognised, in words without the values ("`document_number`: 1 character").
    pub repaired: Vec<String>,
}

impl fmt::Debug for MrzZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MrzZone({:?}, valid: {}, redacted)", self.format, self.valid)
    }
}

/// A PDF417 barcode with its AAMVA elements.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Barcode {
    pub symbology: String,
    pub standard: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u8>,
    /// Two-letter code of the state or province, from the element or the issuer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    pub elements: BTreeMap<String, String>,
}

impl fmt::Debug for Barcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Barcode({}, {} elements, redacted)", self.standard, self.elements.len())
    }
}

/// One line of printed text.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TextLine {
    pub text: String,
    pub confidence: f32,
    #[serde(rename = "box")]
    pub place: Quad,
}

impl fmt::Debug for TextLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextLine({} characters, {:.2})", self.text.chars().count(), self.confidence)
    }
}

/// Where the portrait is, and how many pixels it has between the eyes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Portrait {
    #[serde(rename = "box")]
    pub place: Quad,
    pub eye_distance: f32,
}

/// How good the picture is, measured on the document, not on its surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// 0 sharp … 1 unreadable.
    pub blur: f32,
    /// Share of the picture's area that a reflection has burnt out.
    pub glare: f32,
    /// Mean brightness, 0 black … 1 white.
    pub brightness: f32,
    /// Height of the typical text line in pixels of the original picture.
    pub text_height: f32,
    /// Pixels of the document's longer edge.
    pub resolution: u32,
}

/// How the picture had to be turned to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orientation {
    /// Clockwise turn, in degrees, that brings the document upright: 0, 90, 180 or 270.
    pub turned: u16,
    /// The picture was a mirror image.
    pub mirrored: bool,
}

/// Everything read from one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extraction {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_type: Option<Field<DocumentType>>,
    /// ISO 3166-1 alpha-3, or an ICAO code such as `UTO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_country: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_state: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Field<Date>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Field<Sex>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_date: Option<Field<Date>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<Field<Date>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_number: Option<Field<String>>,
    /// Proof of address: the person or household it is addressed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Field<String>>,
    /// Proof of address: who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Field<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Field<Address>>,
    /// Papers with an address: what kind they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_document: Option<Field<AddressDocument>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrz: Option<MrzZone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Barcode>,
    pub text_lines: Vec<TextLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portrait: Option<Portrait>,
    pub quality: Quality,
    pub orientation: Orientation,
    pub warnings: Vec<Reason>,
}

impl Extraction {
    /// Names of the fields, in the order in which people read a document.
    pub const FIELDS: [&'static str; 17] = [
        "document_type",
        "issuing_country",
        "issuing_state",
        "document_number",
        "last_name",
        "first_name",
        "middle_name",
        "date_of_birth",
        "sex",
        "nationality",
        "issue_date",
        "expiry_date",
        "personal_number",
        "name",
        "issuer",
        "address_document",
        "address",
    ];

    /// Moves every place, as when what was read in a turned picture is shown in the picture it was made from.
    pub fn move_places(&mut self, to: impl Fn(Quad) -> Quad) {
        fn field<T>(field: &mut Option<Field<T>>, to: &impl Fn(Quad) -> Quad) {
            if let Some(place) = field.as_mut().and_then(|field| field.place.as_mut()) {
                *place = to(*place);
            }
        }
        macro_rules! all {
            ($($name:ident)*) => { $(field(&mut self.$name, &to);)* };
        }
        all!(document_type issuing_country issuing_state document_number last_name first_name middle_name);
        all!(date_of_birth sex nationality issue_date expiry_date personal_number name issuer address);
        field(&mut self.address_document, &to);
        for line in &mut self.text_lines {
            line.place = to(line.place);
        }
        if let Some(portrait) = &mut self.portrait {
            portrait.place = to(portrait.place);
        }
    }
}
