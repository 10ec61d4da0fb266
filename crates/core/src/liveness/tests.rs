//! Responses as an ideal camera would see them, and what attackers make of them.

use proptest::prelude::*;

use super::{
    observation::{Landmarks, Seen},
    pose::tests::project,
    *,
};
use crate::reason::Reason;

/// A small generator of its own, so that a case follows from its seed.
struct Noise(u64);

impl Noise {
    /// −1 to 1.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 40) as f32 / (1u64 << 23) as f32) - 1.0
    }
}

/// Somebody who answers a challenge: how quickly, how far, under how much light.
struct Actor {
    /// What the actor believes was asked for.
    follows: Challenge,
    delay_ms: i64,
    reaction_ms: i64,
    angle: f32,
    /// Change of the skin's light by the screen's.
    light: f32,
    likeness: fn(u32) -> f32,
    flat: bool,
}

impl Actor {
    fn live(challenge: &Challenge) -> Self {
        Self {
            follows: challenge.clone(),
            delay_ms: 0,
            reaction_ms: 350,
            angle: 22.0,
            light: 0.1,
            likeness: |_| 0.85,
            flat: false,
        }
    }

    fn pose(&self, t_ms: u32) -> (f32, f32) {
        let at = i64::from(t_ms) - self.delay_ms - self.reaction_ms;
        match u32::try_from(at).ok().and_then(|at| self.follows.at(at)) {
            Some(Action::Turn { to: Direction::Left }) => (self.angle, 0.0),
            Some(Action::Turn { to: Direction::Right }) => (-self.angle, 0.0),
            Some(Action::Turn { to: Direction::Up }) => (0.0, 0.8 * self.angle),
            _ => (0.0, 0.0),
        }
    }

    fn landmarks(&self, t_ms: u32, noise: &mut Noise) -> Landmarks {
        let (yaw, pitch) = self.pose(t_ms);
        let mut landmarks = if self.flat {
            // The print itself is turned: foreshortened, with a little perspective.
            let straight = project(0.0, 0.0, 0.0, 8.0);
            let (cy, cp) = ((1.6 * yaw).to_radians().cos(), (1.6 * pitch).to_radians().cos());
            straight.map(|[x, y]| {
                let w = 1.0 + yaw * 1e-5 * (x - 300.0) - pitch * 1e-5 * (y - 400.0);
                [300.0 + (x - 300.0) * cy / w + yaw, 400.0 + (y - 400.0) * cp / w]
            })
        } else {
            project(yaw, pitch, 1.5 * noise.next(), 8.0)
        };
        landmarks.iter_mut().flatten().for_each(|v| *v += 1.2 * noise.next());
        landmarks
    }

    fn skin(&self, t_ms: u32) -> [f32; 3] {
        let at = i64::from(t_ms) - self.delay_ms - 90;
        let light = match u32::try_from(at).ok().and_then(|at| self.follows.at(at)) {
            Some(Action::Flash { colour }) => colour.light(),
            _ => [0.5; 3],
        };
        [0.4, 0.25, 0.2]
            .map(|c| c * 0.8)
            .into_iter()
            .zip(light)
            .map(|(c, l)| c * (1.0 + self.light * l))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap()
    }

    fn answers(&self, challenge: &Challenge, noise: u64) -> Response {
        let mut noise = Noise(noise);
        let mut frames = Vec::new();
        let mut t_ms = 20;
        while t_ms < challenge.duration_ms() + 200 {
            let exposure = 1.0 + 0.1 * noise.next();
            let mut lit = |colour: [f32; 3]| colour.map(|c| c * exposure * (1.0 + 0.004 * noise.next()));
            let (skin, background) = (lit(self.skin(t_ms)), lit([0.2, 0.22, 0.25]));
            let likeness = (self.likeness)(t_ms);
            let face = Seen {
                landmarks: self.landmarks(t_ms, &mut noise),
                face: [200.0, 320.0, 200.0, 250.0],
                skin,
                background: Some(background),
                sharpness: 8.0,
                to_first: Some(likeness),
                to_selfie: Some(likeness),
            };
            let change = (t_ms > 20).then(|| 1.5 + noise.next());
            frames.push(Observation { t_ms, change, seen: Some(face) });
            t_ms += 110 + (20.0 * noise.next()) as u32;
        }
        Response { frames }
    }
}

