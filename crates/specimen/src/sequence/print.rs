//! A flat print of a face moved about before the lens, as somebody does who hopes that tilting passes for turning.

use image::{Rgb, RgbImage};

use super::{
    act::Turned,
    camera::{HEIGHT, WIDTH},
    head::bilinear,
};

/// Distance of the camera, in widths of the print.
const CAMERA: f32 = 2.2;

/// How a print is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// How far the print is tilted for each degree asked of the head.
    pub eagerness: f32,
    /// Radius to which it is bent about its upright axis, in widths; infinite when it is flat.
    pub radius: f32,
    /// Where its middle is, in pixels.
    pub shift: [f32; 2],
    /// Size in the picture against the size of a frame.
    pub zoom: f32,
}

/// The print before a wall; also how much of the screen's light falls on each pixel.
pub(super) fn show(print: &RgbImage, held: Held, turned: Turned, wall: [u8; 3]) -> (RgbImage, Vec<f32>) {
    let tilt = Turned { yaw: turned.yaw * held.eagerness, pitch: turned.pitch * held.eagerness };
    let mut light = vec![0.0; (WIDTH * HEIGHT) as usize];
    let scene = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| match on_print([x as f32, y as f32], held, tilt) {
        Some(at) => {
            light[(y * WIDTH + x) as usize] = 0.9;
            bilinear(print, at)
        }
        None => Rgb(wall.map(|c| c.saturating_add(((x / 3 + y / 5) % 7) as u8))),
    });
    (scene, light)
}

/// The place of the print that a pixel shows, by following its ray to the tilted sheet and unrolling the bend.
fn on_print([x, y]: [f32; 2], held: Held, tilt: Turned) -> Option<[f32; 2]> {
    let width = WIDTH as f32 * held.zoom;
    let ray = [
        (x - WIDTH as f32 / 2.0 - held.shift[0]) / width / CAMERA,
        (y - HEIGHT as f32 / 2.0 - held.shift[1]) / width / CAMERA,
        -1.0,
    ];
    // Into the sheet's own directions: the camera looks from (0, 0, CAMERA) along the ray.
    let unturn = |v: [f32; 3]| {
        let (sy, cy) = (-tilt.yaw).to_radians().sin_cos();
        let (x, z) = (v[0] * cy + v[2] * sy, v[2] * cy - v[0] * sy);
        let (sp, cp) = (-tilt.pitch).to_radians().sin_cos();
        [x, v[1] * cp - z * sp, v[1] * sp + z * cp]
    };
    let (from, along) = (unturn([0.0, 0.0, CAMERA]), unturn(ray));
    // A bent sheet lies on a cylinder; a few steps of Newton's method find it, starting at the flat one.
    let height = |x: f32| if held.radius.is_finite() { -x * x / (2.0 * held.radius) } else { 0.0 };
    let mut reach = -from[2] / along[2];
    for _ in 0..4 {
        let x = from[0] + reach * along[0];
        let over = from[2] + reach * along[2] - height(x);
        let slope = along[2] + if held.radius.is_finite() { x * along[0] / held.radius } else { 0.0 };
        reach -= over / slope;
    }
    let (u, v) = (from[0] + reach * along[0], from[1] + reach * along[1]);
    let arc = if held.radius.is_finite() { u * (1.0 + u * u / (6.0 * held.radius * held.radius)) } else { u };
    let at = [(arc + 0.5) * WIDTH as f32, v * WIDTH as f32 + HEIGHT as f32 / 2.0];
    let inside = reach > 0.0 && (0.0..WIDTH as f32).contains(&at[0]) && (0.0..HEIGHT as f32).contains(&at[1]);
    inside.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: Held = Held { eagerness: 1.0, radius: f32::INFINITY, shift: [0.0; 2], zoom: 1.0 };

    #[test]
    fn a_print_held_straight_is_the_print() {
        let at = on_print([100.0, 300.0], FLAT, Turned::default()).unwrap();
        assert!((at[0] - 100.0).abs() < 0.1 && (at[1] - 300.0).abs() < 0.1, "{at:?}");
    }

    #[test]
    fn a_tilted_print_is_foreshortened() {
        let edge = |tilt: f32| {
            let tilt = Turned { yaw: tilt, pitch: 0.0 };
            (0..WIDTH).filter(|x| on_print([*x as f32, 240.0], FLAT, tilt).is_some()).count()
        };
        assert!(edge(40.0) < edge(0.0) * 9 / 10);
    }
}
