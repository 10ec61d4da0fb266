//! What happens between a flat document and the picture that arrives.

use std::io::Cursor;

use fastrand::Rng;
use image::{
    DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage, codecs::jpeg::JpegEncoder, imageops,
    metadata::Orientation,
};
use imageproc::{
    filter::gaussian_blur_f32,
    geometric_transformations::{Border, Interpolation, Projection, warp_into},
};

/// How a document was photographed. [`Camera::scanner`] changes nothing.
#[derive(Clone, Debug)]
pub struct Camera {
    /// Quarter turns of the whole picture, clockwise.
    pub turns: u8,
    /// Width of the table that shows around the document, as a share of the document's width. 0 = cropped to it.
    pub margin: f32,
    /// Turn of the document on the table, in degrees.
    pub tilt: f32,
    /// How far each corner strays from its place, as a share of the document's width.
    pub perspective: f32,
    /// Standard deviation of the blur, in pixels.
    pub blur: f32,
    /// Standard deviation of the sensor's noise, in levels of 255.
    pub noise: f32,
    /// A lamp's reflection: its radius as a share of the document's width. 0 = none.
    pub glare: f32,
    /// Sizes the picture by this factor.
    pub zoom: f32,
    /// Brightness by this factor.
    pub light: f32,
    /// Share of the document's width that the right edge of the picture cuts off.
    pub cut: f32,
    /// Decides the rest: which way corners stray, where the lamp hangs, the table, the noise.
    pub seed: u64,
}

impl Camera {
    pub fn scanner() -> Self {
        Self {
            turns: 0,
            margin: 0.0,
            tilt: 0.0,
            perspective: 0.0,
            blur: 0.0,
            noise: 0.0,
            glare: 0.0,
            zoom: 1.0,
            light: 1.0,
            cut: 0.0,
            seed: 0,
        }
    }

    /// A careful amateur with a telephone: a table, a little turn and slant, slight blur and noise.
    pub fn phone(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x0BCA_3E2A);
        Self {
            turns: 0,
            margin: 0.06 + 0.12 * rng.f32(),
            tilt: 12.0 * rng.f32() - 6.0,
            perspective: 0.03 * rng.f32(),
            blur: 0.4 + 0.6 * rng.f32(),
            noise: 1.0 + 4.0 * rng.f32(),
            glare: 0.0,
            zoom: 0.8 + 0.4 * rng.f32(),
            light: 1.0,
            cut: 0.0,
            seed,
        }
    }

    /// The same telephone in a hurry, with one thing wrong: unsteady, under a lamp, too far away, in the dark, or aimed
    /// past an edge; mildly or badly so.
    pub fn careless(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0xCA_2E1E);
        let (phone, much) = (Self::phone(seed), rng.f32());
        match seed % 5 {
            0 => Self { blur: 1.0 + 6.0 * much, ..phone },
            1 => Self { glare: 0.1 + 0.9 * much, ..phone },
            2 => Self { zoom: 0.5 * 0.2f32.powf(much), ..phone },
            // From a dim room to hardly any light: each step as much darker as the one before.
            3 => Self { light: 0.4 * 0.05f32.powf(much), noise: 6.0, ..phone },
            _ => Self { cut: 0.04 + 0.36 * much, ..phone },
        }
    }

    /// Photographs a flat document.
    pub fn shoot(&self, flat: &RgbImage) -> RgbImage {
        let mut rng = Rng::with_seed(self.seed);
        let mut scene = if self.margin > 0.0 || self.tilt != 0.0 || self.perspective > 0.0 {
            self.lay_on_table(flat, &mut rng)
        } else {
            flat.clone()
        };
        if self.glare > 0.0 {
            self.shine(&mut scene, &mut rng);
        }
        if self.cut > 0.0 {
            let kept = (0.5 + (0.5 - self.cut) / (1.0 + 2.0 * self.margin)) * scene.width() as f32;
            scene = imageops::crop_imm(&scene, 0, 0, kept as u32, scene.height()).to_image();
        }
        if self.light < 1.0 {
            scene.iter_mut().for_each(|level| *level = (f32::from(*level) * self.light) as u8);
        }
        if (self.zoom - 1.0).abs() > f32::EPSILON {
            let size = |edge: u32| (edge as f32 * self.zoom).round() as u32;
            scene =
                imageops::resize(&scene, size(scene.width()), size(scene.height()), imageops::FilterType::CatmullRom);
        }
        if self.blur > 0.0 {
            scene = gaussian_blur_f32(&scene, self.blur);
        }
        if self.noise > 0.0 {
            add_noise(&mut scene, self.noise, &mut rng);
        }
        turn(scene, self.turns)
    }

    fn lay_on_table(&self, flat: &RgbImage, rng: &mut Rng) -> RgbImage {
        let (w, h) = (flat.width() as f32, flat.height() as f32);
        let margin = self.margin * w;
        let (sin, cos) = self.tilt.to_radians().sin_cos();
        // Corners of the document turned about its middle, then straying.
        let mut corner = |x: f32, y: f32| {
            let (x, y) = (x * w / 2.0, y * h / 2.0);
            let mut stray = || (2.0 * rng.f32() - 1.0) * self.perspective * w;
            (x * cos - y * sin + stray(), x * sin + y * cos + stray())
        };
        let corners = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
        let reach = |f: fn(&(f32, f32)) -> f32| corners.iter().map(|c| f(c).abs()).fold(0.0, f32::max) + margin;
        let (half_w, half_h) = (reach(|c| c.0), reach(|c| c.1));
        let placed = corners.map(|(x, y)| (x + half_w, y + half_h));
        let projection = Projection::from_control_points([(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)], placed)
            .expect("four corners of a slightly moved rectangle are in general position");
        let mut table = table((2.0 * half_w) as u32, (2.0 * half_h) as u32, rng);
        let mut card = RgbaImage::new(table.width(), table.height());
        let opaque = DynamicImage::ImageRgb8(flat.clone()).into_rgba8();
        warp_into(&opaque, projection, Interpolation::Bilinear, Border::Constant(Rgba([0; 4])), &mut card);
        for (under, over) in table.pixels_mut().zip(card.pixels()) {
            let alpha = f32::from(over.0[3]) / 255.0;
            *under = Rgb(std::array::from_fn(|c| blend(under.0[c], f32::from(over.0[c]), alpha)));
        }
        table
    }

    /// A lamp's reflection that washes the print out, strongest in its middle.
    fn shine(&self, scene: &mut RgbImage, rng: &mut Rng) {
        let radius = self.glare * scene.width() as f32;
        let (x0, y0) = (rng.f32() * scene.width() as f32, rng.f32() * scene.height() as f32);
        for (x, y, pixel) in scene.enumerate_pixels_mut() {
            let distance = (x as f32 - x0).hypot(y as f32 - y0) / radius;
            let light = (-distance * distance).exp();
            pixel.0 = pixel.0.map(|c| blend(c, 255.0, light));
        }
    }
}

