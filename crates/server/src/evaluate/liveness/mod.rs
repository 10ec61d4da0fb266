//! `evaluate challenge` and `evaluate liveness`: live people and attacks, by answers to a challenge or by stills.

mod challenge;
mod rates;

pub(super) use challenge::run as challenge;
