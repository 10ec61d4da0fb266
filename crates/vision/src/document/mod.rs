//! doc
pub mod outline;
