//! countersign: identity verification from one binary, on the command line and over HTTP.

pub mod cli;
pub mod evaluate;
