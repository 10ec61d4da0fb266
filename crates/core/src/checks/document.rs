//! Is there a document, of the kind asked for, in force and real?

use super::{Evidence, SURE, confidence, contradicted, print};
use crate::{
    check::{Check, CheckName},
    decision::{Mode, Policy},
    document::extraction::{DocumentType, Extraction},
    reason::Reason,
};

/// Printed over documents that are shown around, in the languages they are printed in; and the country of ICAO's
/// specimens. Words only: no list can know the people whom issuers invent for theirs.
const SPECIMEN_WORDS: &[&str] = &[
    "ECHANTILLON",
    "ESEMPIO",
    "ESPECIMEN",
    "FACSIMILE",
    "MINTA",
    "MUESTRA",
    "MUSTER",
    "NAIDIS",
    "ORNEK",
    "PARAUGS",
    "PAVYZDYS",
    "SAMPLE",
    "SPECIMEN",
    "UTOPIA",
    "UTOPIAN",
    "VOORBEELD",
    "VZOR",
    "WZOR",
];

/// The issuer of specimens, ICAO Doc 9303-3 §5.
const UTOPIA: &str = "UTO";

pub(super) fn readable(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::DocumentReadable;
    let document = evidence.document;
    if !is_identity_document(document) {
        return Check::fail(name, Reason::NoDocument).score(0.0);
    }
    let main = [
        ("document_number", confidence(document.document_number.as_ref())),
        ("last_name", confidence(document.last_name.as_ref())),
        ("date_of_birth", confidence(document.date_of_birth.as_ref())),
    ];
    let unsure: Vec<&str> = main.iter().filter(|(_, confidence)| *confidence < SURE).map(|(field, _)| *field).collect();
    let weakest = main.iter().map(|(_, confidence)| *confidence).fold(1.0, f32::min);
    if unsure.is_empty() {
        return Check::pass(name).score(weakest);
    }
    Check::inconclusive(name, why_unreadable(evidence.front)).score(weakest).evidence("unsure", unsure)
}

fn is_identity_document(document: &Extraction) -> bool {
    let kind = document.document_type.as_ref().map(|field| field.value);
    match kind {
        Some(DocumentType::Other | DocumentType::ProofOfAddress) => false,
        Some(_) => true,
        // Cards whose zone does not tell the kind are documents all the same.
        None => document.mrz.is_some() || document.barcode.is_some(),
    }
}

/// What was wrong with the picture is more use to the subject than that it could not be read.
fn why_unreadable(front: &Extraction) -> Reason {
    const CAPTURE: [Reason; 5] = [
        Reason::ImageBlurred,
        Reason::ImageGlare,
        Reason::ImageTooDark,
        Reason::ImageLowResolution,
        Reason::DocumentCutOff,
    ];
    CAPTURE.into_iter().find(|reason| front.warnings.contains(reason)).unwrap_or(Reason::DocumentUnreadable)
}

pub(super) fn type_expected(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::DocumentTypeExpected;
    let accepted = evidence.expected.documents.as_ref().and_then(|d| d.photo_id.as_ref()).map(|id| id.types.as_slice());
    let accepted = accepted.unwrap_or_default();
    let Some(kind) = &evidence.document.document_type else {
        // Nothing particular was asked for: any document that can be read will do, and another check says whether it can.
        return match accepted {
            [] if is_identity_document(evidence.document) => Check::pass(name),
            _ => Check::inconclusive(name, Reason::DocumentTypeUnexpected),
        };
    };
    let fits = match accepted {
        [] => !matches!(kind.value, DocumentType::Other | DocumentType::ProofOfAddress),
        types => types.contains(&kind.value),
    };
    if fits { Check::pass(name) } else { contradicted(name, Reason::DocumentTypeUnexpected, kind.confidence) }
}

/// A document is good through its last day.
pub(super) fn not_expired(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::DocumentNotExpired;
    let Some(expiry) = &evidence.document.expiry_date else {
        return Check::inconclusive(name, Reason::ExpiryUnknown);
    };
    match (expiry.value < evidence.today, expiry.confidence >= SURE) {
        (true, _) => contradicted(name, Reason::DocumentExpired, expiry.confidence),
        (false, true) => Check::pass(name),
        (false, false) => Check::inconclusive(name, Reason::ExpiryUnknown),
    }
}

pub(super) fn not_specimen(evidence: &Evidence<'_>, policy: &Policy) -> Check {
    let name = CheckName::DocumentNotSpecimen;
    if policy.mode == Mode::Test {
        return Check::not_run(name);
    }
    let sides = || std::iter::once(evidence.front).chain(evidence.back);
    if sides().chain([evidence.document]).any(issued_by_utopia) {
        return Check::fail(name, Reason::DocumentSpecimen).evidence("mark", "issuer");
    }
    if sides().flat_map(|side| &side.text_lines).any(|line| marks_specimen(&line.text)) {
        return Check::fail(name, Reason::DocumentSpecimen).evidence("mark", "printed");
    }
    let names = [&evidence.document.last_name, &evidence.document.first_name];
    if names.into_iter().flatten().any(|field| marks_specimen(&field.value)) {
        // Somebody may really be called that: a person should look.
        return Check::inconclusive(name, Reason::DocumentSpecimen).evidence("mark", "name");
    }
    Check::pass(name)
}

fn issued_by_utopia(side: &Extraction) -> bool {
    [&side.issuing_country, &side.nationality].into_iter().flatten().any(|field| field.value == UTOPIA)
}

/// The words must stand alone: `MUSTERSTADT` is a place. Zone lines are names of people, not marks.
fn marks_specimen(line: &str) -> bool {
    !line.contains("<<") && print::words(line).iter().any(|word| SPECIMEN_WORDS.contains(&word.as_str()))
}
