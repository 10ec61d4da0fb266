//! A card to draw on, measured in millimetres.

use ab_glyph::{Font, PxScale, ScaleFont};
use fastrand::Rng;
use image::{Rgb, RgbImage, imageops};
use imageproc::{drawing::draw_text_mut, filter::gaussian_blur_f32};

use crate::{camera::blend, font::Fonts};

/// Characters of a zone stand ten to the inch (ICAO Doc 9303-3, 4.4).
const PITCH: f32 = 2.54;
/// Lines of a zone are six to the inch apart, times one and a half.
const LINE_STEP: f32 = 6.35;

pub(crate) const BLACK: [u8; 3] = [22, 22, 26];
const FADED: [u8; 3] = [58, 70, 96];

pub(crate) struct Canvas<'a> {
    pub(crate) picture: RgbImage,
    fonts: &'a Fonts,
    /// Pixels in a millimetre.
    scale: f32,
}

impl<'a> Canvas<'a> {
    /// Security paper of a size in millimetres: a pale tint with fine crossing waves.
    pub(crate) fn paper(fonts: &'a Fonts, (width, height): (f32, f32), scale: f32, rng: &mut Rng) -> Self {
        let tint: [f32; 3] = std::array::from_fn(|_| 205.0 + 40.0 * rng.f32());
        let line: [f32; 3] = std::array::from_fn(|_| 30.0 * rng.f32());
        let (a, b) = (0.5 + rng.f32(), 0.3 + 0.5 * rng.f32());
        let picture = RgbImage::from_fn((width * scale) as u32, (height * scale) as u32, |x, y| {
            let (x, y) = (x as f32 / scale, y as f32 / scale);
            let wave = |phase: f32| ((y + 3.0 * (x * 0.11 * a + phase).sin()) * 4.4).sin().abs();
            let rosette = ((x - width * b).hypot(y - height * 0.5) * 5.0 + (y * 0.4).sin()).sin().abs();
            let ink = (1.0 - wave(0.0)).powi(3) + (1.0 - wave(2.1)).powi(3) + 0.6 * (1.0 - rosette).powi(3);
            let shade = 1.0 - 0.05 * (x / width);
            Rgb(std::array::from_fn(|c| ((tint[c] - line[c] * ink) * shade) as u8))
        });
        Self { picture, fonts, scale }
    }

    /// White office paper of a size in millimetres.
    pub(crate) fn sheet(fonts: &'a Fonts, (width, height): (f32, f32), scale: f32) -> Self {
        let picture = RgbImage::from_pixel((width * scale) as u32, (height * scale) as u32, Rgb([252, 252, 250]));
        Self { picture, fonts, scale }
    }

    /// Plain print; `at` is its upper left corner, `height` that of the line.
    pub(crate) fn text(&mut self, at: (f32, f32), height: f32, text: &str) {
        let (x, y) = ((at.0 * self.scale) as i32, (at.1 * self.scale) as i32);
        draw_text_mut(&mut self.picture, Rgb(BLACK), x, y, PxScale::from(height * self.scale), &self.fonts.label, text);
    }

    /// What people read, such as a name; `at` is its upper left corner, `height` that of the line.
    pub(crate) fn value(&mut self, at: (f32, f32), height: f32, text: &str) {
        let font = &self.fonts.value;
        draw_text_mut(
            &mut self.picture,
            Rgb(BLACK),
            (at.0 * self.scale) as i32,
            (at.1 * self.scale) as i32,
            PxScale::from(height * self.scale),
            font,
            text,
        );
    }

    /// What says what a value is, in smaller and paler print.
    pub(crate) fn label(&mut self, at: (f32, f32), height: f32, text: &str) {
        let font = &self.fonts.label;
        draw_text_mut(
            &mut self.picture,
            Rgb(FADED),
            (at.0 * self.scale) as i32,
            (at.1 * self.scale) as i32,
            PxScale::from(height * self.scale),
            font,
            text,
        );
    }

    /// Lines of a machine readable zone, in OCR-B at the standard's pitch, centred, the first at `top`.
    pub(crate) fn zone(&mut self, lines: &[String], top: f32) {
        let font = &self.fonts.zone;
        let advance = font.as_scaled(PxScale::from(100.0)).h_advance(font.glyph_id('0'));
        let size = PxScale::from(100.0 * PITCH * self.scale / advance);
        for (row, line) in lines.iter().enumerate() {
            let left = (self.picture.width() as f32 - line.len() as f32 * PITCH * self.scale) / 2.0;
            let y = ((top + row as f32 * LINE_STEP) * self.scale) as i32;
            for (column, character) in line.chars().enumerate() {
                let x = (left + column as f32 * PITCH * self.scale) as i32;
                draw_text_mut(&mut self.picture, Rgb(BLACK), x, y, size, font, character.encode_utf8(&mut [0; 4]));
            }
        }
    }

    /// Pastes a portrait as printers do: a little soft and pale, the paper's pattern showing through.
    pub(crate) fn portrait(&mut self, photo: &RgbImage, at: (f32, f32), width: f32) {
        let w = (width * self.scale) as u32;
        let h = w * photo.height() / photo.width();
        let sized = imageops::resize(photo, w, h, imageops::FilterType::CatmullRom);
        let printed = gaussian_blur_f32(&sized, 0.6);
        let (x0, y0) = ((at.0 * self.scale) as u32, (at.1 * self.scale) as u32);
        for (x, y, pixel) in printed.enumerate_pixels() {
            let under = self.picture.get_pixel_mut(x0 + x, y0 + y);
            under.0 = std::array::from_fn(|c| blend(under.0[c], f32::from(pixel.0[c]), 0.9));
        }
    }

    /// Pastes a picture such as a barcode, scaled to a width in millimetres.
    pub(crate) fn picture(&mut self, picture: &RgbImage, at: (f32, f32), width: f32) {
        let w = (width * self.scale) as u32;
        let h = w * picture.height() / picture.width();
        let sized = imageops::resize(picture, w, h, imageops::FilterType::Triangle);
        imageops::overlay(&mut self.picture, &sized, (at.0 * self.scale) as i64, (at.1 * self.scale) as i64);
    }
}
