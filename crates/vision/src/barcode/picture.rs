//! Grey values between pixels.

use image::GrayImage;

/// Bilinear value at a point in pixels, pixel centres at whole numbers; the edge is repeated outside.
pub(super) fn sample(picture: &GrayImage, x: f32, y: f32) -> f32 {
    let (right, bottom) = (picture.width() - 1, picture.height() - 1);
    let (x, y) = (x.clamp(0.0, right as f32), y.clamp(0.0, bottom as f32));
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = ((x0 + 1).min(right), (y0 + 1).min(bottom));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let width = picture.width() as usize;
    let at = |x: u32, y: u32| f32::from(picture.as_raw()[y as usize * width + x as usize]);
    let upper = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * fx;
    let lower = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * fx;
    upper + (lower - upper) * fy
}

/// Takes the mean off and scales to length 1; `false` when the values are flat.
pub(super) fn normalise(values: &mut [f32]) -> bool {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let mut square = 0.0;
    for value in values.iter_mut() {
        *value -= mean;
        square += *value * *value;
    }
    let length = square.sqrt();
    if length < 1e-3 {
        return false;
    }
    for value in values.iter_mut() {
        *value /= length;
    }
    true
}

/// Inner product of two lists of equal length, in eight independent sums so that it runs eight wide.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}
