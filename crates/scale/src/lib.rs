//! Scales pictures of three bytes a pixel.
//!
//! `fast_image_resize` is generic down to its vector instructions: a crate that calls it compiles all of it, half a
//! minute each time. This one calls it once, for the one kind of pixel we have, and never changes.

use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::U8x3,
};

/// How target pixels are mixed from source pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Every source pixel counts by the area it covers of the target pixel; for shrinking.
    Area,
    /// Straight lines between neighbours.
    Bilinear,
    /// Cubic curves through neighbours; for enlarging.
    CatmullRom,
}

/// A rectangle of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// The `region` of a picture of `size` (width, height), scaled to `target`: red, green and blue of each pixel, row by
/// row, as in `picture`.
///
/// # Panics
/// When `picture` has not three bytes for each pixel of `size`, or `region` does not lie inside of it.
pub fn scale(picture: &[u8], size: (u32, u32), region: Region, target: (u32, u32), filter: Filter) -> Vec<u8> {
    let source = TypedImageRef::<U8x3>::from_buffer(size.0, size.1, picture).expect("three bytes for each pixel");
    let mut bytes = vec![0; target.0 as usize * target.1 as usize * 3];
    let mut scaled = TypedImage::<U8x3>::from_buffer(target.0, target.1, &mut bytes).expect("the buffer has its size");
    let filter = match filter {
        Filter::Area => FilterType::Box,
        Filter::Bilinear => FilterType::Bilinear,
        Filter::CatmullRom => FilterType::CatmullRom,
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    let options = options.crop(region.left, region.top, region.width, region.height);
    Resizer::new().resize_typed(&source, &mut scaled, &options).expect("the region lies inside the picture");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Region = Region { left: 0.0, top: 0.0, width: 4.0, height: 1.0 };
    const ROW: [u8; 12] = [0, 0, 0, 40, 40, 40, 80, 80, 80, 120, 120, 120];

    #[test]
    fn shrinking_takes_the_mean() {
        assert_eq!(scale(&ROW, (4, 1), WHOLE, (2, 1), Filter::Area), [20, 20, 20, 100, 100, 100]);
    }

    #[test]
    fn enlarging_stays_in_place() {
        let large = scale(&ROW, (4, 1), WHOLE, (8, 1), Filter::Bilinear);
        let reds: Vec<u8> = large.iter().step_by(3).copied().collect();
        assert_eq!(reds, [0, 10, 30, 50, 70, 90, 110, 120]);
        assert_eq!(scale(&ROW, (4, 1), WHOLE, (8, 1), Filter::CatmullRom).len(), 24);
    }

    #[test]
    fn a_region_is_cut_out() {
        let right = Region { left: 2.0, width: 2.0, ..WHOLE };
        assert_eq!(scale(&ROW, (4, 1), right, (2, 1), Filter::Area), [80, 80, 80, 120, 120, 120]);
    }
}
