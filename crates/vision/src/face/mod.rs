//! Faces: found, aligned, embedded, compared. See `docs/faces.md` for what was measured and what cannot be told.

mod age;
pub mod align;
mod crop;
pub mod detect;
pub mod dominant;
pub mod embed;
mod engine;
pub mod geometry;
mod quality;
mod upright;

pub use age::{AgeError, AgeModel};
pub(crate) use crop::padded as region;
pub use detect::DetectedFace;
pub use dominant::dominant;
pub use embed::Embedding;
pub use engine::{Face, FaceEngine, FaceError};
