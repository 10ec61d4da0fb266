//! Who answers a challenge, and how honestly.

use countersign_core::liveness::{Action, Challenge, Colour, Direction, Nonce};
use fastrand::Rng;
use image::RgbImage;

use super::{
    act::{Act, Turned},
    camera::Room,
    head::Still,
    print::{self, Held},
};
use crate::camera::to_jpeg;

/// What a sequence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Species {
    BonaFide,
    /// A recorded answer to another nonce.
    Replay,
    /// The burst stops moving: one frame again and again.
    Frozen,
    /// Another person takes over.
    Swapped,
    /// Lights and times of this nonce, turns in another order.
    WrongOrder,
    /// Turns of this nonce, early or late.
    WrongTime,
    /// A print tilted and carried before the lens, sometimes bent, lit by the right colours.
    FlatPrint,
    /// A print held as still as a hand can.
    StillPrint,
    /// A screen that plays the right turns, lit by its own colours.
    ScreenColours,
    /// The right turns, coloured as a whole by software.
    Tinted,
    /// A live person who is not the one of the selfie.
    Stranger,
}

impl Species {
    pub const ATTACKS: [Self; 10] = [
        Self::Replay,
        Self::Frozen,
        Self::Swapped,
        Self::WrongOrder,
        Self::WrongTime,
        Self::FlatPrint,
        Self::StillPrint,
        Self::ScreenColours,
        Self::Tinted,
        Self::Stranger,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::BonaFide => "bona_fide",
            Self::Replay => "replay",
            Self::Frozen => "frozen",
            Self::Swapped => "swapped",
            Self::WrongOrder => "wrong_order",
            Self::WrongTime => "wrong_time",
            Self::FlatPrint => "flat_print",
            Self::StillPrint => "still_print",
            Self::ScreenColours => "screen_colours",
            Self::Tinted => "tinted",
            Self::Stranger => "stranger",
        }
    }

    /// Needs a second person.
    pub fn takes_two(self) -> bool {
        matches!(self, Self::Swapped | Self::Stranger)
    }
}

/// Who is before the camera.
#[derive(Clone, Copy, Debug)]
pub struct Cast<'a> {
    pub person: &'a Still,
    /// Somebody else, for those attacks that need one.
    pub other: &'a Still,
}

/// One frame as it arrives.
pub struct Frame {
    /// Milliseconds since the challenge began.
    pub t_ms: u32,
    pub jpeg: Vec<u8>,
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frame({} ms)", self.t_ms)
    }
}

/// The frames of an answer to `challenge`; what is left open follows from `seed`.
pub fn play(challenge: &Challenge, species: Species, cast: Cast<'_>, seed: u64) -> Vec<Frame> {
    let mut rng = Rng::with_seed(seed ^ 0x5EED_0F1A);
    let act = act(challenge, species, &mut rng);
    let mut show = Show { species, cast, act, room: Room::random(&mut rng), rng, swap_ms: 0.0, held: None };
    show.prepare(challenge);
    let rate = 7.0 + 5.0 * show.rng.f32();
    let freeze_ms = challenge.duration_ms() as f32 * 0.6 * show.rng.f32();
    let mut frames: Vec<Frame> = Vec::new();
    let mut t = 30.0 + 60.0 * show.rng.f32();
    while t < challenge.duration_ms() as f32 + 150.0 {
        let frozen = species == Species::Frozen && t > freeze_ms;
        let jpeg = match frames.last() {
            Some(last) if frozen => last.jpeg.clone(),
            _ => to_jpeg(&show.frame(t), show.room.quality),
        };
        frames.push(Frame { t_ms: t as u32, jpeg });
        t += 1e3 / rate * (0.85 + 0.3 * show.rng.f32());
    }
    frames
}

