//! E-mail addresses: are they well formed, whose are they, do they name a person.

mod address;
mod domain;

pub use address::{Address, Fault};
pub use domain::{Lists, Verdict, is_ascii_domain, listed, registrable};
