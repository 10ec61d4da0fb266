//! Names, addresses and codes in a form in which they can be compared.

pub mod state;
