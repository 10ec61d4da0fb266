//! Did the head turn as it was asked to, in this order and at these times, as a solid head?

use super::{
    Action, Challenge, Direction, Finding, Response, Step, median,
    observation::{Landmarks, Observation, Seen},
    pose::{Pose, parallax},
    share,
};
use crate::reason::Reason;

/// Degrees against the person's own straight look from which a head is turned to a side, or up, as five detected points
/// show it: they overdo a turn to a side by about a half, and a look up they halve.
const TO_A_SIDE: f32 = 15.0;
const UP: f32 = 4.2;
/// Once there, a head may sink back to this share of those degrees.
const SINKING: f32 = 0.6;
/// Nobody reacts faster than this; a head that is there already did not wait to be asked.
const FASTEST_MS: u32 = 120;
/// By then a head is turned.
const SLOWEST_MS: u32 = 1_000;
/// Share of a step, once the head is there, for which it must stay.
const HELD: f32 = 0.6;
/// Share of a step's later part spent elsewhere that makes it a turn not asked for.
const ELSEWHERE: f32 = 0.4;
/// Parallax, in distances between the eyes, below which nothing stands out of the face's plane.
const DEPTH: f32 = 0.085;
/// How much a picture must have moved (its aspect, or its place in widths of the face) to be called moved.
const RESHAPED: f32 = 0.1;
const SHIFTED: f32 = 0.35;

/// A frame with a face, its pose against the straight look.
pub(super) struct Moment<'a> {
    pub t_ms: u32,
    pub seen: &'a Seen,
    pub yaw: f32,
    pub pitch: f32,
    aspect: f32,
    parallax: f32,
}

impl Moment<'_> {
    /// Where the head is turned; `None` while it looks about straight.
    pub(super) fn turned(&self) -> Option<Direction> {
        // Of some people a turn to a side shows as a look up, too, by more than the few degrees of one; a look up turns
        // nobody to a side.
        if self.yaw.abs() >= TO_A_SIDE {
            return Some(side_of(self.yaw));
        }
        (self.pitch >= UP).then_some(Direction::Up)
    }

    pub(super) fn is_straight(&self) -> bool {
        self.turned().is_none()
    }

    /// Still turned to `to`, though perhaps a little less than when it got there.
    fn stays(&self, to: Direction) -> bool {
        let limit = if to == Direction::Up { UP } else { TO_A_SIDE };
        self.towards(to) >= SINKING * limit && self.turned().is_none_or(|now| now == to)
    }

    /// Degrees towards `to`.
    fn towards(&self, to: Direction) -> f32 {
        match to {
            Direction::Left => self.yaw,
            Direction::Right => -self.yaw,
            Direction::Up => self.pitch,
        }
    }
}

fn side_of(yaw: f32) -> Direction {
    if yaw > 0.0 { Direction::Left } else { Direction::Right }
}

/// The path of the head over the response.
pub(super) struct Track<'a> {
    pub moments: Vec<Moment<'a>>,
}

impl<'a> Track<'a> {
    /// `None` when no frame shows how the person looks straight.
    pub(super) fn of(challenge: &Challenge, response: &'a Response) -> Option<Self> {
        let straight = straight_look(challenge, response)?;
        let (yaw, pitch, aspect) = (straight.pose.yaw, straight.pose.pitch, straight.pose.aspect);
        let moment = |frame: &'a Observation| {
            let seen = frame.seen.as_ref()?;
            let pose = Pose::of(&seen.landmarks)?;
            let parallax = parallax(&straight.landmarks, &seen.landmarks)?;
            let (yaw, pitch) = (pose.yaw - yaw, pose.pitch - pitch);
            Some(Moment { t_ms: frame.t_ms, seen, yaw, pitch, aspect: pose.aspect / aspect, parallax })
        };
        Some(Self { moments: response.frames.iter().filter_map(moment).collect() })
    }

    fn between(&self, from: u32, to: u32) -> Vec<&Moment<'a>> {
        self.moments.iter().filter(|moment| (from..to).contains(&moment.t_ms)).collect()
    }

    /// The largest lasting parallax: that of the second frame, so that one slip of a landmark is no depth.
    pub(super) fn depth(&self) -> f32 {
        let mut all: Vec<f32> = self.moments.iter().map(|moment| moment.parallax).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all.get(1).copied().unwrap_or(0.0)
    }

    /// Moved about as a whole: bent out of its shape, or carried over the picture.
    fn moved(&self) -> bool {
        let reshaped = share(&self.moments, |moment| moment.aspect.ln().abs() > RESHAPED) > 0.1;
        let centre = |m: &Moment<'_>| [0, 1].map(|i| m.seen.face[i] + m.seen.face[i + 2] / 2.0);
        let widths = self.moments.iter().map(|m| m.seen.face[2]).collect();
        let width = median(widths).unwrap_or(1.0).max(1.0);
        let extent = |axis: usize| {
            let places = || self.moments.iter().map(|m| centre(m)[axis]);
            places().fold(f32::NEG_INFINITY, f32::max) - places().fold(f32::INFINITY, f32::min)
        };
        reshaped || extent(0).max(extent(1)) > SHIFTED * width
    }
}

struct StraightLook {
    pose: Pose,
    landmarks: Landmarks,
}

