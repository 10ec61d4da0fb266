//! Draws identity documents of invented people, and papers with their addresses: passports, cards, visas and licences with a machine readable zone or a
//! barcode, a portrait from a public-domain photograph, and what a camera does to them. Tests and `make run` use it;
//! the server never does.
//!
//! Everything follows from a seed: the same seed draws the same document on every machine.

pub mod barcode;
mod camera;
mod canvas;
mod country;
mod document;
mod font;
mod front;
mod licence;
pub mod paper;
mod person;
pub mod sequence;
mod studio;
mod truth;
mod zone;

pub use camera::{Camera, to_jpeg, to_png, to_webp};
pub use country::Country;
pub use document::{Layout, Style};
pub use front::Front;
pub use paper::{Paper, PaperTruth};
pub use person::Person;
pub use studio::{Missing, Photo, Studio, assets_folder, studio};
pub use truth::{Specimen, Truth};
