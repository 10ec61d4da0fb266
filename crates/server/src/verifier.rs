//! The seam between HTTP and the evidence engine: encoded pictures in, a verdict with its evidence out.

use std::{fmt, time::Duration};

use countersign_core::{
    Date,
    check::Check,
    decision::Decision,
    document::extraction::{Extraction, Quad},
    face::{ComparisonScore, TargetFmr},
    liveness::Passive,
    reason::Reason,
};
use countersign_vision::image::Picture;

/// Verifies a submission as of a day, on the calling thread.
pub type Verifier = Box<dyn Fn(&Submission, Date) -> Result<Verified, Refused> + Send + Sync>;

/// The pictures of one verification, encoded as they came.
#[derive(Default)]
pub struct Submission {
    pub front: Vec<u8>,
    pub back: Option<Vec<u8>>,
    pub selfie: Vec<u8>,
    /// The `selfie_live` of an active challenge, where one was answered.
    pub active: Option<Check>,
    /// A paper that shows where the person lives: a picture or a PDF.
    pub proof_of_address: Option<Vec<u8>>,
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Submission(redacted)")
    }
}

/// One of a submission's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Front,
    Back,
    Selfie,
    ProofOfAddress,
}

/// Why a submission could not be processed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub side: Side,
    pub reason: Reason,
}

/// Two faces compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    pub score: ComparisonScore,
    pub threshold: ComparisonScore,
    pub target: TargetFmr,
    /// Calibrated probability that both are one person.
    pub probability: f32,
    /// Where the face is in the selfie.
    pub selfie: Quad,
}

/// The stage that is the whole of it.
pub const TOTAL: &str = "total";

/// What was found, with the decoded pictures it was found in.
#[derive(Debug)]
pub struct Verified {
    pub decision: Decision,
    pub checks: Vec<Check>,
    pub extraction: Extraction,
    /// What the proof of address says, where there was one.
    pub proof_of_address: Option<Extraction>,
    pub faces: Option<Compared>,
    /// What the selfie shows as a still; nothing where no face could be examined.
    pub passive: Option<Passive>,
    /// A guess at the age of the selfie's face, in years, where it was asked for: advice, never a check.
    pub age: Option<f32>,
    pub front: Picture,
    pub selfie: Picture,
    /// Stages that may run side by side, and [`TOTAL`].
    pub stages: Vec<(&'static str, Duration)>,
}
