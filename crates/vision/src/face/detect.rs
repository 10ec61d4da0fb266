//! Finding faces: YuNet's grids, decoded and thinned.
//!
//! The network (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023) looks at 640 × 640 pixels and gives
//! three grids with cells of 8, 16 and 32 pixels; each cell may hold one face with a box and five landmarks.

use std::fmt;

use image::RgbImage;

use super::{
    crop,
    geometry::{BBox, Point, Similarity, distance},
};
use crate::model::{Model, ModelError, Tensor};

/// Edge of the network's input in pixels.
pub const CANVAS: u32 = 640;
const STRIDES: [usize; 3] = [8, 16, 32];
/// Below this score a cell holds no face (the value `OpenCV`'s users settled on is between 0.6 and 0.9).
pub(super) const LEAST_SCORE: f32 = 0.6;
/// Of two boxes that overlap more than this, the weaker is dropped.
const MOST_OVERLAP: f32 = 0.3;
/// Below this score a face is not seen again when its landmarks are looked at more closely.
const LEAST_AGAIN: f32 = 0.3;
/// Views for closer looks: edge of a view on the canvas, and sizes of the face's box in them. One size alone errs in its
/// own way, above all where the edge of a print passes for the outline of the head; their mean errs less.
const VIEW: u32 = CANVAS / 2;
/// Harder looks at a whole picture: its longer edge is brought to the first length, which smooths it, and shown at the
/// second.
const HARDER: [(f32, f32); 4] = [(320.0, 320.0), (160.0, 320.0), (240.0, 320.0), (160.0, 160.0)];
const SIZES_IN_VIEWS: [f32; 4] = [120.0, 170.0, 220.0, 260.0];

/// A face in a picture, in pixels of that picture.
#[derive(Clone, Copy, PartialEq)]
pub struct DetectedFace {
    pub bbox: BBox,
    /// The eye on the left of the picture, the eye on the right, tip of the nose, left and right corner of the mouth.
    pub landmarks: [Point; 5],
    /// 0 to 1.
    pub score: f32,
}

impl DetectedFace {
    /// Pixels between the centres of the eyes.
    pub fn eye_distance(&self) -> f32 {
        distance(self.landmarks[0], self.landmarks[1])
    }

    /// Angle of the line through the eyes against the horizontal, in radians, clockwise on the screen.
    pub fn roll(&self) -> f32 {
        let [left, right, ..] = self.landmarks;
        (right[1] - left[1]).atan2(right[0] - left[0])
    }

    /// The same face where `places` brings it; a turn is not expected.
    fn moved(&self, places: &Similarity) -> Self {
        let [x, y] = places.apply([self.bbox.x, self.bbox.y]);
        let scale = places.scale();
        let bbox = BBox { x, y, width: self.bbox.width * scale, height: self.bbox.height * scale };
        Self { bbox, landmarks: self.landmarks.map(|p| places.apply(p)), score: self.score }
    }
}

/// Landmarks are biometric data: only size and score are shown.
impl fmt::Debug for DetectedFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DetectedFace({:.0}x{:.0}, {:.2})", self.bbox.width, self.bbox.height, self.score)
    }
}

/// The face detector.
pub struct Detector(pub(super) Model);

impl Detector {
    /// Every face of the picture, strongest first. Pictures of any size: they are fitted into the network's input.
    /// Where nothing is found, four harder looks share a second run: a face that fills the frame is too large for the
    /// network, and the fine lines printed over portraits hide a face until they are smoothed away.
    pub fn detect(&self, picture: &RgbImage) -> Result<Vec<DetectedFace>, ModelError> {
        let found = self.detect_fitted(picture, CANVAS)?;
        if found.is_empty() { self.look_harder(picture) } else { Ok(found) }
    }