fn challenge(seed: u64) -> Challenge {
    Challenge::of(Nonce((u128::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)).to_be_bytes()))
}

#[track_caller]
fn refused(judgement: &Judgement, reasons: &[Reason]) {
    assert_ne!(judgement.verdict, Verdict::BonaFide, "{judgement:?}");
    assert!(judgement.score < 0.5);
    assert!(judgement.reasons.iter().any(|reason| reasons.contains(reason)), "{judgement:?}");
}

/// Two nonces may ask for nearly the same by chance, so this is a rate; the seeds are fixed, so it is always the same one.
#[test]
fn an_answer_to_another_nonce_does_not_pass() {
    const PAIRS: u64 = 4_000;
    let passes = |seed: u64| {
        let (asked, answered) = (challenge(2 * seed), challenge(2 * seed + 1));
        let judgement = judge(&asked, &Actor::live(&answered).answers(&asked, seed));
        asked.steps != answered.steps && judgement.verdict == Verdict::BonaFide
    };
    let passed = (0..PAIRS).filter(|seed| passes(*seed)).count();
    assert!(passed * 1_000 <= PAIRS as usize, "{passed} of {PAIRS} answers to another nonce passed");
}

proptest! {
    #[test]
    fn a_person_who_follows_passes(
        seed in any::<u64>(), reaction_ms in 200i64..800, angle in 21.0f32..30.0, light in 0.05f32..0.6,
    ) {
        let challenge = challenge(seed);
        let actor = Actor { reaction_ms, angle, light, ..Actor::live(&challenge) };
        let judgement = judge(&challenge, &actor.answers(&challenge, seed));
        prop_assert_eq!(judgement.verdict, Verdict::BonaFide, "{:?}", judgement);
        prop_assert!(judgement.score >= 0.5 && judgement.reasons.is_empty());
    }

    #[test]
    fn an_answer_at_another_time_does_not_pass(seed in any::<u64>(), late in any::<bool>(), by in 1300i64..3000) {
        let challenge = challenge(seed);
        let actor = Actor { delay_ms: if late { by } else { -by }, ..Actor::live(&challenge) };
        let judgement = judge(&challenge, &actor.answers(&challenge, seed));
        prop_assert_ne!(judgement.verdict, Verdict::BonaFide, "{:?}", judgement);
    }

    #[test]
    fn a_print_before_the_lens_does_not_pass(seed in any::<u64>(), angle in 10.0f32..28.0) {
        let challenge = challenge(seed);
        let actor = Actor { flat: true, angle, ..Actor::live(&challenge) };
        let judgement = judge(&challenge, &actor.answers(&challenge, seed));
        prop_assert_ne!(judgement.verdict, Verdict::BonaFide, "{:?}", judgement);
    }

    #[test]
    fn any_frames_are_judged(times in proptest::collection::vec(any::<u32>(), 0..20), seed in any::<u64>()) {
        let frames = times.into_iter().map(|t_ms| Observation { t_ms, change: None, seen: None }).collect();
        prop_assert_ne!(judge(&challenge(seed), &Response { frames }).verdict, Verdict::BonaFide);
    }
}

#[test]
fn a_challenge_follows_from_its_nonce_and_differs_from_others() {
    let (one, two) = (challenge(1), challenge(2));
    assert_eq!(one, challenge(1));
    assert_ne!(one.steps, two.steps);
    for seed in 0..200 {
        let challenge = challenge(seed);
        assert!((6_000..11_000).contains(&challenge.duration_ms()));
        assert!(challenge.steps.windows(2).all(|w| w[0].end_ms == w[1].start_ms && w[0].action != w[1].action));
        let sideways = |s: &Step| matches!(s.action, Action::Turn { to: Direction::Left | Direction::Right });
        assert!(challenge.steps.iter().any(sideways));
        let json = serde_json::to_string(&challenge).unwrap();
        assert_eq!(serde_json::from_str::<Challenge>(&json).unwrap(), challenge);
    }
}

