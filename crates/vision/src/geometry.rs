//! Points, oriented rectangles and projective maps. Coordinates are pixels, x to the right, y down.

use countersign_core::document::extraction::Quad;

pub type Point = [f32; 2];

pub fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

pub fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1]]
}

pub fn scale(a: Point, by: f32) -> Point {
    [a[0] * by, a[1] * by]
}

pub fn dot(a: Point, b: Point) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

pub fn length(a: Point) -> f32 {
    dot(a, a).sqrt()
}

/// A rectangle turned by any angle: centre, unit vector of the reading direction, half width along it, half height
/// across it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strip {
    pub centre: Point,
    pub along: Point,
    pub half_width: f32,
    pub half_height: f32,
    /// The picture is mirrored: "down" lies on the other side of the reading direction.
    pub mirrored: bool,
}

impl Strip {
    /// Unit vector from the top of the letters to their bottom.
    pub fn down(&self) -> Point {
        let [x, y] = self.along;
        if self.mirrored { [y, -x] } else { [-y, x] }
    }

    pub fn width(&self) -> f32 {
        self.half_width * 2.0
    }

    pub fn height(&self) -> f32 {
        self.half_height * 2.0
    }

    /// Corners, clockwise from where reading starts.
    pub fn quad(&self) -> Quad {
        let along = scale(self.along, self.half_width);
        let down = scale(self.down(), self.half_height);
        let corner = |a: f32, d: f32| add(self.centre, add(scale(along, a), scale(down, d)));
        Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
    }

    /// The same strip read from the other end.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { along: scale(self.along, -1.0), ..self }
    }

    /// The same strip in a mirrored picture.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { along: scale(self.along, -1.0), mirrored: !self.mirrored, ..self }
    }

    /// The strip with more room: `wide` and `high` are added on each side.
    #[must_use]
    pub fn grown(self, wide: f32, high: f32) -> Self {
        Self { half_width: self.half_width + wide, half_height: self.half_height + high, ..self }
    }

    /// All lengths multiplied, as when going from a scaled-down picture to its original.
    #[must_use]
    pub fn scaled(self, by: f32) -> Self {
        Self {
            centre: scale(self.centre, by),
            half_width: self.half_width * by,
            half_height: self.half_height * by,
            ..self
        }
    }
}

/// Smallest rectangle around points, by rotating calipers over their convex hull; `along` is the longer side.
pub fn smallest_strip(points: &mut Vec<Point>) -> Option<Strip> {
    let hull = convex_hull(points);
    if hull.len() < 3 {
        return None;
    }
    let mut best: Option<(f32, Strip)> = None;
    for (i, &from) in hull.iter().enumerate() {
        let edge = sub(hull[(i + 1) % hull.len()], from);
        let size = length(edge);
        if size < 1e-6 {
            continue;
        }
        let strip = strip_along(&hull, scale(edge, 1.0 / size));
        let area = strip.half_width * strip.half_height;
        if best.as_ref().is_none_or(|(least, _)| area < *least) {
            best = Some((area, strip));
        }
    }
    best.map(|(_, strip)| lie_down(strip))
}

/// The rectangle around points whose sides run along and across `along`.
pub fn strip_along(points: &[Point], along: Point) -> Strip {
    let across = [-along[1], along[0]];
    let range = |axis: Point| {
        points.iter().fold((f32::MAX, f32::MIN), |(low, high), &p| {
            let at = dot(p, axis);
            (low.min(at), high.max(at))
        })
    };
    let ((left, right), (top, bottom)) = (range(along), range(across));
    let centre = add(scale(along, left.midpoint(right)), scale(across, top.midpoint(bottom)));
    Strip { centre, along, half_width: (right - left) / 2.0, half_height: (bottom - top) / 2.0, mirrored: false }
}

