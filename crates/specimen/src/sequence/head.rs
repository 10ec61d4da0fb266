//! A head under a still: which depth each of its pixels has, and where it goes when the head turns.

use image::{Rgb, RgbImage, imageops};

use super::{
    act::Turned,
    camera::{HEIGHT, WIDTH},
};

/// Width of the face's box in a frame, as a share of the frame's width.
const FACE: f32 = 0.4;
/// Height of the face's middle in a frame.
const MIDDLE: f32 = 0.47;
/// Edge of a cell of the mesh in pixels.
const CELL: u32 = 5;
/// Half axes of the head about its middle, in distances between the eyes (Farkas 1994, rounded).
const AXES: [f32; 3] = [1.22, 1.8, 1.35];
const HEAD_MIDDLE: f32 = 0.45;
/// The neck about which a head turns: below and behind the middle of the face.
const PIVOT: [f32; 3] = [0.0, 0.7, -0.3];
/// Distance of the camera, in distances between the eyes: about 60 cm.
const CAMERA: f32 = 9.5;

/// A still of one face, cut to the size of a frame, with its landmarks there.
#[derive(Clone)]
pub struct Still {
    pub(super) picture: RgbImage,
    /// Between the eyes, in pixels of the frame.
    origin: [f32; 2],
    /// Distance between the eyes in pixels, times cosine and sine of the roll.
    across: [f32; 2],
    /// How much of the screen's light falls on each pixel, 0 to 1.
    light: Vec<f32>,
}

impl std::fmt::Debug for Still {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Still(redacted)")
    }
}

impl Still {
    /// `face` is left, top, width and height of the face in `picture`, `eyes` the centres of the eyes from left to
    /// right. `None` when the face is nowhere.
    pub fn of(picture: &RgbImage, face: [f32; 4], eyes: [[f32; 2]; 2]) -> Option<Self> {
        let [x, y, width, height] = face;
        if width < 1.0 || height < 1.0 {
            return None;
        }
        let step = width / (FACE * WIDTH as f32);
        let corner = [x + width / 2.0 - step * WIDTH as f32 / 2.0, y + height / 2.0 - step * HEIGHT as f32 * MIDDLE];
        let in_frame = |p: [f32; 2]| [(p[0] - corner[0]) / step, (p[1] - corner[1]) / step];
        let [left, right] = eyes.map(in_frame);
        let across = [right[0] - left[0], right[1] - left[1]];
        let origin = [f32::midpoint(left[0], right[0]), f32::midpoint(left[1], right[1])];
        (across[0].hypot(across[1]) > 4.0).then(|| {
            let dark = Self { picture: cut(picture, corner, step), origin, across, light: Vec::new() };
            let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| [x as f32, y as f32]));
            Self { light: places.map(|at| dark.lit(at)).collect(), ..dark }
        })
    }

    /// The still as a frame shows it.
    pub fn picture(&self) -> &RgbImage {
        &self.picture
    }

    /// Place in distances between the eyes: to the right, and down, of the point between them.
    pub(super) fn on_head(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [c, s] = self.across;
        let square = c * c + s * s;
        let (x, y) = (x - self.origin[0], y - self.origin[1]);
        [(x * c + y * s) / square, (y * c - x * s) / square]
    }

    fn in_frame(&self, [u, v]: [f32; 2]) -> [f32; 2] {
        let [c, s] = self.across;
        [self.origin[0] + u * c - v * s, self.origin[1] + u * s + v * c]
    }

    /// The front of the head gets most.
    fn lit(&self, at: [f32; 2]) -> f32 {
        let place = self.on_head(at);
        belongs(place) * (depth(place) / AXES[2]).clamp(0.2, 1.2)
    }

    /// Where a pixel of the still goes when the head turns, and how near it then is.
    fn moved(&self, at: [f32; 2], turned: Turned) -> ([f32; 2], f32) {
        let place = self.on_head(at);
        let weight = belongs(place);
        if weight <= 0.0 {
            return (at, -2.0);
        }
        let z = depth(place);
        let away = (CAMERA - z) / CAMERA;
        let solid = [place[0] * away - PIVOT[0], place[1] * away - PIVOT[1], z - PIVOT[2]];
        let [x, y, z] = rotate(solid, turned);
        let (x, y, z) = (x + PIVOT[0], y + PIVOT[1], z + PIVOT[2]);
        let zoom = CAMERA / (CAMERA - z);
        let target = self.in_frame([x * zoom, y * zoom]);
        ([0, 1].map(|i| at[i] + weight * (target[i] - at[i])), weight * (z + 2.0) - 2.0)
    }

    /// The still with its head turned; also how much of the screen's light falls on each pixel.
    pub(super) fn turned(&self, turned: Turned) -> (RgbImage, Vec<f32>) {
        let mut canvas = Canvas::new(self);
        let (columns, rows) = (WIDTH.div_ceil(CELL), HEIGHT.div_ceil(CELL));
        let vertex = |column: u32, row: u32| {
            let at = [(column * CELL) as f32, (row * CELL) as f32];
            let (to, near) = self.moved(at, turned);
            Vertex { at, to, near }
        };
        for row in 0..rows {
            for column in 0..columns {
                let [a, b] = [vertex(column, row), vertex(column + 1, row)];
                let [c, d] = [vertex(column + 1, row + 1), vertex(column, row + 1)];
                canvas.triangle([a, b, c]);
                canvas.triangle([a, c, d]);
            }
        }
        (canvas.picture, canvas.light)
    }
}