#[test]
fn nonces_are_hexadecimal() {
    let text = "00112233445566778899aabbccddeeff";
    assert_eq!(text.parse::<Nonce>().unwrap().to_string(), text);
    for wrong in ["", "0011", "zz112233445566778899aabbccddeeff", "+0112233445566778899aabbccddeeff"] {
        assert_eq!(wrong.parse::<Nonce>(), Err(NoNonce));
    }
}

use super::challenge::NoNonce;

#[test]
fn somebody_else_is_told() {
    let challenge = challenge(5);
    let swapped = Actor { likeness: |t| if t > 4000 { 0.1 } else { 0.85 }, ..Actor::live(&challenge) };
    refused(&judge(&challenge, &swapped.answers(&challenge, 5)), &[Reason::ChallengePersonChanged]);
    let mut stranger = Actor::live(&challenge).answers(&challenge, 5);
    stranger.frames.iter_mut().filter_map(|f| f.seen.as_mut()).for_each(|seen| seen.to_selfie = Some(0.1));
    refused(&judge(&challenge, &stranger), &[Reason::ChallengeSelfieMismatch]);
}

/// A live answer of which the last `frames` compared frames of the last turn show somebody who is that much like the first.
fn taken_over(frames: usize, likeness: f32) -> Judgement {
    let challenge = challenge(5);
    let last_turn = challenge.steps.iter().rfind(|step| matches!(step.action, Action::Turn { .. })).unwrap();
    let mut answer = Actor::live(&challenge).answers(&challenge, 5);
    let mut compared: Vec<&mut Observation> =
        answer.frames.iter_mut().filter(|frame| (last_turn.start_ms..last_turn.end_ms).contains(&frame.t_ms)).collect();
    for frame in compared.iter_mut().rev().take(frames) {
        frame.seen.as_mut().unwrap().to_first = Some(likeness);
    }
    judge(&challenge, &answer)
}

#[test]
fn somebody_else_in_the_last_turn_is_told_and_a_lone_bad_frame_is_not() {
    for likeness in [0.1, 0.25] {
        refused(&taken_over(2, likeness), &[Reason::ChallengePersonChanged]);
    }
    assert_eq!(taken_over(1, 0.1).verdict, Verdict::BonaFide);
    // So much a head loses by turning.
    assert_eq!(taken_over(6, 0.37).verdict, Verdict::BonaFide);
}

#[test]
fn each_weakness_has_its_reason() {
    let challenge = challenge(7);
    let live = || Actor::live(&challenge).answers(&challenge, 7);
    let still = Actor { angle: 0.0, ..Actor::live(&challenge) };
    refused(&judge(&challenge, &still.answers(&challenge, 7)), &[Reason::ChallengeTurnsMissing]);
    let dark = Actor { light: 0.0, ..Actor::live(&challenge) };
    refused(&judge(&challenge, &dark.answers(&challenge, 7)), &[Reason::ChallengeFlashUnseen]);
    let mut frozen = live();
    frozen.frames.iter_mut().for_each(|frame| frame.change = frame.change.map(|_| 0.0));
    refused(&judge(&challenge, &frozen), &[Reason::ChallengeFrozen]);
    let mut backwards = live();
    backwards.frames.reverse();
    refused(&judge(&challenge, &backwards), &[Reason::ChallengeTimesWrong]);
    let mut short = live();
    short.frames.truncate(20);
    refused(&judge(&challenge, &short), &[Reason::ChallengeIncomplete]);
    let mut hidden = live();
    hidden.frames.iter_mut().skip(20).for_each(|frame| frame.seen = None);
    refused(&judge(&challenge, &hidden), &[Reason::ChallengeFaceLost]);
}

