//! Cutting straightened pieces out of a picture.

use std::{borrow::Cow, sync::OnceLock};

use countersign_core::document::extraction::Quad;
use countersign_scale::{Filter, Region, scale};
use image::RgbImage;

use crate::geometry::{Homography, length, sub};

/// A picture with its halved copies, made when first needed: a piece is cut from the copy whose pixels are closest in
/// size to the wanted ones, so that shrinking does not alias.
pub struct Pyramid<'a> {
    original: Cow<'a, RgbImage>,
    /// Copies of a half, a quarter and so on of its size.
    halved: Vec<OnceLock<RgbImage>>,
}

impl<'a> Pyramid<'a> {
    pub fn new(picture: RgbImage) -> Self {
        Self::over(Cow::Owned(picture))
    }

    /// Without a copy of the picture itself.
    pub fn of(picture: &'a RgbImage) -> Self {
        Self::over(Cow::Borrowed(picture))
    }

    fn over(original: Cow<'a, RgbImage>) -> Self {
        let halvings = original.width().max(original.height()).max(64).ilog2() - 6;
        let mut halved = Vec::new();
        halved.resize_with(halvings as usize, OnceLock::new);
        Self { original, halved }
    }

    pub fn original(&self) -> &RgbImage {
        &self.original
    }

    fn level(&self, at: usize) -> &RgbImage {
        let Some(at) = at.checked_sub(1) else { return &self.original };
        self.halved[at].get_or_init(|| {
            let finer = self.level(at);
            resize(finer, (finer.width() / 2).max(1), (finer.height() / 2).max(1))
        })
    }

    /// The copy to read from when one target pixel covers `step` original pixels, and its scale.
    fn best_level(&self, step: f32) -> (&RgbImage, f32) {
        let at = (step.max(1.0).log2().floor() as usize).min(self.halved.len());
        let level = self.level(at);
        (level, level.width() as f32 / self.original().width() as f32)
    }

    /// The picture scaled to `width` × `height`.
    pub fn scaled(&self, width: u32, height: u32) -> RgbImage {
        let step = self.original().width() as f32 / width as f32;
        resize(self.best_level(step / 2.0).0, width, height)
    }

    /// Cuts `quad` out and straightens it to `width` × `height`; `put(x, y, rgb)` receives every pixel, 0 to 255.
    /// Outside of the picture its nearest edge pixel continues.
    pub fn cut(&self, quad: &Quad, width: u32, height: u32, mut put: impl FnMut(u32, u32, [f32; 3])) {
        let [a, b, c, d] = quad.0;
        let across = length(sub(b, a)).max(length(sub(c, d))) / width as f32;
        let down = length(sub(d, a)).max(length(sub(c, b))) / height as f32;
        let (level, ratio) = self.best_level(across.min(down));
        let map = Homography::from_rectangle(width as f32, height as f32, quad);
        let enlarging = across.min(down) * ratio < 0.8;
        for y in 0..height {
            for x in 0..width {
                let [u, v] = map.apply([x as f32 + 0.5, y as f32 + 0.5]);
                let (u, v) = (u * ratio - 0.5, v * ratio - 0.5);
                put(x, y, if enlarging { bicubic(level, u, v) } else { bilinear(level, u, v) });
            }
        }
    }

    /// [`Pyramid::cut`] into a picture.
    pub fn cut_picture(&self, quad: &Quad, width: u32, height: u32) -> RgbImage {
        let mut out = RgbImage::new(width, height);
        self.cut(quad, width, height, |x, y, rgb| out.put_pixel(x, y, image::Rgb(rgb.map(|c| c.round() as u8))));
        out
    }
}

/// Scales with an area filter when shrinking, Catmull-Rom when enlarging.
///
/// # Panics
/// Never: the scaler gives three bytes for each pixel.
pub fn resize(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let (w, h) = picture.dimensions();
    let whole = Region { left: 0.0, top: 0.0, width: f64::from(w), height: f64::from(h) };
    let filter = if width < w { Filter::Area } else { Filter::CatmullRom };
    let bytes = scale(picture.as_raw(), (w, h), whole, (width, height), filter);
    RgbImage::from_raw(width, height, bytes).expect("three bytes for each pixel")
}

fn pixel(picture: &RgbImage, x: i32, y: i32) -> [f32; 3] {
    let x = x.clamp(0, picture.width() as i32 - 1) as usize;
    let y = y.clamp(0, picture.height() as i32 - 1) as usize;
    let at = (y * picture.width() as usize + x) * 3;
    let raw = &picture.as_raw()[at..at + 3];
    [f32::from(raw[0]), f32::from(raw[1]), f32::from(raw[2])]
}

fn bilinear(picture: &RgbImage, u: f32, v: f32) -> [f32; 3] {
    let (x, y) = (u.floor(), v.floor());
    let (fx, fy) = (u - x, v - y);
    let (x, y) = (x as i32, y as i32);
    let [a, b, c, d] =
        [pixel(picture, x, y), pixel(picture, x + 1, y), pixel(picture, x, y + 1), pixel(picture, x + 1, y + 1)];
    std::array::from_fn(|i| {
        let top = a[i] + (b[i] - a[i]) * fx;
        let bottom = c[i] + (d[i] - c[i]) * fx;
        top + (bottom - top) * fy
    })
}

/// Weights of the four neighbours in Catmull-Rom interpolation at fraction `t`.
fn catmull_rom(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2]
}

fn bicubic(picture: &RgbImage, u: f32, v: f32) -> [f32; 3] {
    let (x, y) = (u.floor(), v.floor());
    let (across, down) = (catmull_rom(u - x), catmull_rom(v - y));
    let mut sum = [0.0; 3];
    for (j, wy) in down.into_iter().enumerate() {
        for (i, wx) in across.into_iter().enumerate() {
            let p = pixel(picture, x as i32 + i as i32 - 1, y as i32 + j as i32 - 1);
            for c in 0..3 {
                sum[c] += p[c] * wx * wy;
            }
        }
    }
    sum.map(|c| c.clamp(0.0, 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient() -> RgbImage {
        RgbImage::from_fn(200, 100, |x, y| image::Rgb([x as u8, y as u8, 0]))
    }

    #[test]
    fn a_cut_of_the_whole_is_the_picture() {
        let pyramid = Pyramid::new(gradient());
        let whole = Quad([[0.0, 0.0], [200.0, 0.0], [200.0, 100.0], [0.0, 100.0]]);
        assert_eq!(pyramid.cut_picture(&whole, 200, 100), gradient());
    }

    #[test]
    fn a_turned_quad_is_straightened() {
        let pyramid = Pyramid::new(gradient());
        let upside_down = Quad([[200.0, 100.0], [0.0, 100.0], [0.0, 0.0], [200.0, 0.0]]);
        let cut = pyramid.cut_picture(&upside_down, 200, 100);
        assert_eq!(cut.get_pixel(0, 0), gradient().get_pixel(199, 99));
    }

    #[test]
    fn outside_of_the_picture_its_edge_continues() {
        let pyramid = Pyramid::new(gradient());
        let beside = Quad([[-50.0, 0.0], [-10.0, 0.0], [-10.0, 40.0], [-50.0, 40.0]]);
        assert_eq!(pyramid.cut_picture(&beside, 40, 40).get_pixel(3, 7).0, [0, 7, 0]);
    }
}
