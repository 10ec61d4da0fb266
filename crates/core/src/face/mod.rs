//! Comparing two faces: the score, the calibration that gives it meaning, and the verdict.
//!
//! Words of ISO/IEC 19795-1: the *false match rate* (FMR) is the share of impostor comparisons taken for a match, the
//! *false non-match rate* (FNMR) the share of genuine comparisons refused.

pub mod calibration;
pub mod fit;

use serde::{Deserialize, Serialize};

pub use calibration::Calibration;

/// Cosine of the angle between two face embeddings, −1 to 1; higher is more alike.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct ComparisonScore(pub f32);

/// Named operating points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum TargetFmr {
    #[serde(rename = "1e-2")]
    OneIn100,
    #[default]
    #[serde(rename = "1e-3")]
    OneIn1000,
    #[serde(rename = "1e-4")]
    OneIn10000,
}

impl TargetFmr {
    /// From the most lenient to the strictest.
    pub const ALL: [Self; 3] = [Self::OneIn100, Self::OneIn1000, Self::OneIn10000];

    /// The name by which users choose it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneIn100 => "1e-2",
            Self::OneIn1000 => "1e-3",
            Self::OneIn10000 => "1e-4",
        }
    }

    /// Share of impostors taken for a match.
    pub fn rate(self) -> f64 {
        match self {
            Self::OneIn100 => 1e-2,
            Self::OneIn1000 => 1e-3,
            Self::OneIn10000 => 1e-4,
        }
    }
}

/// What kinds of picture are compared; each has its own calibration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// Two photographs of live people.
    PhotoToPhoto,
    /// The printed portrait of a document against a photograph.
    PortraitToPhoto,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Match,
    NoMatch,
}
