//! The verdict on a response: every part must pass.

use serde::Serialize;
use serde_json::Value;

use super::{
    Challenge, Direction, Finding, Objection, Response, TargetApcer, Verdict,
    flashes::{self, Reflection},
    frames, person,
    turns::{self, Track},
};
use crate::{
    check::{Check, CheckName},
    reason::Reason,
};

/// What a challenge came to, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    pub verdict: Verdict,
    /// That of the weakest part, 0 to 1; 0.5 and more is `bona_fide`.
    pub score: f32,
    /// What spoke against a live person: failures first, each once.
    pub reasons: Vec<Reason>,
    pub evidence: Evidence,
}

/// What was measured; nothing in it tells who somebody is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    pub frames: usize,
    /// Share of the frames that repeat the one before.
    pub repeated: f32,
    pub turns: Vec<TurnEvidence>,
    /// How far the nose moved out of the plane of eyes and mouth, in distances between the eyes.
    pub depth: Option<f32>,
    /// Correlation of the light on the face with that of the screen, −1 to 1.
    pub flash_correlation: f32,
    /// Change of the face's colour against the background, as a share.
    pub flash_strength: f32,
    pub flash_lag_ms: u32,
    /// Cosine of the frames to the selfie.
    pub likeness_to_selfie: Option<f32>,
}

/// One turn that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TurnEvidence {
    pub to: Direction,
    /// Milliseconds after it was asked for.
    pub after_ms: Option<u32>,
    /// Degrees.
    pub angle: f32,
}

/// Judges a response to `challenge`.
pub fn judge(challenge: &Challenge, response: &Response) -> Judgement {
    let track = Track::of(challenge, response);
    let reflection = flashes::reflection(challenge, response);
    let mut findings = vec![frames::times(challenge, response), frames::faces(response), frames::frozen(response)];
    match &track {
        None => findings.push(Finding::doubts(Reason::ChallengeFaceLost, 0.0)),
        Some(track) => {
            findings.extend([turns::solid(track), turns::followed(challenge, track), person::throughout(track)]);
            findings.extend(person::of_selfie(track));
            findings.push(flashes::reflected(&reflection));
        }
    }
    let (verdict, score, reasons) = weigh(&findings);
    Judgement { verdict, score, reasons, evidence: evidence(challenge, response, track.as_ref(), &reflection) }
}

fn weigh(findings: &[Finding]) -> (Verdict, f32, Vec<Reason>) {
    let score = findings.iter().map(|finding| finding.score).fold(1.0, f32::min);
    let failures = findings.iter().filter_map(|finding| match finding.against? {
        Objection::Fails(reason) => Some(reason),
        Objection::Doubts(_) => None,
    });
    let doubts = findings.iter().filter_map(|finding| match finding.against? {
        Objection::Doubts(reason) => Some(reason),
        Objection::Fails(_) => None,
    });
    let verdict = match (failures.clone().next(), doubts.clone().next()) {
        (Some(_), _) => Verdict::Attack,
        (None, Some(_)) => Verdict::Inconclusive,
        (None, None) => Verdict::BonaFide,
    };
    let mut reasons = Vec::new();
    for reason in failures.chain(doubts) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    (verdict, score, reasons)
}

fn evidence(
    challenge: &Challenge,
    response: &Response,
    track: Option<&Track<'_>>,
    reflection: &Reflection,
) -> Evidence {
    let turns = track.map_or_else(Vec::new, |track| turns::made(challenge, track));
    Evidence {
        frames: response.frames.len(),
        repeated: frames::repeated(&response.frames),
        turns: turns.iter().map(|t| TurnEvidence { to: t.to, after_ms: t.after_ms, angle: t.angle }).collect(),
        depth: track.map(Track::depth),
        flash_correlation: reflection.correlation,
        flash_strength: reflection.strength,
        flash_lag_ms: reflection.lag_ms,
        likeness_to_selfie: track.and_then(person::to_selfie),
    }
}

impl Judgement {
    /// The verdict at an operating point: more lenient ones take doubts that are small for nothing, and none of them
    /// takes an attack for a live person.
    pub fn at(&self, target: TargetApcer) -> Verdict {
        match self.verdict {
            Verdict::Attack => Verdict::Attack,
            _ if self.score >= target.threshold() => Verdict::BonaFide,
            _ => Verdict::Inconclusive,
        }
    }

    /// The check `selfie_live` of a session with an active challenge.
    pub fn check(&self, target: TargetApcer) -> Check {
        let name = CheckName::SelfieLive;
        let check = match self.at(target) {
            Verdict::BonaFide => Check::pass(name),
            Verdict::Attack => Check::fail(name, Reason::LivenessFailed),
            Verdict::Inconclusive => Check::inconclusive(name, Reason::LivenessInconclusive),
        };
        let signs: Vec<Value> = self.reasons.iter().map(|reason| reason.code().into()).collect();
        check
            .score(self.score)
            .evidence("liveness", "active")
            .evidence("signs", signs)
            .evidence("target_apcer", target.name())
    }
}
