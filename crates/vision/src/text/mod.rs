//! Text lines: where they are, and what they say.

mod components;
mod detect;
mod prune;
mod recognise;

pub use detect::Detector;
pub use recognise::{Reading, Recogniser, Step};
