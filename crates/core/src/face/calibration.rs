//! What a score means: thresholds named by their false match rate, and the probability that two faces are one person.
//!
//! The tables hold for the shipped models and the shipped way of preparing a face. `countersign evaluate faces LIST.csv
//! --calibrate` measures them again on any labelled set; `docs/faces.md` tells how these came about.

use super::{Case, ComparisonScore, TargetFmr, Verdict};

/// A calibration of one case, with where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Thresholds in the order of [`TargetFmr::ALL`].
    thresholds: [f32; 3],
    /// Logarithm of the odds that both are one person, at score 0, when both are equally likely beforehand.
    offset: f32,
    /// By how much the logarithm of the odds grows over one unit of score.
    slope: f32,
    /// Impostor comparisons behind the thresholds.
    pub impostors: u32,
    /// What was measured.
    pub source: &'static str,
    /// When, `YYYY-MM`.
    pub measured: &'static str,
}

const PHOTO_TO_PHOTO: Calibration = Calibration {
    thresholds: [0.297, 0.365, 0.421],
    // From the shares of both kinds of scores between the three thresholds.
    offset: -13.1,
    slope: 40.0,
    impostors: 7_500_000,
    source: "Labeled Faces in the Wild, 3,880 pictures, all against all",
    measured: "2026-11",
};

const PORTRAIT_TO_PHOTO: Calibration = Calibration {
    thresholds: [0.287, 0.350, 0.416],
    offset: -9.8,
    slope: 35.0,
    impostors: 75_343,
    source: "536 simulated document portraits against 149 photographs of 28 people",
    measured: "2026-11",
};

impl Calibration {
    pub fn of(case: Case) -> &'static Self {
        match case {
            Case::PhotoToPhoto => &PHOTO_TO_PHOTO,
            Case::PortraitToPhoto => &PORTRAIT_TO_PHOTO,
        }
    }

    /// The lowest score taken for a match.
    pub fn threshold(&self, target: TargetFmr) -> ComparisonScore {
        ComparisonScore(self.thresholds[target as usize])
    }

    pub fn verdict(&self, score: ComparisonScore, target: TargetFmr) -> Verdict {
        if score >= self.threshold(target) { Verdict::Match } else { Verdict::NoMatch }
    }

    /// The strictest operating point at which `score` is a match.
    pub fn strictest_match(&self, score: ComparisonScore) -> Option<TargetFmr> {
        TargetFmr::ALL.into_iter().rev().find(|target| self.verdict(score, *target) == Verdict::Match)
    }

    /// Probability that both faces are one person, 0 to 1, if one in two were beforehand. Where impostors are rarer
    /// than that, it is a careful figure.
    pub fn probability(&self, score: ComparisonScore) -> f32 {
        1.0 / (1.0 + (-(self.offset + self.slope * score.0)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: [Case; 2] = [Case::PhotoToPhoto, Case::PortraitToPhoto];

    #[test]
    fn stricter_targets_have_higher_thresholds() {
        for case in CASES {
            let thresholds = TargetFmr::ALL.map(|t| Calibration::of(case).threshold(t).0);
            assert!(thresholds.is_sorted() && thresholds[0] > 0.2 && thresholds[2] < 0.5, "{case:?}");
        }
    }

    #[test]
    fn a_score_matches_from_its_threshold_on() {
        for case in CASES {
            let calibration = Calibration::of(case);
            for target in TargetFmr::ALL {
                let at = calibration.threshold(target);
                assert_eq!(calibration.verdict(at, target), Verdict::Match);
                assert_eq!(calibration.strictest_match(at), Some(target));
                assert_eq!(calibration.verdict(ComparisonScore(at.0 - 1e-4), target), Verdict::NoMatch);
            }
            assert_eq!(calibration.strictest_match(ComparisonScore(0.1)), None);
        }
    }

    #[test]
    fn probability_grows_with_the_score_and_agrees_with_the_thresholds() {
        for case in CASES {
            let calibration = Calibration::of(case);
            let steps: Vec<f32> =
                (-20..=20).map(|s| calibration.probability(ComparisonScore(s as f32 / 20.0))).collect();
            assert!(steps.is_sorted(), "{case:?}");
            assert!(steps[0] < 0.001 && steps[40] > 0.999);
            // At one false match in a thousand a score speaks for one person; at an impostor's usual score it does not.
            assert!(calibration.probability(calibration.threshold(TargetFmr::OneIn1000)) > 0.5);
            assert!(calibration.probability(ComparisonScore(0.1)) < 0.05);
        }
    }
}
