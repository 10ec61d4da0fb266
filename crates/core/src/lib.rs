//! The domain of countersign: what documents say, what checks find, how a verification is decided.
//!
//! Everything here is pure: values in, values out. No I/O, no clock, no randomness; a date that matters is an argument.

pub mod attempt;
pub mod check;
pub mod checks;
pub mod credential;
pub mod decision;
pub mod document;
pub mod expected;
pub mod face;
pub mod id;
pub mod level;
pub mod liveness;
pub mod normalize;
pub mod reason;
pub mod retention;
pub mod risk;
pub mod sandbox;
pub mod verification;
pub mod webhook;

pub use jiff::{Timestamp, civil::Date};
