//! Canonical fields of a zone.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FieldName, Format, Zone, code, dates};
use crate::document::{
    country,
    extraction::{DocumentType, Sex},
};

/// What a zone says, under the canonical names. Unknown is absent: a date with an unknown part, a code that is no
/// country, a document code that does not tell the kind.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneFields {
    pub format: Format,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_type: Option<DocumentType>,
    /// ISO 3166-1 alpha-3, or a code of Doc 9303-3 §5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuing_country: Option<String>,
    /// Letters and digits; a long number in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The name fills its field to the end: the last name shown may have been cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names_truncated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<Date>,
}

/// Values are personal data.
impl fmt::Debug for ZoneFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ZoneFields({:?}, {:?}, redacted)", self.format, self.document_type)
    }
}

impl Zone {
    /// The canonical fields; `today` decides the century of two-digit years.
    pub fn fields(&self, today: Date) -> ZoneFields {
        let issuer = self.raw(FieldName::Issuer).unwrap_or_default();
        let expiry_date = self.raw(FieldName::ExpiryDate).and_then(|text| dates::expiry(text, today));
        let names = self.names();
        ZoneFields {
            format: self.format(),
            document_type: self
                .raw(FieldName::DocumentCode)
                .and_then(|code| code::document_type(self.format(), code, issuer)),
            issuing_country: country::canonical(issuer).map(str::to_owned),
            document_number: self.document_number(),
            last_name: names.last,
            first_name: names.first,
            names_truncated: names.truncated,
            date_of_birth: self.raw(FieldName::DateOfBirth).and_then(|text| dates::birth(text, expiry_date, today)),
            sex: self.sex(),
            nationality: self.raw(FieldName::Nationality).and_then(country::canonical).map(str::to_owned),
            expiry_date,
        }
    }

    fn document_number(&self) -> Option<String> {
        let number = match self.long_number() {
            Some(long) => long.number,
            None => self.raw(FieldName::DocumentNumber)?.to_owned(),
        };
        Some(number.replace('<', "")).filter(|number| !number.is_empty())
    }

    /// A filler is "unspecified" on travel documents, which must state the sex; cards may simply not say it.
    fn sex(&self) -> Option<Sex> {
        match (self.raw(FieldName::Sex)?, self.format()) {
            ("M", _) => Some(Sex::M),
            ("F", _) => Some(Sex::F),
            ("X", _) | ("<", Format::Td3 | Format::MrvA | Format::MrvB) => Some(Sex::X),
            _ => None,
        }
    }

    fn names(&self) -> Names {
        let (last, first, full) = if let Some(text) = self.raw(FieldName::Names) {
            let (last, first) = text.trim_start_matches('<').split_once("<<").unwrap_or((text, ""));
            (last, first, !text.ends_with('<'))
        } else {
            let last = self.raw(FieldName::Surname).unwrap_or_default();
            let first = self.raw(FieldName::GivenNames).unwrap_or_default();
            (last, first, !last.ends_with('<') || !(first.is_empty() || first.ends_with('<')))
        };
        Names { last: spaced(last), first: spaced(first), truncated: full }
    }
}

struct Names {
    last: Option<String>,
    first: Option<String>,
    truncated: bool,
}

/// Components with single spaces between them.
fn spaced(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('<').filter(|part| !part.is_empty()).collect();
    Some(parts.join(" ")).filter(|name| !name.is_empty())
}
