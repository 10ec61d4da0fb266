//! The server as its clients meet it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod support;
mod surface;