fn lie_down(strip: Strip) -> Strip {
    let Strip { centre, mut along, mut half_width, mut half_height, mirrored } = strip;
    if half_height > half_width {
        along = strip.down();
        std::mem::swap(&mut half_width, &mut half_height);
    }
    Strip { centre, along, half_width, half_height, mirrored }
}

/// Andrew's monotone chain; sorts the points in place.
fn convex_hull(points: &mut Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while let [.., a, b] = chain[..] {
                let (ab, ap) = (sub(b, a), sub(p, a));
                if ab[0] * ap[1] - ab[1] * ap[0] > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

/// Projective map of the plane, row-major 3 × 3.
#[derive(Clone, Copy, Debug)]
pub struct Homography([f64; 9]);

impl Homography {
    /// The map that takes the corners of a `width` × `height` rectangle, clockwise from top left, to `quad`
    /// (Heckbert 1989, "Fundamentals of Texture Mapping", square-to-quad).
    pub fn from_rectangle(width: f32, height: f32, quad: &Quad) -> Self {
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad.0.map(|p| p.map(f64::from));
        let (dx1, dx2, dx3) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, dy3) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let det = dx1 * dy2 - dx2 * dy1;
        let (g, h) = if (dx3.abs() + dy3.abs()) < 1e-9 || det.abs() < 1e-12 {
            (0.0, 0.0)
        } else {
            ((dx3 * dy2 - dx2 * dy3) / det, (dx1 * dy3 - dx3 * dy1) / det)
        };
        let (w, k) = (1.0 / f64::from(width), 1.0 / f64::from(height));
        Self([
            (x1 - x0 + g * x1) * w,
            (x3 - x0 + h * x3) * k,
            x0,
            (y1 - y0 + g * y1) * w,
            (y3 - y0 + h * y3) * k,
            y0,
            g * w,
            h * k,
            1.0,
        ])
    }

    pub fn apply(&self, [x, y]: Point) -> Point {
        let m = &self.0;
        let (x, y) = (f64::from(x), f64::from(y));
        let depth = m[6] * x + m[7] * y + m[8];
        [((m[0] * x + m[1] * y + m[2]) / depth) as f32, ((m[3] * x + m[4] * y + m[5]) / depth) as f32]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) {
        assert!(length(sub(a, b)) < 1e-2, "{a:?} {b:?}");
    }

    #[test]
    fn the_smallest_strip_of_a_turned_rectangle_is_that_rectangle() {
        let along = [0.8, 0.6];
        let strip = Strip { centre: [50.0, 40.0], along, half_width: 30.0, half_height: 4.0, mirrored: false };
        let mut points = strip.quad().0.to_vec();
        points.push(strip.centre);
        let found = smallest_strip(&mut points).unwrap();
        close(found.centre, strip.centre);
        assert!((dot(found.along, along).abs() - 1.0).abs() < 1e-3);
        assert!((found.half_width - 30.0).abs() < 1e-2 && (found.half_height - 4.0).abs() < 1e-2);
    }

    #[test]
    fn a_homography_maps_corners_to_corners() {
        let quad = Quad([[10.0, 12.0], [110.0, 8.0], [130.0, 90.0], [5.0, 70.0]]);
        let map = Homography::from_rectangle(200.0, 100.0, &quad);
        for (corner, target) in [[0.0, 0.0], [200.0, 0.0], [200.0, 100.0], [0.0, 100.0]].into_iter().zip(quad.0) {
            close(map.apply(corner), target);
        }
    }

    #[test]
    fn a_mirrored_strip_keeps_its_top_and_swaps_its_ends() {
        let strip = Strip { centre: [0.0, 0.0], along: [1.0, 0.0], half_width: 2.0, half_height: 1.0, mirrored: false };
        close(strip.mirrored().quad().0[0], [2.0, -1.0]);
        close(strip.turned().quad().0[0], [2.0, 1.0]);
    }

    #[test]
    fn points_on_a_line_have_no_strip() {
        assert!(smallest_strip(&mut vec![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]).is_none());
    }
}
