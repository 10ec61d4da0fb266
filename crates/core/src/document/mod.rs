//! What can be read from a document, and the parsers of the text it carries.

pub mod aamva;
pub mod address_proof;
pub mod country;
pub mod extraction;
pub mod kind;
mod merge;
pub mod mrz;
pub mod printed_date;
pub mod visual;
pub mod zone_reading;
