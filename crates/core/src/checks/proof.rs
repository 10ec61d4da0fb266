//! Does the proof of address prove it: recent, for this person, at this place?

use super::{Evidence, SURE, confidence, confirmed, contradicted};
use crate::{
    check::{Check, CheckName},
    decision::Policy,
    document::extraction::{DocumentType, Extraction},
    normalize::{
        Grade, address,
        name::{self, Name},
    },
    reason::Reason,
};

/// Days a paper may be dated after the day it is judged: time zones, and letters dated for tomorrow's mail.
const AHEAD: i32 = 2;

/// The paper, where it is one that proves an address; else why it is none.
fn paper<'a>(evidence: &Evidence<'a>, check: CheckName) -> Option<Result<&'a Extraction, Check>> {
    let proof = evidence.proof_of_address?;
    let kind = proof.document_type.as_ref().map(|field| field.value);
    let named = proof.address_document.as_ref().map_or("unknown", |field| field.value.as_str());
    Some(match kind {
        Some(DocumentType::ProofOfAddress) => Ok(proof),
        // A reader that knows words may err: a person looks at what it does not take for a proof.
        Some(_) => Err(Check::inconclusive(check, Reason::AddressDocumentUnsuitable).evidence("kind", named)),
        None => Err(Check::inconclusive(check, Reason::NoAddressFound)),
    })
}

/// Runs `examine` on the paper, where there is one.
fn with_paper(evidence: &Evidence<'_>, check: CheckName, examine: impl FnOnce(&Extraction) -> Check) -> Check {
    match paper(evidence, check) {
        None => Check::not_run(check),
        Some(Err(unsuitable)) => unsuitable,
        Some(Ok(proof)) => examine(proof),
    }
}

/// Not older than the policy's limit, in days, on the day of judgement; the last day counts.
pub(super) fn recent(evidence: &Evidence<'_>, policy: &Policy) -> Check {
    let check = CheckName::ProofOfAddressRecent;
    with_paper(evidence, check, |proof| {
        let Some(issued) = &proof.issue_date else {
            return Check::inconclusive(check, Reason::ProofOfAddressDateUnknown);
        };
        let age = (evidence.today - issued.value).get_days();
        let limit = i32::from(policy.proof_of_address_days);
        let result = match age {
            age if age < -AHEAD => Check::inconclusive(check, Reason::ProofOfAddressDateUnknown),
            age if age <= limit => confirmed(check, Reason::ProofOfAddressDateUnknown, issued.confidence),
            _ => contradicted(check, Reason::ProofOfAddressOld, issued.confidence),
        };
        result.evidence("days", age).evidence("limit", limit)
    })
}

/// Addressed to the person: to the one that was claimed, or else to the one of the identity document.
pub(super) fn name_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::ProofOfAddressNameMatches;
    with_paper(evidence, check, |proof| {
        let Some((person, from)) = person(evidence) else { return Check::not_run(check) };
        let Some(read) = &proof.name else { return Check::inconclusive(check, Reason::NameUnreadable) };
        // Papers name households: any of the names may be the person's.
        let best = household(&read.value)
            .iter()
            .map(|one| name::compare(&person, one))
            .max_by(|a, b| a.grade.cmp(&b.grade).then(a.score.total_cmp(&b.score)));
        let Some(best) = best else { return Check::inconclusive(check, Reason::NameUnreadable) };
        let result = match best.grade {
            Grade::Match => confirmed(check, Reason::NameUnreadable, read.confidence),
            Grade::Close => Check::inconclusive(check, Reason::NameClose),
            Grade::Mismatch => contradicted(check, Reason::NameMismatch, read.confidence),
        };
        let differences = serde_json::to_value(&best.differences).expect("unit variants are strings");
        let result = result.score(best.score).evidence("grade", best.grade.as_str()).evidence("against", from);
        result.evidence("differences", differences)
    })
}

/// `Ruth & Omar Hayes` are Ruth Hayes and Omar Hayes.
fn household(name: &str) -> Vec<Name> {
    let spaced = name.replace(" + ", " & ").replace(" and ", " & ").replace(" und ", " & ").replace(" et ", " & ");
    let parts: Vec<&str> = spaced.split('&').map(str::trim).filter(|part| !part.is_empty()).collect();
    let family = parts.last().and_then(|last| last.split_whitespace().last()).unwrap_or_default();
    let each = |part: &&str| if part.contains(' ') { Name::whole(part) } else { Name::new(*part, family) };
    if parts.len() > 1 { parts.iter().map(each).collect() } else { vec![Name::whole(name)] }
}

