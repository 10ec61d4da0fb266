//! What a person is asked to do before the camera, in an order and with timing that follow from a nonce.
//!
//! The nonce comes from the server's random source and is good for one response. It decides three turns of the head,
//! six coloured lights of the screen, how long each lasts and which comes first: some two million challenges apart from
//! timing, so that a recorded answer to another nonce does not fit.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Turns asked for, and slow ones.
const TURNS: usize = 3;
const GENTLE_TURNS: usize = 2;
/// Lights asked for, and slow ones.
const FLASHES: usize = 6;
const CALM_FLASHES: usize = 4;

/// 128 random bits of the server, written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce(pub [u8; 16]);

/// The text is no nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a nonce is 32 hexadecimal digits")]
pub struct NoNonce;

impl FromStr for Nonce {
    type Err = NoNonce;

    fn from_str(text: &str) -> Result<Self, NoNonce> {
        let digits = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let number = digits.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        number.map(|number| Self(number.to_be_bytes())).ok_or(NoNonce)
    }
}

impl TryFrom<String> for Nonce {
    type Error = NoNonce;

    fn try_from(text: String) -> Result<Self, NoNonce> {
        text.parse()
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce({self})")
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> Self {
        nonce.to_string()
    }
}

/// Where the head turns, as the person means it: whoever turns left turns towards the right of the camera's picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Left,
    Right,
    Up,
}

impl Direction {
    pub const ALL: [Self; 3] = [Self::Left, Self::Right, Self::Up];
}

/// Light of the whole screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Red,
    Yellow,
    Green,
    Cyan,
    Blue,
    Magenta,
}

impl Colour {
    /// Red, which calm lights go without, is the first.
    pub const ALL: [Self; 6] = [Self::Red, Self::Yellow, Self::Green, Self::Cyan, Self::Blue, Self::Magenta];

    /// Red, green and blue light, each 0 or 1.
    pub fn light(self) -> [f32; 3] {
        match self {
            Self::Red => [1.0, 0.0, 0.0],
            Self::Yellow => [1.0, 1.0, 0.0],
            Self::Green => [0.0, 1.0, 0.0],
            Self::Cyan => [0.0, 1.0, 1.0],
            Self::Blue => [0.0, 0.0, 1.0],
            Self::Magenta => [1.0, 0.0, 1.0],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Look straight at the camera.
    Straight,
    /// Turn the head and hold it until the next step.
    Turn { to: Direction },
    /// Look straight at the camera while the screen shines in this colour.
    Flash { colour: Colour },
}

/// What to do from `start_ms` to `end_ms` after the challenge began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub start_ms: u32,
    pub end_ms: u32,
    #[serde(flatten)]
    pub action: Action,
}

/// How a challenge is carried out where the person's device asks for less: the same parts, judged by the same rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Manner {
    /// Two turns with time for each, for whom movement makes dizzy.
    pub gentle_turns: bool,
    /// Four lights without red, a change in more than a second, for whom flashes are no good (WCAG 2.2, 2.3.1 asks for
    /// no more than three flashes a second; the usual lights keep to that as well).
    pub calm_lights: bool,
}

/// Steps without gaps, from 0 ms on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    #[serde(with = "nonce_text")]
    pub nonce: Nonce,
    pub steps: Vec<Step>,
}

mod nonce_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Nonce;

    pub(super) fn serialize<S: Serializer>(nonce: &Nonce, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(nonce)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Nonce, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Challenge {
    /// The challenge of a nonce; always the same one.
    pub fn of(nonce: Nonce) -> Self {
        Self::in_manner(nonce, Manner::default())
    }

    /// The challenge of a nonce, done in a manner; always the same one.
    pub fn in_manner(nonce: Nonce, manner: Manner) -> Self {
        let mut draw = Draws::of(nonce);
        let turns = draw.turns(manner);
        let flashes = draw.lights(manner);
        let pause = |long: u32| [(Action::Straight, long)];
        let first = pause(900 + 50 * draw.below(7));
        let order: Vec<(Action, u32)> = if draw.below(2) == 0 {
            first.into_iter().chain(turns).chain(pause(1200)).chain(flashes).collect()
        } else {
            first.into_iter().chain(flashes).chain(turns).collect()
        };
        Self { nonce, steps: laid_out(&order) }
    }

    /// Milliseconds from the beginning to the end.
    pub fn duration_ms(&self) -> u32 {
        self.steps.last().map_or(0, |step| step.end_ms)
    }

    /// What is asked for at a time.
    pub fn at(&self, ms: u32) -> Option<Action> {
        self.steps.iter().find(|step| (step.start_ms..step.end_ms).contains(&ms)).map(|step| step.action)
    }
}

fn laid_out(order: &[(Action, u32)]) -> Vec<Step> {
    let mut start_ms = 0;
    let step = |&(action, long): &(Action, u32)| {
        let step = Step { start_ms, end_ms: start_ms + long, action };
        start_ms = step.end_ms;
        step
    };
    order.iter().map(step).collect()
}

/// Numbers that follow from a nonce: `SplitMix64` (Steele, Lea, Flood 2014). The nonce is what cannot be guessed; this
/// only spreads it.
struct Draws(u64);

impl Draws {
    fn of(nonce: Nonce) -> Self {
        let number = u128::from_be_bytes(nonce.0);
        let mut low = Self(number as u64);
        Self(low.next() ^ (number >> 64) as u64)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        (self.next() % u64::from(bound)) as u32
    }

    /// One of `all` other than `last`.
    fn another<T: Copy + PartialEq>(&mut self, all: &[T], last: Option<T>) -> T {
        let others: Vec<T> = all.iter().copied().filter(|one| Some(*one) != last).collect();
        others[self.below(others.len() as u32) as usize]
    }

    /// So many of `all`, no two neighbours alike.
    fn row<T: Copy + PartialEq>(&mut self, all: &[T], count: usize) -> Vec<T> {
        let mut last = None;
        (0..count).map(|_| *last.insert(self.another(all, last))).collect()
    }

    /// Neighbours differ, so at least one turn is to a side, which shows depth best.
    fn turns(&mut self, manner: Manner) -> Vec<(Action, u32)> {
        let (count, least) = if manner.gentle_turns { (GENTLE_TURNS, 2400) } else { (TURNS, 1300) };
        let turns = self.row(&Direction::ALL, count);
        turns.into_iter().map(|to| (Action::Turn { to }, least + 50 * self.below(11))).collect()
    }

    fn lights(&mut self, manner: Manner) -> Vec<(Action, u32)> {
        let (colours, count, least, step) = if manner.calm_lights {
            (&Colour::ALL[1..], CALM_FLASHES, 1300, 50)
        } else {
            (&Colour::ALL[..], FLASHES, 350, 25)
        };
        let colours = self.row(colours, count);
        colours.into_iter().map(|colour| (Action::Flash { colour }, least + step * self.below(7))).collect()
    }
}
