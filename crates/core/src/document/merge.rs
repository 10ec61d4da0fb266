//! Two sides of one document as one extraction.

use super::extraction::{Extraction, Field};
use crate::reason::Reason;

impl Extraction {
    /// This side with what the other adds: of each field the surer reading, and names from one side together, since
    /// sides split them differently. Pictures, places in them and text lines stay this side's.
    #[must_use]
    pub fn with_back(&self, back: &Self) -> Self {
        let names = if sureness(back.last_name.as_ref()) > sureness(self.last_name.as_ref()) { back } else { self };
        Self {
            document_type: surer(self.document_type.as_ref(), back.document_type.as_ref()),
            issuing_country: surer(self.issuing_country.as_ref(), back.issuing_country.as_ref()),
            issuing_state: surer(self.issuing_state.as_ref(), back.issuing_state.as_ref()),
            document_number: surer(self.document_number.as_ref(), back.document_number.as_ref()),
            last_name: names.last_name.clone(),
            first_name: names.first_name.clone(),
            middle_name: names.middle_name.clone(),
            date_of_birth: surer(self.date_of_birth.as_ref(), back.date_of_birth.as_ref()),
            sex: surer(self.sex.as_ref(), back.sex.as_ref()),
            nationality: surer(self.nationality.as_ref(), back.nationality.as_ref()),
            issue_date: surer(self.issue_date.as_ref(), back.issue_date.as_ref()),
            expiry_date: surer(self.expiry_date.as_ref(), back.expiry_date.as_ref()),
            personal_number: surer(self.personal_number.as_ref(), back.personal_number.as_ref()),
            name: surer(self.name.as_ref(), back.name.as_ref()),
            issuer: surer(self.issuer.as_ref(), back.issuer.as_ref()),
            address: surer(self.address.as_ref(), back.address.as_ref()),
            address_document: surer(self.address_document.as_ref(), back.address_document.as_ref()),
            mrz: self.mrz.clone().or_else(|| back.mrz.clone()),
            barcode: self.barcode.clone().or_else(|| back.barcode.clone()),
            text_lines: self.text_lines.clone(),
            portrait: self.portrait,
            quality: self.quality,
            orientation: self.orientation,
            warnings: self.warnings.iter().copied().chain(own_warnings(self, back)).collect(),
        }
    }
}

/// What the back warns of and the front did not, but for what a back need not have.
fn own_warnings(front: &Extraction, back: &Extraction) -> impl Iterator<Item = Reason> {
    const FRONT_ONLY: [Reason; 3] = [Reason::NoDocument, Reason::NoPortrait, Reason::MrzMissing];
    back.warnings.iter().copied().filter(|w| !FRONT_ONLY.contains(w) && !front.warnings.contains(w))
}

fn sureness<T>(field: Option<&Field<T>>) -> f32 {
    field.map_or(0.0, |field| field.confidence)
}

/// The reading with the higher confidence; the front's where both are equal.
fn surer<T: Clone>(front: Option<&Field<T>>, back: Option<&Field<T>>) -> Option<Field<T>> {
    let back_wins = sureness(back) > sureness(front);
    if back_wins { back.cloned() } else { front.or(back).cloned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::extraction::Source;

    #[test]
    fn the_surer_reading_wins_and_names_stay_together() {
        let field = |value: &str, source, confidence| Some(Field::new(value.to_owned(), source, confidence));
        let front = Extraction {
            document_number: field("A1", Source::Visual, 0.6),
            last_name: field("Smith Jones", Source::Visual, 0.5),
            warnings: vec![Reason::ImageGlare],
            ..Extraction::default()
        };
        let back = Extraction {
            document_number: field("A7", Source::Barcode, 0.98),
            last_name: field("SMITH", Source::Barcode, 0.98),
            first_name: field("ANN", Source::Barcode, 0.98),
            warnings: vec![Reason::ImageGlare, Reason::NoPortrait, Reason::ImageBlurred],
            ..Extraction::default()
        };
        let both = front.with_back(&back);
        assert_eq!(both.document_number, back.document_number);
        assert_eq!((both.last_name, both.first_name), (back.last_name.clone(), back.first_name.clone()));
        assert_eq!(both.warnings, [Reason::ImageGlare, Reason::ImageBlurred]);
        assert_eq!(back.with_back(&front).last_name, back.last_name);
    }
}
