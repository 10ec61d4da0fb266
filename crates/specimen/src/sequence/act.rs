//! Where a head is turned and which light the screen gives, over the time of a challenge.

use countersign_core::liveness::{Action, Challenge, Direction};
use fastrand::Rng;

/// Degrees: yaw to the person's left, pitch up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Turned {
    pub yaw: f32,
    pub pitch: f32,
}

/// One movement between two poses.
#[derive(Clone, Copy, Debug)]
struct Motion {
    from_ms: f32,
    to_ms: f32,
    to: Turned,
}

/// How somebody carries a challenge out.
#[derive(Clone, Debug)]
pub(super) struct Act {
    motions: Vec<Motion>,
    lights: Vec<(f32, f32, [f32; 3])>,
    /// Phases and speeds of a head that is never quite still.
    sway: [(f32, f32); 4],
}

/// Light of the screen while no colour is asked for.
pub(super) const PAGE: [f32; 3] = [0.5; 3];

impl Act {
    /// Follows `turns` and is lit as `lights` says, the head late by `delay_ms` (which may be early).
    pub(super) fn of(turns: &Challenge, lights: &Challenge, delay_ms: f32, rng: &mut Rng) -> Self {
        let between = |rng: &mut Rng, low: f32, high: f32| low + (high - low) * rng.f32();
        let reaction = between(rng, 220.0, 550.0);
        let (aside, up) = (between(rng, 17.0, 28.0), between(rng, 14.0, 22.0));
        let mut motions = Vec::new();
        let mut last = Turned::default();
        for step in &turns.steps {
            let to = match step.action {
                Action::Turn { to: Direction::Left } => Turned { yaw: aside, pitch: between(rng, -2.0, 2.0) },
                Action::Turn { to: Direction::Right } => Turned { yaw: -aside, pitch: between(rng, -2.0, 2.0) },
                Action::Turn { to: Direction::Up } => Turned { yaw: between(rng, -2.0, 2.0), pitch: up },
                Action::Straight | Action::Flash { .. } => Turned::default(),
            };
            if to != last {
                let from_ms = step.start_ms as f32 + delay_ms + reaction * between(rng, 0.85, 1.2);
                motions.push(Motion { from_ms, to_ms: from_ms + between(rng, 220.0, 420.0), to });
                last = to;
            }
        }
        let sway = std::array::from_fn(|_| (between(rng, 0.0, 6.3), between(rng, 0.6, 2.5)));
        Self { motions, lights: lights_of(lights, between(rng, 40.0, 160.0)), sway }
    }

    /// Looks straight all the time.
    pub(super) fn still(lights: &Challenge, rng: &mut Rng) -> Self {
        let mut act = Self::of(lights, lights, 0.0, rng);
        act.motions.clear();
        act
    }

    /// The pose asked for and reached, without trembling.
    pub(super) fn meant(&self, t_ms: f32) -> Turned {
        let mut pose = Turned::default();
        for motion in &self.motions {
            let along = ((t_ms - motion.from_ms) / (motion.to_ms - motion.from_ms)).clamp(0.0, 1.0);
            let smooth = along * along * (3.0 - 2.0 * along);
            pose.yaw += (motion.to.yaw - pose.yaw) * smooth;
            pose.pitch += (motion.to.pitch - pose.pitch) * smooth;
        }
        pose
    }

    pub(super) fn pose(&self, t_ms: f32) -> Turned {
        let meant = self.meant(t_ms);
        Turned { yaw: meant.yaw + 1.2 * self.tremble(0, t_ms), pitch: meant.pitch + 1.0 * self.tremble(1, t_ms) }
    }

    /// A slow wave, −1 to 1; four that differ.
    pub(super) fn tremble(&self, which: usize, t_ms: f32) -> f32 {
        let (phase, speed) = self.sway[which];
        0.6 * (phase + speed * t_ms / 1e3).sin() + 0.4 * (phase * 1.7 + 2.3 * speed * t_ms / 1e3).sin()
    }

    /// The screen's light when a frame was taken, as red, green and blue, 0 to 1.
    pub(super) fn light(&self, t_ms: f32) -> [f32; 3] {
        let shining = self.lights.iter().find(|(from, to, _)| (*from..*to).contains(&t_ms));
        shining.map_or(PAGE, |(_, _, light)| *light)
    }
}

/// Lights as they arrive in frames: late by what screen and camera take together.
fn lights_of(challenge: &Challenge, late_ms: f32) -> Vec<(f32, f32, [f32; 3])> {
    let light = |step: &countersign_core::liveness::Step| match step.action {
        Action::Flash { colour } => {
            Some((step.start_ms as f32 + late_ms, step.end_ms as f32 + late_ms, colour.light()))
        }
        Action::Straight | Action::Turn { .. } => None,
    };
    challenge.steps.iter().filter_map(light).collect()
}

#[cfg(test)]
mod tests {
    use countersign_core::liveness::Nonce;

    use super::*;

    #[test]
    fn an_act_follows_its_challenge() {
        for seed in 0..20u8 {
            let challenge = Challenge::of(Nonce([seed; 16]));
            let act = Act::of(&challenge, &challenge, 0.0, &mut Rng::with_seed(u64::from(seed)));
            for step in &challenge.steps {
                let end = (step.end_ms - 1) as f32;
                let pose = act.meant(end);
                match step.action {
                    Action::Turn { to: Direction::Left } => assert!(pose.yaw > 15.0),
                    Action::Turn { to: Direction::Right } => assert!(pose.yaw < -15.0),
                    Action::Turn { to: Direction::Up } => assert!(pose.pitch > 12.0),
                    Action::Flash { colour } => assert_eq!(act.light(end), colour.light()),
                    Action::Straight => {}
                }
            }
        }
    }
}
