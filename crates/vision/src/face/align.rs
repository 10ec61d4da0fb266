//! Bringing a face into the pose the embedder was trained on.

use image::RgbImage;

use super::{
    crop,
    detect::DetectedFace,
    geometry::{Point, Similarity},
};

/// Edge of the aligned face in pixels.
pub const ALIGNED: u32 = 112;

/// Where eyes, nose and corners of the mouth lie in the aligned face: the mean face of ArcFace (Deng et al. 2019),
/// which SFace uses too.
pub const TEMPLATE: [Point; 5] =
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]];

/// Distance of the eyes in the aligned face.
pub const TEMPLATE_EYES: f32 = 35.24;

/// The face of `picture`, turned, scaled and shifted onto the template. `None` when the landmarks coincide.
pub fn aligned(picture: &RgbImage, face: &DetectedFace) -> Option<RgbImage> {
    let to_source = Similarity::fit(&face.landmarks, &TEMPLATE)?.inverse()?;
    Some(crop::warp(picture, &to_source, ALIGNED, ALIGNED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::geometry::{BBox, distance};

    #[test]
    fn landmarks_land_on_the_template() {
        let known = Similarity { a: 2.0, b: 1.0, shift: [100.0, 40.0] };
        let landmarks = TEMPLATE.map(|p| known.apply(p));
        let mut picture = RgbImage::new(400, 400);
        for [x, y] in landmarks {
            for (dx, dy) in (-3..=3).flat_map(|dx| (-3..=3).map(move |dy| (dx, dy))) {
                picture.put_pixel((x as i32 + dx) as u32, (y as i32 + dy) as u32, image::Rgb([255; 3]));
            }
        }
        let bbox = BBox { x: 0.0, y: 0.0, width: 100.0, height: 100.0 };
        let face = DetectedFace { bbox, landmarks, score: 1.0 };
        let crop = aligned(&picture, &face).unwrap();
        for [x, y] in TEMPLATE {
            assert!(crop.get_pixel(x.round() as u32, y.round() as u32).0[0] > 128, "nothing at {x}, {y}");
        }
        assert!(crop.get_pixel(5, 5).0[0] < 10);
        assert!((distance(TEMPLATE[0], TEMPLATE[1]) - TEMPLATE_EYES).abs() < 0.01);
    }
}
