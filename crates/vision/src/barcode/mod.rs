//! PDF417 barcodes: finding and reading them.

mod reader;

use countersign_core::document::extraction::Quad;
use image::{RgbImage, imageops};

/// A barcode as read.
#[derive(Clone, PartialEq)]
pub struct Reading {
    /// The bytes encoded, nothing interpreted.
    pub bytes: Vec<u8>,
    /// Where it stands in the picture.
    pub place: Option<Quad>,
}

/// Reads the PDF417 barcode of a picture, if it has one.
pub fn read_pdf417(picture: &RgbImage) -> Option<Reading> {
    reader::zxing(&imageops::grayscale(picture))
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reading({} bytes, {:?})", self.bytes.len(), self.place)
    }
}
