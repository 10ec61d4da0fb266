//! Fine regular patterns over a face: the grid of a screen, its moiré with the sensor, the dots of print.
//!
//! The spectrum of a photograph from life falls smoothly; a regular pattern stands out of it as a sharp peak. Skin of a
//! phone's picture is hardly finer than a few pixels, so only the picture's own pixels can show it: a picture that was
//! scaled down or pressed hard no longer does.

use std::f32::consts::TAU;

use image::RgbImage;

use crate::face::geometry::Point;

/// Edge of the piece looked at.
const EDGE: usize = 256;
/// Waves longer than this many pixels belong to faces and rooms.
const LONGEST_WAVE: f32 = 18.0;
/// Around a peak, so many cells are its own and so many more its surroundings.
const OWN: usize = 2;
const AROUND: usize = 7;
/// Amplitudes below this, in levels of 255, are what compression leaves of nothing.
const LEAST_LEVEL: f32 = 0.02;
/// Blocks of JPEG repeat every 8 pixels, of its halved colours every 16: peaks there tell of compression.
const BLOCKS: [usize; 2] = [EDGE / 8, EDGE / 16];
/// Level and upright edges of rooms and blocks make their axis uneven: a peak there must be this much clearer.
const ON_AXIS: f32 = 0.45;

/// Strongest peaks of brightness and of colour near `centre`, as logarithms over their surroundings. `None` where the
/// picture is too small.
pub(super) fn peaks(picture: &RgbImage, centre: Point) -> Option<[f32; 2]> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if width < EDGE || height < EDGE {
        return None;
    }
    let start = |c: f32, most: usize| (c as usize).saturating_sub(EDGE / 2).min(most - EDGE);
    let (left, top) = (start(centre[0], width), start(centre[1], height));
    // Brightness is the real part, red against blue the imaginary: one transform gives both.
    let mut grid = vec![[0.0f32; 2]; EDGE * EDGE];
    let hann: Vec<f32> = (0..EDGE).map(|i| 0.5 - 0.5 * (TAU * i as f32 / EDGE as f32).cos()).collect();
    for (y, row) in grid.chunks_exact_mut(EDGE).enumerate() {
        let from = ((top + y) * width + left) * 3;
        for (x, (cell, rgb)) in row.iter_mut().zip(picture.as_raw()[from..].chunks_exact(3)).enumerate() {
            let [r, g, b] = [rgb[0], rgb[1], rgb[2]].map(f32::from);
            let window = hann[x] * hann[y];
            *cell = [(0.299 * r + 0.587 * g + 0.114 * b - 128.0) * window, (r - b) * window];
        }
    }
    transform(&mut grid);
    let halves = [0, 1].map(|part| amplitudes(&grid, part));
    Some([peak(&halves[0], BLOCKS[0]), peak(&halves[1], BLOCKS[1])])
}

/// In both directions; the result is transposed, which changes no peak.
fn transform(grid: &mut [[f32; 2]]) {
    let twiddles: Vec<[f32; 2]> = (0..EDGE / 2)
        .map(|k| {
            let angle = -TAU * k as f32 / EDGE as f32;
            [angle.cos(), angle.sin()]
        })
        .collect();
    for row in grid.chunks_exact_mut(EDGE) {
        fourier(row, &twiddles);
    }
    for y in 0..EDGE {
        for x in 0..y {
            grid.swap(y * EDGE + x, x * EDGE + y);
        }
    }
    for row in grid.chunks_exact_mut(EDGE) {
        fourier(row, &twiddles);
    }
}

/// Cooley and Tukey's transform of a power of two, in place.
fn fourier(row: &mut [[f32; 2]], twiddles: &[[f32; 2]]) {
    let n = row.len();
    let bits = n.trailing_zeros();
    for i in 0..n {
        let j = i.reverse_bits() >> (usize::BITS - bits);
        if i < j {
            row.swap(i, j);
        }
    }
    let mut half = 1;
    while half < n {
        let stride = n / (2 * half);
        for block in row.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                let [c, s] = twiddles[k * stride];
                let turned = [b[0] * c - b[1] * s, b[0] * s + b[1] * c];
                *b = [a[0] - turned[0], a[1] - turned[1]];
                *a = [a[0] + turned[0], a[1] + turned[1]];
            }
        }
        half *= 2;
    }
}

/// Logarithms of the amplitudes of the real (0) or the imaginary (1) input, by the symmetry of their spectra.
fn amplitudes(grid: &[[f32; 2]], part: usize) -> Vec<f32> {
    // A wave of one level has half the window's sum, which is a quarter of the cells.
    let floor = LEAST_LEVEL * (EDGE * EDGE) as f32 / 8.0;
    let mut logs = vec![0.0; EDGE * EDGE];
    for y in 0..EDGE {
        for x in 0..EDGE {
            let a = grid[y * EDGE + x];
            let b = grid[(EDGE - y) % EDGE * EDGE + (EDGE - x) % EDGE];
            let (re, im) = if part == 0 { (a[0] + b[0], a[1] - b[1]) } else { (a[1] + b[1], b[0] - a[0]) };
            logs[y * EDGE + x] = (0.5 * re.hypot(im) + floor).ln();
        }
    }
    logs
}

