//! Are the frames themselves plausible: their times, their number, a face in them, life in them?

use super::{Challenge, Finding, Response, observation::Observation, share};
use crate::reason::Reason;

/// Frames in a second below which lights and turns cannot be told apart.
const LEAST_RATE: f32 = 4.0;
/// No gap may swallow a step.
const LONGEST_GAP_MS: u32 = 700;
/// A response may go on a little after the last step.
const LATEST_MS: u32 = 5_000;
/// Frames that one response may have.
const MOST_FRAMES: usize = 400;
/// Share of the frames in which a face must be found.
const FACES: f32 = 0.8;
/// Mean difference of two frames, in levels of 255, below which they are the same picture: a sensor's noise alone,
/// compressed, changes ten times as much.
const SAME: f32 = 0.02;
/// Share of repeated frames that a slow camera may deliver.
const REPEATED: f32 = 0.35;

pub(super) fn times(challenge: &Challenge, response: &Response) -> Finding {
    let frames = &response.frames;
    let (Some(first), Some(last)) = (frames.first(), frames.last()) else {
        return Finding::doubts(Reason::ChallengeIncomplete, 0.0);
    };
    let end = challenge.duration_ms();
    let rising = frames.is_sorted_by(|a, b| a.t_ms < b.t_ms);
    if !rising || frames.len() > MOST_FRAMES || last.t_ms > end + LATEST_MS {
        return Finding::fails(Reason::ChallengeTimesWrong, 0.0);
    }
    let rate = frames.len() as f32 * 1e3 / (last.t_ms - first.t_ms).max(1) as f32;
    let gap = frames.windows(2).map(|pair| pair[1].t_ms - pair[0].t_ms).max().unwrap_or(u32::MAX);
    let whole = first.t_ms <= LONGEST_GAP_MS && last.t_ms + LONGEST_GAP_MS >= end;
    if !whole || rate < LEAST_RATE || gap > LONGEST_GAP_MS {
        return Finding::doubts(Reason::ChallengeIncomplete, 0.5);
    }
    Finding::pass((rate - LEAST_RATE) / LEAST_RATE)
}

pub(super) fn faces(response: &Response) -> Finding {
    let found = share(&response.frames, |frame| frame.seen.is_some());
    if found < FACES {
        return Finding::doubts(Reason::ChallengeFaceLost, found);
    }
    Finding::pass((found - FACES) / (1.0 - FACES))
}

pub(super) fn frozen(response: &Response) -> Finding {
    let repeated = repeated(&response.frames);
    if repeated > REPEATED {
        return Finding::fails(Reason::ChallengeFrozen, 1.0 - repeated);
    }
    Finding::pass(1.0 - repeated / REPEATED)
}

/// Share of the frames that repeat the one before.
pub(super) fn repeated(frames: &[Observation]) -> f32 {
    let changes: Vec<f32> = frames.iter().filter_map(|frame| frame.change).collect();
    share(&changes, |change| *change < SAME)
}
