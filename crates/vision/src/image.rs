//! Decoding pictures with limits, upright by EXIF.

use std::{fmt, io::Cursor};

use countersign_core::reason::Reason;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits as DecoderLimits, RgbImage, metadata::Orientation,
};

/// Ceilings checked before memory is spent.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the encoded file.
    pub bytes: usize,
    /// Width × height after decoding.
    pub pixels: u64,
    /// Shorter edge below which nothing can be read.
    pub shortest_edge: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 15 << 20, pixels: 60_000_000, shortest_edge: 64 }
    }
}

/// A decoded picture, turned upright by its EXIF orientation. Never printed, never written.
pub struct Picture {
    pub rgb: RgbImage,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}x{})", self.rgb.width(), self.rgb.height())
    }
}

impl Picture {
    /// Decodes JPEG, PNG or WebP bytes; the type is told by content, never by name.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, Reason> {
        if bytes.is_empty() {
            return Err(Reason::ImageEmpty);
        }
        if bytes.len() > limits.bytes {
            return Err(Reason::ImageTooLarge);
        }
        let format = image::guess_format(bytes).map_err(|_| Reason::ImageTypeUnsupported)?;
        if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
            return Err(Reason::ImageTypeUnsupported);
        }
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        // 60 megapixels of 16-bit RGBA, with room for a decoder's working copy.
        let mut ceiling = DecoderLimits::default();
        ceiling.max_alloc = Some(limits.pixels * 8 + (64 << 20));
        reader.limits(ceiling);
        let mut decoder = reader.into_decoder().map_err(|_| Reason::ImageUnreadable)?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > limits.pixels {
            return Err(Reason::ImageTooManyPixels);
        }
        if width.min(height) < limits.shortest_edge {
            return Err(Reason::ImageTooSmall);
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut decoded = DynamicImage::from_decoder(decoder).map_err(|_| Reason::ImageUnreadable)?;
        decoded.apply_orientation(orientation);
        Ok(Self { rgb: onto_white(decoded) })
    }
}

/// Transparent scans are drawn on white paper, as every viewer shows them.
fn onto_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let blend = |c: u8| ((u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a))) / 255) as u8;
        image::Rgb([blend(r), blend(g), blend(b)])
    })
}
