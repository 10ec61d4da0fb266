//! Pixels in, readings out. The only crate with models and a native runtime.

pub mod barcode;
pub mod document;
pub mod face;
pub mod geometry;
mod graph;
pub mod image;
pub mod liveness;
pub mod model;
pub mod models;
pub mod mrz;
mod onnx;
pub mod page;
pub mod pdf;
pub mod quality;
pub mod sample;
pub mod text;
