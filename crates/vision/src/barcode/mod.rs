//! PDF417 barcodes: finding and reading them.
//!
//! Places that look striped are found first, which costs little; only there are the readers tried, cheapest first: rxing,
//! then zxing-cpp, on the stripes turned upright. What neither reads goes to [`soft`], which compares grey values with the
//! codewords of the symbology rather than widths of black and white runs.

mod picture;
mod reader;
mod region;
mod soft;
#[cfg(test)]
mod tests;

use std::fmt;

use countersign_core::document::extraction::Quad;
use image::{GrayImage, RgbImage, imageops};

use self::region::Region;

/// Regions, strongest first, that the soft reader may spend its time on.
const MOST_SOFT: usize = 2;
/// Pixels of a region as the soft reader sees it: a card's symbol at four pixels a module.
const SOFT_PIXELS: f32 = 1.2e6;
const ENLARGED_PIXELS: f32 = 6e6;

/// A barcode as read.
#[derive(Clone, PartialEq)]
pub struct Reading {
    /// The bytes encoded, nothing interpreted.
    pub bytes: Vec<u8>,
    /// Where it stands in the picture.
    pub place: Option<Quad>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reading({} bytes, {:?})", self.bytes.len(), self.place)
    }
}

/// Reads the PDF417 barcode of a picture, in whichever of the four directions it stands; `None` when there is none or it
/// cannot be read.
pub fn read_pdf417(picture: &RgbImage) -> Option<Reading> {
    read_pdf417_gray(&imageops::grayscale(picture))
}

/// [`read_pdf417`] for a picture without colour.
pub fn read_pdf417_gray(picture: &GrayImage) -> Option<Reading> {
    let regions = region::find(picture);
    // Every region gets the cheap attempt before any gets the dear ones.
    regions
        .iter()
        .find_map(|region| plain(picture, region))
        .or_else(|| regions.iter().take(MOST_SOFT).find_map(|region| softly(picture, region)))
        .or_else(|| regions.iter().find_map(|region| enlarged(picture, region)))
}

/// Pixels as they are, the stripes turned upright.
fn plain(picture: &GrayImage, region: &Region) -> Option<Reading> {
    let crop = region.cut(picture, 1.0, 0.0);
    reader::rxing(&crop.gray).or_else(|| reader::zxing(&crop.gray)).map(|reading| crop.back(reading))
}

/// Grey values against codewords.
fn softly(picture: &GrayImage, region: &Region) -> Option<Reading> {
    let crop = region.cut(picture, region.affordable(1.0, SOFT_PIXELS), 0.0);
    soft::read(&crop.gray).map(|reading| crop.back(reading))
}

/// Twice the size and sharpened, for symbols of one pixel a module.
fn enlarged(picture: &GrayImage, region: &Region) -> Option<Reading> {
    let crop = region.cut(picture, region.affordable(2.0, ENLARGED_PIXELS), 0.0);
    reader::rxing(&crop.gray)
        .or_else(|| reader::rxing(&imageops::unsharpen(&crop.gray, 2.0, 0)))
        .map(|reading| crop.back(reading))
}
