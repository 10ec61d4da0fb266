//! The checks: pure examinations of what was read, against what was claimed and what the policy asks.
//!
//! A check never fails on a weak reading: a value that was read with little certainty and contradicts is
//! `inconclusive`, so that a person looks at it. Evidence names kinds, grades and scores, never the values compared.

mod age;
mod claims;
mod document;
mod face;
mod image;
mod print;
mod proof;
mod zone;

use crate::{
    Date,
    check::{Check, CheckName},
    decision::Policy,
    document::extraction::{Extraction, Field},
    expected::Expected,
    face::{ComparisonScore, TargetFmr},
    liveness::Passive,
    reason::Reason,
};

/// Below this confidence a reading cannot fail a check, nor pass one alone.
pub const SURE: f32 = 0.7;

/// Two faces compared, at the operating points of the calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaceEvidence {
    pub score: ComparisonScore,
    /// Calibrated probability that both faces are one person, 0 to 1.
    pub probability: f32,
    /// The strictest operating point at which the faces match; none when they match at no point.
    pub matches_at: Option<TargetFmr>,
}

/// Everything the checks look at.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Read from the front alone.
    pub front: &'a Extraction,
    /// Read from the back alone, where one was given.
    pub back: Option<&'a Extraction>,
    /// Both sides together.
    pub document: &'a Extraction,
    /// The paper that proves an address, where one was given.
    pub proof_of_address: Option<&'a Extraction>,
    /// The document's portrait against the selfie; the reason when they could not be compared; nothing without selfie.
    pub faces: Option<Result<FaceEvidence, Reason>>,
    /// What the selfie shows as a still; nothing where it was not examined.
    pub passive: Option<&'a Passive>,
    /// What came of an active challenge, where one was answered: its `selfie_live`.
    pub active: Option<&'a Check>,
    pub expected: &'a Expected,
    /// The day against which expiry and ages are judged.
    pub today: Date,
}

/// Every check that needs no memory of earlier verifications, each once, in a fixed order.
pub fn run(evidence: &Evidence<'_>, policy: &Policy) -> Vec<Check> {
    vec![
        document::readable(evidence),
        document::type_expected(evidence),
        document::not_expired(evidence),
        document::not_specimen(evidence, policy),
        zone::mrz_valid(evidence),
        zone::barcode_matches_front(evidence),
        zone::mrz_matches_visual(evidence),
        claims::name_matches(evidence),
        claims::date_of_birth_matches(evidence),
        claims::address_matches(evidence),
        claims::document_number_matches(evidence),
        claims::issuing_country_matches(evidence),
        age::at_least(evidence, policy),
        face::matches(evidence, policy),
        selfie_live(evidence.active, evidence.passive),
        image::consistency(evidence),
    ]
    .into_iter()
    .chain(proof_of_address(evidence, policy))
    .collect()
}

/// The checks of a proof of address alone.
pub fn proof_of_address(evidence: &Evidence<'_>, policy: &Policy) -> [Check; 3] {
    [proof::recent(evidence, policy), proof::name_matches(evidence), proof::address_matches(evidence)]
}

pub use face::selfie_live;

/// A contradiction: a failure where the reading is sure, a doubt where it is not.
fn contradicted(name: CheckName, reason: Reason, confidence: f32) -> Check {
    let check = if confidence >= SURE { Check::fail(name, reason) } else { Check::inconclusive(name, reason) };
    check.score(0.0)
}

/// An agreement: a pass where the reading is sure, a doubt where it is not.
fn confirmed(name: CheckName, unreadable: Reason, confidence: f32) -> Check {
    let check = if confidence >= SURE { Check::pass(name) } else { Check::inconclusive(name, unreadable) };
    check.score(confidence.clamp(0.0, 1.0))
}

fn confidence<T>(field: Option<&Field<T>>) -> f32 {
    field.map_or(0.0, |field| field.confidence)
}

#[cfg(test)]
mod tests;