fn act(challenge: &Challenge, species: Species, rng: &mut Rng) -> Act {
    match species {
        Species::Replay => {
            let other = Challenge::of(Nonce(rng.u128(..).to_be_bytes()));
            Act::of(&other, &other, 0.0, rng)
        }
        Species::WrongOrder => Act::of(&other_turns(challenge, rng), challenge, 0.0, rng),
        Species::WrongTime => {
            let by = 1300.0 + 1200.0 * rng.f32();
            Act::of(challenge, challenge, if rng.bool() { by } else { -by }, rng)
        }
        Species::ScreenColours => Act::of(challenge, &other_lights(challenge, rng), 0.0, rng),
        Species::StillPrint => Act::still(challenge, rng),
        _ => Act::of(challenge, challenge, 0.0, rng),
    }
}

/// The same times with every turn another one.
fn other_turns(challenge: &Challenge, rng: &mut Rng) -> Challenge {
    let mut other = challenge.clone();
    let by = rng.usize(1..Direction::ALL.len());
    for step in &mut other.steps {
        if let Action::Turn { to } = &mut step.action {
            *to = Direction::ALL[(*to as usize + by) % Direction::ALL.len()];
        }
    }
    other
}

/// The same times with other colours; one in three shows none.
fn other_lights(challenge: &Challenge, rng: &mut Rng) -> Challenge {
    let mut other = challenge.clone();
    if rng.u8(0..3) == 0 {
        other.steps.retain(|step| !matches!(step.action, Action::Flash { .. }));
        return other;
    }
    for step in &mut other.steps {
        if let Action::Flash { colour } = &mut step.action {
            *colour = rng.choice(Colour::ALL).unwrap_or(*colour);
        }
    }
    if other == *challenge { other_lights(challenge, rng) } else { other }
}

struct Show<'a> {
    species: Species,
    cast: Cast<'a>,
    act: Act,
    room: Room,
    rng: Rng,
    swap_ms: f32,
    held: Option<Held>,
}

impl Show<'_> {
    fn prepare(&mut self, challenge: &Challenge) {
        self.swap_ms = challenge.duration_ms() as f32 * (0.25 + 0.5 * self.rng.f32());
        if self.species == Species::Tinted {
            self.room.background_share = 1.0;
        }
        self.held = match self.species {
            Species::FlatPrint => Some(Held {
                eagerness: 1.0 + self.rng.f32(),
                radius: if self.rng.bool() { 0.45 + 1.5 * self.rng.f32() } else { f32::INFINITY },
                shift: [0.0; 2],
                zoom: 0.85 + 0.3 * self.rng.f32(),
            }),
            Species::StillPrint => Some(Held { eagerness: 0.0, radius: f32::INFINITY, shift: [0.0; 2], zoom: 0.95 }),
            _ => None,
        };
    }

    fn frame(&mut self, t: f32) -> RgbImage {
        let (mut scene, lit) = self.scene(t);
        self.room.expose(&mut scene, &lit, self.act.light(t), &mut self.rng);
        scene
    }

    fn scene(&self, t: f32) -> (RgbImage, Vec<f32>) {
        let later = self.species == Species::Swapped && t > self.swap_ms;
        let still = if later { self.cast.other } else { self.cast.person };
        let carried = |by: f32| [by * self.act.tremble(2, t), by * self.act.tremble(3, t)];
        let Some(held) = self.held else {
            let (scene, lit) = still.turned(self.act.pose(t));
            return shaken(&scene, &lit, carried(4.0));
        };
        let meant: Turned = self.act.meant(t);
        let shift = carried(if held.eagerness > 0.0 { 22.0 } else { 3.0 });
        print::show(&still.picture, Held { shift, ..held }, meant, [150, 148, 140])
    }
}

/// The whole picture moved by a hand's trembling, in whole pixels.
fn shaken(scene: &RgbImage, lit: &[f32], by: [f32; 2]) -> (RgbImage, Vec<f32>) {
    let (width, height) = scene.dimensions();
    let source = |x: u32, y: u32| {
        let moved = |at: u32, by: f32, most: u32| (at as f32 - by.round()).clamp(0.0, most as f32 - 1.0) as u32;
        (moved(x, by[0], width), moved(y, by[1], height))
    };
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = source(x, y);
        *scene.get_pixel(x, y)
    });
    let light = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| {
        let (x, y) = source(x, y);
        lit[(y * width + x) as usize]
    });
    (picture, light.collect())
}
