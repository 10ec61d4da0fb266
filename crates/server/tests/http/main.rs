//! The server as its clients meet it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod attempt;
mod capacity;
mod engine;
mod hostile;
mod identity;
mod privacy;
mod service;
mod signals;
mod support;
mod surface;
