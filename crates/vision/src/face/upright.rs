//! Which way up is a picture with a face in it.

use image::RgbImage;

use super::{
    crop,
    detect::{CANVAS, LEAST_SCORE, lay},
    engine::FaceEngine,
    geometry::BBox,
};
use crate::model::{ModelError, Tensor};

/// Edge of one of the four views on the canvas.
const VIEW: u32 = CANVAS / 2;
/// The best direction must lead the next by this much of score.
const LEAD: f32 = 0.05;

impl FaceEngine {
    /// How many quarter turns clockwise bring the faces of `picture` upright, with the score of the best face, or
    /// `None` when no direction stands out. One run of the detector: it sees the picture in all four directions at
    /// once, side by side, so it is fast and coarse (faces of 5% of the longer edge and more).
    pub fn upright_quarter(&self, picture: &RgbImage) -> Result<Option<(u8, f32)>, ModelError> {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let whole = BBox { x: 0.0, y: 0.0, width, height };
        let Some((mut view, _)) = crop::scaled(picture, whole, VIEW as f32 / width.max(height)) else {
            return Ok(None);
        };
        let mut canvas = Tensor::zeros(&[1, 3, CANVAS as usize, CANVAS as usize]);
        for quarter in 0..4 {
            lay(&mut canvas, &view, [quarter % 2 * VIEW, quarter / 2 * VIEW]);
            view = image::imageops::rotate90(&view);
        }
        let mut best = [0.0f32; 4];
        for face in self.detector.run(&canvas, LEAST_SCORE)? {
            // A face that lies on its side is found too, a little less surely: only upright ones vote.
            if face.roll().abs() < std::f32::consts::FRAC_PI_4 {
                let [x, y] = face.bbox.centre();
                let quarter = usize::from(x >= VIEW as f32) + 2 * usize::from(y >= VIEW as f32);
                best[quarter] = best[quarter].max(face.score);
            }
        }
        Ok(lead(best))
    }
}

fn lead(best: [f32; 4]) -> Option<(u8, f32)> {
    let mut order = [0u8, 1, 2, 3];
    order.sort_by(|a, b| best[usize::from(*b)].total_cmp(&best[usize::from(*a)]));
    let [first, second] = [best[usize::from(order[0])], best[usize::from(order[1])]];
    (first > 0.0 && first >= second + LEAD).then_some((order[0], first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_direction_wins_by_a_lead() {
        assert_eq!(lead([0.0, 0.9, 0.0, 0.7]), Some((1, 0.9)));
        assert_eq!(lead([0.88, 0.9, 0.0, 0.0]), None);
        assert_eq!(lead([0.0; 4]), None);
    }
}
