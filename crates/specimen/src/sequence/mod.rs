//! Answers to a liveness challenge, rendered from a still of a face: a person who follows, and what attackers make of it.
//!
//! The head turns as a solid proxy does (an ellipsoid with a nose, laid under the five landmarks), lights fall on it more
//! than on what is behind it, exposure and white balance drift, hands tremble and the sensor is noisy. What it is not:
//! nobody blinks or smiles, hair and ears are painted on the ellipsoid, shadows do not move, and the hidden side of a
//! face is stretched, never revealed. `docs/liveness.md` says what follows for the figures.

mod act;
mod attack;
mod camera;
mod head;
mod print;

pub use attack::{Cast, Frame, Species, play};
pub use camera::{HEIGHT, WIDTH};
pub use head::Still;
