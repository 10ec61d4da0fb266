//! Where the document lies in the picture: four edges around its text.
//!
//! Text lines tell the direction and a core that is surely inside. From there each side is looked for outwards as the
//! straight line with the steepest mean change of brightness across it. A document that fills the frame has no such
//! line; then the frame is its edge.

use countersign_core::document::extraction::Quad;

use crate::{
    geometry::{Point, Strip, add, dot, scale, strip_along},
    sample::Pyramid,
};

/// Longer side of the copy on which edges are looked for.
const OVERVIEW: f32 = 400.0;
/// Mean brightness step across an edge, of 255, that makes it one.
const STEP: f32 = 9.0;
/// Positions tried along a side.
const SAMPLES: u16 = 72;

/// The outline of a document and how much of it was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outline {
    /// Clockwise from the document's own top left, in pixels of the picture.
    pub quad: Quad,
    /// Sides of the four that were found as edges; the others are the frame or the text's own margin.
    pub edges: u8,
    /// A side on which the text runs into the frame.
    pub cut_off: bool,
}

/// Finds the document around `lines`, all read along `along` with `down` below them.
pub(super) fn find(picture: &Pyramid, lines: &[Strip], along: Point, down: Point) -> Option<Outline> {
    let original = picture.original();
    let (width, height) = (original.width() as f32, original.height() as f32);
    let ratio = (OVERVIEW / width.max(height)).min(1.0);
    let corners: Vec<Point> = lines
        .iter()
        .filter(|s| s.width() > s.height() * 2.0)
        .flat_map(|s| s.quad().0)
        .map(|p| scale(p, ratio))
        .collect();
    if corners.len() < 8 {
        return None;
    }
    let slopes = Slopes::of(picture, ratio);
    let tilt = median_tilt(lines, along);
    let core = strip_along(&corners, tilt);
    let way = if dot(core.down(), down) < 0.0 { -1.0 } else { 1.0 };
    let sides = [(0.0, -way), (1.0, 0.0), (0.0, way), (-1.0, 0.0)].map(|side| slopes.side(&core, side));
    let mut quad = [[0.0; 2]; 4];
    for (at, corner) in quad.iter_mut().enumerate() {
        *corner = cross(&sides[(at + 3) % 4].line, &sides[at].line)?;
        *corner = [corner[0].clamp(0.0, slopes.width - 1.0) / ratio, corner[1].clamp(0.0, slopes.height - 1.0) / ratio];
    }
    let margin = 1.5 / ratio;
    let touches = |p: &Point| {
        let [x, y] = scale(*p, 1.0 / ratio);
        x < margin || y < margin || x > width - margin || y > height - margin
    };
    let cut_off = corners.iter().filter(|p| touches(p)).count() >= 2;
    Some(Outline { quad: Quad(quad), edges: sides.iter().filter(|s| s.found).count() as u8, cut_off })
}

/// Direction of the text as its lines have it in the middle.
fn median_tilt(lines: &[Strip], along: Point) -> Point {
    let long: Vec<&Strip> = lines.iter().filter(|s| s.width() > s.height() * 4.0).collect();
    let mut angles: Vec<f32> = long
        .iter()
        .map(|s| (along[0] * s.along[1] - along[1] * s.along[0]).atan2(dot(along, s.along)))
        .filter(|a| a.abs() < 0.6)
        .collect();
    angles.sort_by(f32::total_cmp);
    let (sin, cos) = angles.get(angles.len() / 2).copied().unwrap_or(0.0).sin_cos();
    [along[0] * cos - along[1] * sin, along[0] * sin + along[1] * cos]
}

/// A line through a point with a direction.
struct Line {
    through: Point,
    along: Point,
}

struct Side {
    line: Line,
    found: bool,
}

fn cross(a: &Line, b: &Line) -> Option<Point> {
    let det = a.along[0] * b.along[1] - a.along[1] * b.along[0];
    let away = [b.through[0] - a.through[0], b.through[1] - a.through[1]];
    let t = (away[0] * b.along[1] - away[1] * b.along[0]) / det;
    (det.abs() > 1e-3).then(|| add(a.through, scale(a.along, t)))
}

/// Change of brightness to the right and downwards, on a small copy of the picture.
struct Slopes {
    right: Vec<f32>,
    down: Vec<f32>,
    width: f32,
    height: f32,
}

