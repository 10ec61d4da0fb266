//! Is it one person throughout, and the one of the selfie?

use super::{Finding, median, turns::Track};
use crate::{
    face::{Calibration, Case, ComparisonScore, TargetFmr, Verdict},
    reason::Reason,
};

/// A lone bad frame changes nobody, turned or not.
const STRANGERS: usize = 2;

fn same(score: f32, target: TargetFmr) -> bool {
    Calibration::of(Case::PhotoToPhoto).verdict(ComparisonScore(score), target) == Verdict::Match
}

/// One person from the first frame to the last.
pub(super) fn throughout(track: &Track<'_>) -> Finding {
    let straight: Vec<f32> = track.moments.iter().filter(|m| m.is_straight()).filter_map(|m| m.seen.to_first).collect();
    if straight.len() < 2 {
        return Finding::doubts(Reason::ChallengeIncomplete, 0.5);
    }
    let strangers = straight.iter().filter(|score| !same(**score, TargetFmr::OneIn1000)).count();
    if strangers >= STRANGERS || taken_over(track) {
        return Finding::fails(Reason::ChallengePersonChanged, 1.0 - strangers as f32 / straight.len() as f32);
    }
    Finding::pass(median(straight).map_or(0.0, |likeness| (likeness - 0.4) / 0.4))
}

/// Whether somebody else came in, though it be for the last turn alone. A turned face is less like itself, so the bar is
/// lower than for those who look straight, and it takes frames that follow each other.
fn taken_over(track: &Track<'_>) -> bool {
    let compared: Vec<f32> = track.moments.iter().filter_map(|m| m.seen.to_first).collect();
    compared.windows(STRANGERS).any(|row| row.iter().all(|score| !same(*score, TargetFmr::OneIn100)))
}

/// Likeness of the frames that look straight to the selfie.
pub(super) fn to_selfie(track: &Track<'_>) -> Option<f32> {
    median(track.moments.iter().filter(|m| m.is_straight()).filter_map(|m| m.seen.to_selfie).collect())
}

/// The person of the selfie; nothing to find where there is none.
pub(super) fn of_selfie(track: &Track<'_>) -> Option<Finding> {
    let likeness = to_selfie(track)?;
    let finding = if same(likeness, TargetFmr::OneIn1000) {
        Finding::pass((likeness - 0.4) / 0.4)
    } else if same(likeness, TargetFmr::OneIn100) {
        Finding::doubts(Reason::ChallengeSelfieMismatch, 0.9)
    } else {
        Finding::fails(Reason::ChallengeSelfieMismatch, likeness)
    };
    Some(finding)
}