    fn look_harder(&self, picture: &RgbImage) -> Result<Vec<DetectedFace>, ModelError> {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let whole = BBox { x: 0.0, y: 0.0, width, height };
        let mut canvas = Tensor::zeros(&[1, 3, CANVAS as usize, CANVAS as usize]);
        let mut corners = Vec::new();
        for (at, (through, edge)) in HARDER.into_iter().enumerate() {
            let Some((coarse, _)) = crop::scaled(picture, whole, through / width.max(height)) else { continue };
            let all = BBox { x: 0.0, y: 0.0, width: coarse.width() as f32, height: coarse.height() as f32 };
            let Some((view, _)) = crop::scaled(&coarse, all, edge / through) else { continue };
            let corner = [at as u32 % 2 * VIEW, at as u32 / 2 * VIEW];
            lay(&mut canvas, &view, corner);
            corners.push((corner, Similarity::of_piece(&view, whole, corner)));
        }
        let mut faces = Vec::new();
        for face in self.run(&canvas, LEAST_SCORE)? {
            let [x, y] = face.bbox.centre();
            let in_view = |corner: &[u32; 2]| {
                [x, y].iter().zip(corner).all(|(p, c)| (0.0..VIEW as f32).contains(&(p - *c as f32)))
            };
            faces.extend(corners.iter().find(|(corner, _)| in_view(corner)).map(|(_, back)| face.moved(back)));
        }
        Ok(thin(faces))
    }

    /// Faces of the picture, its longer edge brought to `edge` pixels.
    pub(super) fn detect_fitted(&self, picture: &RgbImage, edge: u32) -> Result<Vec<DetectedFace>, ModelError> {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let whole = BBox { x: 0.0, y: 0.0, width, height };
        self.detect_region(picture, whole, edge as f32 / width.max(height))
    }

    /// The same face with the mean landmarks of several looks at different sizes, all in one run of the network.
    pub(super) fn refine(&self, picture: &RgbImage, face: DetectedFace) -> Result<DetectedFace, ModelError> {
        let mut canvas = Tensor::zeros(&[1, 3, CANVAS as usize, CANVAS as usize]);
        let views: Vec<View> = SIZES_IN_VIEWS
            .iter()
            .enumerate()
            .filter_map(|(at, size)| View::lay(&mut canvas, picture, &face, at as u32, *size))
            .collect();
        let found = self.run(&canvas, LEAST_AGAIN)?;
        let mut looks: Vec<[Point; 5]> = vec![face.landmarks];
        looks.extend(views.iter().filter_map(|view| view.face_of(&found)).map(|f| f.landmarks));
        Ok(DetectedFace { landmarks: mean(&looks), ..face })
    }

    /// The face that was at `last` a moment ago, in the next picture of a burst: looked for around that place, at
    /// several sizes in one run. `None` when it is no longer there.
    pub(super) fn follow(&self, picture: &RgbImage, last: &DetectedFace) -> Result<Option<DetectedFace>, ModelError> {
        let mut canvas = Tensor::zeros(&[1, 3, CANVAS as usize, CANVAS as usize]);
        let lay = |(at, size): (usize, &f32)| View::lay(&mut canvas, picture, last, at as u32, *size);
        let views: Vec<View> = SIZES_IN_VIEWS.iter().enumerate().filter_map(lay).collect();
        let found = self.run(&canvas, LEAST_SCORE)?;
        let looks: Vec<DetectedFace> = views.iter().filter_map(|view| view.face_of(&found)).collect();
        let surest = looks.iter().max_by(|a, b| a.score.total_cmp(&b.score));
        let landmarks: Vec<[Point; 5]> = looks.iter().map(|look| look.landmarks).collect();
        Ok(surest.map(|surest| DetectedFace { landmarks: mean(&landmarks), ..*surest }))
    }

    fn detect_region(&self, picture: &RgbImage, region: BBox, scale: f32) -> Result<Vec<DetectedFace>, ModelError> {
        let Some((piece, shown)) = crop::scaled(picture, region, scale) else { return Ok(Vec::new()) };
        let mut canvas = Tensor::zeros(&[1, 3, CANVAS as usize, CANVAS as usize]);
        lay(&mut canvas, &piece, [0, 0]);
        let back = Similarity::of_piece(&piece, shown, [0, 0]);
        Ok(self.run(&canvas, LEAST_SCORE)?.iter().map(|f| f.moved(&back)).collect())
    }

    /// Faces of a filled canvas, in its pixels.
    pub(super) fn run(&self, input: &Tensor, least_score: f32) -> Result<Vec<DetectedFace>, ModelError> {
        let cells = self.0.run(input, |outputs| {
            // In the model's order: class, objectness, box and landmarks, each for the three strides.
            (0..3)
                .flat_map(|at| {
                    let grid = Grid {
                        stride: STRIDES[at],
                        class: outputs[at].1,
                        object: outputs[3 + at].1,
                        boxes: outputs[6 + at].1,
                        landmarks: outputs[9 + at].1,
                    };
                    grid.faces(least_score)
                })
                .collect()
        })?;
        Ok(thin(cells))
    }
}