/// The frame-sized piece of `picture` whose corner is at `corner`, `step` pixels of the picture to one of the frame.
/// Outside of the picture its edge continues.
fn cut(picture: &RgbImage, corner: [f32; 2], step: f32) -> RgbImage {
    let ([x, y], shrunk) = if step > 1.5 {
        let size = |edge: u32| ((edge as f32 / step).round() as u32).max(1);
        let small =
            imageops::resize(picture, size(picture.width()), size(picture.height()), imageops::FilterType::Triangle);
        (corner.map(|c| c / step), small)
    } else {
        (corner, picture.clone())
    };
    let step = if step > 1.5 { 1.0 } else { step };
    RgbImage::from_fn(WIDTH, HEIGHT, |i, j| bilinear(&shrunk, [x + i as f32 * step, y + j as f32 * step]))
}

/// The colour at a place; outside of the picture its edge continues.
pub(super) fn bilinear(picture: &RgbImage, [x, y]: [f32; 2]) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let pixel = |x: f32, y: f32| {
        let x = x.clamp(0.0, picture.width() as f32 - 1.0) as u32;
        picture.get_pixel(x, y.clamp(0.0, picture.height() as f32 - 1.0) as u32).0
    };
    let corners = [pixel(left, top), pixel(left + 1.0, top), pixel(left, top + 1.0), pixel(left + 1.0, top + 1.0)];
    Rgb([0, 1, 2].map(|c| {
        let levels = corners.map(|corner| f32::from(corner[c]));
        let along = |at: usize| levels[at] + (levels[at + 1] - levels[at]) * fx;
        (along(0) + (along(2) - along(0)) * fy).round() as u8
    }))
}

/// 1 on the head, 0 well beside it, smooth between, so that neck and hair give way instead of tearing.
fn belongs([u, v]: [f32; 2]) -> f32 {
    let radius = (u / AXES[0]).hypot((v - HEAD_MIDDLE) / AXES[1]);
    let out = ((radius - 0.95) / 0.45).clamp(0.0, 1.0);
    1.0 - out * out * (3.0 - 2.0 * out)
}

/// Height of the head's front over its middle plane, in distances between the eyes: ellipsoid, sockets and nose.
fn depth([u, v]: [f32; 2]) -> f32 {
    let radius = (u / AXES[0]).powi(2) + ((v - HEAD_MIDDLE) / AXES[1]).powi(2);
    let ellipsoid = AXES[2] * (1.0 - radius).max(0.0).sqrt();
    // The ridge rises from between the eyes to the tip and falls back to the lip.
    let along = if v < 0.57 { v / 0.57 } else { 1.0 - (v - 0.57) / 0.22 };
    let ridge = 0.27 * along.clamp(0.0, 1.0) * (-(u / 0.2).powi(2)).exp();
    let socket = |side: f32| 0.05 * (-((u - side) / 0.25).powi(2) - (v / 0.2).powi(2)).exp();
    ellipsoid + ridge - socket(-0.5) - socket(0.5)
}

fn rotate([x, y, z]: [f32; 3], turned: Turned) -> [f32; 3] {
    let (sp, cp) = turned.pitch.to_radians().sin_cos();
    let (y, z) = (y * cp - z * sp, y * sp + z * cp);
    let (sy, cy) = turned.yaw.to_radians().sin_cos();
    [x * cy + z * sy, y, z * cy - x * sy]
}