/// A wooden table in uneven light.
fn table(width: u32, height: u32, rng: &mut Rng) -> RgbImage {
    let base: [f32; 3] = [90.0 + 60.0 * rng.f32(), 70.0 + 40.0 * rng.f32(), 45.0 + 40.0 * rng.f32()];
    let (grain, slope) = (0.05 + 0.05 * rng.f32(), 0.3 * rng.f32());
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32, y as f32);
        let wave = (v * grain + (u * 0.004).sin() * 6.0).sin() * 9.0;
        let light = 1.0 - slope * u / width as f32;
        Rgb(base.map(|c| ((c + wave) * light) as u8))
    })
}

fn add_noise(picture: &mut RgbImage, deviation: f32, rng: &mut Rng) {
    for pixel in picture.pixels_mut() {
        // Three uniform numbers make a fair bell; one value for all colours, as luminance noise is what shows.
        let bell = (rng.f32() + rng.f32() + rng.f32() - 1.5) * 2.0 * deviation;
        pixel.0 = pixel.0.map(|c| (f32::from(c) + bell) as u8);
    }
}

pub(crate) fn blend(under: u8, over: f32, alpha: f32) -> u8 {
    (f32::from(under) * (1.0 - alpha) + over * alpha) as u8
}

fn turn(picture: RgbImage, quarters: u8) -> RgbImage {
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(match quarters % 4 {
        1 => Orientation::Rotate90,
        2 => Orientation::Rotate180,
        3 => Orientation::Rotate270,
        _ => Orientation::NoTransforms,
    });
    picture.into_rgb8()
}

/// JPEG bytes; `quality` is 1 to 100.
///
/// # Panics
/// When an edge is longer than the 65,535 pixels that JPEG can hold.
pub fn to_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .expect("edges are within what JPEG can hold");
    bytes
}

/// PNG bytes.
pub fn to_png(picture: &RgbImage) -> Vec<u8> {
    lossless(picture, ImageFormat::Png)
}

/// Bytes of a lossless WebP.
pub fn to_webp(picture: &RgbImage) -> Vec<u8> {
    lossless(picture, ImageFormat::WebP)
}

fn lossless(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("PNG and WebP encode any RGB picture");
    bytes.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_changes_nothing() {
        let flat = table(200, 100, &mut Rng::with_seed(1));
        assert_eq!(Camera::scanner().shoot(&flat), flat);
    }

    #[test]
    fn a_careless_hand_cuts_and_darkens() {
        let flat = RgbImage::from_pixel(300, 200, Rgb([200; 3]));
        let cut = Camera { cut: 0.2, ..Camera::scanner() }.shoot(&flat);
        assert_eq!(cut.width(), 240);
        let dark = Camera { light: 0.5, ..Camera::scanner() }.shoot(&flat);
        assert_eq!(dark.get_pixel(9, 9).0, [100; 3]);
    }

    #[test]
    fn a_phone_shows_the_table_and_turns_are_quarters() {
        let flat = RgbImage::from_pixel(300, 200, Rgb([255; 3]));
        let upright = Camera { noise: 0.0, zoom: 1.0, ..Camera::phone(3) };
        let turned = Camera { turns: 1, ..upright.clone() };
        let (a, b) = (upright.shoot(&flat), turned.shoot(&flat));
        assert!(a.width() > 300 && a.get_pixel(0, 0).0[2] < 120);
        assert_eq!((a.width(), a.height()), (b.height(), b.width()));
        assert!(a.get_pixel(a.width() / 2, a.height() / 2).0[0] > 250);
    }
}
