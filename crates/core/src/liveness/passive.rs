//! One score out of what a still shows. Every sign is weak, and a good attack shows none: `docs/liveness.md`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Verdict;
use crate::{
    check::{Check, CheckName},
    reason::Reason,
};

/// Logarithm of the odds of an attack when nothing was seen.
const BEFORE: f32 = -2.0;
/// At this score and above a still is taken for live; at or below the other for an attack.
pub const LIVE: f32 = 0.5;
const ATTACK: f32 = 0.15;
/// A sign is named as a reason from this share of its full weight on.
const TELLING: f32 = 0.4;
/// The operator's model counts this much against the signs, and at most so much.
const MODEL_WEIGHT: f32 = 2.0;
const MODEL_MOST: f32 = 6.0;

/// What the file says of how it was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Capture {
    /// A camera's make and exposure. Easily forged.
    Camera,
    /// Nothing: most services strip it.
    #[default]
    Unknown,
    /// An editing program, or a picture of a screen.
    Edited,
}

/// The operator's own model of presentation attacks on this still.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModelScore {
    /// Probability of a live person, 0 to 1.
    pub bona_fide: f32,
    /// From where on the operator takes it for live.
    pub threshold: f32,
}

/// Signs of a still, measured by `vision::liveness`. What could not be measured is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Signals {
    /// Strongest peak of the spectrum of brightness over its surroundings, as a logarithm: a grid of pixels or dots.
    pub pattern: Option<f32>,
    /// The same of colour: moiré and coloured sub-pixels.
    pub colour_pattern: Option<f32>,
    /// How much of three sides of a rectangle around the face is there, 0 to 1: the edge of a print or a device.
    pub edges: f32,
    /// Darkest hundredth of the face, 0 to 1: paper and lit screens know no black.
    pub black: f32,
    /// Mean saturation of the face, 0 to 1.
    pub saturation: f32,
    pub capture: Capture,
    pub model: Option<ModelScore>,
}

/// The signs together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Passive {
    pub verdict: Verdict,
    /// 0 to 1, higher is more likely live. No probability: nothing to calibrate it on was at hand.
    pub score: f32,
    pub reasons: Vec<Reason>,
    /// What each sign added to the logarithm of the odds of an attack.
    pub contributions: BTreeMap<&'static str, f32>,
    pub signals: Signals,
}

