//! Light on the skin and behind the head, free of the picture's gamma.

use std::sync::LazyLock;

use image::RgbImage;

use crate::face::{
    DetectedFace,
    geometry::{Point, distance},
};

/// Places of bare skin on the aligned face, with their radius: cheeks, bridge of the nose, above the lip.
const SKIN: [(Point, f32); 4] = [([36.0, 72.0], 8.0), ([76.0, 72.0], 8.0), ([56.0, 58.0], 4.0), ([56.0, 82.0], 3.0)];
/// What is nearer than this to the face's box, in widths of the box, may still be hair or shoulder.
const HEAD: f32 = 0.45;
/// Only every so many pixels of the background are looked at.
const STRIDE: usize = 3;
/// Fewer places than this are no background.
const LEAST_PLACES: u32 = 150;
/// Burnt-out and black pixels tell no colour.
const TELLING: std::ops::RangeInclusive<u8> = 4..=250;

/// Linear light of the 256 levels (IEC 61966-2-1), 0 to 1.
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|level| {
        let v = level as f32 / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
});

/// A mean of linear light.
#[derive(Default)]
struct Mean {
    sum: [f32; 3],
    places: u32,
}

impl Mean {
    fn add(&mut self, [r, g, b]: [u8; 3]) {
        if [r, g, b].iter().all(|level| *level <= *TELLING.end()) && r.max(g).max(b) >= *TELLING.start() {
            for (sum, level) in self.sum.iter_mut().zip([r, g, b]) {
                *sum += LINEAR[usize::from(level)];
            }
            self.places += 1;
        }
    }

    fn of_at_least(&self, places: u32) -> Option<[f32; 3]> {
        (self.places >= places.max(1)).then(|| self.sum.map(|sum| sum / self.places as f32))
    }
}

/// Mean light of the skin of an aligned face; black where all of it is burnt out.
pub(super) fn skin(aligned: &RgbImage) -> [f32; 3] {
    let mut mean = Mean::default();
    for (x, y, pixel) in aligned.enumerate_pixels() {
        if SKIN.iter().any(|(centre, radius)| distance([x as f32, y as f32], *centre) <= *radius) {
            mean.add(pixel.0);
        }
    }
    mean.of_at_least(1).unwrap_or_default()
}

/// Mean light of what is on both sides of the head, from the upper edge of the picture down to the chin.
pub(super) fn background(picture: &RgbImage, face: &DetectedFace) -> Option<[f32; 3]> {
    let margin = HEAD * face.bbox.width;
    let (left, right) = (face.bbox.x - margin, face.bbox.x + face.bbox.width + margin);
    let bottom = (face.bbox.y + face.bbox.height).clamp(0.0, picture.height() as f32) as u32;
    let mut mean = Mean::default();
    for y in (0..bottom).step_by(STRIDE) {
        for x in (0..picture.width()).step_by(STRIDE) {
            if (x as f32) < left || x as f32 > right {
                mean.add(picture.get_pixel(x, y).0);
            }
        }
    }
    mean.of_at_least(LEAST_PLACES)
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::face::{align::TEMPLATE, geometry::BBox};

    #[test]
    fn light_is_linear_and_the_head_is_no_background() {
        let skin_light = skin(&RgbImage::from_pixel(112, 112, Rgb([188, 0, 188])));
        assert!((skin_light[0] - 0.5).abs() < 0.01 && skin_light[1] < 1e-6);
        let bbox = BBox { x: 80.0, y: 60.0, width: 40.0, height: 50.0 };
        let face = DetectedFace { bbox, landmarks: TEMPLATE, score: 0.9 };
        let room = |x: u32, y: u32| if (65..135).contains(&x) || y > 110 { Rgb([200; 3]) } else { Rgb([0, 0, 188]) };
        let light = background(&RgbImage::from_fn(200, 200, room), &face).unwrap();
        assert!(light[0] < 1e-6 && (light[2] - 0.5).abs() < 0.01);
        let filling = DetectedFace { bbox: BBox { x: 5.0, y: 5.0, width: 190.0, height: 190.0 }, ..face };
        assert_eq!(background(&RgbImage::new(200, 200), &filling), None);
    }
}
