//! The risk of a checkout: what was observed, the merchant's policy, and the score that follows from the two.
//!
//! Gathering is somebody else's work. Here [`signal::Signals`] and a [`policy::Policy`] give an [`score::Assessed`], always
//! the same one, so that any stored assessment can be computed again and a proposed policy be tried on the past.

pub mod code;
pub mod device;
pub mod email;
pub mod money;
pub mod policy;
pub mod replay;
pub mod report;
pub mod resolution;
pub mod score;
pub mod signal;
pub mod timezone;

#[cfg(test)]
mod tests;

pub use code::Code;
pub use policy::Policy;
pub use report::Report;
pub use resolution::Resolution;
pub use score::{Assessed, Decision, Triggered, assess};
pub use signal::Signals;
