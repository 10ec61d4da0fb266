//! Points, boxes and similarity transforms of the plane.

use image::RgbImage;

/// A place in a picture: x to the right, y down, in pixels; `[0.0, 0.0]` is the centre of the first pixel.
pub type Point = [f32; 2];

/// An upright rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BBox {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl BBox {
    pub fn area(&self) -> f32 {
        self.width.max(0.0) * self.height.max(0.0)
    }

    pub fn centre(&self) -> Point {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }

    /// The longer edge.
    pub fn size(&self) -> f32 {
        self.width.max(self.height)
    }

    /// Area of the intersection over the area of the union, 0 to 1.
    pub fn overlap(&self, other: &Self) -> f32 {
        let width = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let height = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        let common = width.max(0.0) * height.max(0.0);
        let union = self.area() + other.area() - common;
        if union > 0.0 { common / union } else { 0.0 }
    }
}

pub fn distance(a: Point, b: Point) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// A turn, a uniform scale and a shift: `(x, y) → (a·x − b·y + shift.x, b·x + a·y + shift.y)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    pub a: f32,
    pub b: f32,
    pub shift: Point,
}

impl Similarity {
    pub const IDENTITY: Self = Self { a: 1.0, b: 0.0, shift: [0.0, 0.0] };

    /// The transform that brings `from` closest to `to` by least squares (Umeyama 1991, two dimensions, no mirror).
    /// `None` when the points of `from` coincide.
    pub fn fit<const N: usize>(from: &[Point; N], to: &[Point; N]) -> Option<Self> {
        let (mean_from, mean_to) = (mean(from), mean(to));
        let (mut along, mut across, mut spread) = (0.0f32, 0.0f32, 0.0f32);
        for (f, t) in from.iter().zip(to) {
            let (fx, fy) = (f[0] - mean_from[0], f[1] - mean_from[1]);
            let (tx, ty) = (t[0] - mean_to[0], t[1] - mean_to[1]);
            along += fx * tx + fy * ty;
            across += fx * ty - fy * tx;
            spread += fx * fx + fy * fy;
        }
        if spread <= f32::EPSILON {
            return None;
        }
        let turned = Self { a: along / spread, b: across / spread, shift: [0.0, 0.0] };
        let moved = turned.apply(mean_from);
        Some(Self { shift: [mean_to[0] - moved[0], mean_to[1] - moved[1]], ..turned })
    }

    /// From the pixels of a canvas to those of the picture, where the canvas shows the part `shown` of the picture as
    /// `piece` with its corner at `origin`.
    pub(super) fn of_piece(piece: &RgbImage, shown: BBox, origin: [u32; 2]) -> Self {
        let a = shown.width / piece.width() as f32;
        // Pixel centres: what is in the middle of a pixel of the piece is in the middle of the `a` pixels it shows.
        let shift = |start: f32, origin: u32| start - 0.5 + (0.5 - origin as f32) * a;
        Self { a, b: 0.0, shift: [shift(shown.x, origin[0]), shift(shown.y, origin[1])] }
    }

    pub fn apply(&self, [x, y]: Point) -> Point {
        [self.a * x - self.b * y + self.shift[0], self.b * x + self.a * y + self.shift[1]]
    }

    /// The transform back; `None` when this one shrinks everything to a point.
    pub fn inverse(&self) -> Option<Self> {
        let square = self.a * self.a + self.b * self.b;
        if square <= f32::EPSILON * f32::EPSILON {
            return None;
        }
        let back = Self { a: self.a / square, b: -self.b / square, shift: [0.0, 0.0] };
        let moved = back.apply(self.shift);
        Some(Self { shift: [-moved[0], -moved[1]], ..back })
    }

    /// By how much lengths grow.
    pub fn scale(&self) -> f32 {
        self.a.hypot(self.b)
    }
}

fn mean<const N: usize>(points: &[Point; N]) -> Point {
    let sum = points.iter().fold([0.0, 0.0], |s, p| [s[0] + p[0], s[1] + p[1]]);
    [sum[0] / N as f32, sum[1] / N as f32]
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [Point; 5] = [[0.0, 0.0], [10.0, 1.0], [5.0, 6.0], [1.0, 9.0], [9.0, 10.0]];

    fn close(a: Point, b: Point) -> bool {
        distance(a, b) < 1e-3
    }

    #[test]
    fn a_known_transform_is_found_again() {
        let known = Similarity { a: 1.5, b: -0.7, shift: [12.0, -4.0] };
        let moved = POINTS.map(|p| known.apply(p));
        let found = Similarity::fit(&POINTS, &moved).unwrap();
        assert!((found.a - known.a).abs() < 1e-4 && (found.b - known.b).abs() < 1e-4, "{found:?}");
        assert!(close(found.shift, known.shift));
        assert!((found.scale() - 1.5f32.hypot(0.7)).abs() < 1e-4);
    }

    #[test]
    fn the_inverse_leads_back() {
        let there = Similarity { a: 0.3, b: 0.4, shift: [7.0, 5.0] };
        let back = there.inverse().unwrap();
        for p in POINTS {
            assert!(close(back.apply(there.apply(p)), p));
        }
    }

    #[test]
    fn a_mirrored_constellation_is_not_mirrored_back() {
        let mirrored = POINTS.map(|[x, y]| [-x, y]);
        let found = Similarity::fit(&mirrored, &POINTS).unwrap();
        assert!(POINTS.iter().zip(mirrored).any(|(p, m)| !close(found.apply(m), *p)));
    }

    #[test]
    fn a_piece_on_a_canvas_leads_back_to_the_picture() {
        let piece = RgbImage::new(200, 100);
        let shown = BBox { x: 40.0, y: 10.0, width: 100.0, height: 50.0 };
        let back = Similarity::of_piece(&piece, shown, [320, 20]);
        // The centre of the first 2 × 2 pixels of the piece is the centre of the first pixel shown.
        assert!(close(back.apply([320.5, 20.5]), [40.0, 10.0]));
        assert!(close(back.apply([420.5, 70.5]), [90.0, 35.0]));
    }

    #[test]
    fn coinciding_points_have_no_transform() {
        assert_eq!(Similarity::fit(&[[3.0, 3.0]; 5], &POINTS), None);
        assert_eq!(Similarity { a: 0.0, b: 0.0, shift: [1.0, 1.0] }.inverse(), None);
    }

    #[test]
    fn overlap_is_intersection_over_union() {
        let a = BBox { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        let b = BBox { x: 5.0, y: 0.0, width: 10.0, height: 10.0 };
        assert!((a.overlap(&b) - 1.0 / 3.0).abs() < 1e-6);
        assert!((a.overlap(&a) - 1.0).abs() < 1e-6);
        let nothing = BBox { x: 20.0, y: 20.0, width: 0.0, height: 0.0 };
        assert!(a.overlap(&nothing).abs() < 1e-6 && nothing.overlap(&nothing).abs() < 1e-6);
    }
}