/// The middle pose and landmarks of the first step, brought to one place and size before the middle is taken.
fn straight_look(challenge: &Challenge, response: &Response) -> Option<StraightLook> {
    let step = challenge.steps.first()?;
    let seen: Vec<&Seen> = response.between(step.start_ms, step.end_ms).filter_map(|f| f.seen.as_ref()).collect();
    let poses: Vec<Pose> = seen.iter().filter_map(|seen| Pose::of(&seen.landmarks)).collect();
    let middle = |part: fn(&Pose) -> f32| median(poses.iter().map(part).collect());
    let pose = Pose {
        yaw: middle(|p| p.yaw)?,
        pitch: middle(|p| p.pitch)?,
        roll: middle(|p| p.roll)?,
        aspect: middle(|p| p.aspect)?,
    };
    // In units of the face's own size about its own centre.
    let normal = |seen: &&Seen| {
        let [x, y, width, _] = seen.face;
        seen.landmarks.map(|p| [(p[0] - x) / width.max(1.0), (p[1] - y) / width.max(1.0)])
    };
    let normals: Vec<Landmarks> = seen.iter().map(normal).collect();
    let coordinate = |at: usize, axis: usize| median(normals.iter().map(|l| l[at][axis]).collect());
    let mut landmarks = [[0.0; 2]; 5];
    for (at, point) in landmarks.iter_mut().enumerate() {
        *point = [coordinate(at, 0)?, coordinate(at, 1)?];
    }
    Some(StraightLook { pose, landmarks })
}

/// What became of one turn that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Made {
    pub to: Direction,
    /// Milliseconds after it was asked for; none when it was not made in its time.
    pub after_ms: Option<u32>,
    /// The most, in degrees.
    pub angle: f32,
    held: f32,
    too_early: bool,
    elsewhere: f32,
}

/// Each turn asked for, in order.
pub(super) fn made(challenge: &Challenge, track: &Track<'_>) -> Vec<Made> {
    let turn = |step: &Step| match step.action {
        Action::Turn { to } => Some(examine(step, to, track)),
        Action::Straight | Action::Flash { .. } => None,
    };
    challenge.steps.iter().filter_map(turn).collect()
}

fn examine(step: &Step, to: Direction, track: &Track<'_>) -> Made {
    let there = |moment: &&Moment<'_>| moment.turned() == Some(to);
    let within = track.between(step.start_ms, step.end_ms + FASTEST_MS);
    let onset = within.iter().find(|m| there(m)).map(|m| m.t_ms);
    let after = onset.map_or_else(Vec::new, |onset| track.between(onset, step.end_ms + FASTEST_MS));
    let before = track.between(step.start_ms.saturating_sub(400), step.start_ms + FASTEST_MS);
    let late = track.between(step.start_ms + SLOWEST_MS, step.end_ms);
    Made {
        to,
        after_ms: onset.map(|onset| onset - step.start_ms),
        angle: within.iter().map(|m| m.towards(to)).fold(0.0, f32::max),
        held: share(&after, |m| m.stays(to)),
        too_early: share(&before, |m| there(m)) > 0.34,
        elsewhere: share(&late, |m| m.turned().is_some_and(|other| other != to)),
    }
}

/// The turns of this nonce, in its order and at its times.
pub(super) fn followed(challenge: &Challenge, track: &Track<'_>) -> Finding {
    let turns = made(challenge, track);
    if turns.iter().any(|turn| turn.elsewhere >= ELSEWHERE) {
        return Finding::fails(Reason::ChallengeTurnsWrong, 0.1);
    }
    if turns.iter().any(|turn| turn.too_early) {
        return Finding::fails(Reason::ChallengeTurnsMistimed, 0.2);
    }
    let stayed = |turn: &Made| turn.after_ms.is_some() && turn.held >= HELD;
    let kept = share(&turns, stayed);
    if kept < 1.0 {
        let anywhere = |turn: &&Made| track.moments.iter().any(|m| m.turned() == Some(turn.to));
        let made_elsewhere =
            turns.iter().filter(|turn| !stayed(turn)).any(|turn| turn.after_ms.is_none() && anywhere(&turn));
        return if made_elsewhere {
            Finding::fails(Reason::ChallengeTurnsMistimed, 0.5 * kept)
        } else {
            Finding::doubts(Reason::ChallengeTurnsMissing, kept)
        };
    }
    if away_when_straight(challenge, track) > ELSEWHERE {
        return Finding::fails(Reason::ChallengeTurnsMistimed, 0.2);
    }
    let margin = turns.iter().map(|turn| turn.angle / if turn.to == Direction::Up { UP } else { TO_A_SIDE } - 1.0);
    Finding::pass(margin.fold(1.0, f32::min))
}

/// Share of the time in which the head is turned though it should look straight, apart from coming back.
fn away_when_straight(challenge: &Challenge, track: &Track<'_>) -> f32 {
    let last_turn = challenge.steps.iter().rfind(|s| matches!(s.action, Action::Turn { .. })).map_or(0, |s| s.end_ms);
    let should = |moment: &&Moment<'_>| match challenge.at(moment.t_ms) {
        Some(Action::Straight | Action::Flash { .. }) => !(last_turn..last_turn + SLOWEST_MS).contains(&moment.t_ms),
        Some(Action::Turn { .. }) | None => false,
    };
    let moments: Vec<_> = track.moments.iter().filter(should).collect();
    share(&moments, |moment| !moment.is_straight())
}

/// A solid head: where it turned, the nose moved against eyes and mouth.
pub(super) fn solid(track: &Track<'_>) -> Finding {
    let depth = track.depth();
    if depth >= DEPTH {
        return Finding::pass((depth - DEPTH) / DEPTH);
    }
    if track.moved() {
        return Finding::fails(Reason::ChallengeFlat, depth / DEPTH);
    }
    Finding::doubts(Reason::ChallengeTurnsMissing, depth / DEPTH)
}