#[test]
fn lenient_targets_pass_small_doubts_and_no_attack() {
    let judged = |verdict, score| Judgement { verdict, score, reasons: Vec::new(), evidence: Evidence::default() };
    let at = |judgement: Judgement| TargetApcer::ALL.map(|target| judgement.at(target));
    let [lenient, _, strict] = at(judged(Verdict::Inconclusive, 0.49));
    assert_eq!((lenient, strict), (Verdict::BonaFide, Verdict::Inconclusive));
    assert_eq!(at(judged(Verdict::Inconclusive, 0.0)), [Verdict::Inconclusive; 3]);
    assert_eq!(at(judged(Verdict::Attack, 0.49)), [Verdict::Attack; 3]);
    assert_eq!(at(judged(Verdict::BonaFide, 0.5)), [Verdict::BonaFide; 3]);
}

#[test]
fn turns_in_another_order_are_told() {
    let challenge = challenge(9);
    let mut other = challenge.clone();
    let turns: Vec<usize> =
        (0..other.steps.len()).filter(|i| matches!(other.steps[*i].action, Action::Turn { .. })).collect();
    for at in turns {
        let Action::Turn { to } = &mut other.steps[at].action else { panic!("a turn") };
        *to = match to {
            Direction::Left => Direction::Right,
            Direction::Right => Direction::Up,
            Direction::Up => Direction::Left,
        };
    }
    let actor = Actor { follows: other, ..Actor::live(&challenge) };
    let judgement = judge(&challenge, &actor.answers(&challenge, 9));
    refused(&judgement, &[Reason::ChallengeTurnsWrong]);
    assert_eq!(judgement.check(TargetApcer::OneIn10).reason, Some(Reason::LivenessFailed));
}

#[test]
fn a_background_that_takes_half_of_the_light_is_too_near_to_be_one() {
    let challenge = challenge(13);
    let mut response = Actor { light: 0.5, ..Actor::live(&challenge) }.answers(&challenge, 13);
    for frame in &mut response.frames {
        let Some(Action::Flash { colour }) = challenge.at(frame.t_ms.saturating_sub(90)) else { continue };
        let (seen, light) = (frame.seen.as_mut().unwrap(), colour.light());
        let half = |c: [f32; 3]| std::array::from_fn(|i| c[i] * (1.0 + 0.35 * light[i]));
        seen.background = seen.background.map(half);
    }
    refused(&judge(&challenge, &response), &[Reason::ChallengeFlashWrong]);
}

#[test]
fn a_light_that_colours_the_whole_picture_is_none_on_the_face() {
    let challenge = challenge(11);
    let mut response = Actor { light: 0.0, ..Actor::live(&challenge) }.answers(&challenge, 11);
    for frame in &mut response.frames {
        let Some(Action::Flash { colour }) = challenge.at(frame.t_ms) else { continue };
        let seen = frame.seen.as_mut().unwrap();
        let light = colour.light();
        let tinted = |colour: [f32; 3]| -> [f32; 3] { std::array::from_fn(|i| colour[i] * (1.0 + 0.4 * light[i])) };
        [seen.skin] = [seen.skin].map(tinted);
        seen.background = seen.background.map(tinted);
    }
    refused(&judge(&challenge, &response), &[Reason::ChallengeFlashUnseen]);
}

#[test]
fn gentler_manners_ask_for_less_and_take_their_time() {
    for seed in 0..200u8 {
        let nonce = Nonce([seed; 16]);
        let calm = Challenge::in_manner(nonce, Manner { gentle_turns: true, calm_lights: true });
        let lights: Vec<_> = calm.steps.iter().filter(|s| matches!(s.action, Action::Flash { .. })).collect();
        assert!(
            lights.iter().all(|s| s.end_ms - s.start_ms >= 1300 && s.action != Action::Flash { colour: Colour::Red })
        );
        let turns: Vec<_> = calm.steps.iter().filter(|s| matches!(s.action, Action::Turn { .. })).collect();
        assert!(turns.iter().all(|s| s.end_ms - s.start_ms >= 2400));
        assert_eq!((lights.len(), turns.len()), (4, 2));
        assert_eq!(Challenge::in_manner(nonce, Manner::default()), Challenge::of(nonce));
    }
}
