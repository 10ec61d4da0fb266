//! The evidence engine behind the seam of [`crate::examiner`]: attempts with whatever pictures their level asks for.

use std::sync::Arc;

use countersign_core::{
    Date,
    attempt::{DocumentKind, Side},
    check::{Check, CheckName},
    checks::{self, Evidence},
    decision,
    document::extraction::Extraction,
    liveness::{self, Challenge, Judgement, Response},
    reason::Reason,
};
use countersign_vision::{
    document::{Engine, ReadOptions},
    face::{Face, FaceError},
    image::{Limits, Picture},
    liveness::Observer,
};

use crate::{
    examiner::{Burst, Examine, Examined, FRAME_BYTES, Pictures, Refused, Terms},
    pipeline::{self, Extras, reason_of},
    verifier::{self, Submission},
};

/// A frame of a burst is small: a large one is no camera's preview, and hundreds of them are to be decoded.
const FRAME: Limits = Limits { bytes: FRAME_BYTES, pixels: 1280 * 1280, shortest_edge: 64 };

/// Examines with the loaded models.
pub struct EngineExaminer {
    pub engine: Arc<Engine>,
    pub extras: Arc<Extras>,
}

impl Examine for EngineExaminer {
    fn examine(&self, pictures: &Pictures, terms: &Terms) -> Result<Examined, Refused> {
        let refuse = |reason| Refused { kind: DocumentKind::ProofOfAddress, reason };
        let read = |bytes: &[u8]| pipeline::read_proof(&self.engine, bytes, terms.today).map_err(refuse);
        let proof = pictures.proof_of_address.as_deref().map(read).transpose()?;
        let proof = proof.as_ref();
        let back = pictures.back.as_deref();
        match (&pictures.front, &pictures.selfie) {
            (Some(front), Some(selfie)) => self.both(front, back, selfie, proof, terms),
            (Some(front), None) => self.document(front, back, proof, terms),
            (None, Some(selfie)) => self.selfie(selfie, proof, terms),
            (None, None) => Ok(decided(paper(proof, terms), None, terms)),
        }
    }

    fn glance(&self, kind: DocumentKind, side: Side, bytes: &[u8], today: Date) -> Result<Vec<Reason>, Reason> {
        let picture = || Picture::decode(bytes, &Limits::default());
        match kind {
            DocumentKind::Selfie => {
                Ok(self.engine.faces.selfie(&picture()?.rgb).err().map(reason_of).into_iter().collect())
            }
            DocumentKind::PhotoId => {
                let read = pipeline::read(&self.engine, &picture()?, &ReadOptions::on(today))?;
                // A back has no portrait and often no title: only how it was photographed can be judged.
                let own = |reason: &Reason| side == Side::Front || *reason != Reason::NoDocument;
                Ok(read.warnings.into_iter().filter(own).collect())
            }
            DocumentKind::ProofOfAddress => Ok(pipeline::read_proof(&self.engine, bytes, today)?.warnings),
        }
    }

    fn watch(&self, challenge: &Challenge, burst: &Burst, selfie: &[u8]) -> Result<Judgement, Reason> {
        let picture = Picture::decode(selfie, &Limits::default())?;
        let face = self.engine.faces.selfie(&picture.rgb).map_err(reason_of)?;
        Ok(liveness::judge(challenge, &self.observe(burst, &face)?))
    }
}

impl EngineExaminer {
    /// The frames of a burst, one after the other; none is kept.
    fn observe(&self, burst: &Burst, selfie: &Face) -> Result<Response, Reason> {
        let mut observer = Observer::new(&self.engine.faces, Some(&selfie.embedding));
        for frame in &burst.frames {
            let picture = Picture::decode(&frame.jpeg, &FRAME)?;
            let seen = observer.push(frame.t_ms, picture.rgb);
            seen.map_err(|error| reason_of(FaceError::Model(error)))?;
        }
        Ok(observer.finish())
    }

    fn both(
        &self,
        front: &[u8],
        back: Option<&[u8]>,
        selfie: &[u8],
        proof: Option<&Extraction>,
        terms: &Terms,
    ) -> Result<Examined, Refused> {
        let submission = Submission {
            front: front.to_vec(),
            back: back.map(<[u8]>::to_vec),
            selfie: selfie.to_vec(),
            active: terms.active.clone(),
            proof_of_address: None,
        };
        let judged = pipeline::Terms {
            expected: &terms.expected,
            policy: &terms.policy,
            proof_of_address: proof,
            today: terms.today,
            extras: &self.extras,
        };
        let verified = pipeline::verify(&self.engine, &submission, judged).map_err(|refused| Refused {
            kind: if refused.side == verifier::Side::Selfie { DocumentKind::Selfie } else { DocumentKind::PhotoId },
            reason: refused.reason,
        })?;
        Ok(Examined { checks: verified.checks, decision: verified.decision, extraction: Some(verified.extraction) })
    }

    fn document(
        &self,
        front: &[u8],
        back: Option<&[u8]>,
        proof: Option<&Extraction>,
        terms: &Terms,
    ) -> Result<Examined, Refused> {
        let read = |bytes: &[u8]| {
            let picture = Picture::decode(bytes, &Limits::default())?;
            pipeline::read(&self.engine, &picture, &ReadOptions::on(terms.today))
        };
        let refuse = |reason| Refused { kind: DocumentKind::PhotoId, reason };
        let front = read(front).map_err(refuse)?;
        let back = back.map(read).transpose().map_err(refuse)?;
        let whole = back.as_ref().map_or_else(|| front.clone(), |back| front.with_back(back));
        let evidence = Evidence {
            front: &front,
            back: back.as_ref(),
            document: &whole,
            proof_of_address: proof,
            faces: None,
            passive: None,
            active: None,
            expected: &terms.expected,
            today: terms.today,
        };
        let checks = checks::run(&evidence, &terms.policy);
        Ok(decided(checks, Some(whole), terms))
    }

    /// A selfie alone: is there one person who can be seen? Whether they are alive is for the liveness check.
    fn selfie(&self, selfie: &[u8], proof: Option<&Extraction>, terms: &Terms) -> Result<Examined, Refused> {
        let refuse = |reason| Refused { kind: DocumentKind::Selfie, reason };
        let picture = Picture::decode(selfie, &Limits::default()).map_err(refuse)?;
        let seen = pipeline::examine_selfie(&self.engine.faces, picture, selfie, &self.extras);
        let check = match seen.face {
            Ok(_) => checks::selfie_live(terms.active.as_ref(), seen.passive.as_ref()),
            Err(Reason::ProcessingFailed) => return Err(refuse(Reason::ProcessingFailed)),
            Err(reason) => Check::inconclusive(CheckName::SelfieLive, reason),
        };
        let checks = std::iter::once(check).chain(paper(proof, terms)).collect();
        Ok(decided(checks, None, terms))
    }
}

/// What the checks say of a paper that comes without an identity document.
fn paper(proof: Option<&Extraction>, terms: &Terms) -> Vec<Check> {
    let nothing = Extraction::default();
    let evidence = Evidence {
        front: &nothing,
        back: None,
        document: &nothing,
        proof_of_address: proof,
        faces: None,
        passive: None,
        active: None,
        expected: &terms.expected,
        today: terms.today,
    };
    checks::proof_of_address(&evidence, &terms.policy).into()
}

fn decided(checks: Vec<Check>, extraction: Option<Extraction>, terms: &Terms) -> Examined {
    Examined { decision: decision::decide(&checks, &terms.policy), checks, extraction }
}
