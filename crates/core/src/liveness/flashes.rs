//! Do the coloured lights of this nonce shine on the face, and more on it than on what is behind it?
//!
//! The screen is near to the face and far from the wall, so its light changes the colour of the skin against that of
//! the background. Comparing the two by their ratio takes the camera's exposure and white balance out, which turn with
//! the whole picture.

use super::{Action, Challenge, Finding, Response, observation::Seen, share};
use crate::reason::Reason;

/// Milliseconds by which a screen and a camera together may be late, and the steps in which they are tried.
const LAGS_MS: std::ops::RangeInclusive<u32> = 0..=420;
const LAG_STEP_MS: usize = 30;
/// Correlation between light sent and light seen from which the order of colours is this nonce's.
const SAME_ORDER: f32 = 0.65;
/// Below this it is another order.
const OTHER_ORDER: f32 = 0.35;
/// Change of the logarithm of a colour from which lights can be seen at all: 1%.
const VISIBLE: f32 = 0.01;
/// What is behind a head takes less of the screen's light than the head; from this share on the picture was coloured as a
/// whole.
const EVERYWHERE: f32 = 0.45;

/// How the light on the face follows the light of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reflection {
    /// −1 to 1, at the best lag.
    pub correlation: f32,
    /// Root mean square change of the face's colour against the background, as a logarithm.
    pub strength: f32,
    /// Change of the face's colour per unit of light, as a logarithm.
    pub gain: f32,
    pub lag_ms: u32,
    /// Change of the background's colour over that of the face's.
    pub behind: f32,
    /// Share of the lights for which a frame was seen.
    pub covered: f32,
}

pub(super) fn reflection(challenge: &Challenge, response: &Response) -> Reflection {
    let at = |lag| at_lag(challenge, response, lag, tint);
    let best = LAGS_MS.step_by(LAG_STEP_MS).map(at).max_by(|a, b| a.correlation.total_cmp(&b.correlation));
    let best = best.unwrap_or_default();
    let gain = |part: fn(&Seen) -> Option<[f32; 3]>| at_lag(challenge, response, best.lag_ms, part).gain;
    let (face, behind) = (gain(|seen| colour(seen.skin)), gain(|seen| colour(seen.background?)));
    Reflection { behind: if face > 0.0 { behind / face } else { 1.0 }, ..best }
}

fn at_lag(challenge: &Challenge, response: &Response, lag_ms: u32, part: fn(&Seen) -> Option<[f32; 3]>) -> Reflection {
    let mut pairs: Vec<([f32; 3], [f32; 3])> = Vec::new();
    let mut covered = Vec::new();
    for step in &challenge.steps {
        let Action::Flash { colour } = step.action else { continue };
        let frames = response.between(step.start_ms + lag_ms, step.end_ms + lag_ms);
        let before = pairs.len();
        pairs.extend(frames.filter_map(|f| Some((hue(colour.light()), part(f.seen.as_ref()?)?))));
        covered.push(pairs.len() > before);
    }
    let (light, face) = centred(pairs);
    let dot =
        |a: &[[f32; 3]], b: &[[f32; 3]]| a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| a * b).sum::<f32>();
    let (sent, seen, both) = (dot(&light, &light), dot(&face, &face), dot(&light, &face));
    Reflection {
        correlation: if sent > 0.0 && seen > 0.0 { both / (sent * seen).sqrt() } else { 0.0 },
        strength: (seen / face.len().max(1) as f32).sqrt(),
        gain: if sent > 0.0 { both / sent } else { 0.0 },
        lag_ms,
        behind: 0.0,
        covered: share(&covered, |seen| *seen),
    }
}

/// Colour without brightness.
fn hue(light: [f32; 3]) -> [f32; 3] {
    let mean = light.iter().sum::<f32>() / 3.0;
    light.map(|part| part - mean)
}

/// Colour as logarithms of light; `None` where it is too dark to tell.
fn colour(light: [f32; 3]) -> Option<[f32; 3]> {
    light.iter().all(|part| *part > 1e-4).then(|| hue(light.map(f32::ln)))
}

/// Colour of the skin against that of the background, without which there is nothing to compare with.
fn tint(seen: &Seen) -> Option<[f32; 3]> {
    let (skin, background) = (colour(seen.skin)?, colour(seen.background?)?);
    Some(std::array::from_fn(|i| skin[i] - background[i]))
}

/// Both sides without their means over all frames.
fn centred(pairs: Vec<([f32; 3], [f32; 3])>) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
    let (light, face): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    (without_mean(light), without_mean(face))
}

fn without_mean(mut colours: Vec<[f32; 3]>) -> Vec<[f32; 3]> {
    let n = colours.len().max(1) as f32;
    let mean: [f32; 3] = std::array::from_fn(|i| colours.iter().map(|c| c[i]).sum::<f32>() / n);
    for colour in &mut colours {
        *colour = std::array::from_fn(|i| colour[i] - mean[i]);
    }
    colours
}

pub(super) fn reflected(reflection: &Reflection) -> Finding {
    let Reflection { correlation, strength, covered, behind, .. } = *reflection;
    if covered < 0.8 {
        return Finding::doubts(Reason::ChallengeIncomplete, covered);
    }
    if strength < VISIBLE {
        return Finding::doubts(Reason::ChallengeFlashUnseen, strength / VISIBLE);
    }
    if correlation < OTHER_ORDER {
        return Finding::fails(Reason::ChallengeFlashWrong, correlation);
    }
    if correlation < SAME_ORDER || behind > EVERYWHERE {
        return Finding::doubts(Reason::ChallengeFlashWrong, correlation);
    }
    Finding::pass((correlation - SAME_ORDER) / (1.0 - SAME_ORDER))
}
