//! Straight edges on the sides of a face: the border of a print, the bezel of a screen.

use image::RgbImage;

use crate::face::geometry::BBox;

/// Longest edge of the copy that is looked at.
const OVERVIEW: f32 = 256.0;
/// Slope, in levels a pixel of the copy, from which there is an edge.
const STEEP: f32 = 4.0;
/// Tilts of an edge that are tried, as pixels across for one along.
const TILTS: [f32; 9] = [-0.26, -0.19, -0.12, -0.06, 0.0, 0.06, 0.12, 0.19, 0.26];

/// How far an edge must reach past the face, in sizes of the face: collars, frames of glasses and stripes end sooner.
const PAST: f32 = 0.4;

/// How much of the third clearest of four sides of one rectangle around `face` is there, 0 to 1: windows and doors give
/// one side or two, what is held before a lens three or four.
pub(super) fn enclosing(picture: &RgbImage, face: &BBox) -> f32 {
    let grey = Grey::of(picture);
    let across = Slopes::of(&grey, false);
    let down = Slopes::of(&grey, true);
    let [x, y, width, height] = [face.x, face.y, face.width, face.height].map(|v| v * grey.scale);
    let (right, bottom) = (x + width, y + height);
    let rows = [y - PAST * height, bottom + PAST * height];
    let columns = [x - PAST * width, right + PAST * width];
    let upright = [
        across.side([2.0, x - 0.15 * width], rows),
        across.side([right + 0.15 * width, across.across as f32 - 3.0], rows),
    ];
    let level = [
        down.side([2.0, y - 0.3 * height], columns),
        down.side([bottom + 0.15 * height, down.across as f32 - 3.0], columns),
    ];
    (0..TILTS.len()).map(|tilt| third(tilt, &upright, &level)).fold(0.0, f32::max)
}

/// The third clearest side of a rectangle at one tilt; a lens may make its sides a little uneven. Level sides tilt the
/// other way.
fn third(tilt: usize, upright: &[Side; 2], level: &[Side; 2]) -> f32 {
    let about = |side: &Side, tilt: usize| {
        side[tilt.saturating_sub(1)..(tilt + 2).min(TILTS.len())].iter().copied().fold(0.0, f32::max)
    };
    let other = TILTS.len() - 1 - tilt;
    let mut sides =
        [about(&upright[0], tilt), about(&upright[1], tilt), about(&level[0], other), about(&level[1], other)];
    sides.sort_by(|a, b| b.total_cmp(a));
    sides[2]
}

/// The best share of an edge at each tilt.
type Side = [f32; TILTS.len()];

struct Grey {
    values: Vec<f32>,
    width: usize,
    height: usize,
    scale: f32,
}

impl Grey {
    /// Means of a few pixels each: enough for edges that are as long as a face.
    fn of(picture: &RgbImage) -> Self {
        let (w, h) = picture.dimensions();
        let scale = (OVERVIEW / w.max(h) as f32).min(1.0);
        let size = |edge: u32| ((edge as f32 * scale) as usize).max(1);
        let (width, height) = (size(w), size(h));
        let taps = (1.0 / scale).round().clamp(1.0, 3.0) as usize;
        let at = |i: usize, tap: usize, edge: u32| {
            (((i as f32 + (tap as f32 + 0.5) / taps as f32) / scale) as u32).min(edge - 1)
        };
        let mean = |x: usize, y: usize| {
            let places = (0..taps * taps).map(|tap| (at(x, tap % taps, w), at(y, tap / taps, h)));
            let sum: u32 = places
                .map(|(x, y)| {
                    let [r, g, b] = picture.get_pixel(x, y).0.map(u32::from);
                    2 * r + 5 * g + b
                })
                .sum();
            sum as f32 / (8 * taps * taps) as f32
        };
        let values = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
        Self { values, width, height, scale }
    }
}

/// Slopes across edges that run along: `along` lines of `across` values.
struct Slopes {
    values: Vec<f32>,
    across: usize,
    along: usize,
}

impl Slopes {
    /// Edges that run down the picture, or (transposed) across it.
    fn of(grey: &Grey, transposed: bool) -> Self {
        let (across, along) = if transposed { (grey.height, grey.width) } else { (grey.width, grey.height) };
        let at = |i: usize, line: usize| {
            let (x, y) = if transposed { (line, i) } else { (i, line) };
            grey.values[y * grey.width + x]
        };
        let slope = |i: usize, line: usize| {
            if i == 0 || i + 1 == across { 0.0 } else { (at(i + 1, line) - at(i - 1, line)) / 2.0 }
        };
        let values =
            (0..along).flat_map(|line| (0..across).map(move |i| (i, line))).map(|(i, line)| slope(i, line)).collect();
        Self { values, across, along }
    }

    /// The best shares of an edge that crosses `within` and runs along `extent`, all of it from dark to bright or all of
    /// it from bright to dark.
    fn side(&self, within: [f32; 2], extent: [f32; 2]) -> Side {
        let mut best = [0.0; TILTS.len()];
        let from = extent[0].max(0.0) as usize;
        let to = (extent[1].max(0.0) as usize).min(self.along);
        if to < from + 12 || within[1] < within[0] {
            return best;
        }
        let middle = f32::midpoint(from as f32, to as f32);
        let mut place = within[0];
        while place <= within[1] {
            for (best, tilt) in best.iter_mut().zip(TILTS) {
                *best = best.max(self.share(from..to, |line| place + (line as f32 - middle) * tilt));
            }
            // A slope over two pixels sees an edge from either side.
            place += 1.5;
        }
        best
    }

    fn share(&self, lines: std::ops::Range<usize>, place: impl Fn(usize) -> f32) -> f32 {
        let count = lines.len();
        let (mut rising, mut falling) = (0, 0);
        for line in lines {
            let at = place(line).round();
            if at < 1.0 || at >= self.across as f32 - 1.0 {
                continue;
            }
            let slope = self.values[line * self.across + at as usize];
            rising += usize::from(slope > STEEP);
            falling += usize::from(slope < -STEEP);
        }
        rising.max(falling) as f32 / count as f32
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    const FACE: BBox = BBox { x: 250.0, y: 200.0, width: 100.0, height: 140.0 };

    fn card(left: u32, right: u32, top: u32, bottom: u32) -> RgbImage {
        RgbImage::from_fn(600, 500, |x, y| {
            let tilted = x + y / 20;
            let inside = (left..right).contains(&tilted) && (top..bottom).contains(&y);
            Rgb([if inside { 180 } else { 70 }; 3])
        })
    }

    #[test]
    fn a_card_around_the_face_is_seen_and_a_door_is_not() {
        assert!(enclosing(&card(160, 450, 80, 430), &FACE) > 0.9);
        assert!(enclosing(&card(160, 450, 0, 500), &FACE) < 0.3, "two sides are a door");
        assert!(enclosing(&RgbImage::from_pixel(600, 500, Rgb([90; 3])), &FACE) < 1e-6);
    }

    #[test]
    fn a_face_that_fills_the_picture_has_no_room_for_edges() {
        let all = BBox { x: 0.0, y: 0.0, width: 600.0, height: 500.0 };
        assert!(enclosing(&card(160, 450, 80, 430), &all) < 1e-6);
    }
}
