//! One comparison or examination, and what it found.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::reason::Reason;

/// Every check there is. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    DocumentReadable,
    DocumentTypeExpected,
    DocumentNotExpired,
    DocumentNotSpecimen,
    MrzValid,
    BarcodeMatchesFront,
    MrzMatchesVisual,
    NameMatches,
    DateOfBirthMatches,
    AddressMatches,
    DocumentNumberMatches,
    IssuingCountryMatches,
    AgeAtLeast,
    FaceMatches,
    SelfieLive,
    ProofOfAddressRecent,
    ProofOfAddressNameMatches,
    ProofOfAddressAddressMatches,
    DocumentNotReused,
    ImageConsistency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Pass,
    Fail,
    Inconclusive,
    NotRun,
}

/// A check with its outcome. `evidence` names kinds, grades and scores, never the values compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub name: CheckName,
    pub outcome: Outcome,
    /// 0 (contradicted) to 1 (confirmed), where the check has degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub evidence: Map<String, Value>,
}

impl Check {
    pub fn pass(name: CheckName) -> Self {
        Self { name, outcome: Outcome::Pass, score: None, reason: None, evidence: Map::new() }
    }

    pub fn fail(name: CheckName, reason: Reason) -> Self {
        Self { outcome: Outcome::Fail, reason: Some(reason), ..Self::pass(name) }
    }

    pub fn inconclusive(name: CheckName, reason: Reason) -> Self {
        Self { outcome: Outcome::Inconclusive, reason: Some(reason), ..Self::pass(name) }
    }

    pub fn not_run(name: CheckName) -> Self {
        Self { outcome: Outcome::NotRun, ..Self::pass(name) }
    }

    #[must_use]
    pub fn score(mut self, score: f32) -> Self {
        self.score = Some(score);
        self
    }

    #[must_use]
    pub fn evidence(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.evidence.insert(key.to_owned(), value.into());
        self
    }
}
