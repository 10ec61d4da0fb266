//! What pixels say about a live person: frames of a challenge, and signals of a still. Judged by `core::liveness`.

mod capture;
mod edges;
mod light;
mod observe;
pub mod slot;
mod spectrum;
mod still;

pub use observe::Observer;
pub use slot::Slot;
pub use still::signals;
