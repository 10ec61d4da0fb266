//! `evaluate challenge` and `evaluate liveness`: live people and attacks, by answers to a challenge or by stills.

mod challenge;
mod rates;
mod stills;

pub(super) use challenge::run as challenge;
pub(super) use stills::{StillsArgs, run as stills};
