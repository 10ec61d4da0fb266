//! Pictures to a decision: what the command line, the API and the jobs have in common.

mod selfie;

use std::time::{Duration, Instant};

use countersign_core::{
    Date,
    checks::{self, Evidence, FaceEvidence},
    decision::{self, Policy},
    document::extraction::{Extraction, Quad},
    expected::Expected,
    face::{Calibration, Case},
    reason::Reason,
};
use countersign_vision::{
    document::{Engine, Papers, ReadOptions},
    face::{DetectedFace, Face, FaceError},
    image::{Limits, Picture},
    model::ModelError,
    pdf,
};

pub use self::selfie::Extras;
use self::selfie::Selfie;
pub(crate) use self::selfie::examine as examine_selfie;
use crate::verifier::{Compared, Refused, Side, Submission, Verified};

/// What a verification is judged by.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub expected: &'a Expected,
    pub policy: &'a Policy,
    /// The paper that proves the person's address, read already.
    pub proof_of_address: Option<&'a Extraction>,
    /// The day against which expiry and ages are judged.
    pub today: Date,
    /// What is examined only where the operator asks for it.
    pub extras: &'a Extras,
}

/// Verifies one person. Document, portrait and selfie are worked on side by side.
pub fn verify(engine: &Engine, submission: &Submission, terms: Terms<'_>) -> Result<Verified, Refused> {
    let started = Instant::now();
    let (document, (found, selfie_time)) = rayon::join(
        || read_document(engine, submission, terms.today),
        || timed(|| read_selfie(engine, &submission.selfie, terms.extras)),
    );
    let (document, selfie) = (document?, found?);
    let compared = compare(&document.portrait, &selfie.face, terms.policy);
    let evidence = Evidence {
        front: &document.front,
        back: document.back.as_ref(),
        document: &document.whole,
        proof_of_address: terms.proof_of_address,
        faces: Some(compared.as_ref().map(|(found, _)| *found).map_err(|reason| *reason)),
        passive: selfie.passive.as_ref(),
        active: submission.active.as_ref(),
        expected: terms.expected,
        today: terms.today,
    };
    let checks = checks::run(&evidence, terms.policy);
    Ok(Verified {
        decision: decision::decide(&checks, terms.policy),
        checks,
        faces: compared.ok().map(|(_, compared)| compared),
        stages: document.stages(selfie_time, started.elapsed()),
        extraction: document.whole,
        proof_of_address: terms.proof_of_address.cloned(),
        front: document.picture,
        passive: selfie.passive,
        age: selfie.age,
        selfie: selfie.picture,
    })
}

/// Reads one side of a document.
pub fn read(engine: &Engine, picture: &Picture, options: &ReadOptions) -> Result<Extraction, Reason> {
    engine.read(picture, options).map_err(|error| failed(&error))
}

/// Reads a file, a picture or a PDF by its content. PDFs are taken where papers with an address are.
pub fn read_file(engine: &Engine, bytes: &[u8], options: &ReadOptions) -> Result<Extraction, Reason> {
    read_changed(engine, bytes, options, |picture| picture)
}

/// The same, with every picture changed by `change` before it is read.
pub fn read_changed(
    engine: &Engine,
    bytes: &[u8],
    options: &ReadOptions,
    change: impl Fn(Picture) -> Picture,
) -> Result<Extraction, Reason> {
    if !pdf::is_pdf(bytes) {
        return read(engine, &change(Picture::decode(bytes, &Limits::default())?), options);
    }
    if options.papers == Papers::Refused {
        return Err(Reason::ImageTypeUnsupported);
    }
    let pages = pdf::read(bytes, &pdf::Limits::default())?;
    engine.read_pages(&pages, options).map_err(|error| failed(&error))
}

/// Reads a file handed in as a proof of address.
pub fn read_proof(engine: &Engine, bytes: &[u8], today: Date) -> Result<Extraction, Reason> {
    read_file(engine, bytes, &ReadOptions { papers: Papers::Expected, ..ReadOptions::on(today) })
}

/// The reason a face was refused for; a broken installation is not the subject's doing.
pub fn reason_of(error: FaceError) -> Reason {
    match error {
        FaceError::Picture(reason) => reason,
        FaceError::Model(error) => failed(&error),
    }
}

/// A model that fails is an installation's trouble: the log says which, the caller that it was not the input.
fn failed(error: &ModelError) -> Reason {
    tracing::error!("{error}");
    Reason::ProcessingFailed
}

struct Document {
    picture: Picture,
    front: Extraction,
    back: Option<Extraction>,
    /// Both sides together.
    whole: Extraction,
    portrait: Result<Face, Reason>,
    read_time: Duration,
}

impl Document {
    fn stages(&self, selfie: Duration, total: Duration) -> Vec<(&'static str, Duration)> {
        vec![("document", self.read_time), ("selfie", selfie), ("total", total)]
    }
}

fn read_document(engine: &Engine, submission: &Submission, today: Date) -> Result<Document, Refused> {
    let picture = decode(&submission.front, Side::Front)?;
    let options = ReadOptions::on(today);
    let refuse = |side| move |reason| Refused { side, reason };
    let (read_front, read_time) = timed(|| engine.read_with_face(&picture, &options));
    let (front, portrait) = read_front.map_err(|error| refuse(Side::Front)(failed(&error)))?;
    let portrait = portrait.map_err(reason_of);
    let back = match submission.back.as_deref() {
        Some(bytes) => Some(read(engine, &decode(bytes, Side::Back)?, &options).map_err(refuse(Side::Back))?),
        None => None,
    };
    let whole = back.as_ref().map_or_else(|| front.clone(), |back| front.with_back(back));
    Ok(Document { picture, front, back, whole, portrait, read_time })
}

/// Refused only when there is no picture to look at.
fn read_selfie(engine: &Engine, bytes: &[u8], extras: &Extras) -> Result<Selfie, Refused> {
    Ok(selfie::examine(&engine.faces, decode(bytes, Side::Selfie)?, bytes, extras))
}

fn decode(bytes: &[u8], side: Side) -> Result<Picture, Refused> {
    Picture::decode(bytes, &Limits::default()).map_err(|reason| Refused { side, reason })
}

fn compare(
    portrait: &Result<Face, Reason>,
    selfie: &Result<Face, Reason>,
    policy: &Policy,
) -> Result<(FaceEvidence, Compared), Reason> {
    // What the subject can mend at once comes first: another selfie.
    let selfie = selfie.as_ref().map_err(|reason| *reason)?;
    let portrait = portrait.as_ref().map_err(|reason| *reason)?;
    let calibration = Calibration::of(Case::PortraitToPhoto);
    let score = portrait.embedding.compare(&selfie.embedding);
    let (probability, target) = (calibration.probability(score), policy.faces.accept);
    let found = FaceEvidence { score, probability, matches_at: calibration.strictest_match(score) };
    let threshold = calibration.threshold(target);
    Ok((found, Compared { score, threshold, target, probability, selfie: outline(&selfie.detected) }))
}

/// The box around a face.
fn outline(face: &DetectedFace) -> Quad {
    let b = &face.bbox;
    let (right, bottom) = (b.x + b.width, b.y + b.height);
    Quad([[b.x, b.y], [right, b.y], [right, bottom], [b.x, bottom]])
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = work();
    (result, started.elapsed())
}
