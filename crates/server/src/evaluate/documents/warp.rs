//! `--warp`: what an unlucky photograph does to a picture, in moderation: a slanted view, a soft focus, a lamp.

use countersign_core::document::extraction::Quad;
use countersign_vision::geometry::Homography;
use fastrand::Rng;
use image::{Rgb, RgbImage, imageops};

/// How far each corner strays, as a share of the picture's width and height.
const STRAY: f32 = 0.05;
/// Standard deviation of the blur, as a share of the longer side: up to 1.2 pixels at 1600.
const BLUR: (f32, f32) = (0.000_3, 0.000_45);
/// Radius of the lamp's reflection as a share of the longer side, and how much it washes out in its middle.
const LAMP: (f32, f32) = (0.05, 0.05);
const LIGHT: (f32, f32) = (0.4, 0.5);

/// One distortion. The same seed and file give the same one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Warp {
    /// Where the corners of the picture come to stand in the distorted one, as shares of both sides; clockwise.
    corners: [[f32; 2]; 4],
    blur: f32,
    lamp: [f32; 2],
    radius: f32,
    light: f32,
    table: [u8; 3],
}

impl Warp {
    pub(super) fn of(seed: u64, file: &str) -> Self {
        // FNV-1a: rows of one run differ, whatever their order.
        let hash =
            file.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut rng = Rng::with_seed(seed ^ hash);
        let mut inward = || STRAY * rng.f32();
        let corners = [
            [inward(), inward()],
            [1.0 - inward(), inward()],
            [1.0 - inward(), 1.0 - inward()],
            [inward(), 1.0 - inward()],
        ];
        let mut within = |(least, more): (f32, f32)| least + more * rng.f32();
        let (blur, radius, light) = (within(BLUR), within(LAMP), within(LIGHT));
        let lamp = [within((0.1, 0.8)), within((0.1, 0.8))];
        let table = [90, 80, 70].map(|level: u8| level + rng.u8(..60));
        Self { corners, blur, lamp, radius, light, table }
    }

    pub(super) fn apply(&self, picture: &RgbImage) -> RgbImage {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let placed = Quad(self.corners.map(|[x, y]| [x * width, y * height]));
        let back = Inverse::of(&Homography::from_rectangle(width, height, &placed), width, height);
        let slanted = RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
            sample(picture, back.apply(x as f32 + 0.5, y as f32 + 0.5)).unwrap_or(Rgb(self.table))
        });
        let longest = width.max(height);
        let mut soft = imageops::blur(&slanted, (self.blur * longest).max(0.1));
        let (lamp, radius) = ([self.lamp[0] * width, self.lamp[1] * height], self.radius * longest);
        for (x, y, pixel) in soft.enumerate_pixels_mut() {
            let away = (x as f32 - lamp[0]).hypot(y as f32 - lamp[1]) / radius;
            let light = self.light * (-away * away).exp();
            pixel.0 = pixel.0.map(|level| (f32::from(level) * (1.0 - light) + 255.0 * light) as u8);
        }
        soft
    }
}

/// The map from the distorted picture back into the original.
struct Inverse([[f64; 3]; 3]);

impl Inverse {
    /// Inverts a map by its images of five points: it is itself a map between the same corners.
    fn of(map: &Homography, width: f32, height: f32) -> Self {
        let corners = [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]];
        Self(between(&corners.map(|corner| map.apply(corner)), &corners))
    }

    fn apply(&self, x: f32, y: f32) -> [f32; 2] {
        let [x, y] = [f64::from(x), f64::from(y)];
        let [u, v, w] = self.0.map(|row| row[0] * x + row[1] * y + row[2]);
        [(u / w) as f32, (v / w) as f32]
    }
}

/// The projective map of four points onto four others: eight linear equations, solved by elimination.
fn between(from: &[[f32; 2]; 4], to: &[[f32; 2]; 4]) -> [[f64; 3]; 3] {
    let mut rows: Vec<[f64; 9]> = Vec::with_capacity(8);
    for (f, t) in from.iter().zip(to) {
        let [x, y, u, v] = [f[0], f[1], t[0], t[1]].map(f64::from);
        rows.push([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u]);
        rows.push([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v]);
    }
    for column in 0..8 {
        let pivot =
            (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs())).unwrap_or(column);
        rows.swap(column, pivot);
        let row = rows[column].map(|value| value / rows[column][column]);
        rows[column] = row;
        for (at, other) in rows.iter_mut().enumerate() {
            if at != column {
                let factor = other[column];
                other.iter_mut().zip(row).for_each(|(value, own)| *value -= factor * own);
            }
        }
    }
    let h: Vec<f64> = rows.iter().map(|row| row[8]).collect();
    [[h[0], h[1], h[2]], [h[3], h[4], h[5]], [h[6], h[7], 1.0]]
}

/// The colour between four pixels; nothing outside of the picture.
fn sample(picture: &RgbImage, [x, y]: [f32; 2]) -> Option<Rgb<u8>> {
    let (x, y) = (x - 0.5, y - 0.5);
    let inside = x >= 0.0 && y >= 0.0 && x < picture.width() as f32 - 1.0 && y < picture.height() as f32 - 1.0;
    if !inside {
        return None;
    }
    let (left, top, fx, fy) = (x as u32, y as u32, x.fract(), y.fract());
    let at = |dx, dy| picture.get_pixel(left + dx, top + dy).0.map(f32::from);
    let (a, b, c, d) = (at(0, 0), at(1, 0), at(0, 1), at(1, 1));
    let mix = |i: usize| (a[i] * (1.0 - fx) + b[i] * fx) * (1.0 - fy) + (c[i] * (1.0 - fx) + d[i] * fx) * fy;
    Some(Rgb([mix(0) as u8, mix(1) as u8, mix(2) as u8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_distorts_a_file_the_same_way() {
        assert_eq!(Warp::of(1, "a.png"), Warp::of(1, "a.png"));
        assert!(Warp::of(1, "a.png") != Warp::of(2, "a.png") && Warp::of(1, "a.png") != Warp::of(1, "b.png"));
    }

    #[test]
    fn corners_go_where_they_are_told() {
        let white = RgbImage::from_pixel(200, 100, Rgb([200; 3]));
        let warp = Warp { corners: [[0.1, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], light: 0.0, ..Warp::of(3, "x") };
        let warped = warp.apply(&white);
        assert!(warped.get_pixel(4, 4).0[2] < 180, "the table shows where the corner moved away");
        assert!(warped.get_pixel(4, 96).0[2] > 180 && warped.get_pixel(100, 50).0[2] > 190);
    }

    #[test]
    fn a_lamp_brightens() {
        let grey = RgbImage::from_pixel(200, 200, Rgb([100; 3]));
        let warp = Warp { lamp: [0.5, 0.5], light: 0.8, ..Warp::of(3, "x") };
        assert!(warp.apply(&grey).get_pixel(100, 100).0[0] > 200);
    }
}