fn person(evidence: &Evidence<'_>) -> Option<(Name, &'static str)> {
    let join = |parts: [Option<&str>; 2]| parts.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join(" ");
    if let Some(person) = &evidence.expected.person {
        let given = join([person.first_name.as_deref(), person.middle_name.as_deref()]);
        let name = Name::new(given.trim(), person.last_name.as_deref().unwrap_or_default().trim());
        if !name.given.is_empty() || !name.family.is_empty() {
            return Some((name, "expected"));
        }
    }
    let document = evidence.document;
    let family = document.last_name.as_ref().filter(|field| field.confidence >= SURE)?;
    let given = document.first_name.as_ref().map_or("", |field| field.value.as_str());
    Some((Name::new(given, family.value.as_str()), "document"))
}

/// Sent to the place that was claimed, or else to the one on the identity document.
pub(super) fn address_matches(evidence: &Evidence<'_>) -> Check {
    let check = CheckName::ProofOfAddressAddressMatches;
    with_paper(evidence, check, |proof| {
        let read_elsewhere = evidence.document.address.as_ref().filter(|field| field.confidence >= SURE);
        let claim = evidence.expected.address.as_ref().or(read_elsewhere.map(|field| &field.value));
        let Some(claim) = claim else { return Check::not_run(check) };
        let Some(read) = &proof.address else { return Check::inconclusive(check, Reason::AddressUnreadable) };
        let comparison = address::compare(claim, &read.value);
        let sure = confidence(Some(read));
        let result = match comparison.grade {
            Grade::Match => confirmed(check, Reason::AddressUnreadable, sure),
            Grade::Close => Check::inconclusive(check, Reason::AddressClose),
            Grade::Mismatch => contradicted(check, Reason::AddressMismatch, sure),
        };
        let differences = serde_json::to_value(&comparison.differences).expect("unit variants are strings");
        result.score(comparison.score).evidence("grade", comparison.grade.as_str()).evidence("differences", differences)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        check::Outcome,
        document::extraction::{Address, Field, Source},
        expected::{Expected, Person},
    };

    #[expect(clippy::unnecessary_wraps, reason = "fields of an extraction may be absent")]
    fn field<T>(value: T) -> Option<Field<T>> {
        Some(Field::new(value, Source::Text, 0.95))
    }

    fn home(number: &str) -> Address {
        Address {
            street: Some(format!("{number} Elm Road")),
            city: Some("Lincoln".to_owned()),
            postal_code: Some("68502".to_owned()),
            ..Address::default()
        }
    }

    fn bill() -> Extraction {
        Extraction {
            document_type: field(DocumentType::ProofOfAddress),
            name: field("Nora & Per Lindqvist".to_owned()),
            address: field(home("14")),
            issue_date: field(date(2026, 3, 3)),
            ..Extraction::default()
        }
    }

    fn outcomes(proof: &Extraction, first: &str, number: &str) -> [(Outcome, Option<Reason>); 3] {
        let person =
            Person { first_name: Some(first.to_owned()), last_name: Some("Lindqvist".to_owned()), ..Person::default() };
        let expected = Expected { person: Some(person), address: Some(home(number)), ..Expected::default() };
        let nothing = Extraction::default();
        let evidence = Evidence {
            front: &nothing,
            back: None,
            document: &nothing,
            proof_of_address: Some(proof),
            faces: None,
            passive: None,
            active: None,
            expected: &expected,
            today: date(2026, 6, 1),
        };
        let checks = [recent(&evidence, &Policy::default()), name_matches(&evidence), address_matches(&evidence)];
        checks.map(|check| (check.outcome, check.reason))
    }

    #[test]
    fn a_recent_bill_of_the_household_passes() {
        assert_eq!(outcomes(&bill(), "Per", "14"), [(Outcome::Pass, None); 3]);
    }

    #[test]
    fn another_person_place_or_time_fails() {
        let old = Extraction { issue_date: field(date(2026, 3, 2)), ..bill() };
        let expected = [Reason::ProofOfAddressOld, Reason::NameMismatch, Reason::AddressMismatch];
        assert_eq!(outcomes(&old, "Ida", "41"), expected.map(|reason| (Outcome::Fail, Some(reason))));
    }

    #[test]
    fn papers_that_prove_nothing_go_to_a_person() {
        let invoice = Extraction { document_type: field(DocumentType::Other), ..bill() };
        let unsuitable = (Outcome::Inconclusive, Some(Reason::AddressDocumentUnsuitable));
        assert_eq!(outcomes(&invoice, "Per", "14"), [unsuitable; 3]);
    }

    #[test]
    fn without_a_date_its_age_is_unknown() {
        let undated = Extraction { issue_date: None, ..bill() };
        let [recent, ..] = outcomes(&undated, "Per", "14");
        assert_eq!(recent, (Outcome::Inconclusive, Some(Reason::ProofOfAddressDateUnknown)));
    }
}