impl Slopes {
    fn of(picture: &Pyramid, ratio: f32) -> Self {
        let original = picture.original();
        let fit = |side: u32| ((side as f32 * ratio).round() as u32).max(4);
        let (width, height) = (fit(original.width()), fit(original.height()));
        let small = picture.scaled(width, height);
        let (w, h) = (width as usize, height as usize);
        let luma: Vec<f32> = small
            .pixels()
            .map(|p| 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]))
            .collect();
        let mut slopes =
            Self { right: vec![0.0; w * h], down: vec![0.0; w * h], width: width as f32, height: height as f32 };
        for y in 2..h - 2 {
            for x in 2..w - 2 {
                let at = y * w + x;
                slopes.right[at] = (luma[at + 1] + luma[at + 2] - luma[at - 1] - luma[at - 2]) / 2.0;
                slopes.down[at] = (luma[at + w] + luma[at + 2 * w] - luma[at - w] - luma[at - 2 * w]) / 2.0;
            }
        }
        slopes
    }

    /// The best edge of the core's side in direction `(a, d)`, along and down.
    fn side(&self, core: &Strip, (a, d): (f32, f32)) -> Side {
        let outward = add(scale(core.along, a), scale(core.down(), d));
        let along = [-outward[1], outward[0]];
        let (reach, half) =
            if a == 0.0 { (core.half_height, core.half_width) } else { (core.half_width, core.half_height) };
        let start = add(core.centre, scale(outward, reach));
        // Text never reaches the edge: at the least half a line of margin belongs to the document.
        let nearest = (half.min(reach) * 0.03).max(1.5);
        let farthest = (reach * 1.2 + 12.0).min(self.width.max(self.height) * 0.6);
        let mut best = (STEP, None);
        for turn in -6..=6_i16 {
            let (sin, cos) = (f32::from(turn) * 0.02).sin_cos();
            let turned = [along[0] * cos - along[1] * sin, along[0] * sin + along[1] * cos];
            let mut away = nearest;
            while away < farthest {
                let through = add(start, scale(outward, away));
                // Of equally clear edges the nearer one is the document's, the farther one the table's.
                let strength = self.strength(through, turned, half) * (1.0 - 0.3 * away / farthest);
                if strength > best.0 {
                    best = (strength, Some(Line { through, along: turned }));
                }
                away += 1.0;
            }
        }
        match best.1 {
            Some(line) => Side { line, found: true },
            None => Side { line: Line { through: self.frame(start, outward, nearest * 2.0), along }, found: false },
        }
    }

    /// Mean change of brightness across a line, with one sign all along: an edge has the document on one side.
    fn strength(&self, through: Point, along: Point, half: f32) -> f32 {
        let normal = [-along[1], along[0]];
        let (mut sum, mut inside) = (0.0, 0_u16);
        for i in 0..SAMPLES {
            let t = (f32::from(i) / f32::from(SAMPLES - 1) * 2.0 - 1.0) * half;
            let [x, y] = add(through, scale(along, t));
            if x < 2.0 || y < 2.0 || x >= self.width - 2.0 || y >= self.height - 2.0 {
                continue;
            }
            let at = y as usize * self.width as usize + x as usize;
            sum += self.right[at] * normal[0] + self.down[at] * normal[1];
            inside += 1;
        }
        // A line that is mostly outside of the picture is no evidence.
        if inside < SAMPLES / 2 { 0.0 } else { (sum / f32::from(inside)).abs() }
    }

    /// Where a side lies that has no edge: at the frame when that is close, else right behind the text.
    fn frame(&self, start: Point, outward: Point, margin: f32) -> Point {
        let room = |at: f32, towards: f32, end: f32| match towards {
            t if t > 1e-3 => (end - 1.0 - at) / t,
            t if t < -1e-3 => -at / t,
            _ => f32::MAX,
        };
        let to_frame = room(start[0], outward[0], self.width).min(room(start[1], outward[1], self.height));
        let near = to_frame < self.width.max(self.height) * 0.15;
        add(start, scale(outward, if near { to_frame.max(0.0) } else { margin }))
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;
    use crate::geometry::{length, sub};

    fn lines(centre: Point, along: Point) -> Vec<Strip> {
        [-60.0, -20.0, 20.0, 60.0]
            .map(|off| Strip {
                centre: add(centre, scale([-along[1], along[0]], off)),
                along,
                half_width: 100.0,
                half_height: 8.0,
                mirrored: false,
            })
            .to_vec()
    }

    #[test]
    fn a_turned_card_on_a_table_is_outlined() {
        let along: Point = [0.98, 0.199];
        let card = Strip { centre: [400.0, 300.0], along, half_width: 150.0, half_height: 95.0, mirrored: false };
        let picture = RgbImage::from_fn(800, 600, |x, y| {
            let away = sub([x as f32, y as f32], card.centre);
            let inside = dot(away, along).abs() < 150.0 && dot(away, card.down()).abs() < 95.0;
            Rgb([if inside { 220 } else { 70 }; 3])
        });
        let found = find(&Pyramid::new(picture), &lines(card.centre, along), [1.0, 0.0], [0.0, 1.0]).unwrap();
        assert_eq!(found.edges, 4);
        assert!(!found.cut_off);
        for (corner, truth) in found.quad.0.into_iter().zip(card.quad().0) {
            assert!(length(sub(corner, truth)) < 12.0, "{corner:?} {truth:?}");
        }
    }

    #[test]
    fn a_scan_that_fills_the_frame_is_the_frame() {
        let picture = Pyramid::new(RgbImage::from_pixel(240, 160, Rgb([230; 3])));
        let found = find(&picture, &lines([120.0, 80.0], [1.0, 0.0]), [1.0, 0.0], [0.0, 1.0]).unwrap();
        assert_eq!(found.edges, 0);
        assert!(length(sub(found.quad.0[0], [0.0, 0.0])) < 4.0 && length(sub(found.quad.0[2], [240.0, 160.0])) < 4.0);
    }

    #[test]
    fn without_text_there_is_no_outline() {
        let picture = Pyramid::new(RgbImage::from_pixel(240, 160, Rgb([230; 3])));
        assert_eq!(find(&picture, &[], [1.0, 0.0], [0.0, 1.0]), None);
    }
}