/// Writes a picture onto the canvas tensor in the network's channel order (blue, green, red; 0 to 255).
pub(super) fn lay(canvas: &mut Tensor, picture: &RgbImage, [left, top]: [u32; 2]) {
    let edge = CANVAS as usize;
    let width = picture.width().min(CANVAS - left) as usize;
    let rows = picture.as_raw().chunks_exact(picture.width() as usize * 3).take((CANVAS - top) as usize);
    for (y, row) in rows.enumerate() {
        let start = (top as usize + y) * edge + left as usize;
        for (channel, plane) in canvas.data.chunks_exact_mut(edge * edge).enumerate() {
            let target = &mut plane[start..start + width];
            for (value, pixel) in target.iter_mut().zip(row.as_chunks::<3>().0) {
                *value = f32::from(pixel[2 - channel]);
            }
        }
    }
}

fn mean(looks: &[[Point; 5]]) -> [Point; 5] {
    std::array::from_fn(|at| {
        let sum = looks.iter().fold([0.0, 0.0], |s, look| [s[0] + look[at][0], s[1] + look[at][1]]);
        sum.map(|v| v / looks.len() as f32)
    })
}

/// A piece of the picture around a face, on its place on the canvas.
struct View {
    /// The view's centre on the canvas, where the face was put.
    centre: Point,
    /// Size of the face's box on the canvas.
    size: f32,
    to_picture: Similarity,
}

impl View {
    fn lay(canvas: &mut Tensor, picture: &RgbImage, face: &DetectedFace, at: u32, size: f32) -> Option<Self> {
        let scale = size / face.bbox.size().max(1.0);
        let edge = VIEW as f32 / scale;
        let [x, y] = face.bbox.centre();
        let region = BBox { x: x - edge / 2.0, y: y - edge / 2.0, width: edge, height: edge };
        let (piece, shown) = crop::scaled(picture, region, scale)?;
        let columns = CANVAS / VIEW;
        let corner = [at % columns * VIEW, at / columns * VIEW];
        let within =
            |inset: f32, extent: u32| ((inset * scale).round().max(0.0) as u32).min(VIEW.saturating_sub(extent));
        let inset = [within(shown.x - region.x, piece.width()), within(shown.y - region.y, piece.height())];
        let origin = [corner[0] + inset[0], corner[1] + inset[1]];
        let (width, height) = (piece.width().min(VIEW), piece.height().min(VIEW));
        lay(canvas, &image::imageops::crop_imm(&piece, 0, 0, width, height).to_image(), origin);
        let half = VIEW as f32 / 2.0;
        let centre = [corner[0] as f32 + half, corner[1] as f32 + half];
        Some(Self { centre, size, to_picture: Similarity::of_piece(&piece, shown, origin) })
    }

    /// The face in the middle of this view among all of the canvas, in pixels of the picture.
    fn face_of(&self, found: &[DetectedFace]) -> Option<DetectedFace> {
        let near = |f: &&DetectedFace| distance(f.bbox.centre(), self.centre) < 0.35 * self.size;
        found.iter().find(near).map(|f| f.moved(&self.to_picture))
    }
}

/// One of the three grids, as the network left it: cells row by row.
struct Grid<'a> {
    stride: usize,
    class: &'a [f32],
    object: &'a [f32],
    /// Centre offset and logarithm of the size, in cells: 4 values a cell.
    boxes: &'a [f32],
    /// Offsets in cells: 10 values a cell.
    landmarks: &'a [f32],
}