/// 0 up to `from`, 1 from `to` on, straight between; `to` may be the smaller one.
fn ramp(value: f32, from: f32, to: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

impl Signals {
    /// The verdict on a still.
    pub fn weigh(self) -> Passive {
        let signs = self.signs();
        let mut contributions: BTreeMap<&'static str, f32> =
            signs.iter().filter(|sign| sign.seen > 0.0).map(|sign| (sign.name, sign.weight * sign.seen)).collect();
        let mut reasons: Vec<Reason> =
            signs.iter().filter(|sign| sign.seen >= TELLING).map(|sign| sign.reason).collect();
        reasons.dedup();
        if self.capture == Capture::Camera {
            contributions.insert("capture", -0.5);
        }
        if let Some(model) = self.model {
            contributions.insert("model", model.against());
            reasons.extend((model.bona_fide < model.threshold).then_some(Reason::LivenessModelObjects));
        }
        let odds = BEFORE + contributions.values().sum::<f32>();
        let score = 1.0 / (1.0 + odds.exp());
        let verdict = match score {
            score if score >= LIVE => Verdict::BonaFide,
            score if score <= ATTACK => Verdict::Attack,
            _ => Verdict::Inconclusive,
        };
        Passive { verdict, score, reasons, contributions, signals: self }
    }

    fn signs(&self) -> [Sign; 5] {
        // Ordinary pictures reach 1.5 in brightness and in colour, by chance alone.
        let pattern = self.pattern.map_or(0.0, |peak| ramp(peak, 1.7, 2.5));
        let colour = self.colour_pattern.map_or(0.0, |peak| ramp(peak, 1.8, 2.6));
        // A black-and-white photograph has no colours to be pale.
        let coloured = self.saturation > 0.04;
        let pale = if coloured { ramp(self.saturation, 0.22, 0.15) } else { 0.0 };
        // Edges alone are in too many honest rooms to be enough.
        [
            Sign::new("pattern", 4.0, pattern, Reason::PatternSeen),
            Sign::new("colour_pattern", 4.0, colour, Reason::PatternSeen),
            Sign::new("edges", 1.9, ramp(self.edges, 0.65, 0.95), Reason::EdgesSeen),
            Sign::new("flat_colours", 2.6, pale * ramp(self.black, 0.09, 0.13), Reason::ColoursFlat),
            Sign::new("edited", 1.5, f32::from(u8::from(self.capture == Capture::Edited)), Reason::CaptureEdited),
        ]
    }
}

struct Sign {
    name: &'static str,
    weight: f32,
    /// 0 to 1.
    seen: f32,
    reason: Reason,
}

impl Sign {
    fn new(name: &'static str, weight: f32, seen: f32, reason: Reason) -> Self {
        Self { name, weight, seen, reason }
    }
}

impl ModelScore {
    /// By how much the model speaks for an attack, on the scale of the signs.
    fn against(self) -> f32 {
        let odds = |p: f32| {
            let p = p.clamp(1e-4, 1.0 - 1e-4);
            (p / (1.0 - p)).ln()
        };
        (MODEL_WEIGHT * (odds(self.threshold) - odds(self.bona_fide))).clamp(-MODEL_MOST, MODEL_MOST)
    }
}

impl Passive {
    /// The check `selfie_live` where there is a still only. Signs of a still never fail it: they send it to a person.
    /// An operator's model that objects too does fail it.
    pub fn check(&self) -> Check {
        let name = CheckName::SelfieLive;
        let check = match self.verdict {
            Verdict::BonaFide => Check { reason: Some(Reason::LivenessPassiveOnly), ..Check::not_run(name) },
            Verdict::Attack if self.reasons.contains(&Reason::LivenessModelObjects) => {
                Check::fail(name, Reason::LivenessFailed)
            }
            Verdict::Attack | Verdict::Inconclusive => Check::inconclusive(name, Reason::LivenessInconclusive),
        };
        let signs: Vec<Value> = self.reasons.iter().map(|reason| reason.code().into()).collect();
        check.score(self.score).evidence("liveness", "passive_only").evidence("signs", signs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::Outcome;

    fn plain() -> Signals {
        Signals {
            pattern: Some(1.2),
            colour_pattern: Some(1.1),
            edges: 0.3,
            black: 0.05,
            saturation: 0.35,
            ..Signals::default()
        }
    }

    #[test]
    fn nothing_seen_is_passive_only_and_never_a_pass() {
        let passive = plain().weigh();
        assert_eq!((passive.verdict, passive.reasons.len()), (Verdict::BonaFide, 0));
        let check = passive.check();
        assert_eq!((check.outcome, check.reason), (Outcome::NotRun, Some(Reason::LivenessPassiveOnly)));
        assert_eq!(check.evidence["liveness"], "passive_only");
    }

    #[test]
    fn signs_alone_send_to_a_person_and_an_operators_model_may_refuse() {
        let screen = Signals { pattern: Some(4.0), ..plain() };
        assert_eq!(screen.weigh().verdict, Verdict::Attack);
        assert_eq!(screen.weigh().check().outcome, Outcome::Inconclusive);
        assert_eq!(screen.weigh().reasons, [Reason::PatternSeen]);
        let objects = Signals { model: Some(ModelScore { bona_fide: 0.02, threshold: 0.5 }), ..plain() };
        assert_eq!(objects.weigh().check().reason, Some(Reason::LivenessFailed));
        let agrees = Signals { model: Some(ModelScore { bona_fide: 0.98, threshold: 0.5 }), ..plain() };
        assert!(agrees.weigh().score > plain().weigh().score);
    }

    #[test]
    fn a_black_and_white_picture_is_not_pale() {
        let grey = Signals { saturation: 0.0, black: 0.3, ..plain() };
        assert_eq!(grey.weigh().verdict, Verdict::BonaFide);
        let pale = Signals { saturation: 0.12, black: 0.16, ..plain() };
        assert_eq!(pale.weigh().reasons, [Reason::ColoursFlat]);
    }

    proptest! {
        #[test]
        fn a_stronger_sign_never_raises_the_score(pattern in 0.0f32..6.0, edges in 0.0f32..1.0, more in 0.0f32..1.0) {
            let score = |pattern, edges| Signals { pattern: Some(pattern), edges, ..plain() }.weigh().score;
            prop_assert!(score(pattern + more, edges) <= score(pattern, edges));
            prop_assert!(score(pattern, edges + more) <= score(pattern, edges));
        }
    }
}
