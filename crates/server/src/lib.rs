//! countersign: identity verification from one binary, on the command line and over HTTP.

pub mod admission;
pub mod app;
pub mod cli;
pub mod compat;
pub mod config;
pub mod error;
pub mod evaluate;
pub mod extract;
pub mod guard;
pub mod linger;
pub mod metrics;
pub mod pages;
pub mod pipeline;
pub mod request_id;
pub mod router;
pub mod self_test;
pub mod serve;
pub mod telemetry;
pub mod verifier;
