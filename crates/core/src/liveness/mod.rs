//! Is a live person before the camera? An active challenge, answered by a burst of frames, and passive signals of a
//! still.
//!
//! Words of ISO/IEC 30107-3: a *bona fide* presentation is a live person's, a *presentation attack* a print, a screen, a
//! mask or a replay; APCER is the share of attacks taken for bona fide, BPCER the share of live people refused.
//! What the method cannot tell is written in `docs/liveness.md`.

mod calibration;
pub mod challenge;
mod flashes;
mod frames;
mod judge;
pub mod observation;
pub mod passive;
mod person;
pub mod pose;
mod turns;

pub use calibration::TargetApcer;
pub use challenge::{Action, Challenge, Colour, Direction, Manner, Nonce, Step};
pub use judge::{Evidence, Judgement, judge};
pub use observation::{Observation, Response};
pub use passive::{Passive, Signals};

use serde::{Deserialize, Serialize};

/// What an examination for liveness came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    BonaFide,
    Attack,
    Inconclusive,
}

/// One part of an examination: how it came out, and by how much.
#[derive(Clone, Debug, PartialEq)]
struct Finding {
    /// From 0 to 1; 0.5 and more is a pass.
    score: f32,
    against: Option<Objection>,
}

/// Why a part did not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Objection {
    Fails(crate::reason::Reason),
    Doubts(crate::reason::Reason),
}

impl Finding {
    /// A pass; `margin` is 0 where it was close and 1 where it was not.
    fn pass(margin: f32) -> Self {
        Self { score: 0.5 + 0.5 * margin.clamp(0.0, 1.0), against: None }
    }

    /// No pass; `merit` is 1 where it was close and 0 where it was not.
    fn fails(reason: crate::reason::Reason, merit: f32) -> Self {
        Self { score: 0.49 * merit.clamp(0.0, 1.0), against: Some(Objection::Fails(reason)) }
    }

    fn doubts(reason: crate::reason::Reason, merit: f32) -> Self {
        Self { against: Some(Objection::Doubts(reason)), ..Self::fails(reason, merit) }
    }
}

/// The middle of `values`; `None` where there are none.
fn median(mut values: Vec<f32>) -> Option<f32> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f32::total_cmp).1)
}

/// Share of `items` for which `holds`; 0 of nothing.
fn share<T>(items: &[T], holds: impl Fn(&T) -> bool) -> f32 {
    items.iter().filter(|item| holds(item)).count() as f32 / items.len().max(1) as f32
}

#[cfg(test)]
mod tests;
