//! The machine readable zone in a picture: find its rows, read them, solve them by their check digits.

mod locate;
mod read;
mod row;

pub use read::{ZoneReading, glance, read};
