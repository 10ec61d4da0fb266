//! Do the machine readable parts hold, and do they agree with what is printed beside them?

use super::{Evidence, print};
use crate::{
    check::{Check, CheckName},
    document::extraction::{DocumentType, Extraction, Source},
    reason::Reason,
};

pub(super) fn mrz_valid(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::MrzValid;
    let Some(zone) = &evidence.document.mrz else {
        let kind = evidence.document.document_type.as_ref().map(|field| field.value);
        return match kind {
            // Doc 9303 parts 4 and 7: these carry a zone, always.
            Some(DocumentType::Passport | DocumentType::Visa) => Check::inconclusive(name, Reason::MrzMissing),
            _ => Check::not_run(name),
        };
    };
    let held = zone.checks.values().filter(|holds| **holds).count();
    let share =
        if zone.checks.is_empty() { f32::from(u8::from(zone.valid)) } else { held as f32 / zone.checks.len() as f32 };
    let doubts = [Reason::MrzCountryUnknown];
    let doubt = doubts.into_iter().find(|reason| evidence.front.warnings.contains(reason));
    let check = match (zone.valid, doubt) {
        (true, None) => Check::pass(name),
        (true, Some(reason)) => Check::inconclusive(name, reason),
        (false, _) => Check::fail(name, Reason::MrzCheckFailed),
    };
    let failed: Vec<&str> = zone.checks.iter().filter(|(_, holds)| !**holds).map(|(digit, _)| digit.as_str()).collect();
    let check = check.score(share).evidence("repaired", zone.repaired.len());
    if failed.is_empty() { check } else { check.evidence("failed", failed) }
}

pub(super) fn mrz_matches_visual(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::MrzMatchesVisual;
    let Some(side) = std::iter::once(evidence.front).chain(evidence.back).find(|side| side.mrz.is_some()) else {
        return Check::not_run(name);
    };
    if side.warnings.contains(&Reason::MrzVisualMismatch) {
        return Check::fail(name, Reason::MrzVisualMismatch).score(0.0);
    }
    // The zone may be on the back of a card and the print on its front.
    let places: Vec<&Extraction> = std::iter::once(evidence.front).chain(evidence.back).collect();
    let confirmed = in_print(side, Source::Mrz, &places);
    agreement(name, Reason::MrzNameUncertain, &confirmed)
}

pub(super) fn barcode_matches_front(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::BarcodeMatchesFront;
    let sides = std::iter::once(evidence.front).chain(evidence.back);
    let Some(side) = sides.into_iter().find(|side| side.barcode.is_some()) else {
        return without_barcode(evidence);
    };
    let front = evidence.front;
    let (agree, contradict) = compare_fields(side, front);
    if !contradict.is_empty() || front.warnings.contains(&Reason::BarcodeFrontMismatch) {
        return Check::fail(name, Reason::BarcodeFrontMismatch).score(0.0).evidence("contradicts", contradict);
    }
    let mut confirmed = in_print(side, Source::Barcode, &[front]);
    confirmed.extend(agree);
    agreement(name, Reason::BarcodeFrontMismatch, &confirmed)
}

/// North American cards carry a barcode on their back: a picture of it without one is worth a look.
fn without_barcode(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::BarcodeMatchesFront;
    let document = evidence.document;
    let licence = document.document_type.as_ref().is_some_and(|kind| kind.value == DocumentType::DriverLicense);
    let north_american = document.issuing_country.as_ref().is_some_and(|c| matches!(c.value.as_str(), "USA" | "CAN"));
    if evidence.back.is_some() && licence && north_american {
        return Check::inconclusive(name, Reason::BarcodeUnreadable);
    }
    Check::not_run(name)
}

/// Fields that both the barcode and the front's own print or zone give: which agree, which contradict.
fn compare_fields(barcode: &Extraction, front: &Extraction) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut verdicts = Vec::new();
    if let (Some(a), Some(b)) = (&barcode.document_number, &front.document_number)
        && b.source != Source::Barcode
    {
        verdicts.push(("document_number", print::words(&a.value).concat() == print::words(&b.value).concat()));
    }
    let dates = [
        ("date_of_birth", &barcode.date_of_birth, &front.date_of_birth),
        ("expiry_date", &barcode.expiry_date, &front.expiry_date),
    ];
    for (field, a, b) in dates {
        if let (Some(a), Some(b)) = (a, b)
            && b.source != Source::Barcode
        {
            verdicts.push((field, a.value == b.value));
        }
    }
    let (agree, contradict): (Vec<_>, Vec<_>) = verdicts.into_iter().partition(|(_, same)| *same);
    let names = |list: Vec<(&'static str, bool)>| list.into_iter().map(|(field, _)| field).collect();
    (names(agree), names(contradict))
}

/// Fields of `side` that came from `source` and also stand in print at one of `places`.
fn in_print(side: &Extraction, source: Source, places: &[&Extraction]) -> Vec<&'static str> {
    let places: Vec<_> = places.iter().filter(|place| print::has_print(place)).collect();
    let number = side.document_number.as_ref().filter(|f| f.source == source);
    let birth = side.date_of_birth.as_ref().filter(|f| f.source == source);
    let last_name = side.last_name.as_ref().filter(|f| f.source == source);
    let shown = [
        ("document_number", number.is_some_and(|f| places.iter().any(|p| print::shows_number(p, &f.value)))),
        ("date_of_birth", birth.is_some_and(|f| places.iter().any(|p| print::shows_date(p, f.value)))),
        (
            "last_name",
            last_name.is_some_and(|f| f.printed.is_some() || places.iter().any(|p| print::shows_name(p, &f.value))),
        ),
    ];
    shown.into_iter().filter_map(|(field, there)| there.then_some(field)).collect()
}

/// One field may agree by chance; none says nothing either way.
fn agreement(name: CheckName, doubt: Reason, confirmed: &[&'static str]) -> Check {
    let mut fields = confirmed.to_vec();
    fields.sort_unstable();
    fields.dedup();
    let check = if fields.is_empty() { Check::inconclusive(name, doubt) } else { Check::pass(name) };
    check.score(fields.len() as f32 / 3.0).evidence("confirmed", fields)
}