impl Grid<'_> {
    fn faces(&self, least_score: f32) -> Vec<DetectedFace> {
        let scores = self.class.iter().zip(self.object).map(|(c, o)| (c.clamp(0.0, 1.0) * o.clamp(0.0, 1.0)).sqrt());
        scores.enumerate().filter(|(_, s)| *s >= least_score).map(|(cell, score)| self.face(cell, score)).collect()
    }

    fn face(&self, cell: usize, score: f32) -> DetectedFace {
        let columns = CANVAS as usize / self.stride;
        let (column, row) = ((cell % columns) as f32, (cell / columns) as f32);
        let stride = self.stride as f32;
        let b = &self.boxes[cell * 4..cell * 4 + 4];
        let l = &self.landmarks[cell * 10..cell * 10 + 10];
        let (width, height) = (b[2].exp() * stride, b[3].exp() * stride);
        let (x, y) = ((column + b[0]) * stride - width / 2.0, (row + b[1]) * stride - height / 2.0);
        let landmarks = std::array::from_fn(|i| [(column + l[2 * i]) * stride, (row + l[2 * i + 1]) * stride]);
        DetectedFace { bbox: BBox { x, y, width, height }, landmarks, score }
    }
}

/// Keeps the strongest of every cluster of overlapping boxes (greedy non-maximum suppression).
fn thin(mut faces: Vec<DetectedFace>) -> Vec<DetectedFace> {
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<DetectedFace> = Vec::new();
    for face in faces {
        if kept.iter().all(|k| k.bbox.overlap(&face.bbox) <= MOST_OVERLAP) {
            kept.push(face);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(x: f32, score: f32) -> DetectedFace {
        let bbox = BBox { x, y: 0.0, width: 100.0, height: 100.0 };
        DetectedFace { bbox, landmarks: [[0.0, 0.0]; 5], score }
    }

    #[test]
    fn a_cell_is_decoded_in_units_of_its_stride() {
        let cells = (CANVAS as usize / 32).pow(2);
        let (mut class, mut object) = (vec![0.0; cells], vec![0.0; cells]);
        let (mut boxes, mut landmarks) = (vec![0.0; cells * 4], vec![0.0; cells * 10]);
        let cell = 3 * 20 + 7;
        (class[cell], object[cell]) = (0.81, 1.3);
        boxes[cell * 4..cell * 4 + 4].copy_from_slice(&[0.5, 0.25, 0.0, std::f32::consts::LN_2]);
        landmarks[cell * 10..cell * 10 + 4].copy_from_slice(&[0.0, 0.5, 1.0, -0.5]);
        let grid = Grid { stride: 32, class: &class, object: &object, boxes: &boxes, landmarks: &landmarks };
        let found = grid.faces(0.6);
        assert_eq!(found.len(), 1);
        let f = found[0];
        assert!((f.score - 0.9).abs() < 1e-6, "objectness is clamped to 1: {}", f.score);
        assert!((f.bbox.x - (7.5 * 32.0 - 16.0)).abs() < 1e-3 && (f.bbox.y - (3.25 * 32.0 - 32.0)).abs() < 1e-3);
        assert!((f.bbox.width - 32.0).abs() < 1e-3 && (f.bbox.height - 64.0).abs() < 1e-3);
        assert!(distance(f.landmarks[0], [224.0, 112.0]) < 1e-3 && distance(f.landmarks[1], [256.0, 80.0]) < 1e-3);
        assert!(grid.faces(0.95).is_empty());
    }

    #[test]
    fn of_overlapping_boxes_the_strongest_stays() {
        let kept = thin(vec![face(0.0, 0.7), face(10.0, 0.9), face(300.0, 0.65), face(80.0, 0.8)]);
        let scores: Vec<f32> = kept.iter().map(|f| f.score).collect();
        assert_eq!(scores, [0.9, 0.8, 0.65]);
    }

    #[test]
    fn a_picture_is_laid_in_blue_green_red() {
        let mut canvas = Tensor::zeros(&[1, 3, 640, 640]);
        let picture = RgbImage::from_pixel(2, 2, image::Rgb([10, 20, 30]));
        lay(&mut canvas, &picture, [320, 1]);
        let plane = 640 * 640;
        for (channel, value) in [30.0, 20.0, 10.0].into_iter().enumerate() {
            let at = |x: usize, y: usize| canvas.data[channel * plane + y * 640 + x];
            assert!((at(320, 1) - value).abs() < 1e-6 && (at(321, 2) - value).abs() < 1e-6);
            assert!(at(322, 1).abs() < 1e-6 && at(320, 0).abs() < 1e-6);
        }
    }

    #[test]
    fn debug_tells_no_landmarks() {
        assert_eq!(format!("{:?}", face(0.0, 0.9)), "DetectedFace(100x100, 0.90)");
    }
}
