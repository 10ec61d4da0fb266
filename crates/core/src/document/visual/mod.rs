//! Fields of the visual zone: what the printed words say, by labels, by place and by agreement.
//!
//! [`cross_check`] compares fields that are known from elsewhere with the print; [`complete`] adds those that the print
//! alone tells. Reading goes in steps, each a file: lines where they stand ([`sheet`]), labels in many languages that
//! may be misread ([`labels`]), what is left over as dates and values ([`page`]), how well a value's place fits a
//! label ([`near`]), which value belongs to which label ([`assign`]), and the fields one by one.

mod address;
mod assign;
mod countries;
mod cross_check;
mod dates;
mod fuzzy;
mod issuer;
mod labels;
mod licence_numbers;
mod merge;
mod names;
mod near;
mod numbered;
mod numbers;
mod page;
mod read;
mod shape;
mod sheet;
#[cfg(test)]
mod tests;

pub use self::{
    cross_check::{CrossCheck, Seen, cross_check},
    merge::complete,
};
