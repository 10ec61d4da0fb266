//! Can this face be compared: is it sharp enough, turned towards the camera, uncovered?
//!
//! No model looks for coverings; a few statistics of the aligned face do. They find dark glasses and plain masks, and
//! are set so that ordinary faces pass: see `docs/faces.md` for what they find and what they miss.

use countersign_core::reason::Reason;
use image::RgbImage;

use super::{
    align::{ALIGNED, TEMPLATE},
    detect::DetectedFace,
    geometry::{Point, distance},
};

/// Brightest part of the better lit eye against the skin below which both eyes lie behind something dark.
const DARK_EYES: f32 = 0.45;
/// Contrast of the mouth against that of the eyes below which something plain covers the mouth.
const PLAIN_MOUTH: f32 = 0.2;
/// Offset of the nose from the middle between the eyes, in eye distances, above which the face shows its side.
const TURNED: f32 = 0.7;

/// What stands in the way of asking for nothing better: the face is turned away or covered.
pub(super) fn refusal(face: &DetectedFace, aligned: &RgbImage) -> Option<Reason> {
    if turn(face) > TURNED {
        return Some(Reason::FaceTurned);
    }
    let light = Light::of(aligned);
    (light.eyes_over_skin() < DARK_EYES || light.mouth_over_eyes() < PLAIN_MOUTH).then_some(Reason::FaceOccluded)
}

/// How far the nose is from the middle between the eyes, along the line through them, in eye distances.
fn turn(face: &DetectedFace) -> f32 {
    let [left, right, nose, ..] = face.landmarks;
    let (across, down) = (right[0] - left[0], right[1] - left[1]);
    let middle = [f32::midpoint(left[0], right[0]), f32::midpoint(left[1], right[1])];
    let along = (nose[0] - middle[0]) * across + (nose[1] - middle[1]) * down;
    (along / (across * across + down * down).max(f32::EPSILON)).abs()
}

/// Brightness of an aligned face, 0 to 255, row by row.
struct Light(Vec<f32>);

impl Light {
    fn of(aligned: &RgbImage) -> Self {
        // ITU-R BT.601.
        Self(
            aligned
                .pixels()
                .map(|p| 0.299 * f32::from(p.0[0]) + 0.587 * f32::from(p.0[1]) + 0.114 * f32::from(p.0[2]))
                .collect(),
        )
    }

    /// The bright end of what is around the better lit eye, over the skin of cheeks and nose.
    fn eyes_over_skin(&self) -> f32 {
        let eye = |at: usize| quantile(self.within(|p| distance(p, TEMPLATE[at]) <= 9.0), 0.85);
        let cheeks = [([36.0, 70.0], 6.0), ([76.0, 70.0], 6.0), ([56.0, 60.0], 4.0)];
        let skin =
            quantile(self.within(|p| cheeks.iter().any(|(centre, radius)| distance(p, *centre) <= *radius)), 0.5);
        eye(0).max(eye(1)) / skin.max(8.0)
    }

    /// Steepest edges around the mouth over those around the eyes.
    fn mouth_over_eyes(&self) -> f32 {
        let mouth = |[x, y]: Point| (40.0..=72.0).contains(&x) && (84.0..=100.0).contains(&y);
        let eyes =
            |[x, y]: Point| ((28.0..=48.0).contains(&x) || (64.0..=84.0).contains(&x)) && (45.0..=58.0).contains(&y);
        quantile(self.edges(mouth), 0.9) / quantile(self.edges(eyes), 0.9).max(1.0)
    }

    fn within(&self, inside: impl Fn(Point) -> bool) -> Vec<f32> {
        places().filter(|(x, y)| inside([*x as f32, *y as f32])).map(|(x, y)| self.at(x, y)).collect()
    }

    /// Slopes of brightness by Sobel's operator, a pixel.
    fn edges(&self, inside: impl Fn(Point) -> bool) -> Vec<f32> {
        let inner = places().filter(|(x, y)| *x > 0 && *y > 0 && *x < ALIGNED - 1 && *y < ALIGNED - 1);
        inner.filter(|(x, y)| inside([*x as f32, *y as f32])).map(|(x, y)| self.slope(x, y)).collect()
    }

    fn slope(&self, x: u32, y: u32) -> f32 {
        let column = |x: u32| self.at(x, y - 1) + 2.0 * self.at(x, y) + self.at(x, y + 1);
        let row = |y: u32| self.at(x - 1, y) + 2.0 * self.at(x, y) + self.at(x + 1, y);
        (column(x + 1) - column(x - 1)).hypot(row(y + 1) - row(y - 1)) / 8.0
    }

    fn at(&self, x: u32, y: u32) -> f32 {
        self.0[(y * ALIGNED + x) as usize]
    }
}

fn places() -> impl Iterator<Item = (u32, u32)> {
    (0..ALIGNED).flat_map(|y| (0..ALIGNED).map(move |x| (x, y)))
}

fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    values.sort_by(f32::total_cmp);
    values[((values.len() - 1) as f32 * share).round() as usize]
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::face::geometry::BBox;

    fn detected(landmarks: [Point; 5]) -> DetectedFace {
        DetectedFace { bbox: BBox { x: 0.0, y: 0.0, width: 112.0, height: 112.0 }, landmarks, score: 0.9 }
    }

    fn disc(face: &mut RgbImage, [cx, cy]: Point, radius: f32, value: u8) {
        for (x, y, pixel) in face.enumerate_pixels_mut() {
            if distance([x as f32, y as f32], [cx, cy]) <= radius {
                *pixel = Rgb([value; 3]);
            }
        }
    }

    /// Even skin, dark eyes with a bright rim, a dark mouth.
    fn face() -> RgbImage {
        let mut face = RgbImage::from_pixel(ALIGNED, ALIGNED, Rgb([170; 3]));
        for eye in &TEMPLATE[..2] {
            disc(&mut face, *eye, 4.0, 60);
        }
        for x in (42..70).step_by(3) {
            disc(&mut face, [x as f32, 92.0], 2.5, 90);
        }
        face
    }

    #[test]
    fn an_open_face_passes() {
        assert_eq!(refusal(&detected(TEMPLATE), &face()), None);
    }

    #[test]
    fn dark_glasses_and_plain_masks_are_coverings() {
        let mut glasses = face();
        for eye in &TEMPLATE[..2] {
            disc(&mut glasses, *eye, 14.0, 20);
        }
        assert_eq!(refusal(&detected(TEMPLATE), &glasses), Some(Reason::FaceOccluded));
        let mut mask = face();
        disc(&mut mask, [56.0, 98.0], 32.0, 220);
        assert_eq!(refusal(&detected(TEMPLATE), &mask), Some(Reason::FaceOccluded));
    }

    #[test]
    fn one_eye_in_shadow_is_no_covering() {
        let mut shadow = face();
        disc(&mut shadow, TEMPLATE[0], 14.0, 20);
        assert_eq!(refusal(&detected(TEMPLATE), &shadow), None);
    }

    #[test]
    fn a_nose_beside_the_eyes_is_a_face_turned_away() {
        let mut landmarks = TEMPLATE;
        landmarks[2][0] += 0.8 * 35.2;
        assert_eq!(refusal(&detected(landmarks), &face()), Some(Reason::FaceTurned));
    }
}
