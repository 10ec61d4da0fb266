//! Signs of a print or a screen in one still.

use countersign_core::liveness::Signals;
use image::RgbImage;

use super::{capture, edges, spectrum};
use crate::face::DetectedFace;

/// Pixels of the face looked at for its colours, across and down.
const GRID: u32 = 96;

/// Every sign of a selfie; `bytes` is the file it was decoded from. Takes a few milliseconds.
pub fn signals(picture: &RgbImage, bytes: &[u8], face: &DetectedFace) -> Signals {
    let peaks = spectrum::peaks(picture, face.bbox.centre());
    let colours = Colours::of(picture, face);
    Signals {
        pattern: peaks.map(|[brightness, _]| brightness),
        colour_pattern: peaks.map(|[_, colour]| colour),
        edges: edges::enclosing(picture, &face.bbox),
        black: colours.black,
        saturation: colours.saturation,
        capture: capture::of(bytes),
        model: None,
    }
}

struct Colours {
    black: f32,
    saturation: f32,
}

impl Colours {
    fn of(picture: &RgbImage, face: &DetectedFace) -> Self {
        let b = &face.bbox;
        let place = |start: f32, extent: f32, i: u32, edge: u32| {
            (start + extent * (i as f32 + 0.5) / GRID as f32).clamp(0.0, edge as f32 - 1.0) as u32
        };
        let (mut levels, mut spread, mut most) = (Vec::new(), 0u64, 0u64);
        for j in 0..GRID {
            for i in 0..GRID {
                let x = place(b.x, b.width, i, picture.width());
                let rgb = picture.get_pixel(x, place(b.y, b.height, j, picture.height())).0;
                let (high, low) = (rgb[0].max(rgb[1]).max(rgb[2]), rgb[0].min(rgb[1]).min(rgb[2]));
                spread += u64::from(high - low);
                most += u64::from(high);
                let [r, g, b] = rgb.map(u32::from);
                levels.push((299 * r + 587 * g + 114 * b) / 1000);
            }
        }
        let hundredth = levels.len() / 100;
        let black = *levels.select_nth_unstable(hundredth).1;
        Self { black: black as f32 / 255.0, saturation: spread as f32 / most.max(1) as f32 }
    }
}