#[derive(Clone, Copy)]
struct Vertex {
    /// In the still.
    at: [f32; 2],
    /// In the frame.
    to: [f32; 2],
    near: f32,
}

/// Triangles painted over one another, the nearest on top.
struct Canvas<'a> {
    still: &'a Still,
    picture: RgbImage,
    light: Vec<f32>,
    near: Vec<f32>,
}

impl<'a> Canvas<'a> {
    fn new(still: &'a Still) -> Self {
        let pixels = (WIDTH * HEIGHT) as usize;
        Self { still, picture: still.picture.clone(), light: vec![0.0; pixels], near: vec![f32::NEG_INFINITY; pixels] }
    }

    fn triangle(&mut self, corners: [Vertex; 3]) {
        let [a, b, c] = corners.map(|corner| corner.to);
        let cross =
            |p: [f32; 2], q: [f32; 2], r: [f32; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
        let area = cross(a, b, c);
        if area.abs() < 1e-6 {
            return;
        }
        let bound = |axis: usize, limit: u32| {
            let values = [a[axis], b[axis], c[axis]];
            let least = values.iter().copied().fold(f32::INFINITY, f32::min).ceil().max(0.0) as u32;
            let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max).floor().max(-1.0);
            least..((most + 1.0) as u32).min(limit)
        };
        for y in bound(1, HEIGHT) {
            for x in bound(0, WIDTH) {
                let p = [x as f32, y as f32];
                let weights = [cross(b, c, p) / area, cross(c, a, p) / area, cross(a, b, p) / area];
                if weights.iter().all(|weight| *weight >= -1e-4) {
                    self.paint(x, y, corners, weights);
                }
            }
        }
    }

    fn paint(&mut self, x: u32, y: u32, corners: [Vertex; 3], weights: [f32; 3]) {
        let blend = |part: fn(&Vertex) -> f32| corners.iter().zip(weights).map(|(v, w)| part(v) * w).sum::<f32>();
        let (near, index) = (blend(|v| v.near), (y * WIDTH + x) as usize);
        if near <= self.near[index] {
            return;
        }
        let at = [blend(|v| v.at[0]), blend(|v| v.at[1])];
        self.near[index] = near;
        let source = [0, 1].map(|i| (at[i].round().max(0.0) as u32).min([WIDTH, HEIGHT][i] - 1));
        self.light[index] = self.still.light[(source[1] * WIDTH + source[0]) as usize];
        self.picture.put_pixel(x, y, bilinear(&self.still.picture, at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dotted() -> Still {
        let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([180, 150, 130]));
        let still = Still::of(&picture, [108.0, 130.0, 144.0, 190.0], [[148.0, 200.0], [212.0, 200.0]]).unwrap();
        let [x, y] = still.in_frame([0.0, 0.57]);
        for (dx, dy) in (-3..=3).flat_map(|dx| (-3..=3).map(move |dy| (dx, dy))) {
            picture.put_pixel((x as i32 + dx) as u32, (y as i32 + dy) as u32, Rgb([0, 0, 0]));
        }
        Still { picture, ..still }
    }

    fn dot(picture: &RgbImage) -> [f32; 2] {
        let dark: Vec<_> = picture.enumerate_pixels().filter(|(_, _, p)| p.0[0] < 90).collect();
        let n = dark.len().max(1) as f32;
        [
            dark.iter().map(|(x, _, _)| *x as f32).sum::<f32>() / n,
            dark.iter().map(|(_, y, _)| *y as f32).sum::<f32>() / n,
        ]
    }

    #[test]
    fn nothing_moves_when_nothing_turns() {
        let still = dotted();
        let (frame, light) = still.turned(Turned::default());
        let off = dot(&frame)[0] - dot(&still.picture)[0];
        assert!(off.abs() < 0.2, "{off}");
        assert!(light[(220 * WIDTH + 180) as usize] > 0.8 && light[5] < 1e-6);
    }

    #[test]
    fn the_nose_goes_where_the_head_turns() {
        let still = dotted();
        let from = dot(&still.picture);
        let left = dot(&still.turned(Turned { yaw: 20.0, pitch: 0.0 }).0);
        let up = dot(&still.turned(Turned { yaw: 0.0, pitch: 15.0 }).0);
        assert!(left[0] > from[0] + 10.0, "a person's left is the right of the picture");
        assert!(up[1] < from[1] - 8.0);
    }
}
