//! The seam between verifications and the evidence engine: the pictures of an attempt in, checks and a decision out.

use std::fmt;

use countersign_core::{
    Date,
    attempt::{DocumentKind, Side},
    check::Check,
    decision::{Decision, Policy},
    document::extraction::Extraction,
    expected::Expected,
    liveness::{Challenge, Judgement},
    reason::Reason,
};

/// Examines pictures, on the calling thread.
pub trait Examine: Send + Sync {
    /// Takes a submitted attempt through the pipeline.
    fn examine(&self, pictures: &Pictures, terms: &Terms) -> Result<Examined, Refused>;

    /// A quick look at one picture as it is uploaded: warnings, or why it cannot be taken at all.
    fn glance(&self, kind: DocumentKind, side: Side, bytes: &[u8], today: Date) -> Result<Vec<Reason>, Reason>;

    /// Judges the burst that answers a challenge, by the person of the selfie. A reason where a picture cannot be
    /// looked at.
    fn watch(&self, challenge: &Challenge, burst: &Burst, selfie: &[u8]) -> Result<Judgement, Reason>;
}

/// An evidence engine.
pub type Examiner = Box<dyn Examine>;

/// Encoded pictures of one attempt.
#[derive(Default)]
pub struct Pictures {
    pub front: Option<Vec<u8>>,
    pub back: Option<Vec<u8>>,
    pub selfie: Option<Vec<u8>>,
    /// A picture or a PDF.
    pub proof_of_address: Option<Vec<u8>>,
}

impl fmt::Debug for Pictures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pictures(redacted)")
    }
}

/// Bytes of one frame of a burst.
pub const FRAME_BYTES: usize = 256 << 10;

/// One frame of a burst.
pub struct Frame {
    /// Milliseconds after the challenge began on the person's screen, as their device says.
    pub t_ms: u32,
    pub jpeg: Vec<u8>,
}

/// What a camera saw while a challenge was done, in the order in which it came.
#[derive(Default)]
pub struct Burst {
    pub frames: Vec<Frame>,
}

impl fmt::Debug for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Burst({} frames, redacted)", self.frames.len())
    }
}

/// What an attempt is judged by.
#[derive(Debug)]
pub struct Terms {
    /// The `selfie_live` of the attempt's active challenge, where one was answered.
    pub active: Option<Check>,
    pub expected: Expected,
    pub policy: Policy,
    /// The day against which expiry and ages are judged.
    pub today: Date,
}

/// What was found.
#[derive(Debug)]
pub struct Examined {
    pub checks: Vec<Check>,
    pub decision: Decision,
    /// Nothing where no document was asked for.
    pub extraction: Option<Extraction>,
}

/// Why an attempt could not be examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub kind: DocumentKind,
    pub reason: Reason,
}
