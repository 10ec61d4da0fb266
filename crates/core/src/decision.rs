//! From checks to a decision: a pure function of the checks and a versioned policy, so that it can be replayed.
//!
//! A failure that the policy calls hard rejects. Approval needs every required check passed and nothing against it.
//! Everything else goes to a person, with what to look at. A check that is absent where the policy knows it counts
//! as doubt: taking evidence away never approves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    check::{Check, CheckName, Outcome},
    face::TargetFmr,
    reason::Reason,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    Live,
    /// Sandbox: specimen documents are welcome.
    Test,
}

impl Mode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Live, Self::Test].into_iter().find(|mode| mode.as_str() == name)
    }
}

/// What is done about a selfie without an active challenge, from the most lenient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutLiveness {
    /// Decide on the other checks; the result says `not_run`.
    #[default]
    Tolerate,
    /// A still in which nothing speaks of an attack is enough; one that was not examined goes to a person.
    PassiveIsEnough,
    DoubleCheck,
}

/// Operating points of the face comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaceBands {
    /// A match at this false match rate passes.
    pub accept: TargetFmr,
    /// A match at this rate only is a doubt; none at this rate fails.
    pub doubt: TargetFmr,
}

impl Default for FaceBands {
    fn default() -> Self {
        Self { accept: TargetFmr::OneIn1000, doubt: TargetFmr::OneIn100 }
    }
}

/// How checks become a decision. Stored with its version beside every decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    pub version: u32,
    pub mode: Mode,
    /// In completed years.
    pub minimum_age: Option<u8>,
    pub faces: FaceBands,
    /// Days after which a proof of address is too old.
    pub proof_of_address_days: u16,
    pub without_liveness: WithoutLiveness,
    /// Must pass.
    pub required: BTreeSet<CheckName>,
    /// Must pass where there was something to examine.
    pub conditional: BTreeSet<CheckName>,
    /// Failures with one of these reasons reject.
    pub hard: BTreeSet<Reason>,
}

impl Default for Policy {
    fn default() -> Self {
        use CheckName as C;
        Self {
            version: 1,
            mode: Mode::Live,
            minimum_age: None,
            faces: FaceBands::default(),
            proof_of_address_days: 90,
            without_liveness: WithoutLiveness::Tolerate,
            required: [C::DocumentReadable, C::DocumentTypeExpected, C::DocumentNotExpired, C::FaceMatches].into(),
            conditional: [
                C::DocumentNotSpecimen,
                C::MrzValid,
                C::BarcodeMatchesFront,
                C::NameMatches,
                C::DateOfBirthMatches,
                C::AddressMatches,
                C::DocumentNumberMatches,
                C::IssuingCountryMatches,
                C::AgeAtLeast,
                C::SelfieLive,
                C::ProofOfAddressRecent,
                C::ProofOfAddressNameMatches,
                C::ProofOfAddressAddressMatches,
                C::ImageConsistency,
            ]
            .into(),
            hard: [
                Reason::NoDocument,
                Reason::DocumentExpired,
                Reason::DocumentSpecimen,
                Reason::SelfieFaceMismatch,
                Reason::LivenessFailed,
                Reason::UnderAge,
            ]
            .into(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approved,
    Rejected,
    DoubleCheck,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::DoubleCheck => "double_check",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Approved, Self::Rejected, Self::DoubleCheck].into_iter().find(|verdict| verdict.as_str() == name)
    }
}

/// The decision on a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub verdict: Verdict,
    /// Strongest first, each once; empty when approved.
    pub reasons: Vec<Reason>,
    /// What a person must look at; empty when approved.
    pub review: Vec<CheckName>,
    pub policy_version: u32,
}

/// How much a check weighs against approval, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Objection {
    Hard,
    Failed,
    Doubtful,
    Missing,
}

/// Decides. The order of the checks does not matter.
pub fn decide(checks: &[Check], policy: &Policy) -> Decision {
    let mut objections: Vec<_> = checks
        .iter()
        .filter_map(|check| Some((objection(check, policy)?, check.name, check.reason.unwrap_or(Reason::CheckMissing))))
        .collect();
    let known = policy.required.iter().chain(&policy.conditional);
    let absent = known.filter(|name| checks.iter().all(|check| check.name != **name));
    objections.extend(absent.map(|name| (Objection::Missing, *name, Reason::CheckMissing)));
    objections.sort_unstable();

    let verdict = match objections.first() {
        None => Verdict::Approved,
        Some((Objection::Hard, ..)) => Verdict::Rejected,
        Some(_) => Verdict::DoubleCheck,
    };
    let reasons = each_once(objections.iter().map(|(.., reason)| *reason));
    let review = each_once(objections.iter().map(|(_, name, _)| *name));
    Decision { verdict, reasons, review, policy_version: policy.version }
}

fn objection(check: &Check, policy: &Policy) -> Option<Objection> {
    let required = policy.required.contains(&check.name);
    let conditional = policy.conditional.contains(&check.name);
    match check.outcome {
        Outcome::Pass => None,
        Outcome::Fail if check.reason.is_some_and(|reason| policy.hard.contains(&reason)) => Some(Objection::Hard),
        // Evidence against the subject is never passed over, whether or not the policy asked for it.
        Outcome::Fail => Some(Objection::Failed),
        Outcome::Inconclusive => (required || conditional).then_some(Objection::Doubtful),
        Outcome::NotRun if passive_is_enough(check, policy) => None,
        Outcome::NotRun => (required || liveness_wanted(check, policy)).then_some(Objection::Missing),
    }
}

fn liveness_wanted(check: &Check, policy: &Policy) -> bool {
    check.name == CheckName::SelfieLive && policy.without_liveness != WithoutLiveness::Tolerate
}

fn passive_is_enough(check: &Check, policy: &Policy) -> bool {
    let passive = check.name == CheckName::SelfieLive && check.reason == Some(Reason::LivenessPassiveOnly);
    passive && policy.without_liveness == WithoutLiveness::PassiveIsEnough
}

fn each_once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(Vec::new(), |mut seen, item| {
        if !seen.contains(&item) {
            seen.push(item);
        }
        seen
    })
}

#[cfg(test)]
mod tests;
