//! What the document code says about the kind of document.

use crate::document::extraction::DocumentType;

use super::Format;

/// The kind of document, as far as the code says it for certain. Doc 9303 fixes `P` and `V`, and gives `A`, `C` and
/// `I` to any other card; only `I` alone, `ID` and `IO` mean an identity card everywhere. Residence permits of the
/// European Union carry an `R` second (Regulation 1030/2002); US permanent resident cards carry `C1` and `C2`.
pub(super) fn document_type(format: Format, code: &str, issuer: &str) -> Option<DocumentType> {
    match format {
        Format::FraId => return Some(DocumentType::IdentityCard),
        Format::FraDl => return Some(DocumentType::DriverLicense),
        Format::MrvA | Format::MrvB => return Some(DocumentType::Visa),
        Format::Td1 | Format::Td2 | Format::Td3 => {}
    }
    match (code, issuer) {
        ("I<" | "ID" | "IO", _) => Some(DocumentType::IdentityCard),
        ("AR" | "CR" | "IR", _) | ("C1" | "C2", "USA") => Some(DocumentType::ResidencePermit),
        (code, _) if code.starts_with('P') => Some(DocumentType::Passport),
        (code, _) if code.starts_with('D') => Some(DocumentType::DriverLicense),
        _ => None,
    }
}