/// The clearest peak among waves that are short enough.
fn peak(logs: &[f32], block: usize) -> f32 {
    let sums = Sums::of(logs);
    let wave = |k: usize| k.min(EDGE - k);
    let near_block = |k: usize| (k + OWN) % block <= 2 * OWN;
    let mut best = 0.0f32;
    // Spectra of real pictures are symmetric: half of one is all of it.
    for y in 0..=EDGE / 2 {
        for x in 0..EDGE {
            let (fx, fy) = (wave(x), wave(y));
            let short = ((fx * fx + fy * fy) as f32).sqrt() > EDGE as f32 / LONGEST_WAVE;
            if !short || (near_block(fx) && near_block(fy)) {
                continue;
            }
            let discount = if fx <= OWN || fy <= OWN { ON_AXIS } else { 0.0 };
            let over = logs[y * EDGE + x] - sums.around(x, y) - discount;
            best = best.max(over);
        }
    }
    best
}

/// Sums of all that lies above and to the left, of the spectrum continued on all sides.
struct Sums(Vec<f64>);

const PADDED: usize = EDGE + 2 * AROUND;

impl Sums {
    fn of(logs: &[f32]) -> Self {
        let side = PADDED + 1;
        let mut sums = vec![0.0; side * side];
        for y in 0..PADDED {
            let mut row = 0.0;
            for x in 0..PADDED {
                row += f64::from(logs[(y + EDGE - AROUND) % EDGE * EDGE + (x + EDGE - AROUND) % EDGE]);
                sums[(y + 1) * side + x + 1] = sums[y * side + x + 1] + row;
            }
        }
        Self(sums)
    }

    /// Mean around a cell, without the cells that are the peak's own.
    fn around(&self, x: usize, y: usize) -> f32 {
        let square = |reach: usize| {
            let side = PADDED + 1;
            let (left, top) = (x + AROUND - reach, y + AROUND - reach);
            let (right, bottom) = (left + 2 * reach + 1, top + 2 * reach + 1);
            let at = |x: usize, y: usize| self.0[y * side + x];
            at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
        };
        let cells = (2 * AROUND + 1).pow(2) - (2 * OWN + 1).pow(2);
        ((square(AROUND) - square(OWN)) / cells as f64) as f32
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn scatter(x: u32, y: u32) -> f32 {
        let mixed = (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)).wrapping_mul(2_654_435_761);
        (mixed >> 24) as f32 / 32.0 - 4.0
    }

    /// A soft blob under noise, with a fine wave of `levels` over it.
    fn picture(levels: f32, colour: bool) -> RgbImage {
        RgbImage::from_fn(300, 300, |x, y| {
            let (u, v) = (x as f32 - 150.0, y as f32 - 150.0);
            let base = 90.0 + 90.0 * (-(u * u + v * v) / 8_000.0).exp() + scatter(x, y);
            let wave = levels * (TAU * (x as f32 / 4.7 + y as f32 / 9.1)).sin();
            let [r, g, b] = if colour { [wave, 0.0, -wave] } else { [wave; 3] };
            Rgb([base + r, base + g, base + b].map(|c| c as u8))
        })
    }

    #[test]
    fn a_fine_wave_is_a_peak() {
        let [plain, plain_colour] = peaks(&picture(0.0, false), [150.0, 150.0]).unwrap();
        let [bright, _] = peaks(&picture(4.0, false), [150.0, 150.0]).unwrap();
        let [_, colour] = peaks(&picture(4.0, true), [150.0, 150.0]).unwrap();
        assert!(plain < 1.7 && plain_colour < 1.7, "{plain} {plain_colour}");
        assert!(bright > 2.5 && colour > 2.5, "{bright} {colour}");
    }

    #[test]
    fn small_pictures_show_no_pattern() {
        assert_eq!(peaks(&RgbImage::new(200, 400), [100.0, 200.0]), None);
    }

    #[test]
    fn the_transform_of_a_wave_is_one_line() {
        let mut row: Vec<[f32; 2]> = (0..EDGE).map(|i| [(TAU * 5.0 * i as f32 / EDGE as f32).cos(), 0.0]).collect();
        let twiddles: Vec<[f32; 2]> = (0..EDGE / 2)
            .map(|k| {
                let angle = -TAU * k as f32 / EDGE as f32;
                [angle.cos(), angle.sin()]
            })
            .collect();
        fourier(&mut row, &twiddles);
        for (k, [re, im]) in row.into_iter().enumerate() {
            let expected = if k == 5 || k == EDGE - 5 { EDGE as f32 / 2.0 } else { 0.0 };
            assert!((re.hypot(im) - expected).abs() < 1e-2, "{k}");
        }
    }
}
